/** Moving about in the transcript: rows, pages, messages; following the end of a stream. */
import { followingEnd, shownConversation, withConversation } from '../conversation.ts';
import type { Conversation, Viewport } from '../conversation-state.ts';
import type { CommandMsg } from '../msg.ts';
import type { State } from '../state.ts';
import { andThen, type Step, stay } from '../step.ts';
import { itemsOf, type TranscriptItem } from '../transcript/items.ts';
import { rowCount } from '../transcript/rows.ts';
import {
  bottomed,
  clampTo,
  type Measured,
  moveBy,
  type Place,
  placeAt,
  rowsBelow,
  screenRow,
  topOf,
} from '../transcript/viewport.ts';
import { transcriptRect } from '../view/regions.ts';
import { readWhole } from './show.ts';

/** The items of a conversation with their heights at the present width. */
export function measured(state: State, one: Conversation): Measured {
  const items = itemsOf(one);
  const rect = transcriptRect(state);
  return { items, height: rect.height, rowsOf: (index) => rowCount(items[index], state, one, rect.width) };
}

/**
 * Moves the shown transcript by rows, by (half) pages, to its beginning, or to its end, which is followed from then on.
 */
export function scroll(state: State, by: Extract<CommandMsg, { type: 'scroll' }>['by']): Step {
  const one = shownConversation(state);
  if (!one) return stay(state);
  if (by === 'end') return placed(state, one, followingEnd);
  if (by === 'top') {
    const top = placed(state, one, { follow: false, top: 0, row: 0, cursor: 0, line: 0 });
    return one.transcript.complete ? top : andThen(wantingTop(top.state, one.id), (now) => readWhole(now, one.id));
  }
  const view = measured(state, one);
  const rows = typeof by === 'number' ? by : rowsOfStep(by, view.height);
  const from = topOf(view, one.viewport);
  const moved = moveBy(view, from, rows);
  const follow = rows > 0 && bottomed(view, moved);
  const cursor = cursorAfter(view, one.viewport, from, moved, rows);
  const newRows = follow
    ? 0
    : Math.min(one.viewport.newRows, rowsBelow(view, moved, view.height + one.viewport.newRows) - view.height);
  const next = placed(state, one, {
    follow,
    top: moved.top,
    row: moved.row,
    cursor: cursor.top,
    line: cursor.row,
    newRows: Math.max(0, newRows),
  });
  // The beginning of what was read has come into view: the rest of the file is needed.
  return moved.top === 0 && !one.transcript.complete ? andThen(next, (now) => readWhole(now, one.id)) : next;
}

function rowsOfStep(by: 'halfUp' | 'halfDown' | 'pageUp' | 'pageDown', height: number): number {
  const page = Math.max(1, height - 2);
  const half = Math.max(1, Math.floor(height / 2));
  return { halfUp: -half, halfDown: half, pageUp: -page, pageDown: page }[by];
}

/**
 * The cursor moves along with the rows: it drifts to the middle of the pane while the text moves, and goes on to the
 * edge once nothing moves any more.
 */
function cursorAfter(view: Measured, viewport: Viewport, from: Place, to: Place, rows: number): Place {
  const last = Math.max(0, Math.min(view.height, rowsBelow(view, to, view.height)) - 1);
  const middle = Math.min(last, Math.floor(view.height / 2));
  const y = viewport.cursor < 0 ? last : (screenRow(view, from, viewport.cursor, viewport.line ?? 0) ?? middle);
  const stood = from.top === to.top && from.row === to.row;
  const step = Math.abs(rows);
  const next = stood ? y + rows : y > middle ? Math.max(middle, y - step) : Math.min(middle, y + step);
  return placeAt(view, to, Math.max(0, Math.min(last, next)));
}

/** The state with the viewport changed; earlier requests are dropped. */
function placed(state: State, one: Conversation, change: Partial<Viewport>): Step {
  const { line: _line, wantsTop: _top, ...rest } = one.viewport;
  return stay(withConversation(state, one.id, (now) => ({ ...now, viewport: { ...rest, ...change } })));
}

function wantingTop(state: State, id: string): Step {
  return stay(withConversation(state, id, (now) => ({ ...now, viewport: { ...now.viewport, wantsTop: true } })));
}

/** To the next or previous message; `own` jumps from prompt to prompt. */
export function jumpTurn(state: State, by: 1 | -1, own: boolean): Step {
  const one = shownConversation(state);
  if (!one) return stay(state);
  const view = measured(state, one);
  const from = jumpFrom(view, one, by);
  let at = from + by;
  while (at >= 0 && at < view.items.length && !stops(view.items[at], own)) at += by;
  if (at < 0) return one.transcript.complete ? scroll(state, 'top') : readWhole(state, one.id);
  if (at >= view.items.length) return scroll(state, 'end');
  const clamped = clampTo(view, at, 0);
  return placed(state, one, { follow: false, top: clamped.top, row: clamped.row, cursor: at, line: 0 });
}

/** Going back inside a long message leads to its own beginning first. */
function jumpFrom(view: Measured, one: Conversation, by: 1 | -1): number {
  const { cursor, line, follow } = one.viewport;
  if (cursor < 0) return follow ? view.items.length : topOf(view, one.viewport).top;
  return by < 0 && (line ?? 0) > 0 ? cursor + 1 : cursor;
}

function stops(item: TranscriptItem | undefined, own: boolean): boolean {
  if (!item) return false;
  if (item.kind === 'reply') return !own;
  return item.kind === 'message' && (!own || item.message.role === 'user');
}
