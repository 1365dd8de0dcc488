/** Branches: editing an earlier prompt, regenerating, flipping between variants, forking. */
import type { Message, SessionEvent } from '../../core/session.ts';
import { answeredBy } from '../../core/summary.ts';
import { branch as branchTo, newestLeaf, variants } from '../../core/tree.ts';
import { isBeingRead, nothingShown, notListed, replyStreams, writtenElsewhere } from '../commands/reasons.ts';
import { branch, followingEnd, shownConversation, withConversation } from '../conversation.ts';
import type { Conversation, PendingCommand } from '../conversation-state.ts';
import { createEditor, isEmptyEditor } from '../editor/editor.ts';
import { changeOf } from '../effect.ts';
import { withKey } from '../keymap.ts';
import { sessionById } from '../list-state.ts';
import type { Msg } from '../msg.ts';
import { asTyped } from '../slash.ts';
import type { Given, State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { itemsOf } from '../transcript/items.ts';
import { overflow } from '../window.ts';
import { compact } from './compact.ts';
import { inputEditor, saveDraft, withInput } from './draft.ts';
import { makeReady } from './pending.ts';
import { pickModelOf } from './pick.ts';
import { startReply } from './queue.ts';
import { askAnyway } from './too-long.ts';

export function updateBranch(state: State, msg: Msg, given: Given): Step {
  const one = shownConversation(state);
  if (msg.type === 'fork') return fork(state, msg.id, msg.upTo, msg.name);
  if (!one) return say(state, nothingShown, 'error');
  if (isBeingRead(one)) {
    return msg.type === 'regenerate' || msg.type === 'variant' || msg.type === 'compact' || msg.type === 'setSystem'
      ? stay(withConversation(state, one.id, (now) => ({ ...now, pending: msg })))
      : say(state, 'This session is still loading; press again in a moment.');
  }
  switch (msg.type) {
    case 'askEditPrompt':
      return editPrompt(state, one, msg.messageId);
    case 'regenerate':
      return regenerate(state, given, one, msg);
    case 'askRegenerateWith':
      return askRegenerateWith(state, one);
    case 'variant':
      return flip(state, one, msg);
    case 'compact':
      return compact(state, given, one, msg.messageId);
    case 'setSystem':
      return setSystem(state, one, msg.text);
    default:
      return stay(state);
  }
}

/**
 * The message under the transcript's cursor; the last one when the cursor is not visible: that is what `/retry` means.
 */
export function messageAtCursor(state: State, one: Conversation): Message | undefined {
  if (state.focus !== 'transcript') return branch(one).at(-1);
  const items = itemsOf(one);
  const item = items[one.viewport.cursor];
  if (item?.kind === 'message') return item.message;
  return branch(one).at(-1);
}

function messageById(one: Conversation, id: string | undefined): Message | undefined {
  return id === undefined ? undefined : one.transcript.messages.find((message) => message.id === id);
}

/** The prompt that a message is, or that it answers. */
function promptOf(one: Conversation, at: Message | undefined): Message | undefined {
  return at && branchTo(one.transcript, at.id).findLast((message) => message.role === 'user');
}

/** Puts a prompt into the input box; the previous draft returns when the edit is sent or cancelled. */
function editPrompt(state: State, one: Conversation, messageId: string | undefined): Step {
  if (one.access.kind === 'watching') return say(state, writtenElsewhere, 'error');
  const prompt = promptOf(one, messageById(one, messageId) ?? messageAtCursor(state, one));
  if (!prompt) return say(state, 'There is no prompt to edit.', 'error');
  const typed = inputEditor(state);
  const next = withConversation({ ...state, focus: 'input' }, one.id, (now) => ({
    ...now,
    editing: prompt.id,
    returnsBefore: [],
    // A second prompt replaces the first, not what was typed before both.
    typedBefore: now.editing === null ? (isEmptyEditor(typed) ? null : typed) : now.typedBefore,
  }));
  return withInput(next, createEditor(asTyped(prompt.content)));
}

/** Cancels editing: the prompt stays unchanged, and the previous draft returns. */
export function leaveEditing(state: State, one: Conversation): Step {
  const next = withConversation(state, one.id, (now) => ({
    ...now,
    editing: null,
    typedBefore: null,
    returnsBefore: [],
  }));
  return [
    (now: State) => withInput(now, one.typedBefore ?? createEditor()),
    (now: State) => saveDraft(now, one.id),
    (now: State) => say(now, 'The prompt was not changed.'),
  ].reduce(andThen, stay(next));
}

/** Another reply to the prompt at the cursor, as a new variant. */
function regenerate(
  state: State,
  given: Given,
  one: Conversation,
  command: Extract<PendingCommand, { type: 'regenerate' }> | Extract<Msg, { type: 'regenerate' }>,
): Step {
  const at = messageById(one, command.messageId) ?? messageAtCursor(state, one);
  const prompt = at && answeredBy(branchTo(one.transcript, at.id));
  if (!at || !prompt) return say(state, 'There is no prompt to send again.', 'error');
  // The newest summary may have left the last prompt unanswered; any other summary is written once more.
  const asksAgain = prompt === at && one.transcript.head === at.id;
  if (at.summaryOf !== undefined && !asksAgain) return compact(state, given, one, at.id);
  const meant: PendingCommand = { ...command, type: 'regenerate', messageId: prompt.id };
  const notReady = makeReady(state, one, meant, { writing: true, whole: true });
  if (notReady) return notReady;
  if (one.reply || one.storing) return say(state, replyStreams, 'error');
  const model = command.model ?? one.model;
  const tooMuch = command.anyway ? undefined : overflow(state, one, branchTo(one.transcript, prompt.id), model);
  if (tooMuch) return askAnyway(state, one.id, tooMuch, { ...meant, anyway: true });
  const placed = withConversation(state, one.id, (now) => ({
    ...now,
    headBefore: now.transcript.head,
    transcript: { ...now.transcript, head: prompt.id },
    // After a failure the user continues: the messages waiting behind it may follow.
    held: now.held === 'failed' ? null : now.held,
    viewport: { ...now.viewport, ...followingEnd },
  }));
  return startReply(placed, given, one.id, prompt.id, { model });
}

function askRegenerateWith(state: State, one: Conversation): Step {
  const messageId = messageAtCursor(state, one)?.id ?? '';
  const title = `Regenerate with another model of ${one.provider}`;
  return pickModelOf(state, one.provider, title, (request) => ({ kind: 'regenerateModel', request, messageId }));
}

/**
 * Shows another variant of the message at the cursor (or of the last one that has any). A session that is only read
 * changes on the screen; its file is changed once somebody writes in it.
 */
function flip(state: State, one: Conversation, command: Extract<PendingCommand, { type: 'variant' }>): Step {
  const at = messageById(one, command.messageId) ?? messageAtCursor(state, one);
  const meant: PendingCommand = { ...command, ...(at ? { messageId: at.id } : {}) };
  // Variants may be anywhere in the file.
  const notReady = makeReady(state, one, meant, { writing: one.access.kind === 'opening', whole: true });
  if (notReady) return notReady;
  // The request for what is being stored is for the branch that is shown now.
  if (one.reply || one.storing) return say(state, replyStreams, 'error');
  const { messages } = one.transcript;
  const hasVariants = (message: Message | undefined): message is Message =>
    message !== undefined && variants(messages, message.id).length > 1;
  const message = hasVariants(at) ? at : branch(one).findLast(hasVariants);
  if (!message) {
    const again = withKey(state, 'transcript.regenerate', (key) => `; ${key} regenerates a reply`);
    const edit = withKey(state, 'transcript.edit', (key) => `; ${key} edits a prompt`);
    return say(state, `There are no variants here${again}${edit}.`);
  }
  const all = variants(messages, message.id);
  const place = all.findIndex((other) => other.id === message.id);
  const other = all[(place + command.by + all.length) % all.length];
  if (!other) return stay(state);
  return showBranch(state, one, other, newestLeaf(messages, other.id));
}

function showBranch(state: State, one: Conversation, message: Message, head: string): Step {
  const writing = one.access.kind === 'writing';
  const moved = withConversation(state, one.id, (now) => ({
    ...now,
    transcript: { ...now.transcript, head },
    branchChosen: !writing,
    problem: null,
  }));
  const next = withConversation(moved, one.id, (now) => {
    // The flipped message keeps the cursor, so that the next press flips it again.
    const items = itemsOf(now);
    const cursor = items.findIndex((item) => item.kind === 'message' && item.message.id === message.id);
    return { ...now, viewport: { ...now.viewport, cursor } };
  });
  return writing ? step(next, ...noted(state, one, { event: 'branch', head })) : stay(next);
}

/** A fact for the session's file. */
function noted(state: State, one: Conversation, change: SessionEvent) {
  const session = sessionById(state.list, one.id);
  return session ? [changeOf(session, change)] : [];
}

function fork(state: State, id: string, upTo: string | null, name: string): Step {
  const session = sessionById(state.list, id);
  if (!session) return say(state, notListed, 'error');
  const one = state.conversations.get(id);
  // The branch that is shown here: its file may not say so yet, or never will while the session is only read.
  const own = one?.branchChosen || one?.access.kind === 'writing';
  const head = upTo === null && one && own ? one.transcript.head : null;
  return step(state, {
    type: 'forkSession',
    id,
    filePath: session.filePath,
    upTo,
    ...(head === null ? {} : { head }),
    ...(name === '' ? {} : { name }),
  });
}

function setSystem(state: State, one: Conversation, text: string): Step {
  if (text === '') {
    const { system } = one.transcript;
    return say(state, system === '' ? 'No system prompt. /system TEXT sets one.' : `System prompt: ${system}`);
  }
  const notReady = makeReady(state, one, { type: 'setSystem', text }, { writing: true, whole: false });
  if (notReady) return notReady;
  const wanted = text === 'none' ? '' : text;
  const next = withConversation(state, one.id, (now) => ({
    ...now,
    transcript: { ...now.transcript, system: wanted },
  }));
  return andThen(step(next, ...noted(state, one, { event: 'system', text: wanted })), (now) =>
    say(now, wanted === '' ? 'The system prompt is removed.' : 'The system prompt is set; /system none removes it.'),
  );
}
