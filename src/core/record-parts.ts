/** What a message holds besides text: thinking, tool calls and results, attachments; ours and other programs'. */
import { isObject } from './json.ts';
import { count, text } from './record-fields.ts';
import type { Attachment, Part } from './session.ts';

export function decodePart(value: Record<string, unknown>): Part | undefined {
  switch (value.type) {
    case 'text':
      return { type: 'text', text: text(value.text) };
    case 'thinking': {
      const signature = typeof value.signature === 'string' ? { signature: value.signature } : {};
      return { type: 'thinking', text: text(value.text), ...signature };
    }
    case 'tool_call':
      return { type: 'tool_call', id: text(value.id), name: text(value.name), input: text(value.input) };
    case 'tool_result': {
      const isError = value.is_error === true ? { isError: true } : {};
      return { type: 'tool_result', id: text(value.id), output: text(value.output), ...isError };
    }
    default:
      return undefined;
  }
}

export function decodeAttachment(value: Record<string, unknown>): Attachment | undefined {
  if (typeof value.path !== 'string' || (value.kind !== 'text' && value.kind !== 'image')) return undefined;
  return {
    path: value.path,
    kind: value.kind,
    mediaType: text(value.media_type),
    bytes: count(value.bytes),
    sha256: text(value.sha256),
  };
}

/**
 * Content that another program wrote as blocks, in the form of Anthropic's or OpenAI's messages: the text of all
 * blocks, and the parts if there is more than text. Undefined if that would hide anything in it.
 */
export function decodeBlocks(
  value: unknown,
): { readonly content: string; readonly parts?: readonly Part[] } | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const parts: Part[] = [];
  for (const block of value) {
    const part = isObject(block) ? decodeBlock(block) : undefined;
    if (!part) return undefined;
    parts.push(part);
  }
  const content = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
  return parts.every((part) => part.type === 'text') ? { content } : { content, parts };
}

function decodeBlock(block: Record<string, unknown>): Part | undefined {
  if (isTextBlock(block)) return { type: 'text', text: text(block.text) };
  switch (block.type) {
    case 'thinking':
      return { type: 'thinking', text: text(block.thinking) };
    case 'tool_use': {
      const { input } = block;
      if (isDeep(input)) return undefined;
      return { type: 'tool_call', id: text(block.id), name: text(block.name), input: JSON.stringify(input ?? {}) };
    }
    case 'tool_result': {
      const output = resultText(block.content);
      if (output === undefined) return undefined;
      const isError = block.is_error === true ? { isError: true } : {};
      return { type: 'tool_result', id: text(block.tool_use_id), output, ...isError };
    }
    default:
      return undefined;
  }
}

const deepest = 1000;

/** Deeper than any real content; at some thousand levels, older versions of Node cannot write it as JSON. */
export function isDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** What a tool returned: text, or blocks of text only, not nested; nothing at all is an empty result. */
function resultText(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (content === undefined || content === null) return '';
  if (!Array.isArray(content)) return undefined;
  const texts: string[] = [];
  for (const block of content) {
    if (!isObject(block) || !isTextBlock(block)) return undefined;
    texts.push(text(block.text));
  }
  return texts.join('\n\n');
}

function isTextBlock({ type }: Record<string, unknown>): boolean {
  return type === 'text' || type === 'input_text' || type === 'output_text';
}

export function decodeList<T>(
  value: unknown,
  decode: (item: Record<string, unknown>) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: T[] = [];
  for (const item of value) {
    const decoded = isObject(item) ? decode(item) : undefined;
    if (decoded) items.push(decoded);
  }
  return items.length > 0 ? items : undefined;
}
