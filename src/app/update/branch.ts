/** Branches: editing an earlier prompt, answering again, flipping between variants, forking, summing up. */
import type { Message } from '../../core/session.ts';
import { newestLeaf, variants } from '../../core/tree.ts';
import { branch, shownConversation, withConversation } from '../conversation.ts';
import { createEditor } from '../editor/editor.ts';
import type { Effect } from '../effect.ts';
import { sessionById } from '../list-state.ts';
import type { Msg } from '../msg.ts';
import { createPicker } from '../picker.ts';
import type { Conversation, Given, State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { itemsOf } from '../transcript/items.ts';
import { withInput } from './input.ts';
import { openForWriting } from './open.ts';
import { startReply } from './queue.ts';
import { readWhole } from './show.ts';

export function updateBranch(state: State, msg: Msg, given: Given): Step {
  const one = shownConversation(state);
  if (msg.type === 'fork') return fork(state, msg.id, msg.upTo, msg.name);
  if (!one) return say(state, 'No session is shown; pick one in the list.', 'error');
  switch (msg.type) {
    case 'askEditPrompt':
      return editPrompt(state, one, msg.messageId);
    case 'regenerate':
      return regenerate(state, given, one, msg.model);
    case 'askRegenerateWith':
      return askRegenerateWith(state, one);
    case 'variant':
      return flip(state, one, msg.by);
    case 'compact':
      return compact(state, given, one);
    case 'setSystem':
      return setSystem(state, one, msg.text);
    default:
      return stay(state);
  }
}

/** The message that the transcript's cursor stands on, else the last one. */
export function messageAtCursor(state: State, one: Conversation): Message | undefined {
  const items = itemsOf(one, state);
  const item = items[one.viewport.cursor];
  if (item?.kind === 'message') return item.message;
  return branch(one).at(-1);
}

/** The prompt at the cursor, or the one that the message at the cursor answers. */
function promptAtCursor(state: State, one: Conversation): Message | undefined {
  const at = messageAtCursor(state, one);
  const path = branch(one);
  const place = path.findIndex((message) => message.id === at?.id);
  return path.slice(0, place + 1).findLast((message) => message.role === 'user');
}

function editPrompt(state: State, one: Conversation, messageId: string | undefined): Step {
  const prompt =
    messageId === undefined
      ? promptAtCursor(state, one)
      : one.transcript.messages.find((message) => message.id === messageId);
  if (!prompt) return say(state, 'There is no prompt to edit.', 'error');
  const next = withConversation({ ...state, focus: 'input' }, one.id, (now) => ({ ...now, editing: prompt.id }));
  return andThen(withInput(next, createEditor(prompt.content)), (now) =>
    say(now, 'Editing an earlier prompt; Enter sends it as a variant, Esc leaves it.'),
  );
}

/** Work on a session that is only read begins with opening it; the user then asks once more. */
function needsOpening(state: State, one: Conversation): Step | undefined {
  const session = sessionById(state.list, one.id);
  if (one.access.kind !== 'reading' || !session) return undefined;
  return openForWriting(state, session);
}

function regenerate(state: State, given: Given, one: Conversation, model: string | undefined): Step {
  const prompt = promptAtCursor(state, one);
  if (!prompt) return say(state, 'There is no prompt to answer.', 'error');
  const opening = needsOpening(state, one);
  if (opening) return andThen(opening, (now) => say(now, 'The session is open now; press . once more.'));
  if (!one.transcript.complete)
    return andThen(readWhole(state, one.id), (now) => say(now, 'Reading the whole session first; press . once more.'));
  if (one.reply || one.storing) return say(state, 'A reply is streaming; stop it with Esc first.', 'error');
  const placed = withConversation(state, one.id, (now) => ({
    ...now,
    transcript: { ...now.transcript, head: prompt.id },
    viewport: { ...now.viewport, follow: true, cursor: -1, newRows: 0 },
  }));
  return startReply(placed, given, one.id, prompt.id, model === undefined ? {} : { model });
}

function askRegenerateWith(state: State, one: Conversation): Step {
  const request = state.requests + 1;
  const messageId = messageAtCursor(state, one)?.id ?? '';
  const picker = createPicker({
    title: `Answer again with another model of ${one.provider}`,
    items: [],
    takesText: true,
  });
  return step(
    {
      ...state,
      requests: request,
      overlay: {
        kind: 'picker',
        purpose: { kind: 'regenerateModel', request, messageId },
        picker,
        note: 'asking the server …',
      },
    },
    { type: 'listModels', request, provider: one.provider },
  );
}

/** Shows another variant of the message at the cursor (or of the last one that has any). */
function flip(state: State, one: Conversation, by: 1 | -1): Step {
  const { messages } = one.transcript;
  const at = messageAtCursor(state, one);
  const hasVariants = (message: Message | undefined) =>
    message !== undefined && variants(messages, message.id).length > 1;
  const message = hasVariants(at) ? at : branch(one).findLast(hasVariants);
  if (!message) return say(state, 'There are no variants here; . answers again, e edits a prompt.');
  const all = variants(messages, message.id);
  const place = all.findIndex((other) => other.id === message.id);
  const other = all[(place + by + all.length) % all.length];
  if (!other) return stay(state);
  const head = newestLeaf(messages, other.id);
  const next = withConversation(state, one.id, (now) => ({ ...now, transcript: { ...now.transcript, head } }));
  return step(next, ...noted(state, one, { event: 'branch', head }));
}

/** A fact for the session's file; a session that is only read is not written to. */
function noted(
  state: State,
  one: Conversation,
  change: Extract<Effect, { type: 'changeSession' }>['change'],
): readonly Effect[] {
  const session = sessionById(state.list, one.id);
  return session && one.access.kind === 'writing'
    ? [{ type: 'changeSession', id: one.id, filePath: session.filePath, change }]
    : [];
}

function fork(state: State, id: string, upTo: string | null, name: string): Step {
  const session = sessionById(state.list, id);
  if (!session) return say(state, 'That session is not in the list any more.', 'error');
  return step(state, { type: 'forkSession', id, filePath: session.filePath, upTo, ...(name === '' ? {} : { name }) });
}

export const summaryRequest =
  'Sum up this conversation so that it can go on from your summary alone: what was asked, what was decided and why, what is open, and every name, number, path and piece of code that is still needed. Write only the summary.';

/** Lets the model sum up the branch; later requests begin with the summary, everything before stays in the file. */
function compact(state: State, given: Given, one: Conversation): Step {
  const head = branch(one).at(-1);
  if (!head) return say(state, 'There is nothing to sum up yet.', 'error');
  if (one.provider === 'offline')
    return say(state, 'Offline there is no model to sum up; choose one with /provider.', 'error');
  const opening = needsOpening(state, one);
  if (opening) return andThen(opening, (now) => say(now, 'The session is open now; type /compact once more.'));
  if (!one.transcript.complete)
    return andThen(readWhole(state, one.id), (now) =>
      say(now, 'Reading the whole session first; type /compact once more.'),
    );
  if (one.reply || one.storing) return say(state, 'A reply is streaming; stop it with Esc first.', 'error');
  const request: Message = {
    id: given.newId('msg'),
    parent: head.id,
    seq: head.seq + 1,
    role: 'user',
    content: summaryRequest,
    timestamp: given.now,
  };
  const next = withConversation(state, one.id, (now) => ({
    ...now,
    compacting: head.id,
    viewport: { ...now.viewport, follow: true },
  }));
  return startReply(next, given, one.id, head.id, { also: [request] });
}

function setSystem(state: State, one: Conversation, text: string): Step {
  if (text === '') {
    const { system } = one.transcript;
    return say(state, system === '' ? 'No system prompt. /system TEXT sets one.' : `System prompt: ${system}`);
  }
  const opening = needsOpening(state, one);
  if (opening) return andThen(opening, (now) => say(now, 'The session is open now; type it once more.'));
  const wanted = text === 'none' ? '' : text;
  const next = withConversation(state, one.id, (now) => ({
    ...now,
    transcript: { ...now.transcript, system: wanted },
  }));
  return andThen(step(next, ...noted(state, one, { event: 'system', text: wanted })), (now) =>
    say(now, wanted === '' ? 'No system prompt from now on.' : 'The system prompt is set; /system none takes it away.'),
  );
}
