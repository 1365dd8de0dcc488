/** The input box with the line above it, the messages that wait, and the place of the caret. */
import type { Row } from '../../core/span.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { shownConversation } from '../conversation.ts';
import { layoutEditor } from '../editor/editor.ts';
import type { Frame, Pane, Rect } from '../frame.ts';
import type { State } from '../state.ts';
import { inputEditor } from '../update/input.ts';
import { inputMargin, inputWidth } from './regions.ts';
import { fill, span } from './rows.ts';

export function queuePane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const waiting = shownConversation(state)?.queue ?? [];
  const rows = waiting.slice(0, rect.height).map<Row>((message, i) => {
    const more =
      i === rect.height - 1 && waiting.length > rect.height ? ` (+${waiting.length - rect.height} more)` : '';
    const text = sanitize(message.text).replaceAll('\n', ' ');
    return [
      span(' ⏳ ', styles.warning),
      span(cutToWidth(text, Math.max(1, rect.width - 30)), styles.dim),
      span(`${more}  Alt+↑ takes back`, styles.footerDisabled),
    ];
  });
  return { name: 'queue', rect, rows, background: styles.text };
}

export function inputPane(state: State, rect: Rect): { readonly pane: Pane; readonly caret: Frame['caret'] } {
  const { styles } = state.look.theme;
  const focused = state.focus === 'input' && state.overlay.kind === 'none';
  const line: Row = [span('─'.repeat(rect.width), focused ? styles.borderFocused : styles.border)];
  const editor = inputEditor(state);
  const laidOut = layoutEditor(editor, inputWidth(state), rect.height - 1);
  const isEmpty = editor.text === '';
  const rows = laidOut.rows.map<Row>((row, i) => [
    span(i === 0 ? (focused ? '▏ ' : '  ') : '  ', styles.accent),
    ...(isEmpty
      ? [span(placeholder(state), styles.placeholder)]
      : row.spans.map((part) =>
          span(
            part.text,
            part.kind === 'fold' ? styles.tool : part.kind === 'selected' ? styles.selected : styles.input,
          ),
        )),
  ]);
  const pane: Pane = {
    name: 'input',
    rect,
    rows: [line, ...rows.map((row) => fill(row, rect.width, styles.input))],
    background: styles.input,
  };
  const caret = focused ? { x: rect.x + inputMargin + laidOut.caret.x, y: rect.y + 1 + laidOut.caret.y } : null;
  return { pane, caret };
}

function placeholder(state: State): string {
  const one = shownConversation(state);
  if (one?.access.kind === 'watching') return 'another process writes here; f in the list forks it';
  if (one?.reply) return 'write on; it is sent when the reply has ended';
  if (!one && state.answering === null) return 'choose above who answers';
  return 'message …  (/ for commands)';
}
