/** Summing up: the model writes what is needed to go on, later requests begin there, everything stays in the file. */
import type { Message } from '../../core/session.ts';
import { coverable } from '../../core/summary.ts';
import { estimateRequest } from '../../core/tokens.ts';
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
 * not all of the branch fits the model's window, its beginning is summed up, and what is left goes along as it is; so does
 * a prompt at its end that has no answer yet.
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
  const headed = withConversation(state, one.id, (now) => ({
    ...now,
    held: null,
    headBefore: now.transcript.head,
    answersNext: now.problem !== null,
    viewport: { ...now.viewport, ...followingEnd },
  }));
  return (
    sumUp(headed, given, one.id, earlier ? earlier.parent : one.transcript.head) ??
    say(state, 'The first message alone is too long to be summed up by this model.', 'error')
  );
}

/**
 * The server says that this summary's request is longer than the model reads, which nobody knew: half of it is summed up
 * instead. Undefined when there is no half any more.
 */
export function sumUpLess(state: State, given: Given, one: Conversation, parent: string | null): Step | undefined {
  const path = branch(one.transcript, parent);
  const covered = path.slice(0, path.findIndex((message) => message.id === one.compacting) + 1);
  return sumUp(state, given, one.id, parent, estimateRequest(covered, one.transcript.system) / 2);
}

/** Asks for a summary of the branch that ends at `parent`, of `most` tokens; undefined when not one message fits. */
function sumUp(state: State, given: Given, id: string, parent: string | null, most?: number): Step | undefined {
  const one = state.conversations.get(id);
  if (!one) return undefined;
  const path = branch(one.transcript, parent);
  const covered = path.slice(0, coverable(path));
  const request: Message = {
    id: given.newId('msg'),
    parent,
    seq: (path.at(-1)?.seq ?? 0) + 1,
    role: 'user',
    content: summaryRequest,
    timestamp: given.now,
  };
  const fitting = covered.slice(0, fittingLength(state, one, covered, request, most));
  const last = fitting.at(-1);
  if (!last) return undefined;
  const next = withConversation(state, id, (now) => ({
    ...now,
    compacting: last.id,
    answersNext: now.answersNext && covered.length < path.length,
    transcript: { ...now.transcript, head: parent },
  }));
  return startReply(next, given, id, parent, { messages: [...fitting, request] });
}
