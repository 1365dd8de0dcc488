/** The transcript pane: a header line, the visible rows of the items, the cursor's bar and the scroll bar. */
import { answererOf } from '../../core/session.ts';
import type { Row } from '../../core/span.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { rowWidth } from '../../core/text/row.ts';
import { sanitizeLine } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import { counted } from '../../core/words.ts';
import { shownConversation } from '../conversation.ts';
import type { Conversation, FindState } from '../conversation-state.ts';
import { atHost } from '../destinations.ts';
import type { Pane, Rect } from '../frame.ts';
import { withKey } from '../keymap.ts';
import { sessionById } from '../list-state.ts';
import { titleOf } from '../session-title.ts';
import type { State } from '../state.ts';
import { cursorOf, type Target, targetOf } from '../transcript/cursor.ts';
import { markHits } from '../transcript/find.ts';
import type { TranscriptItem } from '../transcript/items.ts';
import { signedLines } from '../transcript/lines.ts';
import { gutter, type ItemRow, laidOut } from '../transcript/rows.ts';
import { markSelected } from '../transcript/selection.ts';
import { type Measured, type Place, topOf } from '../transcript/viewport.ts';
import { currentHitIn, findWords } from '../update/find.ts';
import { measured } from '../update/scroll.ts';
import { firstRunRows, needsFirstRun } from './first-run.ts';
import { factsWithin } from './format.ts';
import { between, fill, span } from './rows.ts';
import { welcomeRows } from './welcome.ts';

export function headerPane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const one = shownConversation(state);
  const focused = state.focus === 'transcript';
  const mark = span(focused ? '▌' : ' ', styles.accent);
  if (!one) return pane('header', rect, [[mark, span('reprise', styles.title)]], state);
  const session = sessionById(state.list, one.id);
  // What is only read has a file, or had one.
  const missing = one.access.kind === 'reading' ? 'a session that is gone' : 'new session';
  const title = session ? titleOf(session) : missing;
  const turns = session?.turnCount ?? 0;
  const facts = [sanitizeLine(answererOf(one))];
  if (turns > 0) facts.push(counted(turns, 'turn'));
  if (session?.forkedFrom) facts.push(`fork of ${sanitizeLine(session.forkedFrom.name)}`);
  const host = atHost(state.destinations, one.provider);
  if (host !== '') facts.push(host);
  const access = accessWords(one);
  const right = [...findSpans(state, one), ...(access === '' ? [] : [span(`${access} `, styles.warning)])];
  const room = rect.width - 1 - textWidth(title) - rowWidth(right);
  const left = [mark, span(title, styles.title), span(factsWithin(facts, room), styles.dim)];
  return pane('header', rect, [between(left, right, rect.width, styles.text)], state);
}

function accessWords(one: Conversation): string {
  switch (one.access.kind) {
    case 'watching':
      return `watching ${sanitizeLine(one.access.holder)}`;
    case 'opening':
      return 'opening …';
    case 'writing':
    case 'reading':
      return '';
  }
}

/** What is looked for and where among the hits one stands. */
function findSpans(state: State, one: Conversation): Row {
  const { styles } = state.look.theme;
  if (!one.find || one.find.query === '') return [];
  const query = cutToWidth(sanitizeLine(one.find.query), 24);
  return [span(` “${query}” `, styles.dim), ...findCount(state, one.find)];
}

/** `3 of 17 `. */
export function findCount(state: State, find: FindState): Row {
  const { styles } = state.look.theme;
  const words = findWords(find);
  return words === '' ? [] : [span(`${words} `, words === 'not found' ? styles.warning : styles.accent)];
}

export function transcriptPane(state: State, rect: Rect): Pane {
  const { styles } = state.look.theme;
  const one = shownConversation(state);
  if (!one)
    return pane('transcript', rect, needsFirstRun(state) ? firstRunRows(state, rect) : welcomeRows(state, rect), state);
  if (one.loading.kind === 'failed') {
    const { problem } = one.loading;
    const margin = span(' '.repeat(gutter), styles.text);
    const width = Math.max(2, rect.width - 2 * gutter);
    const said = [
      ...signedLines('✗', problem.message, styles.error, width),
      ...signedLines(' ', problem.next, styles.dim, width),
    ];
    const rows = [[], ...said.map(({ spans }) => [margin, ...spans])];
    return pane('transcript', rect, rows.slice(0, rect.height), state);
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
  const cursor = state.focus === 'transcript' ? cursorOf(one, view.items) : -1;
  for (let index = top.top; index < view.items.length && out.length < rect.height; index += 1) {
    const item = view.items[index];
    if (!item) break;
    const rows = markedRows(state, one, item, index, rect);
    const target = index === cursor ? targetOf(state, one, item) : undefined;
    for (let i = index === top.top ? top.row : 0; i < rows.length && out.length < rect.height; i += 1) {
      out.push(fill([bar(state, one, target, i), ...(rows[i]?.spans ?? [])], width, styles.text));
    }
  }
  return withNewRows(withScrollbar(state, one, view, top, out, rect), state, one, rect);
}

/** An item's rows with hits and marked text. */
function markedRows(
  state: State,
  one: Conversation,
  item: TranscriptItem,
  index: number,
  rect: Rect,
): readonly ItemRow[] {
  const laid = laidOut(item, state, one, rect.width);
  const hit = currentHitIn(state, one, item);
  const rows = markHits(laid, one.find?.query ?? '', hit, state.look);
  const { selection } = state;
  return selection?.id === one.id ? markSelected(rows, selection, index, state.look) : rows;
}

/** The bar at the left: strong along what `y` copies, thin along the rest of its message, full where the cursor is. */
function bar(state: State, one: Conversation, target: Target | undefined, row: number): Row[number] {
  const { styles } = state.look.theme;
  if (!target) return span(' '.repeat(gutter), styles.text);
  if (row < target.first || row > target.last) return span('▏ ', styles.dim);
  return span(row === one.viewport.line ? '█ ' : '▌ ', styles.accent);
}

/** A thumb that shows where among the items the pane stands; nothing where all is in view. */
function withScrollbar(state: State, one: Conversation, view: Measured, top: Place, rows: Row[], rect: Rect): Row[] {
  const { styles } = state.look.theme;
  const count = view.items.length;
  if (rows.length < rect.height || count === 0) return rows;
  const visible = Math.max(1, Math.round(rect.height / 6));
  const thumb = Math.max(1, Math.min(rect.height, Math.round((rect.height * visible) / Math.max(visible, count))));
  if (thumb >= rect.height) return rows;
  // Only what is in view is laid out: how far within the item at the edge counts, the others count as one each.
  const within = top.row / Math.max(1, view.rowsOf(top.top));
  const share = one.viewport.follow ? 1 : Math.min(1, (top.top + within) / Math.max(1, count - 1));
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
  const words = counted(one.viewport.newRows, 'new line');
  const key = withKey(state, 'transcript.end', (end) => ` · ${end}`);
  const label = [span(` ↓ ${words}${key} `, styles.overlaySelected)];
  return rows.with(rows.length - 1, between([], label, rect.width, styles.text));
}

function pane(name: 'header' | 'transcript', rect: Rect, rows: readonly Row[], state: State): Pane {
  return { name, rect, rows, background: state.look.theme.styles.text };
}
