/** Streaming replies: events extend them, the end stores them, the user can stop them. */
import type { Problem } from '../../core/problem.ts';
import { finishReply, grow, isEmptyReply, type ReplyDraft, type ReplyEvent, writtenBy } from '../../core/reply.ts';
import type { Message, SessionSummary, Transcript, Usage } from '../../core/session.ts';
import { estimateRequest, estimateUsage } from '../../core/tokens.ts';
import { branch } from '../../core/tree.ts';
import { mergeTranscripts, notesBelow, withConversation, withMessage } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import type { Effect } from '../effect.ts';
import { sessionById } from '../list-state.ts';
import type { Given, State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { sumUpLess } from './compact.ts';
import { sessionChanged } from './list.ts';
import { holdQueue, nextSeq, pump } from './queue.ts';

/** Extends a reply, which becomes a message at its end. Events of a reply that was stopped are dropped. */
export function replyEvents(
  state: State,
  given: Given,
  msg: { id: string; replyId: string; events: readonly ReplyEvent[] },
): Step {
  const one = state.conversations.get(msg.id);
  // An event for a reply that no longer counts: the user stopped it, and another may be streaming already.
  if (!one?.reply || one.reply.id !== msg.replyId || one.reply.ended) return stay(state);
  let reply: ReplyDraft = one.reply;
  for (const event of msg.events) reply = grow(reply, event, given.now);
  const grown = withConversation(state, msg.id, (now) => ({ ...now, reply }));
  const told = reply.ended ? replyEnded(grown, given, msg.id, reply) : stay(grown);
  const notice = msg.events.find((event) => event.type === 'notice');
  return notice && isInSight(state, msg.id) ? andThen(told, (now) => say(now, notice.text)) : told;
}

/** A reply has ended, one way or another: it is stored, or its problem is shown. */
function replyEnded(state: State, given: Given, id: string, reply: ReplyDraft): Step {
  const one = state.conversations.get(id);
  if (!one) return stay(state);
  const problem = reply.ended?.problem ?? null;
  const told = tell(state, one, reply);
  const failed = problem && problem.code !== 'aborted' ? problem : null;
  if (isEmptyReply(reply)) {
    const less =
      failed?.code === 'context-too-long' && one.compacting !== null ? retrySummary(state, given, id, reply) : null;
    if (less) return less;
    const next = withConversation(state, id, (now) => ({
      ...now,
      reply: null,
      compacting: null,
      answersNext: false,
      headBefore: null,
      problem: failed,
      // If a new variant brought nothing, the old one returns.
      transcript: now.headBefore === null ? now.transcript : { ...now.transcript, head: now.headBefore },
    }));
    // Queued messages would fail the same way, so they stay in the queue until the user sends them.
    const marked = failed ? holdQueue(markRow(next, id, { failed: true }), id) : next;
    const dropped = step(marked, { type: 'dropPartial', id, replyId: reply.id }, ...told);
    return failed ? dropped : andThen(dropped, (now) => pump(now, given, id));
  }
  // A summary that was cut off also says so: requests skip it, as they would not skip a reply.
  const summary = one.compacting === null ? {} : { summaryOf: one.compacting };
  const inSight = isInSight(state, id);
  const message = { ...finishReply(reply, given.now), ...summary, ...(inSight ? { seen: true } : {}) };
  const stored: Message = { ...message, seq: nextSeq(one) };
  const next = withConversation(state, id, (now) => ({
    ...now,
    reply: null,
    storing: 'reply',
    compacting: null,
    headBefore: null,
    problem: failed,
    transcript: withMessage(now.transcript, stored),
  }));
  return step(
    markRow(next, id, { waiting: !inSight, failed: message.stop === 'failed' }),
    { type: 'appendMessage', id, message },
    ...told,
  );
}

/** The same summary of fewer messages; undefined when that is not possible. */
function retrySummary(state: State, given: Given, id: string, reply: ReplyDraft): Step | undefined {
  const next = withConversation(state, id, (now) => ({ ...now, reply: null }));
  const one = next.conversations.get(id);
  const asked = one && sumUpLess(next, given, one, reply.parent);
  return asked && { ...asked, effects: [{ type: 'dropPartial', id, replyId: reply.id }, ...asked.effects] };
}

/** Whether the user can see the end of this conversation now. */
function isInSight(state: State, id: string): boolean {
  return state.windowFocused && state.shown.kind === 'session' && state.shown.id === id;
}

function markRow(state: State, id: string, change: { waiting?: boolean; failed?: boolean }): State {
  const summary = sessionById(state.list, id);
  return summary ? sessionChanged(state, { ...summary, ...change }) : state;
}

/** Bell and notification for a reply that ends out of sight, as the settings say. */
function tell(state: State, one: Conversation, reply: ReplyDraft): readonly Effect[] {
  if (isInSight(state, one.id) || reply.ended?.stop === 'aborted') return [];
  const title = sessionById(state.list, one.id)?.title ?? 'a session';
  const failed = reply.ended?.stop === 'failed';
  return [{ type: 'notify', text: failed ? `The reply in “${title}” failed.` : `“${title}” has a reply for you.` }];
}

/** Stops a streaming reply at once; the partial reply is kept and marked. */
export function stopReply(state: State, given: Given, id: string): Step {
  const one = state.conversations.get(id);
  if (!one?.reply || one.reply.ended) return stay(state);
  const aborted: ReplyEvent = {
    type: 'stopped',
    stop: 'aborted',
    problem: { code: 'aborted', message: 'Stopped.', next: '' } satisfies Problem,
    ...(one.reply.provider === 'offline' ? {} : { usage: usageSoFar(one.transcript, one.reply) }),
  };
  const reply = grow(one.reply, aborted, given.now);
  const next = withConversation(state, id, (now) => ({ ...now, reply }));
  return andThen(step(next, { type: 'abortReply', id }), (now) => replyEnded(now, given, id, reply));
}

/** Who is stopped is not asked again what it has used. */
function usageSoFar(transcript: Transcript, reply: ReplyDraft): Usage {
  const request = () => estimateRequest(branch(transcript, reply.parent), transcript.system);
  return estimateUsage(reply.usage, request, writtenBy(reply));
}

/** The state of storing a session: its summary for the list, and what is only in memory. */
export function storeState(
  state: State,
  msg: {
    id: string;
    summary: SessionSummary;
    pending: number;
    problem?: Problem;
    notes?: readonly string[];
    transcript?: Transcript;
  },
): Step {
  const { problem, notes = [], transcript } = msg;
  const next = withConversation(state, msg.id, (one) => ({
    ...one,
    unsaved: problem ? { pending: msg.pending, problem } : null,
    ...(notes.length > 0 ? { notes: [...one.notes, ...notesBelow(one.transcript, notes)] } : {}),
    // Lines written by others now belong to the session; the branch in use stays the shown one.
    ...(transcript ? { transcript: mergeTranscripts(one.transcript, transcript, one.transcript.head) } : {}),
  }));
  const known = sessionById(state.list, msg.id);
  const summary = known ? { ...msg.summary, waiting: known.waiting && msg.summary.waiting } : msg.summary;
  return stay(sessionChanged(next, summary));
}
