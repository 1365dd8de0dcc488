/** The input box with the line above it, the queued messages, and the position of the caret. */
import type { Row } from '../../core/span.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import type { Style } from '../../core/theme.ts';
import { shownConversation } from '../conversation.ts';
import type { Held } from '../conversation-state.ts';
import { type EditorLayout, layoutEditor } from '../editor/editor.ts';
import type { Frame, Pane, Rect } from '../frame.ts';
import { keyName, withKey } from '../keymap.ts';
import type { State } from '../state.ts';
import { inputEditor } from '../update/draft.ts';
import { inputMargin, inputWidth } from './regions.ts';
import { between, span } from './rows.ts';

/** The waiting messages and how to proceed; if they wait for the user, the last row says why. */
export function queuePane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const one = shownConversation(state);
  const waiting = one?.queue ?? [];
  const held = one?.held ?? null;
  const rows = waiting.slice(0, rect.height).map<Row>((message, i) => {
    const isLast = i === Math.min(rect.height, waiting.length) - 1;
    const more = isLast && waiting.length > rect.height ? `(+${waiting.length - rect.height} more) ` : '';
    const said = isLast ? (held ? heldWords(state, held) : takeBackWords(state, waiting.length)) : [];
    const room = rect.width - leastOfMessage - textWidth(more);
    const words = said.find((one) => textWidth(one) <= room) ?? '';
    const text = sanitize(message.text).replaceAll('\n', ' ');
    const left = [span(held ? ' ‖ ' : ' ⏳ ', styles.warning), span(text, styles.dim)];
    const right = span(`  ${more}${words} `, held && isLast ? styles.warning : styles.dim);
    return between(left, [right], rect.width, styles.text);
  });
  return { name: 'queue', rect, rows, background: styles.text };
}

/** The sign, the blanks around it, and as much of the message as identifies it. */
const leastOfMessage = 15;

/** The key takes back the last message and no other. Shorter versions are for narrow windows. */
function takeBackWords(state: State, count: number): readonly string[] {
  const key = keyName(state, 'input.takeBack');
  if (key === undefined) return [];
  const short = `${key} takes back`;
  return count > 1 ? [`${short} the last`, short] : [short];
}

/** Shorter versions are for narrow windows: there, the empty box below also names the key. */
function heldWords(state: State, held: Held): readonly string[] {
  const back = withKey(state, 'input.takeBack', (key) => `, ${key} takes back`);
  const send = keyName(state, 'input.send') ?? 'sending nothing';
  switch (held) {
    case 'failed':
      return [`on hold: the reply failed; ${send} sends`, `on hold; ${send} sends`, 'on hold'];
    case 'restored':
      return [`on hold since last time; ${send} sends${back}`, `on hold; ${send} sends`, 'on hold'];
    case 'too-long':
      return [`on hold: too long; ${send} asks${back}`, `too long; ${send} asks`, 'too long'];
  }
}

export function inputPane(state: State, rect: Rect): { readonly pane: Pane; readonly caret: Frame['caret'] } {
  const { styles } = state.look.theme;
  const focused = state.focus === 'input' && state.overlay.kind === 'none';
  const line = lineAbove(state, rect.width, focused ? styles.borderFocused : styles.border);
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
    rows: [line, ...rows.map((row, i) => withMore(state, row, moreAt(laidOut, i), rect.width))],
    background: styles.input,
  };
  const caret = focused ? { x: rect.x + inputMargin + laidOut.caret.x, y: rect.y + 1 + laidOut.caret.y } : null;
  return { pane, caret };
}

/** Whether the text continues beyond the shown rows, at the first of them and at the last. */
function moreAt({ rows, above, below }: EditorLayout, row: number): string {
  if (above && row === 0) return '↑';
  return below && row === rows.length - 1 ? '↓' : '';
}

/** In the last column, which the text leaves free. */
function withMore(state: State, row: Row, more: string, width: number): Row {
  const { styles } = state.look.theme;
  return between(row, more === '' ? [] : [span(more, styles.placeholder)], width, styles.input);
}

/** The line shows that an edit is under way: otherwise a message could become a variant of an earlier one unnoticed. */
function lineAbove(state: State, width: number, border: Style): Row {
  const one = shownConversation(state);
  if (!one || one.editing === null) return [span('─'.repeat(width), border)];
  const what = ' Editing an earlier prompt ';
  const sends = withKey(state, 'input.send', (key) => `${key} sends it as a variant`);
  const cancels = withKey(state, 'reply.stop', (key) => `${key} cancels`);
  // The way out is said longest: nothing else in sight names it.
  const words =
    [[sends, cancels], [cancels]]
      .map((keys) => keys.filter((one) => one !== '').join(', '))
      .map((keys) => (keys === '' ? what : `${what}· ${keys} `))
      .find((one) => textWidth(one) + 2 <= width) ?? cutToWidth(what, Math.max(1, width - 2));
  return [
    span('─', border),
    span(words, state.look.theme.styles.accent),
    span('─'.repeat(Math.max(0, width - 1 - textWidth(words))), border),
  ];
}

function placeholder(state: State): string {
  const one = shownConversation(state);
  if (one?.access.kind === 'watching')
    return `another process is writing here${withKey(state, 'session.fork', (key) => `; ${key} in the list forks it`)}`;
  if (one?.held)
    return `${keyName(state, 'input.send') ?? 'sending nothing'} sends the messages above; what you write now goes after them`;
  if (one?.reply) return 'write on; it is sent when the reply ends';
  if (!one && state.chosenModel === null) return 'choose a provider above';
  return 'message …  (/ for commands)';
}
