/** Enter: what the input box holds becomes a newline, a command, or a message with the files it names. */
import type { Problem } from '../../core/problem.ts';
import { sentence } from '../../core/problem.ts';
import type { Attachment } from '../../core/session.ts';
import type { Command } from '../commands/command.ts';
import { shownConversation, waitsForUser, withConversation } from '../conversation.ts';
import type { QueuedMessage } from '../conversation-state.ts';
import {
  createEditor,
  editorText,
  endsWithBackslash,
  mentionsIn,
  replaceBackslashByNewline,
  replaceText,
} from '../editor/editor.ts';
import { withKey } from '../keymap.ts';
import { sessionById } from '../list-state.ts';
import { withPrompt } from '../prompt-history.ts';
import { asTyped, readSlashLine } from '../slash.ts';
import type { Given, State } from '../state.ts';
import { andThen, type Step, say, sending, stay, step } from '../step.ts';
import { leaveEditing } from './branch.ts';
import { chooseFirst } from './card.ts';
import { inputEditor, inputKey, saveDraft, withInput, withInputOf } from './draft.ts';
import { clearInput } from './input.ts';
import { openForWriting } from './pending.ts';
import { enqueue } from './queue.ts';

/**
 * In UTF-16 code units. No model reads this much, and each unit may take six bytes in the session's file, whose lines
 * are limited.
 */
const longestMessage = 8_000_000;

/** Enter: a newline after a backslash, a slash command, a message; in an empty box it sends what is waiting. */
export function submit(state: State, given: Given): Step {
  const editor = inputEditor(state);
  if (endsWithBackslash(editor)) return withInput(state, replaceBackslashByNewline(editor));
  const text = editorText(editor);
  if (text.trim() === '') {
    return waitsForUser(shownConversation(state)) ? sending(state, { type: 'sendQueued' }) : stay(state);
  }
  const line = readSlashLine(text);
  switch (line.kind) {
    case 'wrong':
      return say(state, (line.byKey && byKeySentence(state, text, line.byKey)) || line.sentence, 'error');
    case 'command': {
      const reason = line.command.disabled?.(state) ?? null;
      if (reason !== null && line.command.slash?.name !== 'resume') return say(state, reason, 'error');
      // A command may fail and its words be wanted again: ↑ brings them back.
      const { history } = state;
      const kept: State = { ...state, history: { ...history, prompts: withPrompt(history.prompts, text) } };
      // A command in place of an edited prompt cancels the edit: what is written after it is not a variant.
      const one = shownConversation(kept);
      const cleared =
        one && one.editing !== null ? leaveEditing(kept, one) : saveDraft(clearInput(kept), inputKey(kept));
      return andThen(cleared, (now) => sending(now, line.msg));
    }
    case 'text':
      return send(state, given, line.text);
  }
}

/** Says which key does what was typed as a slash command; empty if the user has removed it. */
function byKeySentence(state: State, text: string, { id, where, title }: Command): string {
  const pane = where === 'list' || where === 'transcript' ? ` in the ${where}` : '';
  const typed = text.trim().split(/\s/, 1)[0] ?? '';
  return withKey(state, id, (key) => `There is no command ${typed}. Press ${key}${pane}: ${title}.`);
}

/** Sends a text: files named with `@path` are looked at first, and the answer is `filesAttached`. */
export function send(state: State, given: Given, text: string): Step {
  const conversation = shownConversation(state);
  if (conversation?.access.kind === 'watching') {
    const fork = withKey(state, 'session.fork', (key) => ` (${key} in the list)`);
    return say(state, `Another process writes to this session; fork it${fork} to continue.`, 'error');
  }
  if (conversation?.access.kind === 'reading' && !sessionById(state.list, conversation.id)) {
    const begin = withKey(state, 'session.newAnywhere', (key) => `, or start another with ${key}`);
    return say(state, `This session’s file was moved or deleted; nothing was sent. Bring it back${begin}.`, 'error');
  }
  if (!conversation && !state.chosenModel) return chooseFirst(state, state.beginning?.name ?? '');
  if (text.length > longestMessage) {
    const most = `${longestMessage / 1_000_000} million characters`;
    return say(state, `A message has ${most} at most. Nothing was sent; make it shorter.`, 'error');
  }
  const key = inputKey(state);
  const asText = state.asText?.key === key && state.asText.text === text;
  // What was pasted and folded is a quotation: an @ in it names nothing.
  const paths = asText ? [] : mentionsIn(inputEditor(state).text).map((mention) => mention.path);
  const cleared = { ...clearInput(state), asText: null };
  if (paths.length === 0) return sendMessage(cleared, given, key, { id: given.newId('msg'), text, attachments: [] });
  // The draft still holds the text, until the message is queued.
  return step(cleared, { type: 'attachFiles', paths, text, id: key });
}

/** The files were looked at: the message is sent with them, or nothing is sent and the text returns. */
export function filesAttached(
  state: State,
  given: Given,
  msg: {
    id: string;
    text: string;
    attachments: readonly Attachment[];
    problems: readonly Problem[];
  },
): Step {
  const { id, text, attachments, problems } = msg;
  if (problems.length === 0) return sendMessage(state, given, id, { id: given.newId('msg'), text, attachments });
  const editor = state.inputs.get(id) ?? createEditor();
  const typed = editorText(editor);
  const line = asTyped(text);
  const back = replaceText(editor, typed.trim() === '' ? line : `${line}\n${typed}`);
  return andThen(withInputOf({ ...state, asText: { key: id, text } }, id, back), (now) =>
    say(now, problems.map(sentence).join(' '), 'error'),
  );
}

/** Adds a message to a conversation, which is opened first if it is only read, or created if there is none. */
function sendMessage(state: State, given: Given, id: string, typed: QueuedMessage): Step {
  const conversation = state.conversations.get(id);
  if (!conversation) return sending(state, { type: 'newSession', name: state.beginning?.name ?? '', first: typed });
  const { editing, typedBefore, held } = conversation;
  // An edited prompt becomes a variant of the original; nothing is overwritten.
  const message = editing === null ? typed : { ...typed, variantOf: editing };
  const free = withConversation(state, id, (one) => ({ ...one, editing: null, typedBefore: null }));
  const boxed = typedBefore === null ? stay(free) : withInputOf(free, id, typedBefore);
  const queued = andThen(boxed, (now) => enqueue(now, given, id, message));
  const session = sessionById(queued.state.list, id);
  const last = queued.state.conversations.get(id)?.queue.at(-1)?.id === message.id;
  const order = last ? 'The queued messages go first, then this one.' : 'The queued messages are being sent in order.';
  const told = held === null ? queued : andThen(queued, (now) => say(now, order));
  if (conversation.access.kind !== 'reading' || !session) return told;
  return andThen(told, (now) => openForWriting(now, session));
}
