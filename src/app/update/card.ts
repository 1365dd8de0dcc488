/** The first-run card's keys, and the provider picker's, which offers the same. */
import { noProvider } from '../commands/reasons.ts';
import { sessionAtCursor } from '../list-state.ts';
import type { CommandMsg } from '../msg.ts';
import type { State } from '../state.ts';
import { type Step, say, sending } from '../step.ts';
import { type CardChoice, cardChoices, cardShown } from '../view/first-run.ts';

/** The meaning of a digit is known only once the search is complete. */
export const stillLooking = 'Still looking for keys and local servers.';

/** A digit of the card, or Enter for its first choice; undefined when the key is not the card's. */
export function cardKey(state: State, key: string): Step | undefined {
  if (!cardShown(state) || state.focus === 'input') return undefined;
  // Enter on a row of the list resumes it, as always.
  const first = key === 'enter' && !(state.focus === 'list' && sessionAtCursor(state.list));
  if (state.discovery.kind === 'looking') return first || /^[1-9]$/.test(key) ? say(state, stillLooking) : undefined;
  const one = cardChoices(state).find((choice, i) => (first ? i === 0 : choice.key === key));
  return one ? sending(state, messageOf(one.choice)) : undefined;
}

/**
 * There is no provider yet: the card takes the keys, as its sentence says, and the session's name is kept until one is
 * chosen.
 */
export function chooseFirst(state: State, name: string): Step {
  const focus = cardShown(state) ? 'transcript' : state.focus;
  return say({ ...state, focus, beginning: { name } }, noProvider, 'error');
}

/** What a choice of the card sends. */
export function messageOf(choice: CardChoice['choice']): CommandMsg {
  switch (choice.kind) {
    case 'found':
      return { type: 'useFound', index: choice.index };
    case 'key':
      return { type: 'askKey', provider: choice.provider };
    case 'server':
      return { type: 'askBaseUrl' };
    case 'offline':
      return { type: 'goOffline' };
  }
}
