/** Overlays as panes: a quiet frame with a title, and inside it a question, a list of choices, help or figures. */
import type { Row } from '../../core/span.ts';
import { cutToWidth, sliceCells } from '../../core/text/cut.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import { wrapText } from '../../core/text/wrap.ts';
import { layoutEditor } from '../editor/editor.ts';
import type { Chart, Frame, Pane, Rect } from '../frame.ts';
import type { Keymap } from '../keymap.ts';
import type { Overlay, PromptPurpose } from '../overlay-state.ts';
import { pickerQuery } from '../picker.ts';
import { pickerRows } from '../picker-rows.ts';
import type { State } from '../state.ts';
import { helpRows } from './help.ts';
import { titleOf } from './list.ts';
import { boxRect, pickerHeight, pickerRect } from './overlay-size.ts';
import { between, fill, highlighted, span } from './rows.ts';
import { statsView } from './stats.ts';

export interface OverlayView {
  readonly pane: Pane;
  readonly charts?: readonly Chart[];
  readonly caret: Frame['caret'];
}

export function overlayView(state: State, keymap: Keymap): OverlayView | undefined {
  const { overlay, size } = state;
  switch (overlay.kind) {
    case 'none':
      return undefined;
    case 'help': {
      const rect = boxRect(size, 96, size.rows);
      const rows = helpRows(state, keymap, rect.width - 4);
      return { pane: framed(state, rect, 'Keys', scrolled(rows, overlay.scroll, rect.height - 2)), caret: null };
    }
    case 'stats':
      return { ...statsView(state, overlay), caret: null };
    case 'prompt':
      return promptView(state, overlay);
    case 'find':
      return findView(state, overlay);
    case 'picker':
      return pickerView(state, overlay);
    case 'locked': {
      const text = `“${titleOf(overlay.session)}” is open in ${overlay.holder}.\n\nw  watch it: the transcript follows the file as it grows\nf  fork it: a session of your own that begins as a copy\nEsc  leave it`;
      return { pane: message(state, 'Open elsewhere', text), caret: null };
    }
    case 'confirm':
      return {
        pane:
          overlay.action === 'compactFirst'
            ? message(state, 'Too long', `${overlay.question}\n\n${tooLongKeys}`)
            : overlay.action === 'quit'
              ? message(state, 'Quit?', `${overlay.question}\n\n${quitKeys}`)
              : message(state, 'Sure?', `${overlay.question}\n\ny  yes\nany other key  no`),
        caret: null,
      };
    case 'problem':
      return {
        pane: message(state, 'That did not work', `${overlay.problem.message}\n${overlay.problem.next}`),
        caret: null,
      };
  }
}

const tooLongKeys = 'y  sum up first, then send\ns  send it as it is\nany other key  it waits in the queue';

const quitKeys =
  'y  quit; what is not saved goes to a file in the temporary folder\ne  write it as Markdown to this folder first\nany other key  stay, and let it be tried again';

function scrolled(rows: readonly Row[], from: number, height: number): readonly Row[] {
  const start = Math.min(from, Math.max(0, rows.length - height));
  return rows.slice(start, start + height);
}

/** A frame with the title in its top border; the content is padded to the width. */
export function framed(state: State, rect: Rect, title: string, content: readonly Row[]): Pane {
  const { styles } = state.look.theme;
  const inner = rect.width - 2;
  const shown = cutToWidth(sanitize(title), Math.max(1, inner - 4));
  const top: Row = [
    span('╭─ ', styles.overlayBorder),
    span(shown, styles.title),
    span(` ${'─'.repeat(Math.max(0, inner - 3 - textWidth(shown)))}╮`, styles.overlayBorder),
  ];
  const body = Array.from(
    { length: rect.height - 2 },
    (_, i): Row => [
      span('│ ', styles.overlayBorder),
      ...fill(content[i] ?? [], inner - 2, styles.overlay),
      span(' │', styles.overlayBorder),
    ],
  );
  const bottom: Row = [span(`╰${'─'.repeat(inner)}╯`, styles.overlayBorder)];
  return {
    name: 'overlay',
    rect,
    rows: [fill(top, rect.width, styles.overlay), ...body, bottom],
    background: styles.overlay,
  };
}

function message(state: State, title: string, text: string): Pane {
  const { styles } = state.look.theme;
  const width = Math.min(64, state.size.columns - 6);
  const rows = sanitize(text)
    .split('\n')
    .flatMap((line) => wrapText(line, width).map((part) => [span(part, styles.overlay)]));
  return framed(state, boxRect(state.size, width + 4, rows.length), title, rows);
}

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
  const width = Math.min(64, state.size.columns - 6);
  const hint = wrapText(overlay.error === '' ? promptHints[overlay.purpose.kind] : overlay.error, width);
  const laidOut = layoutEditor(overlay.editor, 10_000, 1);
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

/** The part of a long line that holds the caret. */
function tail(text: string, caret: number, width: number): string {
  return caret <= width ? cutToWidth(text, width, '') : sliceCells(text, caret - width, width);
}

function findView(state: State, overlay: Extract<Overlay, { kind: 'find' }>): OverlayView {
  const { styles } = state.look.theme;
  const laidOut = layoutEditor(overlay.editor, 10_000, 1);
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

function pickerView(state: State, overlay: Extract<Overlay, { kind: 'picker' }>): OverlayView {
  const { styles } = state.look.theme;
  const rect = pickerRect(state.size);
  const width = rect.width - 4;
  const height = pickerHeight(state.size);
  const query = pickerQuery(overlay.picker);
  const laidOut = layoutEditor(overlay.picker.editor, 10_000, 1);
  const rows: Row[] = [
    [span('› ', styles.accent), span(tail(query, laidOut.caret.x, width - 4), styles.input)],
    [
      span(
        cutToWidth(sanitize(overlay.note === '' ? '─'.repeat(width) : overlay.note), width),
        overlay.note === '' ? styles.overlayBorder : styles.warning,
      ),
    ],
    ...pickerRows(overlay.picker, height).map((row): Row => {
      if (row.kind === 'heading') return [span(row.text, styles.dim)];
      if (row.kind === 'empty') return [span(overlay.note === '' ? row.text : '', styles.dim)];
      const base = row.selected ? styles.overlaySelected : styles.overlay;
      const quiet = row.selected ? base : row.item.disabled === undefined ? styles.dim : styles.footerDisabled;
      const label = row.item.disabled === undefined ? base : quiet;
      const left: Row = [
        span(row.selected ? '▌ ' : '  ', base),
        ...highlighted(sanitize(row.item.label), row.ranges, label, row.selected ? base : styles.match),
      ];
      return between(left, [span(` ${sanitize(row.item.detail ?? '')} `, quiet)], width, base);
    }),
  ];
  return {
    pane: framed(state, rect, overlay.picker.title, rows),
    caret: { x: rect.x + 4 + Math.min(laidOut.caret.x, width - 4), y: rect.y + 1 },
  };
}
