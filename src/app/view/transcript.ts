/** The transcript pane: a header line, the visible rows of the items, the cursor's bar and the scroll bar. */
import type { Row } from '../../core/span.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { shownConversation } from '../conversation.ts';
import type { Pane, Rect } from '../frame.ts';
import { sessionById } from '../list-state.ts';
import type { Conversation, State } from '../state.ts';
import { markHits } from '../transcript/find.ts';
import { gutter, rowsOf } from '../transcript/rows.ts';
import { type Measured, topOf } from '../transcript/viewport.ts';
import { measured } from '../update/scroll.ts';
import { firstRunRows, needsFirstRun } from './first-run.ts';
import { titleOf } from './list.ts';
import { between, fill, span } from './rows.ts';

export function headerPane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const one = shownConversation(state);
  const focused = state.focus === 'transcript';
  const mark = span(focused ? '▌' : ' ', styles.accent);
  if (!one) return pane('header', rect, [[mark, span('reprise', styles.title)]], state);
  const session = sessionById(state.list, one.id);
  const title = session ? titleOf(session) : 'new session';
  const turns = session?.turnCount ?? 0;
  const facts = [
    sanitize(one.model === '' || one.model === one.provider ? one.provider : `${one.provider}/${one.model}`),
  ];
  if (turns > 0) facts.push(turns === 1 ? '1 turn' : `${turns} turns`);
  if (session?.forkedFrom) facts.push(`fork of ${sanitize(session.forkedFrom.name)}`);
  const left = [mark, span(title, styles.title), span(` · ${facts.join(' · ')}`, styles.dim)];
  const right = [span(`${accessWords(one)} `, styles.warning)];
  return pane('header', rect, [between(left, right, rect.width, styles.text)], state);
}

function accessWords(one: Conversation): string {
  switch (one.access.kind) {
    case 'watching':
      return `watching ${one.access.holder}`;
    case 'opening':
      return 'opening …';
    case 'writing':
    case 'reading':
      return one.find ? `“${one.find.query}”` : '';
  }
}

export function transcriptPane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const one = shownConversation(state);
  if (!one)
    return pane('transcript', rect, needsFirstRun(state) ? firstRunRows(state, rect) : welcome(state, rect), state);
  if (one.loading.kind === 'failed') {
    const { problem } = one.loading;
    return pane(
      'transcript',
      rect,
      [[], [span(`  ✗ ${problem.message}`, styles.error)], [span(`    ${problem.next}`, styles.dim)]],
      state,
    );
  }
  if (one.loading.kind === 'loading' && one.transcript.messages.length === 0)
    return pane('transcript', rect, [], state);
  if (one.transcript.messages.length === 0 && !one.reply && needsFirstRun(state)) {
    return pane('transcript', rect, firstRunRows(state, rect), state);
  }
  const view = measured(state, one);
  return pane('transcript', rect, visibleRows(state, one, view, rect), state);
}

function visibleRows(state: State, one: Conversation, view: Measured, rect: Rect): Row[] {
  const { styles } = state.look.theme;
  const top = topOf(view, one.viewport);
  const out: Row[] = [];
  const width = rect.width - 1;
  for (let index = top.top; index < view.items.length && out.length < rect.height; index += 1) {
    const item = view.items[index];
    if (!item) break;
    const rows = markHits(rowsOf(item, state, one, rect.width), one, item, state.look);
    const isCursor = state.focus === 'transcript' && index === cursorOf(one, view);
    const bar = span(isCursor ? '▌ ' : ' '.repeat(gutter), isCursor ? styles.accent : styles.text);
    for (let i = index === top.top ? top.row : 0; i < rows.length && out.length < rect.height; i += 1) {
      out.push(fill([bar, ...(rows[i]?.spans ?? [])], width, styles.text));
    }
  }
  return withNewRows(withScrollbar(state, view, top.top, out, rect), state, one, rect);
}

/** The item that keys act on: the cursor, or the last message while the end is followed. */
export function cursorOf(one: Conversation, view: Measured): number {
  if (one.viewport.cursor >= 0) return Math.min(one.viewport.cursor, view.items.length - 1);
  for (let i = view.items.length - 1; i >= 0; i -= 1) {
    const kind = view.items[i]?.kind;
    if (kind === 'message' || kind === 'reply') return i;
  }
  return -1;
}

/** A thumb that shows where among the items the pane stands; nothing where all is in view. */
function withScrollbar(state: State, view: Measured, top: number, rows: Row[], rect: Rect): Row[] {
  const { styles } = state.look.theme;
  const count = view.items.length;
  if (rows.length < rect.height || count === 0) return rows;
  const visible = Math.max(1, Math.round(rect.height / 6));
  const thumb = Math.max(1, Math.min(rect.height, Math.round((rect.height * visible) / Math.max(visible, count))));
  if (thumb >= rect.height) return rows;
  const one = shownConversation(state);
  const share = one?.viewport.follow ? 1 : top / Math.max(1, count - 1);
  const from = Math.round(share * (rect.height - thumb));
  return rows.map((row, y) => {
    const on = y >= from && y < from + thumb;
    return [...row, span(on ? '┃' : '│', on ? styles.scrollThumb : styles.scrollbar)];
  });
}

/** What came below while the reader stands higher up. */
function withNewRows(rows: Row[], state: State, one: Conversation, rect: Rect): Row[] {
  if (one.viewport.follow || one.viewport.newRows <= 0 || rows.length === 0) return rows;
  const { styles } = state.look.theme;
  const words = one.viewport.newRows === 1 ? '1 new line' : `${one.viewport.newRows} new lines`;
  const label = [span(` ↓ ${words} · End `, styles.overlaySelected)];
  return rows.with(rows.length - 1, between([], label, rect.width, styles.text));
}

function welcome(state: State, rect: Rect): Row[] {
  const { styles } = state.look.theme;
  if (state.list.loading && state.list.sessions.length === 0) return [];
  if (state.list.sessions.length > 0) return [];
  const name = state.answering
    ? `${state.answering.provider}${state.answering.model === '' ? '' : `/${state.answering.model}`}`
    : '';
  const lines = [
    'Nothing here yet.',
    '',
    'n  begins a named session',
    '3  goes to the input; a message begins an unnamed one',
    '?  shows all keys',
    '',
    `${name} answers.`,
  ];
  return [[], ...lines.map((line) => [span(`  ${line}`, styles.dim)])].slice(0, rect.height);
}

function pane(name: 'header' | 'transcript', rect: Rect, rows: readonly Row[], state: State): Pane {
  return { name, rect, rows, background: state.look.theme.styles.text };
}
