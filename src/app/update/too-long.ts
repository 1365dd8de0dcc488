/** A request too long for the model's window: reported before it is sent, with the ways to continue. */
import { shownConversation, withConversation } from '../conversation.ts';
import type { PendingCommand } from '../conversation-state.ts';
import type { State } from '../state.ts';
import { type Step, say, stay } from '../step.ts';
import { type Overflow, overflowSentence } from '../window.ts';

/** Holds the next message of the queue; the user chooses between a summary, sending it all the same, and waiting. */
export function holdBack(state: State, id: string, tooMuch: Overflow): Step {
  const held = withConversation(state, id, (one) => ({ ...one, held: 'too-long' }));
  const question = `${overflowSentence(tooMuch)} Summing up makes room; everything stays in the file.`;
  if (shownConversation(state)?.id !== id) return stay(held);
  // Another question is open: the queue itself shows that it is on hold.
  if (state.overlay.kind !== 'none') return say(held, question, 'error');
  return stay({ ...held, overlay: { kind: 'confirm', action: 'compactFirst', id, question } });
}

/** A request without a message of its own: sent anyway, or not at all. */
export function askAnyway(state: State, id: string, tooMuch: Overflow, command: PendingCommand): Step {
  const question = `${overflowSentence(tooMuch)} /compact makes room first. Send it anyway?`;
  return stay({ ...state, overlay: { kind: 'confirm', action: 'sendAnyway', id, question, command } });
}
