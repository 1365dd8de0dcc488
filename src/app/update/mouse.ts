/** The mouse: the wheel scrolls what is under it, a click focuses and places the cursor, a drag marks text of one pane. */
import { placeCaret } from '../editor/editor.ts';
import type { State } from '../state.ts';
import { andThen, type Step, sending, stay } from '../step.ts';
import { inputMargin, inputWidth, listHead, listOffset, regions, rowHeight } from '../view/regions.ts';
import { inputEditor, withInput } from './draft.ts';
import { placeCursor, previewAtCursor } from './list.ts';
import { overlayMouse } from './mouse-overlay.ts';
import { type MouseEvent, wheelRows, within } from './pointer.ts';
import { beginSelection, dragSelection, endSelection } from './select.ts';

export function mouse(state: State, event: MouseEvent): Step {
  // A drag belongs to the pane it began in, wherever the pointer is by now.
  if (state.selection?.dragging && event.action === 'drag') return dragSelection(state, event);
  if (state.selection?.dragging && event.action === 'up') return endSelection(state);
  if (state.overlay.kind !== 'none') return overlayMouse(state, event);
  const layout = regions(state);
  const wheel = event.action === 'wheelup' ? -1 : event.action === 'wheeldown' ? 1 : 0;
  const pressed = event.action === 'down' && event.button === 'left';
  if (within(layout.list, event)) {
    // Another session is shown: what is typed next is not meant for it.
    if (wheel !== 0) return sending({ ...state, focus: 'list' }, { type: 'listMove', by: wheel });
    return pressed ? clickList(forgetSelection(state), event.y - layout.list.y) : stay(state);
  }
  if (within(layout.transcript, event)) {
    if (wheel !== 0) return sending(state, { type: 'scroll', by: wheel * wheelRows });
    return pressed ? beginSelection(state, event) : stay(state);
  }
  if (within(layout.header, event) && pressed) return stay({ ...state, focus: 'transcript' });
  if (within(layout.input, event) && (event.action === 'down' || event.action === 'drag') && event.button === 'left') {
    // A drag that began elsewhere selects nothing here.
    if (event.action === 'drag' && state.focus !== 'input') return stay(state);
    const editor = placeCaret(
      inputEditor(state),
      { width: inputWidth(state), maxRows: layout.input.height - 1 },
      { x: event.x - inputMargin, y: event.y - layout.input.y - 1 },
      event.action === 'drag',
    );
    return withInput({ ...forgetSelection(state), focus: 'input' }, editor);
  }
  return stay(state);
}

function forgetSelection(state: State): State {
  return state.selection ? { ...state, selection: null } : state;
}

function clickList(state: State, row: number): Step {
  const head = listHead(state);
  const at = listOffset(state) + Math.floor((row - head) / rowHeight(state));
  const focused: State = { ...state, focus: 'list' };
  if (row < head || at >= state.list.shown.length) return stay(focused);
  // A click on the row under the cursor resumes it, as Enter would.
  if (at === state.list.cursor && state.focus === 'list') return sending(focused, { type: 'resume' });
  return andThen(stay(placeCursor(focused, at)), previewAtCursor);
}
