/** Saving drafts: what is kept for each session, and what is restored after a restart. */
import { withConversation, withoutSent } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import { createEditor, type EditorState, isEmptyEditor, scrollEditor } from '../editor/editor.ts';
import { sessionById } from '../list-state.ts';
import { readSavedDraft, savedDraftText } from '../saved-draft.ts';
import type { State } from '../state.ts';
import { type Step, stay, step } from '../step.ts';
import { inputRows, inputWidth } from '../view/regions.ts';

/** How long typing must pause before the draft is written, and how long it waits for that; milliseconds. */
const draftDelay = 400;
const longestDelay = 2_000;

/** Which text the input box holds: that of the shown session, or of none. */
export function inputKey(state: State): string {
  return state.shown.kind === 'session' ? state.shown.id : '';
}

export function inputEditor(state: State): EditorState {
  return state.inputs.get(inputKey(state)) ?? createEditor();
}

/** The state with the editor changed and its caret in view; the draft is written when typing pauses, or has gone on long. */
export function withInput(state: State, editor: EditorState): Step {
  return withInputOf(state, inputKey(state), editor);
}

/** The same for the input box of any session. */
export function withInputOf(state: State, key: string, editor: EditorState): Step {
  const scrolled = scrollEditor(editor, inputWidth(state), inputRows(state));
  const inputs = new Map(state.inputs).set(key, scrolled);
  const next = isEmptyEditor(scrolled) ? withoutReturn({ ...state, inputs }, key) : { ...state, inputs };
  // While the program ends, nobody waits for a timer any more: what an external editor returns is saved at once.
  if (next.quitting) return saveDraft(next, key);
  return step(next, { type: 'after', name: `draft:${key}`, delayMs: draftDelay, mostMs: longestDelay });
}

/** The message that was taken back was deleted: what is written next is a new one. */
export function withoutReturn(state: State, key: string): State {
  return withConversation(state, key, (one) => (one.returnsBefore.length === 0 ? one : { ...one, returnsBefore: [] }));
}

/**
 * Writes what is unsent in a session: the input box, the queue, and what was taken from the queue until the session's
 * own file has it. A new session has no name for its draft until its file exists, which takes a moment.
 */
export function saveDraft(state: State, key: string): Step {
  const one = state.conversations.get(key);
  if (one && isUnmade(state, one)) return stay(state);
  const text = savedDraftText({
    editor: state.inputs.get(key) ?? createEditor(),
    queue: one ? [...(one.sending ? [one.sending] : []), ...one.queue] : [],
    editing: one?.editing ?? null,
    before: one?.typedBefore ?? null,
    returnsBefore: one?.returnsBefore ?? [],
  });
  // A session that was only looked at is left alone: another process may have written its draft since.
  if ((state.savedDrafts?.get(key) ?? '') === text) return stay(state);
  return step(
    { ...state, savedDrafts: new Map(state.savedDrafts).set(key, text) },
    { type: 'saveDraft', id: key, text },
  );
}

/** The session's file is being created. */
function isUnmade(state: State, one: Conversation): boolean {
  return one.access.kind === 'opening' && !sessionById(state.list, one.id);
}

/** Restores what was saved; queued messages are held until the user sends them, rather than going out unseen. */
export function draftLoaded(state: State, id: string, text: string): State {
  const saved = readSavedDraft(text);
  const known: State = { ...state, savedDrafts: new Map(state.savedDrafts).set(id, text) };
  const editor = state.inputs.get(id);
  // What was typed meanwhile is newer than what was saved.
  const untouched = !editor || isEmptyEditor(editor);
  const next =
    untouched && !isEmptyEditor(saved.editor)
      ? { ...known, inputs: new Map(state.inputs).set(id, saved.editor) }
      : known;
  return withConversation(next, id, (one) => {
    const here = new Set([one.sending, ...one.queue].map((message) => message?.id));
    const back = saved.queue.filter((message) => !here.has(message.id));
    const edited = untouched && saved.editing !== null ? { editing: saved.editing, typedBefore: saved.before } : {};
    if (back.length === 0) return saved.editing === null ? one : { ...one, ...edited };
    const returns = untouched ? { returnsBefore: saved.returnsBefore } : {};
    return withoutSent({ ...one, ...edited, ...returns, queue: [...back, ...one.queue], held: 'restored' });
  });
}
