/** The choice of paths while an `@path` is typed: asked for at every key, taken with Tab. */
import { completeMention, mentionAtCaret } from '../editor/editor.ts';
import type { Completion, State } from '../state.ts';
import { andThen, type Step, stay, step } from '../step.ts';
import { inputEditor, inputKey, withInput } from './draft.ts';

/** After a change of the text: paths are asked for while the caret stands in a mention, else the choice goes away. */
export function noticeMention(state: State): Step {
  const mention = mentionAtCaret(inputEditor(state));
  if (!mention) return stay(state.completion ? { ...state, completion: null } : state);
  const before = shownCompletion(state);
  if (before?.typed === mention.path) return stay(state);
  const request = state.requests + 1;
  const completion: Completion = {
    request,
    key: inputKey(state),
    typed: mention.path,
    // What was found for a shorter path is shown as far as it still fits, so that the choice does not flicker.
    paths: before?.paths.filter((path) => path.startsWith(mention.path)) ?? [],
    index: 0,
    moved: false,
  };
  return step({ ...state, requests: request, completion }, { type: 'listPaths', request, typed: mention.path });
}

export function pathsListed(state: State, msg: { request: number; paths: readonly string[] }): Step {
  const { completion } = state;
  if (!completion || completion.request !== msg.request) return stay(state);
  const index = Math.max(0, Math.min(completion.index, msg.paths.length - 1));
  return stay({ ...state, completion: { ...completion, paths: msg.paths, index } });
}

/** The choice, when it belongs to the input box that is shown and has anything to choose. */
export function shownCompletion(state: State): Completion | undefined {
  const { completion } = state;
  if (!completion || completion.key !== inputKey(state) || completion.paths.length === 0) return undefined;
  return mentionAtCaret(inputEditor(state))?.path === undefined ? undefined : completion;
}

/** Keys that belong to the choice while it is shown; undefined for all others. */
export function completionKey(state: State, key: string): Step | undefined {
  const completion = shownCompletion(state);
  if (!completion || state.focus !== 'input') return undefined;
  switch (key) {
    case 'tab':
      return take(state, completion);
    // A choice that nobody has touched does not stand in the way of sending.
    case 'enter':
      return completion.moved ? take(state, completion) : undefined;
    case 'down':
    case 'C-n':
      return move(state, completion, 1);
    case 'up':
    case 'C-p':
      return move(state, completion, -1);
    case 'escape':
      return stay({ ...state, completion: null });
    default:
      return undefined;
  }
}

function move(state: State, completion: Completion, by: 1 | -1): Step {
  const { length } = completion.paths;
  const index = (completion.index + by + length) % length;
  return stay({ ...state, completion: { ...completion, index, moved: true } });
}

/** The path takes the place of what is typed; a folder goes on with what it holds. */
function take(state: State, completion: Completion): Step {
  const editor = inputEditor(state);
  const mention = mentionAtCaret(editor);
  const path = completion.paths[completion.index];
  if (!mention || path === undefined) return stay({ ...state, completion: null });
  const taken = completeMention(editor, mention, path);
  return andThen(withInput({ ...state, completion: null }, taken), noticeMention);
}
