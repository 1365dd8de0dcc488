/** Keeps a reader's place: what grows below is counted, what is read in above moves nothing. */
import { withConversation } from '../conversation.ts';
import type { Conversation, State } from '../state.ts';
import { itemKey, itemsOf } from '../transcript/items.ts';
import { rowCount } from '../transcript/rows.ts';
import { transcriptRect } from '../view/regions.ts';

/** The state after a message, with the shown transcript's viewport put right where its items changed. */
export function noticeNewRows(before: State, after: State): State {
  if (after.shown.kind !== 'session') return after;
  const id = after.shown.id;
  const old = before.conversations.get(id);
  const now = after.conversations.get(id);
  if (!old || !now || old === now || now.viewport.follow || now.viewport !== old.viewport) return after;
  if (old.transcript === now.transcript && old.reply === now.reply) return after;
  const viewport = { ...now.viewport };
  const items = itemsOf(now, after);
  if (old.transcript !== now.transcript) {
    const was = itemsOf(old, before);
    const shift = shiftOf(itemKey(was[viewport.top]), viewport.top, items.map(itemKey));
    const cursorShift = shiftOf(itemKey(was[viewport.cursor]), viewport.cursor, items.map(itemKey));
    viewport.top += shift;
    if (viewport.cursor >= 0) viewport.cursor += cursorShift;
  }
  viewport.newRows += Math.max(0, tailRows(after, now) - tailRows(before, old));
  return withConversation(after, id, (one) => ({ ...one, viewport }));
}

function shiftOf(key: string, at: number, keys: readonly string[]): number {
  if (key === '' || keys[at] === key) return 0;
  const found = keys.indexOf(key);
  return found < 0 ? 0 : found - at;
}

/** Rows of the last two items: what a stream changes. */
function tailRows(state: State, one: Conversation): number {
  const items = itemsOf(one, state);
  const { width } = transcriptRect(state);
  return items.slice(-2).reduce((rows, item) => rows + rowCount(item, state, one, width), 0);
}
