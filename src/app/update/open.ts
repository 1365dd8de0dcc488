/** Opening or creating a session for writing, and what follows success or failure. */
import { firstNamed } from '../../core/named-model.ts';
import { ok, type Result, sentence } from '../../core/problem.ts';
import { isProviderName } from '../../core/provider-name.ts';
import { emptySummary, emptyTranscript, type ModelRef, type SessionSummary } from '../../core/session.ts';
import { checkName } from '../../core/session-name.ts';
import { noSessionAtCursor } from '../commands/reasons.ts';
import {
  atEnd,
  beginConversation,
  mergeTranscripts,
  notesBelow,
  withConversation,
  withoutSent,
} from '../conversation.ts';
import type { Conversation, QueuedMessage } from '../conversation-state.ts';
import { createEditor, editorText, replaceText } from '../editor/editor.ts';
import { changeOf } from '../effect.ts';
import { placeOf, sessionById, sessionNamed } from '../list-state.ts';
import { meantSession } from '../meant-sessions.ts';
import type { OpenedSession } from '../msg.ts';
import { asTyped } from '../slash.ts';
import type { Given, State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { chooseFirst } from './card.ts';
import { saveDraft, withInputOf } from './draft.ts';
import { placeCursor, sessionChanged, unfiltered } from './list.ts';
import { openForWriting, runPending, saidWhenSlow } from './pending.ts';
import { modelOf } from './providers.ts';
import { pump } from './queue.ts';
import { closeOthers, showSession } from './show.ts';

/** Opens a session for writing and goes to the input box. */
export function resume(state: State, id: string | undefined): Step {
  const session = id === undefined ? meantSession(state) : sessionById(state.list, id);
  if (!session) return say(state, noSessionAtCursor, 'error');
  return andThen(
    andThen(stay(cursorOn({ ...state, focus: 'input' }, session.id)), (now) => showSession(now, session)),
    (now) => andThen(openForWriting(now, session), (opened) => closeOthers(opened, session.id)),
  );
}

/** Reads a session without opening it, with the transcript in focus. */
export function peek(state: State, id: string | undefined): Step {
  const session = id === undefined ? meantSession(state) : sessionById(state.list, id);
  if (!session) return say(state, noSessionAtCursor, 'error');
  return showSession(cursorOn({ ...state, focus: 'transcript' }, session.id), session);
}

/**
 * Puts the list's cursor on a session. A filter that hides it ends: whoever goes on to another session has found what
 * the filter was for.
 */
function cursorOn(state: State, id: string): State {
  return withCursorOn(state, id) ?? (state.list.filter && withCursorOn(unfiltered(state), id)) ?? state;
}

/** Undefined when the list does not show it: an archived one is hidden without a filter, too. */
function withCursorOn(state: State, id: string): State | undefined {
  const place = placeOf(state.list, id);
  const row = place === undefined ? -1 : state.list.shown.indexOf(place);
  return row < 0 ? undefined : placeCursor(state, row);
}

/** A new session, usable at once: messages sent before its file exists wait in the queue. */
export function newSession(state: State, given: Given, wanted: string, first?: QueuedMessage): Step {
  const { chosenModel } = state;
  const checked = wanted === '' ? ok('') : checkName(wanted);
  if (!checked.ok) return say(state, sentence(checked.problem), 'error');
  const name = checked.value;
  // A message that is on its way is not held up by a name that was taken meanwhile.
  if (name !== '' && !first && sessionNamed(state.list, name)) {
    return say(state, `“${name}” already exists; /resume ${name} opens it.`, 'error');
  }
  if (!chosenModel) return chooseFirst(state, name);
  const localId = given.newId('sess');
  const summary = draftSummary(state, localId, name, chosenModel);
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
    beginning: null,
    shown: { kind: 'session', id: localId },
    conversations: new Map(state.conversations).set(localId, conversation),
  };
  return andThen(
    step(
      next,
      {
        type: 'createSession',
        localId,
        ...(name === '' ? {} : { name }),
        provider: chosenModel.provider,
        model: chosenModel.model,
        system: state.settings.system,
      },
      saidWhenSlow(localId),
    ),
    (now) => closeOthers(now, localId),
  );
}

function draftSummary(state: State, id: string, name: string, { provider, model }: ModelRef): SessionSummary {
  return {
    ...emptySummary(id),
    name,
    named: name !== '',
    title: name,
    provider,
    model,
    cwd: state.cwd,
    startTime: state.now,
    endTime: state.now,
  };
}

/** The file of a new session exists (or could not be created): the conversation continues under its real id. */
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
    const shown: State['shown'] =
      state.shown.kind === 'session' && state.shown.id === msg.localId ? { kind: 'nothing' } : state.shown;
    const failed: State = { ...state, conversations, shown, overlay: { kind: 'problem', problem } };
    // What was typed goes back into the input box, so that nothing is lost with a file that could not be created.
    const unsent = [
      ...waiting.queue.map((message) => asTyped(message.text)),
      ...[msg.localId, ''].map((key) => editorText(state.inputs.get(key) ?? createEditor())),
    ];
    return withInputOf(failed, '', createEditor(joined(unsent)));
  }
  const { summary, transcript, notes } = msg.result.value;
  const chosen = waiting.modelChosen ? waiting : summary;
  conversations.set(summary.id, {
    ...waiting,
    id: summary.id,
    access: { kind: 'writing' },
    transcript,
    notes: notesBelow(transcript, notes),
    provider: chosen.provider,
    model: chosen.model,
    modelChosen: false,
  });
  const modelsSettled = new Set(state.modelsSettled).add(summary.id);
  const inputs = new Map(state.inputs);
  const typed = inputs.get(msg.localId);
  if (typed && summary.id !== msg.localId) {
    inputs.delete(msg.localId);
    inputs.set(summary.id, typed);
  }
  const isShown = state.shown.kind === 'session' && state.shown.id === msg.localId;
  const shown: State['shown'] = isShown ? { kind: 'session', id: summary.id } : state.shown;
  const listed = sessionChanged({ ...state, conversations, modelsSettled, inputs, shown }, summary);
  const next = isShown ? cursorOn(listed, summary.id) : listed;
  // From here on the session's own draft keeps what is unsent; the draft without a session is no longer needed.
  return [
    (now: State) => pump(now, given, summary.id),
    (now: State) => saveDraft(now, summary.id),
    (now: State) => saveDraft(now, ''),
    (now: State) => runPending(now, summary.id),
  ].reduce(andThen, stay(next));
}

/** The session is open for writing, or why it is not. One that is no longer wanted is closed again. */
export function sessionOpened(state: State, given: Given, msg: { id: string; result: Result<OpenedSession> }): Step {
  const conversation = state.conversations.get(msg.id);
  if (!conversation) return msg.result.ok ? step(state, { type: 'closeSession', id: msg.id }) : stay(state);
  if (!msg.result.ok) return notOpened(state, conversation, msg.result.problem);
  const { summary, transcript, notes } = msg.result.value;
  const head = headAfterOpening(conversation, transcript);
  const chosen = conversation.modelChosen ? conversation : modelAfterOpening(state, summary);
  const next = withConversation(state, msg.id, (one) =>
    withoutSent({
      ...one,
      access: { kind: 'writing' },
      loading: { kind: 'ready' },
      transcript:
        one.transcript.messages.length === 0 ? transcript : mergeTranscripts(one.transcript, transcript, head),
      branchChosen: false,
      modelChosen: false,
      provider: chosen.provider,
      model: chosen.model,
      notes: notesBelow(transcript, notes),
    }),
  );
  return [
    (now: State) => markSeen(now, summary),
    (now: State) => (head === transcript.head ? stay(now) : noteBranch(now, summary, head)),
    (now: State) => pump(now, given, msg.id),
    (now: State) => runPending(now, msg.id),
  ].reduce(andThen, stay(sessionChanged(next, summary)));
}

/** Writing continues the branch that was chosen while reading; else the file's own. */
function headAfterOpening(one: Conversation, opened: OpenedSession['transcript']): string | null {
  const chosen = one.branchChosen ? one.transcript.head : null;
  return chosen ?? opened.head;
}

function noteBranch(state: State, summary: SessionSummary, head: string | null): Step {
  if (head === null) return stay(state);
  return step(state, changeOf(summary, { event: 'branch', head }));
}

/**
 * Named by flags or the environment, else the session's last one, else the one for new sessions; that one too if
 * another program had the session answered by a provider that there is not here.
 */
function modelAfterOpening(state: State, summary: SessionSummary): ModelRef {
  const named = state.modelsSettled.has(summary.id) ? [] : state.modelsNamed;
  const own = summary.provider === '' || isProviderName(summary.provider) ? [summary] : [];
  const { provider, model } = firstNamed([...named, ...own, ...(state.chosenModel ? [state.chosenModel] : [])]);
  // The offline provider has no other model.
  return { provider, model: (provider === 'offline' ? '' : model) || modelOf(state, provider) };
}

/** An unseen reply has now been seen; only a session that is open for writing notes it in its file. */
function markSeen(state: State, summary: SessionSummary): Step {
  if (!summary.waiting) return stay(state);
  return step(sessionChanged(state, { ...summary, waiting: false }), changeOf(summary, { event: 'seen' }));
}

function notOpened(
  state: State,
  conversation: Conversation,
  problem: Extract<Result<never>, { ok: false }>['problem'],
): Step {
  const reading = withConversation(state, conversation.id, (one) => ({
    ...one,
    access: { kind: 'reading' },
    pending: null,
    // Messages restored after a restart keep waiting; those typed just now go back into the box.
    queue: one.held === 'restored' ? one.queue : [],
  }));
  const typed = conversation.held === 'restored' ? [] : conversation.queue;
  const session = sessionById(state.list, conversation.id);
  const holder = problem.holder ?? 'another process';
  const told: State =
    problem.code === 'locked' && session
      ? {
          ...reading,
          list: { ...reading.list, holders: new Map(state.list.holders).set(session.id, holder) },
          overlay: { kind: 'locked', session, holder },
        }
      : { ...reading, overlay: { kind: 'problem', problem } };
  if (typed.length === 0) return stay(told);
  const editor = told.inputs.get(conversation.id) ?? createEditor();
  const unsent = [...typed.map((message) => asTyped(message.text)), editorText(editor)];
  return withInputOf(told, conversation.id, replaceText(editor, joined(unsent)));
}

/** Several unsent texts as one. */
function joined(texts: readonly string[]): string {
  return texts.filter((text) => text.trim() !== '').join('\n\n');
}
