/** The input box: typing, sending, the history of prompts, the keys that stop and clear. */
import { branch, shownConversation, withConversation } from '../conversation.ts';
import {
  createEditor,
  draftOf,
  type EditorState,
  editKey,
  editorText,
  endsWithBackslash,
  fromDraft,
  insertNewline,
  insertPaste,
  isEmptyEditor,
  mentionsIn,
  replaceBackslashByNewline,
  toggleFold,
} from '../editor/editor.ts';
import { sessionById } from '../list-state.ts';
import { beginWalk, walkHistory } from '../prompt-history.ts';
import { readSlashLine } from '../slash.ts';
import type { Given, QueuedMessage, State } from '../state.ts';
import { andThen, type Step, say, sending, stay, step } from '../step.ts';
import { inputWidth } from '../view/regions.ts';
import { openForWriting } from './open.ts';
import { enqueue, pump } from './queue.ts';
import { stopReply } from './replies.ts';

/** A second press within this time means more than the first; milliseconds. */
const twiceWithin = 1500;
/** How long typing rests before the draft is written; milliseconds. */
const draftDelay = 400;

/** Which text the input box holds: that of the shown session, or of none. */
export function inputKey(state: State): string {
  return state.shown.kind === 'session' ? state.shown.id : '';
}

export function inputEditor(state: State): EditorState {
  return state.inputs.get(inputKey(state)) ?? createEditor();
}

/** The state with the editor changed; the draft is written when typing rests. */
export function withInput(state: State, editor: EditorState): Step {
  const key = inputKey(state);
  const inputs = new Map(state.inputs).set(key, editor);
  return step({ ...state, inputs }, { type: 'after', name: `draft:${key}`, delayMs: draftDelay });
}

export function saveDraft(state: State, key: string): Step {
  const editor = state.inputs.get(key);
  return editor ? step(state, { type: 'saveDraft', id: key, text: draftOf(editor) }) : stay(state);
}

export function draftLoaded(state: State, id: string, text: string): State {
  const editor = state.inputs.get(id);
  // What was typed meanwhile is newer than what was kept.
  if (text === '' || (editor && !isEmptyEditor(editor))) return state;
  return { ...state, inputs: new Map(state.inputs).set(id, fromDraft(text)) };
}

/** A key that no command claimed goes to the editor; at the text's edges ↑ and ↓ walk the history. */
export function typeKey(state: State, key: string, text: string | undefined): Step {
  const editor = inputEditor(state);
  const result = editKey(editor, key, text, inputWidth(state));
  if (result.edge) return walk(state, editor, result.edge === 'up' ? -1 : 1);
  if (!result.handled) return stay(state);
  const walking = result.state.text === editor.text ? state.history.walk : null;
  return withInput({ ...state, history: { ...state.history, walk: walking } }, result.state);
}

function walk(state: State, editor: EditorState, by: 1 | -1): Step {
  const begun = state.history.walk ?? beginWalk(state.history.prompts, editorText(editor));
  const next = walkHistory(begun, by);
  if (!next) return stay(state);
  return withInput({ ...state, history: { ...state.history, walk: next.walk } }, createEditor(next.text));
}

export function paste(state: State, text: string): Step {
  return withInput(state, insertPaste(inputEditor(state), text));
}

export function newline(state: State): Step {
  return withInput(state, insertNewline(inputEditor(state)));
}

export function unfoldPaste(state: State): Step {
  return withInput(state, toggleFold(inputEditor(state)));
}

/** Enter: a newline after a backslash, a slash command, or a message. */
export function submit(state: State, given: Given): Step {
  const editor = inputEditor(state);
  if (endsWithBackslash(editor)) return withInput(state, replaceBackslashByNewline(editor));
  const text = editorText(editor);
  if (text.trim() === '') return stay(state);
  const line = readSlashLine(text);
  switch (line.kind) {
    case 'wrong':
      return say(state, line.sentence, 'error');
    case 'command': {
      const reason = line.command.disabled?.(state) ?? null;
      if (reason !== null && line.command.slash?.name !== 'resume') return say(state, reason, 'error');
      return andThen(clearInput(state), (now) => sending(now, line.msg));
    }
    case 'text':
      return send(state, given, line.text);
  }
}

/** Sends a text: files named with `@path` are looked at first, and the answer is `filesAttached`. */
export function send(state: State, given: Given, text: string): Step {
  const conversation = shownConversation(state);
  if (conversation?.access.kind === 'watching') {
    return say(state, 'Another process writes this session; fork it (f) to answer here.', 'error');
  }
  if (!conversation && !state.answering)
    return say(state, 'Choose first who answers: see the card, or type /provider.', 'error');
  const paths = mentionsIn(text).map((mention) => mention.path);
  const cleared = clearInput(state);
  if (paths.length > 0) {
    const request = state.requests + 1;
    return andThen(cleared, (now) =>
      step({ ...now, requests: request }, { type: 'attachFiles', request, paths, text, id: inputKey(state) }),
    );
  }
  return andThen(cleared, (now) =>
    sendMessage(now, given, inputKey(state), { id: given.newId('msg'), text, attachments: [] }),
  );
}

/** Puts a message into a conversation: opened first when it is only read, created when there is none. */
export function sendMessage(state: State, given: Given, id: string, typed: QueuedMessage): Step {
  const conversation = state.conversations.get(id);
  if (!conversation) return sending(state, { type: 'newSession', name: '', first: typed });
  const edited = conversation.transcript.messages.find((message) => message.id === conversation.editing);
  // An edited prompt stands beside the one it was made from; nothing is overwritten.
  const message = edited ? { ...typed, parent: edited.parent } : typed;
  const free = withConversation(state, id, (one) => (one.editing === null ? one : { ...one, editing: null }));
  const queued = enqueue(free, given, id, message);
  const session = sessionById(queued.state.list, id);
  if (conversation.access.kind !== 'reading' || !session) return queued;
  return andThen(queued, (now) => openForWriting(now, session));
}

export function clearInput(state: State): Step {
  const key = inputKey(state);
  const inputs = new Map(state.inputs);
  inputs.delete(key);
  return step(
    { ...state, inputs, history: { ...state.history, walk: null } },
    { type: 'saveDraft', id: key, text: '' },
  );
}

/** Ctrl+C: stops the reply, else clears the input, else quits at the second press. */
export function interrupt(state: State, given: Given): Step {
  const conversation = shownConversation(state);
  if (conversation?.reply) return andThen(stopReply(state, given, conversation.id), (now) => say(now, 'Stopped.'));
  const editor = inputEditor(state);
  if (state.focus === 'input' && !isEmptyEditor(editor)) {
    const text = editorText(editor);
    const kept: State = { ...state, history: { ...state.history, prompts: [...state.history.prompts, text] } };
    return andThen(clearInput(kept), (now) => say(now, 'Cleared; ↑ brings it back.'));
  }
  const pressed = state.pressedOnce;
  if (pressed?.key === 'C-c' && given.now - pressed.at < twiceWithin) return sending(state, { type: 'quit' });
  return say({ ...state, pressedOnce: { key: 'C-c', at: given.now } }, 'Press Ctrl+C again to quit.');
}

/** Esc in the input: gives up editing, stops the reply; a second Esc soon after shows the earlier prompts. */
export function escapeInput(state: State, given: Given): Step {
  const conversation = shownConversation(state);
  if (conversation?.editing) {
    const next = withConversation(state, conversation.id, (one) => ({ ...one, editing: null }));
    return andThen(clearInput(next), (now) => say(now, 'The prompt stays as it was.'));
  }
  if (conversation?.reply) return stopReply(state, given, conversation.id);
  const pressed = state.pressedOnce;
  if (
    pressed?.key === 'escape' &&
    given.now - pressed.at < twiceWithin &&
    conversation &&
    branch(conversation).length > 0
  ) {
    return sending({ ...state, pressedOnce: null }, { type: 'earlierPrompts' });
  }
  return stay({ ...state, pressedOnce: { key: 'escape', at: given.now } });
}

/** Alt+↑: the last waiting message comes back into the box and is not sent. */
export function takeBack(state: State): Step {
  const conversation = shownConversation(state);
  const last = conversation?.queue.at(-1);
  if (!conversation || !last) return say(state, 'No message waits in the queue.');
  const next = withConversation(state, conversation.id, (one) => ({ ...one, queue: one.queue.slice(0, -1) }));
  const typed = editorText(inputEditor(state));
  const text = typed.trim() === '' ? last.text : `${last.text}\n${typed}`;
  return andThen(withInput(next, createEditor(text)), (now) => say(now, 'Taken back; it will not be sent.'));
}

/** Sends what waits again after a failure. */
export function resumeQueue(state: State, given: Given, id: string): Step {
  return pump(state, given, id);
}
