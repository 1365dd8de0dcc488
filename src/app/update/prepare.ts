/**
 * Prepares the first request while the user is at the input: loading what it needs takes a tenth of a second, which the
 * user would otherwise wait for between Enter and the first word of the reply.
 */
import { shownConversation } from '../conversation.ts';
import type { Effect } from '../effect.ts';
import type { State } from '../state.ts';
import { type Step, stay, step } from '../step.ts';

/** Not while the session is being shown. */
const delayMs = 300;

const timer = 'prepare';

/** A timer, when the input has just got the focus, or another provider than before will be asked. */
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
