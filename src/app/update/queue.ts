/** What waits to be sent: one message after the other, each stored before its request goes out. */

import { beginReply } from '../../core/reply.ts';
import type { Message, NewMessage } from '../../core/session.ts';
import { branch, withConversation, withMessage } from '../conversation.ts';
import type { Conversation, Given, QueuedMessage, State } from '../state.ts';
import { andThen, type Step, stay, step } from '../step.ts';
import { readWhole } from './show.ts';

/** Puts a message at the end of a conversation's queue and sends what can be sent. */
export function enqueue(state: State, given: Given, id: string, message: QueuedMessage): Step {
  const next = withConversation(state, id, (one) => ({
    ...one,
    queue: [...one.queue, message],
    problem: null,
    viewport: { ...one.viewport, follow: true, newRows: 0 },
  }));
  return pump(next, given, id);
}

/** Sends the first waiting message when nothing stands in its way: the session is open, no reply streams. */
export function pump(state: State, given: Given, id: string): Step {
  const one = state.conversations.get(id);
  const first = one?.queue[0];
  if (!one || !first || one.access.kind !== 'writing' || one.reply || one.storing) return stay(state);
  if (!one.transcript.complete) return readWhole(state, id);
  const message: NewMessage = {
    id: first.id,
    parent: first.parent === undefined ? one.transcript.head : first.parent,
    role: 'user',
    content: first.text,
    timestamp: given.now,
    ...(first.attachments.length > 0 ? { attachments: first.attachments } : {}),
  };
  const next = withConversation(state, id, (now) => ({
    ...now,
    queue: now.queue.slice(1),
    storing: 'user',
    problem: null,
    // Shown at once; its place in the file is told when it is stored.
    transcript: withMessage(now.transcript, { ...message, seq: nextSeq(now) }),
  }));
  return step(next, { type: 'appendMessage', id, message }, { type: 'rememberPrompt', id, text: first.text });
}

/** A place after everything known, until the store tells the real one. */
export function nextSeq(conversation: Conversation): number {
  return (conversation.transcript.messages.at(-1)?.seq ?? 0) + 1;
}

/** The store has the message (or holds it in memory and says so): the request may go out. */
export function messageStored(state: State, given: Given, id: string, message: Message): Step {
  const one = state.conversations.get(id);
  if (!one) return stay(state);
  const placed = withConversation(state, id, (now) => ({
    ...now,
    storing: null,
    reply: message.role === 'assistant' && now.reply?.id === message.id ? null : now.reply,
    transcript: replaceMessage(now, message),
  }));
  if (message.role === 'user') return startReply(placed, given, id, message.id);
  // After a failure the next message would run into the same wall; it waits until the user sends or retries.
  return message.stop === 'failed' || message.stop === 'interrupted' ? stay(placed) : pump(placed, given, id);
}

function replaceMessage(one: Conversation, message: Message) {
  const at = one.transcript.messages.findIndex((other) => other.id === message.id);
  if (at < 0) return withMessage(one.transcript, message);
  return { ...one.transcript, messages: one.transcript.messages.with(at, message) };
}

/** Asks the provider for a reply to the message `parent`, the head of the branch; `also` is sent but never stored. */
export function startReply(
  state: State,
  given: Given,
  id: string,
  parent: string | null,
  { model, also = [] }: { readonly model?: string; readonly also?: readonly Message[] } = {},
): Step {
  const one = state.conversations.get(id);
  if (!one) return stay(state);
  const replyId = given.newId('msg');
  const chosen = model ?? one.model;
  const next = withConversation(state, id, (now) => ({
    ...now,
    problem: null,
    reply: beginReply(replyId, parent, now.provider, chosen, given.now),
  }));
  return andThen(
    step(next, {
      type: 'startReply',
      id,
      replyId,
      parent,
      provider: one.provider,
      model: chosen,
      system: one.transcript.system,
      messages: [...branch(one), ...also],
    }),
    (now) => step(now, { type: 'after', name: 'clock', delayMs: 1000 }),
  );
}
