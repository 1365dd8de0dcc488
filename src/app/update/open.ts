/** Sessions that are opened or created for writing, and what follows when that worked or did not. */
import type { Result } from '../../core/problem.ts';
import type { SessionSummary } from '../../core/session.ts';
import { atEnd, beginConversation, emptyTranscript, mergeTranscripts, withConversation } from '../conversation.ts';
import { createEditor } from '../editor/editor.ts';
import { sessionAtCursor, sessionById } from '../list-state.ts';
import type { OpenedSession } from '../msg.ts';
import type { Conversation, Given, QueuedMessage, State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { placeCursor, sessionChanged } from './list.ts';
import { pump } from './queue.ts';
import { closeOthers, showSession } from './show.ts';

/** Opens a session for writing and goes to the input box. */
export function resume(state: State, id: string | undefined): Step {
  const session = id === undefined ? sessionAtCursor(state.list) : sessionById(state.list, id);
  if (!session) return say(state, 'There is no session under the cursor.', 'error');
  return andThen(
    andThen(stay(cursorOn({ ...state, focus: 'input' }, session.id)), (now) => showSession(now, session)),
    (now) => andThen(openForWriting(now, session), (opened) => closeOthers(opened, session.id)),
  );
}

/** Reads a session without opening it, with the transcript in focus. */
export function peek(state: State, id: string | undefined): Step {
  const session = id === undefined ? sessionAtCursor(state.list) : sessionById(state.list, id);
  if (!session) return say(state, 'There is no session under the cursor.', 'error');
  return showSession(cursorOn({ ...state, focus: 'transcript' }, session.id), session);
}

/** The list's cursor on a session, when the list shows it. */
export function cursorOn(state: State, id: string): State {
  const place = state.list.places.get(id);
  const row = place === undefined ? -1 : state.list.shown.indexOf(place);
  return row < 0 ? state : placeCursor(state, row);
}

/** Asks for the lock; the answer is `sessionOpened`. */
export function openForWriting(state: State, session: SessionSummary): Step {
  const conversation = state.conversations.get(session.id);
  if (!conversation || conversation.access.kind === 'writing' || conversation.access.kind === 'opening')
    return stay(state);
  const next = withConversation(state, session.id, (one) => ({ ...one, access: { kind: 'opening' } }));
  return step(next, { type: 'openSession', id: session.id, filePath: session.filePath });
}

/** A new session, at once usable: what is typed meanwhile waits in its queue for the file. */
export function newSession(state: State, given: Given, name: string, first?: QueuedMessage): Step {
  const { answering } = state;
  if (!answering) return say(state, 'Choose first who answers: see the card, or type /provider.', 'error');
  const localId = given.newId('sess');
  const summary = draftSummary(state, localId, name, answering);
  const conversation: Conversation = {
    ...beginConversation(summary, 0),
    access: { kind: 'opening' },
    loading: { kind: 'ready' },
    transcript: emptyTranscript(localId, true),
    queue: first ? [first] : [],
    viewport: atEnd,
  };
  const next: State = {
    ...state,
    focus: 'input',
    shown: { kind: 'session', id: localId },
    conversations: new Map(state.conversations).set(localId, conversation),
  };
  return andThen(
    step(next, {
      type: 'createSession',
      localId,
      ...(name === '' ? {} : { name }),
      provider: answering.provider,
      model: answering.model,
      system: state.settings.system,
    }),
    (now) => closeOthers(now, localId),
  );
}

function draftSummary(
  state: State,
  id: string,
  name: string,
  answering: { provider: string; model: string },
): SessionSummary {
  return {
    id,
    filePath: '',
    name,
    named: name !== '',
    title: name,
    provider: answering.provider,
    model: answering.model,
    cwd: state.cwd,
    startTime: state.now,
    endTime: state.now,
    turnCount: 0,
    inputTokens: 0,
    outputTokens: 0,
    contextTokens: 0,
    pinned: false,
    archived: false,
    waiting: false,
    failed: false,
    version: 1,
    foreign: false,
    damage: '',
    sizeBytes: 0,
  };
}

/** The file of a new session exists (or could not be made): the conversation goes on under its real id. */
export function sessionCreated(
  state: State,
  given: Given,
  msg: { localId: string; result: Result<OpenedSession> },
): Step {
  const waiting = state.conversations.get(msg.localId);
  if (!waiting) return stay(state);
  const conversations = new Map(state.conversations);
  conversations.delete(msg.localId);
  if (!msg.result.ok) {
    const { problem } = msg.result;
    const typed = waiting.queue.map((message) => message.text).join('\n\n');
    const shown: State['shown'] =
      state.shown.kind === 'session' && state.shown.id === msg.localId ? { kind: 'nothing' } : state.shown;
    // What was typed goes back into the input box: nothing is lost with the file that could not be made.
    const inputs = typed === '' ? state.inputs : new Map(state.inputs).set('', createEditor(typed));
    return stay({ ...state, conversations, inputs, shown, overlay: { kind: 'problem', problem } });
  }
  const { summary, transcript, notes } = msg.result.value;
  conversations.set(summary.id, {
    ...waiting,
    id: summary.id,
    access: { kind: 'writing' },
    transcript,
    notes,
    provider: summary.provider,
    model: summary.model,
  });
  const inputs = new Map(state.inputs);
  const typed = inputs.get(msg.localId);
  if (typed && summary.id !== msg.localId) {
    inputs.delete(msg.localId);
    inputs.set(summary.id, typed);
  }
  const isShown = state.shown.kind === 'session' && state.shown.id === msg.localId;
  const shown: State['shown'] = isShown ? { kind: 'session', id: summary.id } : state.shown;
  const listed = sessionChanged({ ...state, conversations, inputs, shown }, summary);
  const next = isShown ? cursorOn(listed, summary.id) : listed;
  return andThen(stay(next), (now) => pump(now, given, summary.id));
}

export function sessionOpened(state: State, given: Given, msg: { id: string; result: Result<OpenedSession> }): Step {
  const conversation = state.conversations.get(msg.id);
  if (!conversation) return stay(state);
  if (!msg.result.ok) return notOpened(state, conversation, msg.result.problem);
  const { summary, transcript, notes } = msg.result.value;
  const next = withConversation(state, msg.id, (one) => {
    const forced = state.answeringForced ? state.answering : null;
    return {
      ...one,
      access: { kind: 'writing' },
      loading: { kind: 'ready' },
      transcript:
        one.transcript.messages.length === 0
          ? transcript
          : mergeTranscripts(one.transcript, transcript, transcript.head),
      provider: forced?.provider ?? (summary.provider === '' ? (state.answering?.provider ?? '') : summary.provider),
      model: forced?.model ?? (summary.model === '' ? (state.answering?.model ?? '') : summary.model),
      notes,
    };
  });
  return andThen(
    andThen(stay(sessionChanged(next, summary)), (now) => markSeen(now, summary)),
    (now) => pump(now, given, msg.id),
  );
}

/** An unseen reply has now been looked at; only a session that is open for writing may say so in its file. */
function markSeen(state: State, summary: SessionSummary): Step {
  if (!summary.waiting) return stay(state);
  return step(sessionChanged(state, { ...summary, waiting: false }), {
    type: 'changeSession',
    id: summary.id,
    filePath: summary.filePath,
    change: { event: 'seen' },
  });
}

function notOpened(
  state: State,
  conversation: Conversation,
  problem: Extract<Result<never>, { ok: false }>['problem'],
): Step {
  const reading = withConversation(state, conversation.id, (one) => ({ ...one, access: { kind: 'reading' } }));
  const session = sessionById(state.list, conversation.id);
  if (problem.code === 'locked' && session) {
    const holder = problem.holder ?? 'another process';
    const holders = new Map(state.list.holders).set(session.id, holder);
    return stay({ ...reading, list: { ...reading.list, holders }, overlay: { kind: 'locked', session, holder } });
  }
  return stay({ ...reading, overlay: { kind: 'problem', problem } });
}
