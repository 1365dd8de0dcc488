/** Selecting transcript text with the mouse: within this pane only, copied when the button is released. */
import { shownConversation, withConversation } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import type { CellPlace, Selection, State } from '../state.ts';
import { andThen, type Step, stay, step } from '../step.ts';
import { gutter } from '../transcript/rows.ts';
import { selectedText } from '../transcript/selection.ts';
import { bottomed, moveBy, placeAt, topOf } from '../transcript/viewport.ts';
import { transcriptRect } from '../view/regions.ts';
import type { MouseEvent } from './pointer.ts';
import { measured } from './scroll.ts';
import { readWhole } from './show.ts';

type Point = Pick<MouseEvent, 'x' | 'y'>;

/** The button is pressed: the pane gets the focus, the cursor moves there, and a selection may begin. */
export function beginSelection(state: State, at: Point): Step {
  const focused: State = { ...state, focus: 'transcript', selection: null };
  const one = shownConversation(state);
  if (!one) return stay(focused);
  const view = measured(state, one);
  if (view.items.length === 0) return stay(focused);
  const top = topOf(view, one.viewport);
  const place = cellAt(state, one, at);
  const selection: Selection = { id: one.id, anchor: place, head: place, dragging: true };
  return stay(
    withConversation({ ...focused, selection }, one.id, (now) => ({
      ...now,
      viewport: { ...now.viewport, top: top.top, row: top.row, cursor: place.item, line: place.row },
    })),
  );
}

/** How long the text rests between two steps while the pointer is held beyond the pane; milliseconds. */
const stepMs = 50;
/**
 * The most rows of a step: it begins with one and grows while the pointer is held, so that long distances do not take
 * long.
 */
const mostRows = 8;
const stepsPerRow = 10;

/** The name of the tick that moves the text. */
export const dragTick = 'drag';

/** The pointer moves with the button pressed; held above or below the pane, it scrolls the text. */
export function dragSelection(state: State, at: Point): Step {
  const { selection } = state;
  const one = shownConversation(state);
  if (!selection || !one || one.id !== selection.id) return stay({ ...state, selection: null });
  const { beyond, ...rest } = selection;
  if (beyondBy(state, at) === 0) return stay({ ...state, selection: { ...rest, head: cellAt(state, one, at) } });
  const held: State = { ...state, selection: { ...rest, beyond: { x: at.x, y: at.y, steps: beyond?.steps ?? 0 } } };
  // The text is moving already: even if the pointer trembles out there, the pace stays the same.
  return beyond ? stay(held) : scrollBeyond(held);
}

/** Scrolls one step under a pointer that is held beyond the pane; another step follows while there is more text. */
export function scrollBeyond(state: State): Step {
  const { selection } = state;
  const one = shownConversation(state);
  if (!selection?.dragging || !selection.beyond || one?.id !== selection.id) return stay(state);
  const { beyond, ...rest } = selection;
  const by = beyondBy(state, beyond);
  const rows = Math.min(mostRows, 1 + Math.floor(beyond.steps / stepsPerRow));
  const moved = scrolled(state, one, by * rows);
  const now = shownConversation(moved) ?? one;
  const marked = { ...rest, head: cellAt(moved, now, beyond) };
  const atTop = by < 0 && now.viewport.top === 0;
  const comes = atTop ? now.loading.kind === 'loading' : by > 0 && now.reply !== null;
  if (now === one && !comes) return stay({ ...moved, selection: marked });
  const next: State = { ...moved, selection: { ...marked, beyond: { ...beyond, steps: beyond.steps + 1 } } };
  const waiting = step(next, { type: 'after', name: dragTick, delayMs: stepMs });
  return atTop ? andThen(waiting, (then) => readWhole(then, one.id)) : waiting;
}

/** -1 above the pane, 1 below it, 0 beside it or in it. */
function beyondBy(state: State, at: Point): -1 | 0 | 1 {
  const rect = transcriptRect(state);
  return at.y < rect.y ? -1 : at.y >= rect.y + rect.height ? 1 : 0;
}

/** The state with the text scrolled; the same conversation when it cannot scroll further. */
function scrolled(state: State, one: Conversation, by: number): State {
  const view = measured(state, one);
  const from = topOf(view, one.viewport);
  const { top, row } = moveBy(view, from, by);
  if (top === from.top && row === from.row) return state;
  const follow = by > 0 && bottomed(view, { top, row });
  return withConversation(state, one.id, (now) => ({
    ...now,
    viewport: { ...now.viewport, follow, top, row, newRows: follow ? 0 : now.viewport.newRows },
  }));
}

/** The button is released: the selection is copied and stays until the next click or key. A click selects nothing. */
export function endSelection(state: State): Step {
  const { selection } = state;
  const one = shownConversation(state);
  if (!selection || !one || one.id !== selection.id) return stay({ ...state, selection: null });
  const { anchor, head, beyond: _beyond, ...rest } = selection;
  if (anchor.item === head.item && anchor.row === head.row && anchor.column === head.column) {
    return stay({ ...state, selection: null });
  }
  const text = selectedText(state, one, selection);
  const kept: State = { ...state, selection: { ...rest, anchor, head, dragging: false } };
  if (text === '') return stay({ ...kept, selection: null });
  const count = text.split('\n').length;
  const what = count === 1 ? `${[...text].length} characters` : `${count} lines`;
  return step(kept, { type: 'copy', text, what });
}

/** The cell of the transcript under a point; points outside count as the nearest inside. */
function cellAt(state: State, one: Conversation, at: Point): CellPlace {
  const rect = transcriptRect(state);
  const view = measured(state, one);
  const y = Math.max(0, Math.min(rect.height - 1, at.y - rect.y));
  const place = placeAt(view, topOf(view, one.viewport), y);
  // Beside the rows above and below means their whole length.
  const column = at.y < rect.y ? 0 : at.y >= rect.y + rect.height ? rect.width : at.x - rect.x - gutter;
  return { item: place.top, row: place.row, column: Math.max(0, Math.min(rect.width, column)) };
}
