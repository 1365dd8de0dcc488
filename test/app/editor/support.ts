/** Short ways to drive an editor in tests: keys by name, the caret drawn as a bar. */

import { createEditor, type EditorState, editKey, insertNewline } from '../../../src/app/editor/editor.ts';
import { clusters } from '../../../src/core/text/clusters.ts';

/** An editor from a text in which `|` is the caret. */
export function at(drawn: string): EditorState {
  const cursor = drawn.indexOf('|');
  const state = createEditor(drawn.replace('|', ''));
  return cursor < 0 ? state : { ...state, cursor };
}

/** The text with the caret as `|`; folded pastes as `¶`. */
export function drawn(state: EditorState): string {
  const text = `${state.text.slice(0, state.cursor)}|${state.text.slice(state.cursor)}`;
  return text.replace(/[\x01-\x08\x0b-\x1f\x7f-\x9f]/g, '¶');
}

/** Presses keys one after another; a single cluster is typed, `newline` breaks the line. */
export function press(state: EditorState, keys: readonly string[], width = 80): EditorState {
  return keys.reduce(
    (now, key) => (key === 'newline' ? insertNewline(now) : editKey(now, key, typed(key), width).state),
    state,
  );
}

/** Types a text key by key, as a terminal sends it: code point by code point. */
export function type(state: EditorState, text: string, width = 80): EditorState {
  return press(
    state,
    [...text].map((char) => (char === '\n' ? 'newline' : char)),
    width,
  );
}

function typed(key: string): string | undefined {
  return key === 'space' ? ' ' : [...clusters(key)].length === 1 ? key : undefined;
}
