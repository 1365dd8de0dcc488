/** Overlays as panes: questions, what went wrong, help, choices, figures; each in a quiet frame over the panes. */
import { sentence } from '../../core/problem.ts';
import type { Row } from '../../core/span.ts';
import { textWidth } from '../../core/text/width.ts';
import { wrapText } from '../../core/text/wrap.ts';
import { layoutEditor, oneLineWidth } from '../editor/editor.ts';
import type { Chart, Frame, Pane, Rect } from '../frame.ts';
import type { Overlay, PromptPurpose } from '../overlay-state.ts';
import type { State } from '../state.ts';
import { boxCells, type Choice, framed, message } from './boxed.ts';
import { helpPane } from './help.ts';
import { titleOf } from './list.ts';
import { boxRect } from './overlay-size.ts';
import { pickerView, tail } from './picker.ts';
import { span } from './rows.ts';
import { statsView } from './stats.ts';

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

const closing: readonly Choice[] = [['any key', 'closes this']];

const lockedChoices: readonly Choice[] = [
  ['w', 'watch it: the transcript follows the file as it grows'],
  ['f', 'fork it: a session of your own that begins as a copy'],
  ['Esc', 'leave it'],
];

type Confirm = Extract<Overlay, { kind: 'confirm' }>['action'];

const questions: Readonly<Record<Confirm, { readonly title: string; readonly choices: readonly Choice[] }>> = {
  emptyTrash: {
    title: 'Delete for good?',
    choices: [
      ['y', 'delete for good; nothing brings it back'],
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
      ['s', 'send it as it is'],
      ['any other key', 'it waits in the queue'],
    ],
  },
  quit: {
    title: 'Quit?',
    choices: [
      ['y', 'quit; what is not saved goes to a file in the temporary folder'],
      ['e', 'write it as Markdown to this folder first'],
      ['any other key', 'stay, and let it be tried again'],
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
  new: 'Its name; empty leaves it unnamed.',
  rename: 'The new name.',
  fork: 'The name of the new session; this one stays as it is.',
  key: 'Paste the key. It is kept in the config file, readable by you alone, and never shown again.',
  baseUrl: 'The base URL of the server, with /v1.',
};

function promptView(state: State, overlay: Extract<Overlay, { kind: 'prompt' }>): OverlayView {
  const { styles } = state.look.theme;
  const width = boxCells(state);
  const hint = wrapText(overlay.error === '' ? promptHints[overlay.purpose.kind] : overlay.error, width);
  const laidOut = layoutEditor(overlay.editor, oneLineWidth, 1);
  const typed = laidOut.rows[0]?.text ?? '';
  const secret = overlay.purpose.kind === 'key';
  const shown = secret ? '•'.repeat(Math.min([...typed].length, width - 2)) : tail(typed, laidOut.caret.x, width - 2);
  const rows: Row[] = [
    [span('▏', styles.accent), span(shown, styles.input)],
    [],
    ...hint.map((line) => [span(line, overlay.error === '' ? styles.dim : styles.error)]),
  ];
  const rect = boxRect(state.size, width + 4, rows.length);
  const column = secret ? textWidth(shown) : Math.min(laidOut.caret.x, width - 2);
  const title =
    overlay.purpose.kind === 'key'
      ? `${promptTitles.key} for ${overlay.purpose.provider}`
      : promptTitles[overlay.purpose.kind];
  return { pane: framed(state, rect, title, rows), caret: { x: rect.x + 3 + column, y: rect.y + 1 } };
}

function findView(state: State, overlay: Extract<Overlay, { kind: 'find' }>): OverlayView {
  const { styles } = state.look.theme;
  const laidOut = layoutEditor(overlay.editor, oneLineWidth, 1);
  const width = Math.min(48, state.size.columns - 4);
  const rect: Rect = { x: state.size.columns - width - 1, y: 1, width, height: 3 };
  const row: Row = [
    span('/ ', styles.accent),
    span(tail(laidOut.rows[0]?.text ?? '', laidOut.caret.x, width - 8), styles.input),
  ];
  return {
    pane: framed(state, rect, 'Find', [row]),
    caret: { x: rect.x + 4 + Math.min(laidOut.caret.x, width - 8), y: rect.y + 1 },
  };
}
