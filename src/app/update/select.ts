/** Marking text of the transcript with the mouse: only of this pane, copied when the button is let go. */
import { shownConversation, withConversation } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import type { CellPlace, Selection, State } from '../state.ts';
import { type Step, stay, step } from '../step.ts';
import { gutter } from '../transcript/rows.ts';
import { selectedText } from '../transcript/selection.ts';
import { moveBy, placeAt, topOf } from '../transcript/viewport.ts';
import { transcriptRect } from '../view/regions.ts';
import type { MouseEvent } from './pointer.ts';
import { measured } from './scroll.ts';

type Point = Pick<MouseEvent, 'x' | 'y'>;

/** The button goes down: the pane gets the focus, the cursor stands there, and text may be marked from there on. */
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

/** The pointer moves with the button down; at the pane's edges the text goes along. */
export function dragSelection(state: State, at: Point): Step {
  const { selection } = state;
  const one = shownConversation(state);
  if (!selection || !one || one.id !== selection.id) return stay({ ...state, selection: null });
  const rect = transcriptRect(state);
  const by = at.y < rect.y ? -1 : at.y >= rect.y + rect.height ? 1 : 0;
  const moved = by === 0 ? state : scrolled(state, one, by);
  const now = shownConversation(moved) ?? one;
  return stay({ ...moved, selection: { ...selection, head: cellAt(moved, now, at) } });
}

function scrolled(state: State, one: Conversation, by: number): State {
  const view = measured(state, one);
  const to = moveBy(view, topOf(view, one.viewport), by);
  return withConversation(state, one.id, (now) => ({
    ...now,
    viewport: { ...now.viewport, follow: false, top: to.top, row: to.row },
  }));
}

/** The button goes up: what is marked is copied and stays marked until the next click or key. A click marks nothing. */
export function endSelection(state: State): Step {
  const { selection } = state;
  const one = shownConversation(state);
  if (!selection || !one || one.id !== selection.id) return stay({ ...state, selection: null });
  const { anchor, head } = selection;
  if (anchor.item === head.item && anchor.row === head.row && anchor.column === head.column) {
    return stay({ ...state, selection: null });
  }
  const text = selectedText(state, one, selection);
  const kept: State = { ...state, selection: { ...selection, dragging: false } };
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
