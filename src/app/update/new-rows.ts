/** Keeps the reading position: rows added below are counted; rows loaded above, or a new layout, move nothing. */
import { withConversation } from '../conversation.ts';
import type { Conversation, Viewport } from '../conversation-state.ts';
import type { CellPlace, State } from '../state.ts';
import { anchorOf, rowOfAnchor } from '../transcript/anchor.ts';
import { itemKey, itemsOf, placesOf, type TranscriptItem } from '../transcript/items.ts';
import { laidOut, rowCount } from '../transcript/rows.ts';
import { transcriptRect } from '../view/regions.ts';

/** Up to this many rows are counted exactly; a file that grew by more shows this number. */
const mostCounted = 2000;

/**
 * The state after a message, with the shown transcript's viewport corrected where its items or their layout changed.
 */
export function noticeNewRows(before: State, after: State): State {
  if (after.shown.kind !== 'session') return after;
  const id = after.shown.id;
  const old = before.conversations.get(id);
  const now = after.conversations.get(id);
  if (!old || !now) return after;
  const kept = old.transcript === now.transcript ? after : withSelectionMoved(after, old, now);
  return withViewportMoved(before, kept, old, now);
}

/** The selection stays on its words when earlier messages are loaded above it. */
function withSelectionMoved(state: State, old: Conversation, now: Conversation): State {
  const { selection } = state;
  if (selection?.id !== now.id) return state;
  const places = placesOf(itemsOf(now));
  const moved = (place: CellPlace): CellPlace => ({ ...place, item: movedTo(itemsOf(old), place.item, places) });
  return { ...state, selection: { ...selection, anchor: moved(selection.anchor), head: moved(selection.head) } };
}

function withViewportMoved(before: State, after: State, old: Conversation, now: Conversation): State {
  if (now.viewport.follow || old.viewport.follow) return after;
  let viewport = now.viewport;
  if (old.transcript !== now.transcript || old.reply !== now.reply) {
    viewport = afterItemsChanged(before, old, after, now);
  }
  if (anotherLayout(before, after)) viewport = afterLayoutChanged(before, old, after, now, viewport);
  return viewport === now.viewport ? after : withConversation(after, now.id, (one) => ({ ...one, viewport }));
}

function afterItemsChanged(before: State, old: Conversation, after: State, now: Conversation): Viewport {
  const { wantsTop, ...viewport } = now.viewport;
  if (wantsTop && now.transcript.complete) return { ...viewport, top: 0, row: 0, cursor: 0, line: 0 };
  if (now.viewport !== old.viewport) return now.viewport;
  const items = itemsOf(now);
  const was = itemsOf(old);
  const newRows = Math.min(mostCounted, viewport.newRows + grownBy(before, old, was, after, now, items));
  const kept = wantsTop ? { wantsTop } : {};
  if (old.transcript === now.transcript) return { ...viewport, ...kept, newRows };
  const places = placesOf(items);
  const top = movedTo(was, viewport.top, places);
  const cursor = viewport.cursor < 0 ? viewport.cursor : movedTo(was, viewport.cursor, places);
  // The line about earlier messages has gone: the message below takes its place at the edge.
  const gone = was[viewport.top]?.kind === 'earlier' && items[top]?.kind !== 'earlier';
  return { ...viewport, ...kept, newRows, top, row: gone ? 0 : viewport.row, cursor };
}

/** Where an item is now; one that is not a message is found by the nearest message below it. */
function movedTo(was: readonly TranscriptItem[], at: number, places: ReadonlyMap<string, number>): number {
  for (let index = at; index < was.length; index += 1) {
    const item = was[index];
    if (item?.kind !== 'message' && item?.kind !== 'reply') continue;
    const place = places.get(itemKey(item));
    if (place === undefined) continue;
    const earlier = was[at]?.kind === 'earlier' ? 0 : index - at;
    return Math.max(0, place - earlier);
  }
  return at;
}

/** Rows that were added below, counted from the last message that both have. */
function grownBy(
  before: State,
  old: Conversation,
  was: readonly TranscriptItem[],
  after: State,
  now: Conversation,
  items: readonly TranscriptItem[],
): number {
  const from = was.findLastIndex((item) => item.kind === 'message' || item.kind === 'reply');
  const key = itemKey(was[from]);
  const to = items.findLastIndex((item) => itemKey(item) === key);
  if (from < 0 || to < 0) return 0;
  return Math.max(0, rowsFrom(after, now, items, to) - rowsFrom(before, old, was, from));
}

function rowsFrom(state: State, one: Conversation, items: readonly TranscriptItem[], from: number): number {
  const { width } = transcriptRect(state);
  // A narrow window may show the list instead of the transcript: then nothing is laid out for it.
  if (width === 0) return 0;
  let rows = 0;
  for (let index = from; index < items.length && rows < mostCounted; index += 1) {
    rows += rowCount(items[index], state, one, width);
  }
  return rows;
}

function anotherLayout(before: State, after: State): boolean {
  const was = transcriptRect(before).width;
  const is = transcriptRect(after).width;
  if (was === 0 || is === 0) return false;
  const { look } = after;
  return (
    was !== is ||
    look.codeWrap !== before.look.codeWrap ||
    look.tools !== before.look.tools ||
    look.thinking !== before.look.thinking
  );
}

/** Keeps the same words at the top edge and under the cursor. */
function afterLayoutChanged(
  before: State,
  old: Conversation,
  after: State,
  now: Conversation,
  viewport: Viewport,
): Viewport {
  const rowAfter = (index: number, row: number): number => {
    const item = itemsOf(now)[index];
    if (!item || itemsOf(old)[index] !== item) return row;
    const was = laidOut(item, before, old, transcriptRect(before).width);
    const is = laidOut(item, after, now, transcriptRect(after).width);
    return rowOfAnchor(is, anchorOf(was, row, before.look), after.look);
  };
  const line = viewport.line === undefined ? {} : { line: rowAfter(viewport.cursor, viewport.line) };
  return { ...viewport, row: rowAfter(viewport.top, viewport.row), ...line };
}
