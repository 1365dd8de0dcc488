/** Completion above the input box: paths while `@path` is typed, commands while `/name` is; Tab accepts. */
import { completeMention, mentionAtCaret, replaceText } from '../editor/editor.ts';
import { slashChoices, slashLead } from '../slash.ts';
import type { Completion, State } from '../state.ts';
import { andThen, type Step, stay, step } from '../step.ts';
import { inputEditor, inputKey, withInput } from './draft.ts';

/**
 * After a change of the text: what there is to choose for the mention at the caret, or for the command that is typed.
 */
export function offerCompletion(state: State): Step {
  const editor = inputEditor(state);
  const mention = mentionAtCaret(editor);
  if (mention) return offerPaths(state, mention.path);
  const offered = commandsFor(editor.text);
  if (offered.length === 0) return stay(state.completion ? { ...state, completion: null } : state);
  const { text: typed } = editor;
  if (shownCompletion(state)?.typed === typed) return stay(state);
  const key = inputKey(state);
  return stay({ ...state, completion: { kind: 'command', key, typed, choices: offered, index: 0, moved: false } });
}

/** Paths have to be listed first. */
function offerPaths(state: State, typed: string): Step {
  const before = shownCompletion(state);
  if (before?.kind === 'path' && before.typed === typed) return stay(state);
  const request = state.requests + 1;
  const completion: Completion = {
    kind: 'path',
    request,
    key: inputKey(state),
    typed,
    // The paths found for a shorter beginning are shown if they still match, so that the choices do not flicker.
    choices: before?.kind === 'path' ? before.choices.filter(({ text }) => text.startsWith(typed)) : [],
    index: 0,
    moved: false,
  };
  return step({ ...state, requests: request, completion }, { type: 'listPaths', request, typed });
}

/** None once the name is complete: then the footer says what may follow it. */
function commandsFor(typed: string): Completion['choices'] {
  const commands = slashChoices(typed);
  if (commands.length === 1 && commands[0]?.name === typed.slice(1).trimEnd()) return [];
  return commands.map((one) => ({ text: one.usage, takes: slashLead(one), detail: one.title }));
}

/** The paths that were listed; those for an older request are dropped. */
export function pathsListed(state: State, msg: { request: number; paths: readonly string[] }): Step {
  const { completion } = state;
  if (completion?.kind !== 'path' || completion.request !== msg.request) return stay(state);
  const index = Math.max(0, Math.min(completion.index, msg.paths.length - 1));
  const choices = msg.paths.map((path) => ({ text: path, takes: path, detail: '' }));
  return stay({ ...state, completion: { ...completion, choices, index } });
}

/** The completions, if they belong to the shown input box and there are any. */
export function shownCompletion(state: State): Completion | undefined {
  const { completion } = state;
  if (!completion || completion.key !== inputKey(state) || completion.choices.length === 0) return undefined;
  const editor = inputEditor(state);
  const fits = completion.kind === 'path' ? mentionAtCaret(editor) : editor.text === completion.typed;
  return fits ? completion : undefined;
}

/** Keys that belong to the completions while they are shown; undefined for all others. */
export function completionKey(state: State, key: string): Step | undefined {
  const completion = shownCompletion(state);
  if (!completion || state.focus !== 'input') return undefined;
  switch (key) {
    case 'tab':
      return take(state, completion);
    // An untouched completion does not prevent sending.
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
  const { length } = completion.choices;
  const index = (completion.index + by + length) % length;
  return stay({ ...state, completion: { ...completion, index, moved: true } });
}

/** The selection replaces what was typed; a folder continues with its contents. */
function take(state: State, completion: Completion): Step {
  const editor = inputEditor(state);
  const chosen = completion.choices[completion.index];
  const mention = mentionAtCaret(editor);
  const closed: State = { ...state, completion: null };
  if (!chosen || (completion.kind === 'path' && !mention)) return stay(closed);
  const taken = mention ? completeMention(editor, mention, chosen.takes) : replaceText(editor, chosen.takes);
  return andThen(withInput(closed, taken), offerCompletion);
}
