/** Changing the text: every change goes through `change`, which records how to undo it. */
import { boundaryFrom } from './graphemes.ts';
import { type EditorState, type LastAction, otherAction, type Step, selectionOf } from './state.ts';

const undoDepth = 1000;

/** Replaces `start`…`end` by `inserted` (clean text); the caret goes after it. */
export function change(
  state: EditorState,
  start: number,
  end: number,
  inserted: string,
  last: LastAction = otherAction,
): EditorState {
  const removed = state.text.slice(start, end);
  if (removed === '' && inserted === '') return { ...state, anchor: null, goal: null, last };
  const text = state.text.slice(0, start) + inserted + state.text.slice(end);
  // Inserted text may join with what follows; the caret is never inside a cluster.
  const cursor = boundaryFrom(text, start + inserted.length);
  const step: Step = { at: start, removed, inserted, before: state.cursor, after: cursor };
  return { ...state, text, cursor, anchor: null, goal: null, redo: [], last, undo: record(state, step, last) };
}

/** Replaces the selection, or inserts at the caret. */
export function insert(state: EditorState, text: string, last: LastAction = otherAction): EditorState {
  const range = selectionOf(state) ?? { start: state.cursor, end: state.cursor };
  return change(state, range.start, range.end, text, last);
}

export function undo(state: EditorState): EditorState {
  const step = state.undo.at(-1);
  if (!step) return state;
  return {
    ...state,
    text: state.text.slice(0, step.at) + step.removed + state.text.slice(step.at + step.inserted.length),
    cursor: step.before,
    anchor: null,
    goal: null,
    undo: state.undo.slice(0, -1),
    redo: [...state.redo, step],
    last: otherAction,
  };
}

export function redo(state: EditorState): EditorState {
  const step = state.redo.at(-1);
  if (!step) return state;
  return {
    ...state,
    text: state.text.slice(0, step.at) + step.inserted + state.text.slice(step.at + step.removed.length),
    cursor: step.after,
    anchor: null,
    goal: null,
    undo: [...state.undo, step],
    redo: state.redo.slice(0, -1),
    last: otherAction,
  };
}

/** The undo steps with one more, merged with the last one if both belong to one run of typing or erasing. */
function record(state: EditorState, step: Step, last: LastAction): readonly Step[] {
  const previous = state.undo.at(-1);
  if (previous && last.kind === state.last.kind) {
    const joined =
      last.kind === 'type' ? joinTyped(previous, step) : last.kind === 'erase' ? joinErased(previous, step) : null;
    if (joined) return [...state.undo.slice(0, -1), joined];
  }
  return [...(state.undo.length < undoDepth ? state.undo : state.undo.slice(1)), step];
}

/** A word and the blanks after it are one step; the next word begins another. */
function joinTyped(previous: Step, step: Step): Step | null {
  if (step.removed !== '' || previous.at + previous.inserted.length !== step.at) return null;
  if (/\s$/.test(previous.inserted) && !/^\s/.test(step.inserted)) return null;
  return { ...previous, inserted: previous.inserted + step.inserted, after: step.after };
}

function joinErased(previous: Step, step: Step): Step | null {
  if (previous.inserted !== '' || step.inserted !== '') return null;
  if (step.at + step.removed.length === previous.at) {
    return { ...previous, at: step.at, removed: step.removed + previous.removed, after: step.after };
  }
  if (step.at === previous.at) return { ...previous, removed: previous.removed + step.removed, after: step.after };
  return null;
}
