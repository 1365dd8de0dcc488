/** The queue: messages are sent one after the other, each stored before its request goes out. */
import { beginReply } from '../../core/reply.ts';
import { isModelChange, type Message, type NewMessage } from '../../core/session.ts';
import { isWholeSummary } from '../../core/summary.ts';
import { branch } from '../../core/tree.ts';
import { followingEnd, withConversation, withMessage, withoutSent, withQueued } from '../conversation.ts';
import type { Conversation, QueuedMessage } from '../conversation-state.ts';
import { changeOf, type Effect } from '../effect.ts';
import { sessionById } from '../list-state.ts';
import type { Given, State } from '../state.ts';
import { andThen, type Step, stay, step } from '../step.ts';
import { overflow } from '../window.ts';
import { warnOf } from './destinations.ts';
import { saveDraft } from './draft.ts';
import { openForWriting } from './pending.ts';
import { readWhole } from './show.ts';
import { askTitle } from './title.ts';
import { holdBack } from './too-long.ts';

/** Puts a message into a conversation's queue and sends what can be sent. */
export function enqueue(state: State, given: Given, id: string, message: QueuedMessage): Step {
  const next = withConversation(state, id, (one) => ({
    ...withQueued(one, message),
    held: null,
    problem: null,
    viewport: { ...one.viewport, ...followingEnd },
  }));
  return andThen(pump(next, given, id), (now) => saveDraft(now, id));
}

/** The user releases the queue; `anyway`: even if it may not fit the model's window. */
export function sendQueued(state: State, given: Given, id: string, anyway = false): Step {
  const next = withConversation(state, id, (one) => ({ ...one, held: null, problem: null }));
  const session = sessionById(state.list, id);
  // A session that is only read is opened first; then its queue is sent by itself.
  if (session && next.conversations.get(id)?.access.kind === 'reading') return openForWriting(next, session);
  return pump(next, given, id, anyway);
}

/** Sends the first queued message if nothing prevents it: the session is open, no reply streams, nothing holds it. */
export function pump(state: State, given: Given, id: string, anyway = false): Step {
  const known = state.conversations.get(id);
  if (!known || known.queue.length === 0 || known.held !== null || state.quitting) return stay(state);
  if (known.access.kind !== 'writing' || known.reply || known.storing) return stay(state);
  if (!known.transcript.complete) return readWhole(state, id);
  const one = withoutSent(known);
  const [first, ...rest] = one.queue;
  if (!first) return stay(withConversation(state, id, () => one));
  const message: NewMessage = {
    id: first.id,
    parent: parentFor(one, first),
    role: 'user',
    content: first.text,
    timestamp: given.now,
    ...(first.attachments.length > 0 ? { attachments: first.attachments } : {}),
  };
  // Shown at once; its position in the file is known once it is stored.
  const shown: Message = { ...message, seq: nextSeq(one) };
  const tooMuch = anyway ? undefined : overflow(state, one, [...branch(one.transcript, message.parent), shown]);
  if (tooMuch) return holdBack(state, id, tooMuch);
  const next = withConversation(state, id, () => ({
    ...one,
    queue: rest,
    sending: first,
    storing: 'user',
    problem: null,
    transcript: withMessage(one.transcript, shown),
  }));
  return step(next, { type: 'appendMessage', id, message }, { type: 'rememberPrompt', id, text: first.text });
}

/** An edited prompt is a variant of the original; everything else follows the shown branch. */
function parentFor(one: Conversation, message: QueuedMessage): string | null {
  const edited = one.transcript.messages.find((other) => other.id === message.variantOf);
  return edited ? edited.parent : one.transcript.head;
}

/** A position after everything known, until the store returns the real one. */
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
    sending: null,
    transcript: replaceMessage(now, message),
  }));
  if (message.role === 'user') {
    // The session's file has it now; until then the draft did.
    return andThen(saveDraft(placed, id), (now) => startReply(now, given, id, message.id));
  }
  if (one.answersNext && isWholeSummary(message)) {
    const continued = withConversation(placed, id, (now) => ({ ...now, answersNext: false }));
    return startReply(continued, given, id, message.id);
  }
  return andThen(askTitle(placed, id, message), (now) =>
    // After a failure the next message would fail in the same way, so it waits until the user sends or retries.
    message.stop === 'failed' || message.stop === 'interrupted' ? stay(holdQueue(now, id)) : pump(now, given, id),
  );
}

/** The queue stays on hold until the user decides how to continue. */
export function holdQueue(state: State, id: string): State {
  return withConversation(state, id, (one) =>
    one.queue.length > 0 && one.held === null ? { ...one, held: 'failed' } : one,
  );
}

function replaceMessage(one: Conversation, message: Message) {
  const at = one.transcript.messages.findIndex((other) => other.id === message.id);
  if (at < 0) return withMessage(one.transcript, message);
  return { ...one.transcript, messages: one.transcript.messages.with(at, message) };
}

/** Ticks while a reply is on its way: retries are counted down, and a silence is counted. */
export const replyClock = { type: 'after', name: 'clock', delayMs: 1000 } as const;

export interface ReplyOptions {
  readonly model?: string;
  /** What is sent instead of the branch up to `parent`; it is never stored. */
  readonly messages?: readonly Message[];
}

/** Asks the provider for a reply to the message `parent`: what is sent is the branch that ends there. */
export function startReply(
  state: State,
  given: Given,
  id: string,
  parent: string | null,
  options: ReplyOptions = {},
): Step {
  const one = state.conversations.get(id);
  if (!one || one.reply || state.quitting) return stay(state);
  const replyId = given.newId('msg');
  const model = options.model ?? one.model;
  const next = withConversation(state, id, (now) => ({
    ...now,
    problem: null,
    reply: beginReply(replyId, parent, now.provider, model, given.now),
  }));
  const started = step(
    next,
    ...(options.model === undefined ? noteModel(state, one) : []),
    {
      type: 'startReply',
      id,
      replyId,
      parent,
      provider: one.provider,
      model,
      system: one.transcript.system,
      messages: options.messages ?? branch(one.transcript, parent),
    },
    replyClock,
  );
  return andThen(started, (now) => warnOf(now, one.provider));
}

/** Notes a new provider or model in the file, if flags or a choice made before it was open changed it. */
function noteModel(state: State, { id, provider, model }: Conversation): readonly Effect[] {
  const session = sessionById(state.list, id);
  if (!session || !isModelChange(session, { provider, model })) return [];
  return [changeOf(session, { event: 'model', provider, model })];
}
