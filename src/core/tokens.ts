/** Estimates tokens without any model's tokenizer: for meters and warnings, always marked as estimated. */
import type { Block, ModelRequest } from './model-request.ts';
import type { Message, Usage } from './session.ts';
import { sinceSummary } from './summary.ts';

/** What each message costs beyond its text: role and separators. */
const perMessage = 4;
/** An image of common size, as the large vendors count it. */
const perImage = 1600;

/**
 * About how many tokens a text has: a quarter of its ASCII characters, and more for other scripts (one for each
 * Chinese, Japanese or Korean character, a half for other letters). Never 0 for text that is not empty.
 */
export function estimateTokens(text: string): number {
  let quarters = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) quarters += 1;
    else if (unit >= 0x2e80 && unit < 0xd800) quarters += 4;
    else quarters += 2;
  }
  return Math.ceil(quarters / 4);
}

/** About how many tokens a request has as it is sent. */
export function estimateModelRequest({ system, messages }: ModelRequest): number {
  let tokens = estimateTokens(system) + perMessage * messages.length;
  for (const { blocks } of messages) for (const block of blocks) tokens += estimateBlock(block);
  return tokens;
}

function estimateBlock(block: Block): number {
  switch (block.type) {
    case 'text':
    case 'thinking':
      return estimateTokens(block.text);
    case 'tool_call':
      return estimateTokens(block.input);
    case 'tool_result':
      return estimateTokens(block.output);
    case 'image':
      return perImage;
  }
}

/** About how many tokens a request with this branch will have: what is sent, so only from the last summary on. */
export function estimateRequest(messages: readonly Message[], system: string): number {
  let tokens = system === '' ? 0 : estimateTokens(system) + perMessage;
  for (const message of sinceSummary(messages)) {
    tokens += estimateTokens(message.content) + perMessage;
    for (const part of message.parts ?? []) {
      if (part.type === 'tool_call') tokens += estimateTokens(part.input);
      if (part.type === 'tool_result') tokens += estimateTokens(part.output);
    }
    for (const attachment of message.attachments ?? []) {
      tokens += attachment.kind === 'image' ? perImage : Math.ceil(attachment.bytes / 4);
    }
  }
  return tokens;
}

/**
 * What a reply used that the server has not counted to its end: what it `told` before, `request` for the input where it
 * told nothing or a zero that stands for it, and all that was `written` as output; marked as an estimate.
 */
export function estimateUsage(told: Usage | undefined, request: () => number, written: string): Usage {
  // The input may have been reported, including what came from a cache, and is still right.
  const { output, ...input } = told && told.input > 0 ? told : { input: request(), output: told?.output ?? 0 };
  return { ...input, output: Math.max(output, estimateTokens(written)), estimated: true };
}
