/** Moving about in the transcript: rows, pages, messages; following the end of a stream. */
import { shownConversation, withConversation } from '../conversation.ts';
import type { CommandMsg } from '../msg.ts';
import type { Conversation, State } from '../state.ts';
import { andThen, type Step, stay } from '../step.ts';
import { itemsOf, type TranscriptItem } from '../transcript/items.ts';
import { rowCount } from '../transcript/rows.ts';
import { bottomed, clampTo, type Measured, moveBy, topOf } from '../transcript/viewport.ts';
import { transcriptRect } from '../view/regions.ts';
import { readWhole } from './show.ts';

/** The items of a conversation with their heights at the present width. */
export function measured(state: State, one: Conversation): Measured {
  const items = itemsOf(one, state);
  const rect = transcriptRect(state);
  return { items, height: rect.height, rowsOf: (index) => rowCount(items[index], state, one, rect.width) };
}

export function scroll(state: State, by: Extract<CommandMsg, { type: 'scroll' }>['by']): Step {
  const one = shownConversation(state);
  if (!one) return stay(state);
  const view = measured(state, one);
  const page = Math.max(1, view.height - 2);
  const half = Math.max(1, Math.floor(view.height / 2));
  if (by === 'end') return place(state, one, { ...one.viewport, follow: true, newRows: 0, cursor: -1 });
  if (by === 'top') {
    return andThen(place(state, one, { ...one.viewport, follow: false, top: 0, row: 0, cursor: 0 }), (now) =>
      readWhole(now, one.id),
    );
  }
  const rows =
    by === 'halfUp' ? -half : by === 'halfDown' ? half : by === 'pageUp' ? -page : by === 'pageDown' ? page : by;
  const moved = moveBy(view, topOf(view, one.viewport), rows);
  const follow = rows > 0 && bottomed(view, moved);
  const cursor = visibleCursor(view.items, moved.top, one.viewport.cursor, moved.last);
  const next = place(state, one, {
    ...one.viewport,
    ...moved,
    follow,
    cursor,
    newRows: follow ? 0 : one.viewport.newRows,
  });
  // The beginning of what was read came into view: the rest of the file is wanted.
  return moved.top === 0 && !one.transcript.complete ? andThen(next, (now) => readWhole(now, one.id)) : next;
}

/** The cursor stays on its message while that is visible, else goes to the nearest visible one. */
function visibleCursor(items: readonly TranscriptItem[], first: number, cursor: number, last: number): number {
  if (items.length === 0) return -1;
  return Math.max(first, Math.min(cursor < 0 ? last : cursor, last));
}

function place(state: State, one: Conversation, viewport: Conversation['viewport']): Step {
  const { follow, top, row, cursor, sideways, newRows } = viewport;
  return stay(
    withConversation(state, one.id, (now) => ({ ...now, viewport: { follow, top, row, cursor, sideways, newRows } })),
  );
}

/** To the next or previous message; `own` jumps from prompt to prompt. */
export function jumpTurn(state: State, by: 1 | -1, own: boolean): Step {
  const one = shownConversation(state);
  if (!one) return stay(state);
  const view = measured(state, one);
  const from = one.viewport.follow && one.viewport.cursor < 0 ? view.items.length : Math.max(0, one.viewport.cursor);
  let at = from + by;
  while (at >= 0 && at < view.items.length && !stops(view.items[at], own)) at += by;
  if (at < 0) return andThen(stay(state), (now) => readWhole(now, one.id));
  if (at >= view.items.length) return scroll(state, 'end');
  const clamped = clampTo(view, at, 0);
  return place(state, one, { ...one.viewport, follow: false, top: clamped.top, row: clamped.row, cursor: at });
}

function stops(item: TranscriptItem | undefined, own: boolean): boolean {
  if (!item) return false;
  if (item.kind === 'reply') return !own;
  return item.kind === 'message' && (!own || item.message.role === 'user');
}

export function sideways(state: State, by: number): Step {
  const one = shownConversation(state);
  if (!one) return stay(state);
  const moved = Math.max(0, one.viewport.sideways + by);
  return stay(withConversation(state, one.id, (now) => ({ ...now, viewport: { ...now.viewport, sideways: moved } })));
}
