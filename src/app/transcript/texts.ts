/** The texts of a transcript item, in order: they are laid out one below the other, and searched. */
import type { ReplyDraft } from '../../core/reply.ts';
import type { Message, Part } from '../../core/session.ts';
import type { TranscriptItem } from './items.ts';

export interface ItemText {
  /** `content` is the message itself; the others can be folded. */
  readonly kind: 'content' | 'thinking' | 'call' | 'result';
  /** Shown in the title of the fold: a tool's name. */
  readonly name: string;
  /** Raw. */
  readonly text: string;
  readonly failed: boolean;
  /** Whether it is shown as Markdown: emphasis marks are then not part of what is read. */
  readonly markdown: boolean;
}

export function textsOf(item: TranscriptItem | undefined): readonly ItemText[] {
  if (item?.kind === 'message') return messageTexts(item.message);
  return item?.kind === 'reply' ? draftTexts(item.draft) : [];
}

/** Thinking is above what was said, tools are below it. */
export function messageTexts(message: Message): readonly ItemText[] {
  const parts = message.parts ?? [];
  if (message.role === 'tool') {
    const results = parts.filter((part) => part.type === 'tool_result').map(fromPart);
    if (results.length > 0) return results;
    return message.content === '' ? [] : [{ ...plain, kind: 'result', text: message.content }];
  }
  const content: readonly ItemText[] =
    message.content === '' ? [] : [{ ...plain, text: message.content, markdown: message.role !== 'user' }];
  if (parts.length === 0) return content;
  return [
    ...parts.filter((part) => part.type === 'thinking').map(fromPart),
    ...content,
    ...parts.filter((part) => part.type === 'tool_call' || part.type === 'tool_result').map(fromPart),
  ];
}

export function draftTexts(draft: ReplyDraft): readonly ItemText[] {
  return [
    ...(draft.thinking === '' ? [] : [fromPart({ type: 'thinking', text: draft.thinking })]),
    ...(draft.text === '' ? [] : [{ ...plain, text: draft.text, markdown: true }]),
    ...draft.toolCalls.map(fromPart),
  ];
}

const plain: ItemText = { kind: 'content', name: '', text: '', failed: false, markdown: false };

function fromPart(part: Part): ItemText {
  switch (part.type) {
    case 'text':
      return { ...plain, text: part.text };
    case 'thinking':
      return { ...plain, kind: 'thinking', text: part.text };
    case 'tool_call':
      return { ...plain, kind: 'call', name: part.name, text: part.input };
    case 'tool_result':
      return { ...plain, kind: 'result', text: part.output, failed: part.isError === true };
  }
}
