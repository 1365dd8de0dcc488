/** The mouse: the wheel scrolls the pane under it, a click focuses and places the cursor. */
import { shownConversation, withConversation } from '../conversation.ts';
import { placeCaret } from '../editor/editor.ts';
import type { Rect } from '../frame.ts';
import type { InputEvent } from '../screen.ts';
import type { State } from '../state.ts';
import { andThen, type Step, sending, stay } from '../step.ts';
import { topOf } from '../transcript/viewport.ts';
import { inputMargin, inputWidth, regions, rowHeight } from '../view/regions.ts';
import { inputEditor, withInput } from './input.ts';
import { placeCursor, previewAtCursor } from './list.ts';
import { measured } from './scroll.ts';

/** Rows that one notch of the wheel moves. */
const wheelRows = 3;

export function mouse(state: State, event: Extract<InputEvent, { type: 'mouse' }>): Step {
  if (state.overlay.kind !== 'none') return stay(state);
  const layout = regions(state);
  const wheel = event.action === 'wheelup' ? -1 : event.action === 'wheeldown' ? 1 : 0;
  if (within(layout.list, event)) {
    if (wheel !== 0) return sending(state, { type: 'listMove', by: wheel });
    return event.action === 'down' && event.button === 'left' ? clickList(state, event.y - layout.list.y) : stay(state);
  }
  if (within(layout.transcript, event)) {
    if (wheel !== 0) return sending(state, { type: 'scroll', by: wheel * wheelRows });
    return event.action === 'down' && event.button === 'left'
      ? clickTranscript(state, event.y - layout.transcript.y)
      : stay(state);
  }
  if (within(layout.input, event) && (event.action === 'down' || event.action === 'drag') && event.button === 'left') {
    const editor = placeCaret(
      inputEditor(state),
      inputWidth(state),
      layout.input.height - 1,
      Math.max(0, event.x - inputMargin),
      Math.max(0, event.y - layout.input.y - 1),
      event.action === 'drag',
    );
    return withInput({ ...state, focus: 'input' }, editor);
  }
  return stay(state);
}

function within(rect: Rect, at: { readonly x: number; readonly y: number }): boolean {
  return at.x >= rect.x && at.x < rect.x + rect.width && at.y >= rect.y && at.y < rect.y + rect.height;
}

function clickList(state: State, row: number): Step {
  const head = 1 + (state.list.filter ? 1 : 0);
  const at = state.list.offset + Math.floor((row - head) / rowHeight(state));
  const focused: State = { ...state, focus: 'list' };
  if (row < head || at >= state.list.shown.length) return stay(focused);
  // A click on the row under the cursor resumes it, as Enter would.
  if (at === state.list.cursor && state.focus === 'list') return sending(focused, { type: 'resume' });
  return andThen(stay(placeCursor(focused, at)), previewAtCursor);
}

function clickTranscript(state: State, row: number): Step {
  const one = shownConversation(state);
  const focused: State = { ...state, focus: 'transcript' };
  if (!one) return stay(focused);
  const view = measured(state, one);
  const top = topOf(view, one.viewport);
  let rows = -top.row;
  for (let index = top.top; index < view.items.length; index += 1) {
    rows += view.rowsOf(index);
    if (row < rows) {
      return stay(
        withConversation(focused, one.id, (now) => ({
          ...now,
          viewport: { ...now.viewport, ...top, cursor: index },
        })),
      );
    }
  }
  return stay(focused);
}
