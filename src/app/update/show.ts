/** What the transcript pane shows: loading a session, releasing those out of sight. */
import type { Problem, Result } from '../../core/problem.ts';
import type { SessionSummary, Transcript } from '../../core/session.ts';
import { beginConversation, isForgettable, isIdle, mergeTranscripts, withConversation } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import type { Effect } from '../effect.ts';
import { type ListState, sessionById } from '../list-state.ts';
import type { State } from '../state.ts';
import { andThen, type Step, stay, step } from '../step.ts';

/** How many recently shown conversations that are only read are kept; the others are forgotten. */
const keptForReading = 4;

/** Shows a session in the transcript pane, and reads its tail if it is not known yet. */
export function showSession(state: State, session: SessionSummary): Step {
  if (state.shown.kind === 'session' && state.shown.id === session.id) return stay(state);
  const shown: State = { ...state, shown: { kind: 'session', id: session.id } };
  if (shown.conversations.has(session.id)) return forgetOthers(shown);
  const meanwhile = textShown(state);
  const request = shown.requests + 1;
  const conversations = new Map(shown.conversations).set(session.id, beginConversation(session, request));
  return andThen(
    step(
      {
        ...shown,
        shown: { kind: 'session', id: session.id, ...(meanwhile === undefined ? {} : { meanwhile }) },
        requests: request,
        conversations,
      },
      { type: 'after', name: meanwhileTick, delayMs: meanwhileMs },
      { type: 'readTranscript', request, id: session.id, filePath: session.filePath, whole: false },
      { type: 'loadDraft', id: session.id },
    ),
    forgetOthers,
  );
}

/**
 * A listing may give a session another file than the one `before`: which of another program's files is the fullest is
 * only known when they have been counted, and files are moved. What was read of the other file is no part of this one.
 */
export function readMoved(state: State, before: ListState): Step {
  const conversations = new Map(state.conversations);
  const effects: Effect[] = [];
  for (const one of state.conversations.values()) {
    const session = one.access.kind === 'reading' ? sessionById(state.list, one.id) : undefined;
    const known = session && sessionById(before, one.id);
    if (!known || session.filePath === known.filePath) continue;
    if (state.shown.kind === 'session' && state.shown.id === one.id) {
      const request = state.requests + 1;
      const { loading, transcript, viewport } = beginConversation(session, request);
      conversations.set(one.id, { ...one, loading, transcript, viewport, find: null, branchChosen: false });
      effects.push({ type: 'readTranscript', request, id: one.id, filePath: session.filePath, whole: false });
    } else if (isForgettable(one)) conversations.delete(one.id);
  }
  if (effects.length === 0 && conversations.size === state.conversations.size) return stay(state);
  return step({ ...state, conversations, requests: state.requests + effects.length }, ...effects);
}

/** A held key repeats within this time; after it, the old text must not be mistaken for the new session's. */
const meanwhileMs = 60;
export const meanwhileTick = 'meanwhile';

/** The session whose text the pane shows now; undefined when it shows none. */
function textShown({ shown, conversations }: State): string | undefined {
  if (shown.kind === 'nothing') return undefined;
  return conversations.get(shown.id)?.transcript.messages.length === 0 ? shown.meanwhile : shown.id;
}

/** The pane shows its own session and nothing else, read or not. */
export function withoutMeanwhile(state: State): State {
  const { shown } = state;
  if (shown.kind === 'nothing' || shown.meanwhile === undefined) return state;
  return { ...state, shown: { kind: 'session', id: shown.id } };
}

/** Forgets the transcripts of all but the last few sessions that were only read. */
function forgetOthers(state: State): Step {
  const id = state.shown.kind === 'session' ? state.shown.id : '';
  const reading = [...state.conversations.values()].filter(
    (one) => one.id !== id && isForgettable(one) && one.access.kind !== 'writing',
  );
  const forgotten = reading.slice(0, Math.max(0, reading.length - keptForReading));
  if (forgotten.length === 0) return stay(state);
  const conversations = new Map(state.conversations);
  for (const one of forgotten) conversations.delete(one.id);
  return stay({ ...state, conversations });
}

/** Closes sessions that were opened for writing, are idle, and are not the one in use. */
export function closeOthers(state: State, keep: string): Step {
  const effects: Effect[] = [];
  const conversations = new Map(state.conversations);
  for (const one of state.conversations.values()) {
    if (one.id === keep || one.access.kind !== 'writing' || !isIdle(one)) continue;
    conversations.set(one.id, { ...one, access: { kind: 'reading' } });
    effects.push({ type: 'closeSession', id: one.id });
  }
  return step({ ...state, conversations }, ...effects);
}

/**
 * Adds the transcript that was requested to what is known of it; one for an older request counts only if there is
 * already a transcript to add to.
 */
export function transcriptRead(before: State, msg: { request: number; id: string; result: Result<Transcript> }): Step {
  const isShown = before.shown.kind === 'session' && before.shown.id === msg.id;
  const state = isShown ? withoutMeanwhile(before) : before;
  const conversation = state.conversations.get(msg.id);
  if (!conversation) return stay(state);
  const waited = conversation.loading.kind === 'loading' && conversation.loading.request === msg.request;
  if (!waited && conversation.loading.kind !== 'ready') return stay(state);
  if (!msg.result.ok) return stay(withConversation(state, msg.id, (one) => failed(one, msg.result)));
  const read = msg.result.value;
  return stay(
    withConversation(state, msg.id, (one) => {
      // What is shown stays shown: a branch that the reader chose, or one that is growing.
      const own = one.access.kind === 'writing' || one.reply || one.branchChosen;
      const head = own ? one.transcript.head : read.head;
      const transcript =
        one.transcript.messages.length === 0
          ? { ...read, head: head ?? read.head }
          : mergeTranscripts(one.transcript, read, head);
      return { ...one, transcript, loading: { kind: 'ready' } };
    }),
  );
}

/** Forgets a conversation whose reading was dropped, so that showing it again reads it again. */
export function readAborted(state: State, id: string, request: number): State {
  const one = state.conversations.get(id);
  if (one?.loading.kind !== 'loading' || one.loading.request !== request) return state;
  if (one.access.kind !== 'reading' || one.transcript.messages.length > 0) return state;
  if (state.shown.kind === 'session' && state.shown.id === id) return state;
  const conversations = new Map(state.conversations);
  conversations.delete(id);
  return { ...state, conversations };
}

function failed(one: Conversation, result: Result<Transcript>): Conversation {
  if (result.ok) return one;
  const problem: Problem = result.problem;
  return one.transcript.messages.length > 0
    ? { ...one, problem, loading: { kind: 'ready' }, pending: null }
    : { ...one, loading: { kind: 'failed', problem }, pending: null };
}

/** Reads what precedes the known part, once somebody wants to see or send it. */
export function readWhole(state: State, id: string): Step {
  const conversation = state.conversations.get(id);
  const session = sessionById(state.list, id);
  if (!conversation || !session || conversation.transcript.complete || conversation.loading.kind !== 'ready') {
    return stay(state);
  }
  const request = state.requests + 1;
  const next = withConversation({ ...state, requests: request }, id, (one) => ({
    ...one,
    loading: { kind: 'loading', request },
  }));
  return step(next, { type: 'readTranscript', request, id, filePath: session.filePath, whole: true });
}

/** The file of a session that is only read or watched has grown. */
export function fileGrew(state: State, id: string, transcript: Transcript): State {
  return withConversation(state, id, (one) =>
    one.access.kind === 'writing'
      ? one
      : { ...one, transcript: mergeTranscripts(one.transcript, transcript, transcript.head), branchChosen: false },
  );
}
