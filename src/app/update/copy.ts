/** Copying from the transcript: a message, the code block at the cursor, or what the menu offers; raw as it was written. */
import { sentence } from '../../core/problem.ts';
import { speakerOf } from '../../core/session.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { counted } from '../../core/words.ts';
import { nothingShown } from '../commands/reasons.ts';
import { branch, shownConversation } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import type { Msg } from '../msg.ts';
import type { State } from '../state.ts';
import { type Step, say, stay, step } from '../step.ts';
import { cursorOf, targetOf } from '../transcript/cursor.ts';
import { type CodeText, fencedCode } from '../transcript/fenced-code.ts';
import { itemKey, itemsOf, type TranscriptItem } from '../transcript/items.ts';
import { laidOut } from '../transcript/rows.ts';
import { textsOf } from '../transcript/texts.ts';
import { transcriptRect } from '../view/regions.ts';
import { pick } from './pick.ts';

export function updateCopy(state: State, msg: Msg): Step {
  const one = shownConversation(state);
  if (!one) return say(state, nothingShown, 'error');
  switch (msg.type) {
    case 'copyMessage':
      return copyAtCursor(state, one);
    case 'copyMenu':
      return copyMenu(state, one);
    case 'copyPiece':
      return copyPiece(state, one, msg.messageId, msg.piece);
    default:
      return stay(state);
  }
}

function copyAtCursor(state: State, one: Conversation): Step {
  const items = itemsOf(one);
  const item = items[cursorOf(one, items)];
  if (!item) return say(state, 'There is nothing to copy.');
  const block = targetOf(state, one, item).block;
  if (block !== undefined) {
    const code = blocksOf(state, one, item)[block];
    if (code) return copyBlock(state, code);
  }
  return copyItem(state, item);
}

function copyItem(state: State, item: TranscriptItem): Step {
  const { text, what } = wholeText(item);
  return text === '' ? say(state, `There is no text to copy in ${what}.`) : step(state, { type: 'copy', text, what });
}

/** The raw text of an item; if it is only tools, their input and output. */
function wholeText(item: TranscriptItem): { readonly text: string; readonly what: string } {
  switch (item.kind) {
    case 'message': {
      const { content, role } = item.message;
      const what =
        role === 'user'
          ? 'your message'
          : role === 'assistant'
            ? 'the reply'
            : role === 'tool'
              ? 'the result'
              : 'the message';
      return { text: content === '' ? joined(item) : content, what };
    }
    case 'reply':
      return { text: item.draft.text === '' ? joined(item) : item.draft.text, what: 'the reply so far' };
    case 'notice':
      return { text: item.text, what: 'the notice' };
    case 'problem':
      return { text: sentence(item.problem), what: 'the error message' };
    default:
      return { text: '', what: 'this line' };
  }
}

function joined(item: TranscriptItem): string {
  return textsOf(item)
    .map((text) => text.text)
    .join('\n\n');
}

/** The code blocks of an item as the screen shows them, each with its text as it was written if that can be found. */
function blocksOf(state: State, one: Conversation, item: TranscriptItem): readonly CodeText[] {
  const written = fencedCode(
    item.kind === 'message' ? item.message.content : item.kind === 'reply' ? item.draft.text : '',
  );
  if (item.kind === 'message' && item.message.role === 'user') return written;
  const shown = laidOut(item, state, one, transcriptRect(state).width).blocks.filter((block) => block.kind === 'code');
  return shown.map((block) => {
    const raw = written.find((other) => sanitize(other.text, { keepTabs: true }) === block.raw);
    return { language: block.language ?? '', text: raw?.text ?? block.raw };
  });
}

function copyBlock(state: State, { language, text }: CodeText): Step {
  const count = text.split('\n').length;
  const what = `the ${language === '' ? '' : `${language} `}code block (${counted(count, 'line')})`;
  return step(state, { type: 'copy', text, what });
}

function copyMenu(state: State, one: Conversation): Step {
  const all = itemsOf(one);
  const item = all[cursorOf(one, all)];
  if (!item) return say(state, 'There is nothing to copy.');
  const blocks = blocksOf(state, one, item);
  const items = [
    { id: 'message', label: `the whole message (${wholeText(item).what})` },
    ...blocks.map((block, i) => ({
      id: `code:${i}`,
      label: `code block ${i + 1}${block.language === '' ? '' : ` (${block.language})`}`,
      detail: sanitize(block.text.split('\n', 1)[0]?.trim().slice(0, 40) ?? ''),
    })),
    { id: 'session', label: 'the whole conversation, as Markdown' },
  ];
  return pick(state, { kind: 'copy', messageId: itemKey(item) }, { title: 'Copy', items });
}

function copyPiece(state: State, one: Conversation, messageId: string, piece: string): Step {
  if (piece === 'session') {
    const text = branch(one)
      .map((each) => `**${speakerOf(each)}**\n\n${each.content}`)
      .join('\n\n');
    return step(state, {
      type: 'copy',
      text,
      what: one.transcript.complete ? 'the conversation' : 'the part of the conversation that is loaded',
    });
  }
  const item = itemsOf(one).find((other) => itemKey(other) === messageId);
  if (!item) return say(state, 'That message is no longer there.', 'error');
  const match = /^code:(\d+)$/.exec(piece);
  const block = match ? blocksOf(state, one, item)[Number(match[1])] : undefined;
  return block ? copyBlock(state, block) : copyItem(state, item);
}
