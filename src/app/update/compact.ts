/** Summing up: the model writes what is needed to continue, later requests start from there, and everything stays in the file. */
import { coverable } from '../../core/summary.ts';
import { firstIsTooLong, toSummaryRequest } from '../../core/summary-request.ts';
import { branch } from '../../core/tree.ts';
import { replyStreams } from '../commands/reasons.ts';
import { followingEnd, withConversation } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import type { Given, State } from '../state.ts';
import { type Step, say } from '../step.ts';
import { windowOf } from '../window.ts';
import { makeReady } from './pending.ts';
import { startReply } from './queue.ts';

/**
 * Lets the model sum up the branch. With `messageId`, an earlier summary, it is written once more as a variant of that
 * one. If the branch does not fit the model's window, its beginning is summed up and the rest goes along as it is; so
 * does a prompt at its end that has no reply yet.
 */
export function compact(state: State, given: Given, one: Conversation, messageId?: string): Step {
  if (one.transcript.messages.length === 0) return say(state, 'There is nothing to sum up yet.', 'error');
  if (one.provider === 'offline')
    return say(state, 'The offline provider cannot sum up; choose another with /provider.', 'error');
  const again = messageId === undefined ? {} : { messageId };
  const notReady = makeReady(state, one, { type: 'compact', ...again }, { writing: true, whole: true });
  if (notReady) return notReady;
  if (one.reply || one.storing) return say(state, replyStreams, 'error');
  const earlier = one.transcript.messages.find((message) => message.id === messageId && message.summaryOf);
  const headed = withConversation(state, one.id, (now) => ({
    ...now,
    held: null,
    headBefore: now.transcript.head,
    answersNext: now.problem !== null,
    viewport: { ...now.viewport, ...followingEnd },
  }));
  return (
    sumUp(headed, given, one.id, earlier ? earlier.parent : one.transcript.head) ?? say(state, firstIsTooLong, 'error')
  );
}

/**
 * The server says that this summary's request is too long for the model, which we did not know: half of it is summed up
 * instead. Undefined when it cannot be halved any more.
 */
export function sumUpLess(state: State, given: Given, one: Conversation, parent: string | null): Step | undefined {
  const path = branch(one.transcript, parent);
  const refused = path.findIndex((message) => message.id === one.compacting) + 1;
  return sumUp(state, given, one.id, parent, refused);
}

/**
 * Requests a summary of the branch that ends at `parent`, `refused` as in `SummaryRoom`; undefined when not even one
 * message fits.
 */
function sumUp(state: State, given: Given, id: string, parent: string | null, refused?: number): Step | undefined {
  const one = state.conversations.get(id);
  if (!one) return undefined;
  const path = branch(one.transcript, parent);
  const asked = { id: given.newId('msg'), timestamp: given.now };
  const room = { window: windowOf(state, one), ...(refused === undefined ? {} : { refused }) };
  const request = toSummaryRequest(path, one.transcript.system, asked, room);
  if (!request) return undefined;
  const next = withConversation(state, id, (now) => ({
    ...now,
    compacting: request.summaryOf,
    answersNext: now.answersNext && coverable(path) < path.length,
    transcript: { ...now.transcript, head: parent },
  }));
  return startReply(next, given, id, parent, { messages: request.messages });
}
