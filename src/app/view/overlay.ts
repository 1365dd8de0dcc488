/** Overlays as panes: questions, what went wrong, help, choices, figures; each in a quiet frame over the panes. */
import { sentence } from '../../core/problem.ts';
import type { Row } from '../../core/span.ts';
import { rowWidth } from '../../core/text/row.ts';
import { wrapText } from '../../core/text/wrap.ts';
import { shownConversation } from '../conversation.ts';
import { type EditorState, editorText, isEmptyEditor } from '../editor/editor.ts';
import type { Chart, Frame, Pane, Rect } from '../frame.ts';
import type { Overlay, PromptPurpose } from '../overlay-state.ts';
import { titleOf } from '../session-title.ts';
import type { State } from '../state.ts';
import { boxCells, type Choice, framed, message } from './boxed.ts';
import { helpPane } from './help.ts';
import { boxRect } from './overlay-size.ts';
import { pickerView } from './picker.ts';
import { regions } from './regions.ts';
import { between, raised, span } from './rows.ts';
import { statsView } from './stats.ts';
import { findCount } from './transcript.ts';
import { typedLine } from './typed-line.ts';

export interface OverlayView {
  readonly pane: Pane;
  readonly charts?: readonly Chart[];
  readonly caret: Frame['caret'];
}

export function overlayView(state: State): OverlayView | undefined {
  const { overlay } = state;
  switch (overlay.kind) {
    case 'none':
      return undefined;
    case 'help':
      return { pane: helpPane(state, overlay.scroll), caret: null };
    case 'stats':
      return { ...statsView(state, overlay), caret: null };
    case 'prompt':
      return promptView(state, overlay);
    case 'find':
      return findView(state, overlay);
    case 'picker':
      return pickerView(state, overlay);
    case 'locked': {
      const text = `“${titleOf(overlay.session)}” is open in ${overlay.holder}.`;
      return { pane: message(state, 'Open elsewhere', text, lockedChoices), caret: null };
    }
    case 'confirm': {
      const { title, choices } = questions[overlay.action];
      return { pane: message(state, title, overlay.question, choices), caret: null };
    }
    case 'problem': {
      const text = sentence(overlay.problem);
      return { pane: message(state, 'That did not work', text, closing), caret: null };
    }
    case 'notice':
      return { pane: message(state, overlay.title, overlay.text, closing), caret: null };
  }
}

const closing: readonly Choice[] = [['any key', 'close']];

const lockedChoices: readonly Choice[] = [
  ['w', 'watch: read along as the other process writes'],
  ['f', 'fork: continue in a copy of your own'],
  ['Esc', 'cancel'],
];

type Confirm = Extract<Overlay, { kind: 'confirm' }>['action'];

const questions: Readonly<Record<Confirm, { readonly title: string; readonly choices: readonly Choice[] }>> = {
  emptyTrash: {
    title: 'Delete for good?',
    choices: [
      ['y', 'delete for good; this cannot be undone'],
      ['any other key', 'keep it in the trash'],
    ],
  },
  sendAnyway: {
    title: 'Sure?',
    choices: [
      ['y', 'yes'],
      ['any other key', 'no'],
    ],
  },
  compactFirst: {
    title: 'Too long',
    choices: [
      ['y', 'sum up first, then send'],
      ['s', 'send it anyway'],
      ['any other key', 'keep it in the queue'],
    ],
  },
  quit: {
    title: 'Quit?',
    choices: [
      ['y', 'quit; unsaved messages go to a file in the temporary folder'],
      ['e', 'export as Markdown to the current folder first'],
      ['any other key', 'stay; reprise keeps trying to save'],
    ],
  },
};

const promptTitles: Readonly<Record<PromptPurpose['kind'], string>> = {
  new: 'New session',
  rename: 'Rename',
  fork: 'Fork',
  key: 'API key',
  baseUrl: 'Server',
};

const promptHints: Readonly<Record<PromptPurpose['kind'], string>> = {
  new: 'Type a name, or leave it empty for none.',
  rename: 'Type the new name.',
  fork: 'Type a name for the copy; the original does not change.',
  key: 'Paste the key. It is saved in the config file, which only you can read, and never shown in full again.',
  baseUrl: 'Type or paste the base URL of the server, including /v1. It replaces the one above.',
};

function promptHint(purpose: PromptPurpose): string {
  const optional = purpose.kind === 'key' && purpose.provider === 'compatible';
  return optional ? `${promptHints.key} Press Enter to continue without one.` : promptHints[purpose.kind];
}

function promptView(state: State, overlay: Extract<Overlay, { kind: 'prompt' }>): OverlayView {
  const { styles } = state.look.theme;
  const width = boxCells(state);
  const hint = wrapText(overlay.error === '' ? promptHint(overlay.purpose) : overlay.error, width);
  const typed = overlay.purpose.kind === 'key' ? hiddenLine(state, overlay.editor, width - 2) : undefined;
  const { row, caret } = typed ?? typedLine(state, overlay.editor, width - 2);
  const rows: Row[] = [
    [span('▏', styles.accent), ...row],
    [],
    ...hint.map((line) => [span(line, overlay.error === '' ? styles.dim : styles.error)]),
  ];
  const rect = boxRect(state.size, width + 4, rows.length);
  const title =
    overlay.purpose.kind === 'key'
      ? `${promptTitles.key} for ${overlay.purpose.of}`
      : promptTitles[overlay.purpose.kind];
  return { pane: framed(state, rect, title, rows), caret: { x: rect.x + 3 + caret, y: rect.y + 1 } };
}

/** A key is not shown, only that there is one. */
function hiddenLine(state: State, editor: EditorState, width: number): ReturnType<typeof typedLine> {
  const count = Math.min([...editorText(editor)].length, width);
  return { row: [span('•'.repeat(count), state.look.theme.styles.input)], caret: count };
}

/** In place of the header: a box would cover the first rows, and a hit in them. */
function findView(state: State, overlay: Extract<Overlay, { kind: 'find' }>): OverlayView {
  const { styles } = state.look.theme;
  const { header } = regions(state);
  const rect: Rect = header.width > 0 ? header : { x: 0, y: 0, width: state.size.columns, height: 1 };
  const find = shownConversation(state)?.find;
  const right = find ? [span(' ', styles.overlay), ...findCount(state, find)] : [];
  const typed = typedLine(state, overlay.editor, Math.max(1, rect.width - findLead.length - rowWidth(right) - 1));
  const words = isEmptyEditor(overlay.editor) ? [span('find in this session', styles.placeholder)] : typed.row;
  const left: Row = [span(findLead, styles.accent), ...words];
  const row = raised(between(left, right, rect.width, styles.overlay), styles.text, styles.overlay);
  return {
    pane: { name: 'overlay', rect, rows: [row], background: styles.overlay },
    caret: { x: rect.x + findLead.length + typed.caret, y: rect.y },
  };
}

const findLead = '▌/ ';
