/** Finding in the transcript, and copying from it. */
import type { Message } from '../../core/session.ts';
import { branch, shownConversation, withConversation } from '../conversation.ts';
import { createEditor, editorText } from '../editor/editor.ts';
import type { Msg } from '../msg.ts';
import { createPicker } from '../picker.ts';
import type { Conversation, State } from '../state.ts';
import { andThen, type Step, say, stay, step } from '../step.ts';
import { itemsOf } from '../transcript/items.ts';
import { codeBlocks } from '../transcript/pieces.ts';
import { clampTo } from '../transcript/viewport.ts';
import { messageAtCursor } from './branch.ts';
import { measured } from './scroll.ts';
import { readWhole } from './show.ts';

export function updateFind(state: State, msg: Msg): Step {
  const one = shownConversation(state);
  if (!one) return say(state, 'No session is shown; pick one in the list.', 'error');
  switch (msg.type) {
    case 'findOpen':
      return andThen(readWhole(state, one.id), (now) =>
        stay({ ...now, overlay: { kind: 'find', editor: createEditor(one.find?.query ?? '') } }),
      );
    case 'findStep':
      return findStep(state, one, msg.by);
    case 'findClear':
      return stay(withConversation(state, one.id, (now) => ({ ...now, find: null })));
    case 'copyMessage': {
      const message = messageAtCursor(state, one);
      return message ? copyMessage(state, message) : say(state, 'There is nothing to copy.');
    }
    case 'copyMenu':
      return copyMenu(state, one);
    case 'copyPiece':
      return copyPiece(state, one, msg.messageId, msg.piece);
    default:
      return stay(state);
  }
}

/** The messages that hold the query, and how often; in the order of the transcript. */
function hits(
  state: State,
  one: Conversation,
  query: string,
): readonly { readonly item: number; readonly times: number }[] {
  const wanted = query.toLowerCase();
  return itemsOf(one, state).flatMap((item, index) => {
    if (item.kind !== 'message') return [];
    const times = count(item.message.content, wanted);
    return times > 0 ? [{ item: index, times }] : [];
  });
}

function count(content: string, wanted: string): number {
  const text = content.toLowerCase();
  let times = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) times += 1;
  return times;
}

/** To the next message that holds what is looked for, around the ends. */
function findStep(state: State, one: Conversation, by: 1 | -1): Step {
  const typing = state.overlay.kind === 'find' ? editorText(state.overlay.editor) : undefined;
  const query = typing ?? one.find?.query ?? '';
  if (query === '') return stay(withConversation(state, one.id, (now) => ({ ...now, find: null })));
  const found = hits(state, one, query);
  const total = found.reduce((sum, hit) => sum + hit.times, 0);
  if (total === 0) {
    return say(
      withConversation(state, one.id, (now) => ({ ...now, find: { query, index: 0 } })),
      `“${query}” is not in this session.`,
    );
  }
  const fresh = typing !== undefined && typing !== one.find?.query;
  const from = one.viewport.cursor;
  const places = found.map((hit) => hit.item);
  const next = fresh
    ? (places.findLast((item) => item <= from || from < 0) ?? places[0] ?? 0)
    : by > 0
      ? (places.find((item) => item > from) ?? places[0] ?? 0)
      : (places.findLast((item) => item < from) ?? places.at(-1) ?? 0);
  const place = clampTo(measured(state, one), next, 0);
  const moved = withConversation(state, one.id, (now) => ({
    ...now,
    find: { query, index: places.indexOf(next) },
    viewport: { ...now.viewport, follow: false, top: place.top, row: place.row, cursor: next },
  }));
  return say(
    { ...moved, focus: state.overlay.kind === 'find' ? state.focus : 'transcript' },
    `“${query}”: ${total} hits in ${found.length} messages; this is message ${places.indexOf(next) + 1} of them. n next, N previous.`,
  );
}

function copyMessage(state: State, message: Message): Step {
  return step(state, {
    type: 'copy',
    text: message.content,
    what: message.role === 'user' ? 'your message' : 'the reply',
  });
}

function copyMenu(state: State, one: Conversation): Step {
  const message = messageAtCursor(state, one);
  if (!message) return say(state, 'There is nothing to copy.');
  const blocks = codeBlocks(message.content);
  const items = [
    { id: 'message', label: 'the whole message' },
    ...blocks.map((block, i) => ({
      id: `code:${i}`,
      label: `code block ${i + 1}${block.language === '' ? '' : ` (${block.language})`}`,
      detail: block.text.split('\n', 1)[0]?.slice(0, 40) ?? '',
    })),
    { id: 'session', label: 'the whole conversation, as Markdown' },
  ];
  const picker = createPicker({ title: 'Copy', items });
  return stay({
    ...state,
    overlay: { kind: 'picker', purpose: { kind: 'copy', id: one.id, messageId: message.id }, picker, note: '' },
  });
}

function copyPiece(state: State, one: Conversation, messageId: string, piece: string): Step {
  const message = one.transcript.messages.find((other) => other.id === messageId);
  if (!message) return say(state, 'That message is gone.', 'error');
  if (piece === 'session') {
    const text = branch(one)
      .map((each) => `**${each.role === 'user' ? 'you' : each.role}**\n\n${each.content}`)
      .join('\n\n');
    return step(state, { type: 'copy', text, what: 'the conversation' });
  }
  const match = /^code:(\d+)$/.exec(piece);
  const block = match ? codeBlocks(message.content)[Number(match[1])] : undefined;
  return block ? step(state, { type: 'copy', text: block.text, what: 'the code block' }) : copyMessage(state, message);
}
