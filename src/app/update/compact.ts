/** Summing up: the model writes what is needed to go on, later requests begin there, everything stays in the file. */
import type { Message } from '../../core/session.ts';
import { branch } from '../../core/tree.ts';
import { replyStreams } from '../commands/reasons.ts';
import { followingEnd, withConversation } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import type { Given, State } from '../state.ts';
import { type Step, say } from '../step.ts';
import { fittingLength } from '../window.ts';
import { startReply } from './queue.ts';
import { makeReady } from './wish.ts';

export const summaryRequest =
  'Sum up this conversation so that it can go on from your summary alone: what was asked, what was decided and why, what is open, and every name, number, path and piece of code that is still needed. Write only the summary.';

/**
 * Lets the model sum up the branch. With `messageId`, an earlier summary, it is written once more beside that one. When
 * not all of the branch fits the model's window, its beginning is summed up, and what is left goes along as it is.
 */
export function compact(state: State, given: Given, one: Conversation, messageId?: string): Step {
  if (one.transcript.messages.length === 0) return say(state, 'There is nothing to sum up yet.', 'error');
  if (one.provider === 'offline')
    return say(state, 'Offline there is no model to sum up; choose one with /provider.', 'error');
  const again = messageId === undefined ? {} : { messageId };
  const notReady = makeReady(state, one, { type: 'compact', ...again }, { writing: true, whole: true });
  if (notReady) return notReady;
  if (one.reply || one.storing) return say(state, replyStreams, 'error');
  const earlier = one.transcript.messages.find((message) => message.id === messageId && message.summaryOf);
  const parent = earlier ? earlier.parent : one.transcript.head;
  const path = branch(one.transcript, parent);
  const request: Message = {
    id: given.newId('msg'),
    parent,
    seq: (path.at(-1)?.seq ?? 0) + 1,
    role: 'user',
    content: summaryRequest,
    timestamp: given.now,
  };
  const fitting = path.slice(0, fittingLength(state, one, path, request));
  const last = fitting.at(-1);
  if (!last) return say(state, 'The first message alone is too long to be summed up by this model.', 'error');
  const next = withConversation(state, one.id, (now) => ({
    ...now,
    compacting: last.id,
    held: null,
    headBefore: now.transcript.head,
    transcript: { ...now.transcript, head: parent },
    viewport: { ...now.viewport, ...followingEnd },
  }));
  return startReply(next, given, one.id, parent, { messages: [...fitting, request] });
}
