/**
 * Gets ready for a question while the user is at the input: what a first request needs takes a tenth of a second to load,
 * which would else be waited for between Enter and the answer's first word.
 */
import { shownConversation } from '../conversation.ts';
import type { Effect } from '../effect.ts';
import type { State } from '../state.ts';
import { type Step, stay, step } from '../step.ts';

/** Not while the session is being shown. */
const delayMs = 300;

const timer = 'prepare';

/** A timer, when the input has the focus now, or another provider will be asked than before. */
export function noticeInput(before: State, after: State): readonly Effect[] {
  const provider = toBeAsked(after);
  return provider === undefined || provider === toBeAsked(before) ? [] : [{ type: 'after', name: timer, delayMs }];
}

/** The timer's answer; undefined when it is not ours. */
export function prepareTick(state: State, name: string): Step | undefined {
  if (name !== timer) return undefined;
  const provider = toBeAsked(state);
  return provider === undefined ? stay(state) : step(state, { type: 'prepareProvider', provider });
}

/** The provider that will get what is typed now; undefined if none, or if it needs no preparation. */
function toBeAsked(state: State): string | undefined {
  if (state.focus !== 'input') return undefined;
  const provider = (shownConversation(state) ?? state.chosenModel)?.provider;
  return provider === '' || provider === 'offline' ? undefined : provider;
}
