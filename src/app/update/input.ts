/** The input box: typing, the prompt history, the keys that stop and clear, and messages taken back. */
import { branch, shownConversation, withConversation } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import { droppedPictures } from '../editor/dropped.ts';
import {
  createEditor,
  type EditorState,
  editKey,
  editorText,
  insertNewline,
  insertPaste,
  isEmptyEditor,
  nextEditor,
  replaceText,
  selectionOf,
  toggleFold,
} from '../editor/editor.ts';
import { keyName, withKey } from '../keymap.ts';
import { beginWalk, walkHistory } from '../prompt-history.ts';
import { asTyped } from '../slash.ts';
import type { Given, State } from '../state.ts';
import { andThen, type Step, say, sending, stay } from '../step.ts';
import { inputWidth } from '../view/regions.ts';
import { leaveEditing } from './branch.ts';
import { offerCompletion } from './completion.ts';
import { inputEditor, inputKey, saveDraft, withInput, withInputOf, withoutReturn } from './draft.ts';
import { stopReply } from './replies.ts';

/** A second press within this time means more than the first; milliseconds. */
const twiceWithin = 1500;

/**
 * A key that no command claimed goes to the editor; at the text's edges ↑ and ↓ walk the history. Undefined for a key
 * that means nothing to it.
 */
export function typeKey(state: State, key: string, text: string | undefined): Step | undefined {
  const editor = inputEditor(state);
  // The end of input, as shells and other programs have it.
  if (key === 'C-d' && isEmptyEditor(editor)) {
    const twice = withKey(state, 'app.interrupt', (keys) => `${keys} twice or `);
    return say(state, `${twice}/exit quits; everything is saved.`);
  }
  const result = editKey(editor, key, text, inputWidth(state));
  if (result.edge) return walk(state, editor, result.edge === 'up' ? -1 : 1);
  if (!result.handled) return undefined;
  const walking = result.state.text === editor.text ? state.history.walk : null;
  const typed = withInput({ ...state, history: { ...state.history, walk: walking } }, result.state);
  return andThen(typed, offerCompletion);
}

/** Each input box has its own walk through the history: text typed in one never appears in another. */
function walk(state: State, editor: EditorState, by: 1 | -1): Step {
  const { prompts, walk: current, from } = state.history;
  const key = inputKey(state);
  const goesOn = current !== null && from?.key === key;
  const begun = goesOn ? current : beginWalk(prompts, editorText(editor));
  const start = goesOn ? from : { key, editor };
  const next = walkHistory(begun, by);
  if (!next) return stay(state);
  // What was typed before the walk returns unchanged, folded pastes and undo steps included.
  const shown = next.isDraft ? start.editor : replaceText(editor, next.text);
  return withInput({ ...state, history: { prompts, walk: next.walk, from: start } }, shown);
}

/** A paste into the input box; a long one is folded, and pictures that were dropped there are attached. */
export function paste(state: State, text: string): Step {
  const editor = inputEditor(state);
  const before = editor.text.charAt((selectionOf(editor)?.start ?? editor.cursor) - 1);
  const dropped = /\S/.test(before) ? undefined : droppedPictures(text);
  return andThen(withInput(state, insertPaste(editor, dropped ?? text)), offerCompletion);
}

/** A new line in the message. */
export function newline(state: State): Step {
  return withInput(state, insertNewline(inputEditor(state)));
}

/** Shows the folded paste at the caret in full, or folds it again. */
export function unfoldPaste(state: State): Step {
  const editor = inputEditor(state);
  const toggled = toggleFold(editor);
  return toggled === editor ? say(state, 'No paste is folded here.') : withInput(state, toggled);
}

/** Replaces the content of the box with a text; undo brings the old one back. */
export function fillInput(state: State, text: string): Step {
  return withInput({ ...state, focus: 'input' }, replaceText(inputEditor(state), text));
}

/** What an external editor returned, one undo step away from what it was given. */
export function editedExternally(state: State, key: string, text: string): Step {
  const editor = state.inputs.get(key) ?? createEditor();
  return withInputOf(state, key, replaceText(editor, text.replace(/\r?\n$/, '')));
}

/** Empties the box; what was killed in it can still be yanked. The caller keeps the draft in step. */
export function clearInput(state: State): State {
  const key = inputKey(state);
  const editor = state.inputs.get(key);
  const inputs = new Map(state.inputs);
  if (editor && editor.kills.length > 0) inputs.set(key, nextEditor(editor, createEditor()));
  else inputs.delete(key);
  return { ...state, inputs, completion: null, history: { prompts: state.history.prompts, walk: null } };
}

/** Whether the key was pressed a moment ago; a clock set back since then does not turn hours into a moment. */
function isTwice({ pressedOnce }: State, { now }: Given, key: 'C-c' | 'escape'): boolean {
  return pressedOnce?.key === key && pressedOnce.at <= now && now - pressedOnce.at < twiceWithin;
}

/** Ctrl+C: stops the reply, else cancels editing, else clears the input, else quits at the second press. */
export function interrupt(state: State, given: Given): Step {
  const conversation = shownConversation(state);
  if (conversation?.reply) return andThen(stopReply(state, given, conversation.id), (now) => say(now, 'Stopped.'));
  if (state.focus === 'input' && conversation && conversation.editing !== null)
    return leaveEditing(state, conversation);
  const editor = inputEditor(state);
  if (state.focus === 'input' && !isEmptyEditor(editor)) {
    const text = editorText(editor);
    const kept: State = { ...state, history: { ...state.history, prompts: [...state.history.prompts, text] } };
    return andThen(saveDraft(withoutReturn(clearInput(kept), inputKey(state)), inputKey(state)), (now) =>
      say(now, 'Cleared; ↑ brings the text back.'),
    );
  }
  if (isTwice(state, given, 'C-c')) return sending(state, { type: 'quit' });
  const again = withKey(state, 'app.interrupt', (key) => `Press ${key} again to quit.`);
  return say({ ...state, pressedOnce: { key: 'C-c', at: given.now } }, again || 'Repeat to quit.');
}

/** Esc in the input: cancels editing or stops the reply; a second Esc soon after shows the earlier prompts. */
export function escapeInput(state: State, given: Given): Step {
  const conversation = shownConversation(state);
  if (conversation && conversation.editing !== null) return leaveEditing(state, conversation);
  if (conversation?.reply) return stopReply(state, given, conversation.id);
  if (isTwice(state, given, 'escape') && conversation && branch(conversation).length > 0) {
    return sending({ ...state, pressedOnce: null }, { type: 'earlierPrompts' });
  }
  return stay({ ...state, pressedOnce: { key: 'escape', at: given.now } });
}

/** Alt+↑: the last waiting message returns to the box and is not sent. */
export function takeBack(state: State): Step {
  const conversation = shownConversation(state);
  const last = conversation?.queue.at(-1);
  if (!conversation || !last) return say(state, 'The queue is empty.');
  return takeBackOne(state, conversation, last.id);
}

/** Takes a queued message back into the box, in front of what is typed there; sending it returns it to its place. */
export function takeBackOne(state: State, one: Conversation, messageId: string): Step {
  const message = one.queue.find((waiting) => waiting.id === messageId);
  if (!message) return say(state, 'That message has already been sent.', 'error');
  const editor = inputEditor(state);
  const typed = editorText(editor);
  const isBlank = typed.trim() === '';
  // It was to be a variant of an earlier prompt; sent again, it still will be, and what is typed now returns
  // afterwards.
  const isEdit = message.variantOf !== undefined && one.editing === null;
  const edit = isEdit ? { editing: message.variantOf, typedBefore: isBlank ? null : editor } : {};
  const next = withConversation({ ...state, focus: 'input' }, one.id, (now) => {
    const at = now.queue.findIndex((waiting) => waiting.id === messageId);
    const queue = now.queue.toSpliced(at, 1);
    const behind = queue.slice(at).map((waiting) => waiting.id);
    // If two are in the box together, the earlier place counts: it has more messages after it.
    const others = now.returnsBefore.filter((id) => queue.some((waiting) => waiting.id === id));
    const returnsBefore = behind.length >= others.length ? behind : others;
    return { ...now, ...edit, queue, returnsBefore, held: queue.length === 0 ? null : now.held };
  });
  const line = asTyped(message.text);
  const box = isEdit ? createEditor(line) : replaceText(editor, isBlank ? line : `${line}\n${typed}`);
  return [
    (now: State) => withInput(now, box),
    (now: State) => saveDraft(now, one.id),
    (now: State) => say(now, takenBack(now, one.id)),
  ].reduce(andThen, stay(next));
}

function takenBack(state: State, id: string): string {
  const inPlace = (state.conversations.get(id)?.returnsBefore.length ?? 0) > 0;
  const send = keyName(state, 'input.send') ?? 'sending';
  return inPlace ? `Taken back; ${send} puts it back in its place in the queue.` : `Taken back; ${send} sends it.`;
}
