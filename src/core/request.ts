/** Turns a stored branch into a request any provider accepts, whatever the file contains. The file is not changed. */
import { fenced } from './markdown/fence.ts';
import type { Block, ModelRequest, RequestMessage } from './model-request.ts';
import { fail, ok, type Problem, problem, type Result } from './problem.ts';
import { firstOpenCall, isAsciiId, settleToolCalls } from './request-tools.ts';
import type { Attachment, Message, ProviderName } from './session.ts';
import { sinceSummary } from './summary.ts';

/** Loads an attachment's content: text for text files, bytes for images; a problem if it is missing or has changed. */
export type ReadAttachment = (attachment: Attachment) => Promise<Result<Uint8Array | string>>;

export interface RequestOptions {
  /** The session's system prompt; empty: none. */
  readonly system: string;
  /** The provider it is for: thinking goes back only to the one that signed it. */
  readonly provider: ProviderName;
  readonly readAttachment: ReadAttachment;
}

const continuePrompt = 'Continue exactly where you stopped.';
const headlessPrompt = '(The beginning of this conversation is not included.)';
const summaryHeading = 'Summary of the conversation so far:';
const toolHeading = 'A tool gave this result:';

/**
 * The branch, oldest first, as a request that a provider accepts. Fails only with `attachment-unusable`, when a
 * file of the newest prompt cannot be read; a file of an older prompt that is gone or has changed is named in its place.
 * Earlier turns are sent unchanged, byte for byte, and new ones are appended: providers cache by identical beginnings.
 */
export async function toRequest(messages: readonly Message[], options: RequestOptions): Promise<Result<ModelRequest>> {
  const branch = withoutRefused(sinceSummary(messages));
  const lastPrompt = branch.findLast((message) => message.role === 'user');
  const system = [options.system];
  const sent: RequestMessage[] = [];
  const leftOut = new Set<string>();
  for (const message of branch) {
    if (message.role === 'system') {
      if (!system.includes(message.content)) system.push(message.content);
    } else if (message.role === 'user') {
      const noteLeftOut = message === lastPrompt ? undefined : (why: string) => leftOut.add(why);
      const blocks = await promptBlocks(message, options.readAttachment, noteLeftOut);
      if (!blocks.ok) return blocks;
      sent.push({ role: 'user', blocks: blocks.value });
    } else if (message.summaryOf !== undefined) {
      sent.push({ role: 'user', blocks: textBlocks(`${summaryHeading}\n\n${message.content}`) });
    } else if (message.role === 'tool') {
      sent.push({ role: 'user', blocks: toolBlocks(message, firstOpenCall(sent)) });
    } else {
      sent.push(...replyMessages(message, options.provider));
    }
  }
  return ok({
    system: system
      .map((text) => text.toWellFormed().trim())
      .filter((text) => text !== '')
      .join('\n\n'),
    messages: alternate(settleToolCalls(sent)),
    leftOut: [...leftOut],
  });
}

/** Drops a refused reply, and with it the prompt that was refused: sent again, it would be refused again. */
function withoutRefused(messages: readonly Message[]): readonly Message[] {
  const dropped = new Set<Message>();
  messages.forEach((message, index) => {
    if (message.stop !== 'refused') return;
    dropped.add(message);
    const prompt = messages
      .slice(0, index)
      .findLast((earlier) => earlier.role === 'user' || earlier.role === 'assistant');
    if (prompt?.role === 'user') dropped.add(prompt);
  });
  return messages.filter((message) => !dropped.has(message));
}

/** Without `noteLeftOut` every file is required. */
async function promptBlocks(
  message: Message,
  read: ReadAttachment,
  noteLeftOut: ((why: string) => void) | undefined,
): Promise<Result<readonly Block[]>> {
  const blocks: Block[] = [];
  for (const attachment of message.attachments ?? []) {
    const content = await read(attachment);
    if (content.ok) {
      blocks.push(...attachmentBlocks(attachment, content.value));
    } else if (!noteLeftOut) {
      return fail(unusable(attachment, content.problem));
    } else {
      noteLeftOut(content.problem.message);
      blocks.push(...textBlocks(`[An attached file is not included: ${content.problem.message}]`));
    }
  }
  return ok([...resultBlocks(message), ...blocks, ...textBlocks(message.content)]);
}

function unusable(attachment: Attachment, cause: Problem): Problem {
  return problem(
    'attachment-unusable',
    `The attached file ${attachment.path} cannot be read: ${cause.message}`,
    'Restore the file, or edit the prompt and send it without the file.',
    cause.detail === undefined ? {} : { detail: cause.detail },
  );
}

function attachmentBlocks(attachment: Attachment, content: Uint8Array | string): readonly Block[] {
  if (typeof content === 'string') return textBlocks(`${attachment.path}\n${fenced(content)}`);
  return [{ type: 'image', mediaType: attachment.mediaType, bytes: content }];
}

/** A reply and the tool results in it, split into messages; all its text is kept, however it ended. */
function replyMessages(message: Message, provider: ProviderName): readonly RequestMessage[] {
  const sent: { role: 'user' | 'assistant'; blocks: Block[] }[] = [];
  const add = (role: 'user' | 'assistant', blocks: readonly Block[]) => {
    const last = sent.at(-1);
    if (last?.role === role) last.blocks.push(...blocks);
    else sent.push({ role, blocks: [...blocks] });
  };
  const parts = message.parts ?? [];
  for (const part of parts) {
    if (part.type === 'text') add('assistant', textBlocks(part.text));
    else if (part.type === 'tool_call') add('assistant', [{ ...part, name: toolName(part.name) }]);
    else if (part.type === 'tool_result') add('user', [resultBlock(part)]);
    // Damaged thinking is not repaired: its signature would no longer match.
    else if (part.signature !== undefined && message.provider === provider && part.text.isWellFormed()) {
      add('assistant', [{ type: 'thinking', text: part.text, signature: part.signature }]);
    }
  }
  if (!parts.some((part) => part.type === 'text')) {
    add('assistant', textBlocks(message.content));
  }
  return sent;
}

/**
 * A tool's result. If the message names no call, it answers the first open one; if none is open, it is sent as text: no
 * protocol accepts a result without a call, and the model should know what is on the screen.
 */
function toolBlocks(message: Message, openCall: string | undefined): readonly Block[] {
  const results = resultBlocks(message);
  if (results.length > 0 || message.content.trim() === '') return results;
  return openCall === undefined
    ? textBlocks(`${toolHeading}\n\n${message.content}`)
    : [resultBlock({ id: openCall, output: message.content })];
}

function resultBlocks({ parts = [] }: Message): readonly Block[] {
  return parts.flatMap((part) => (part.type === 'tool_result' ? [resultBlock(part)] : []));
}

function resultBlock(part: { readonly id: string; readonly output: string; readonly isError?: boolean }): Block {
  return { type: 'tool_result', id: part.id, output: part.output.toWellFormed(), isError: part.isError ?? false };
}

function toolName(name: string): string {
  return isAsciiId(name) ? name : name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64) || 'tool';
}

/** One block, or none for text that is blank: providers reject blank blocks. */
function textBlocks(text: string): readonly Block[] {
  const whole = text.toWellFormed();
  return whole.trim() === '' ? [] : [{ type: 'text', text: whole }];
}

/** Drops trailing thinking, as in a reply that was stopped: a message must not end with it. */
function withoutLastThoughts(blocks: readonly Block[]): readonly Block[] {
  return blocks.slice(0, 1 + blocks.findLastIndex((block) => block.type !== 'thinking'));
}

/** Joins neighbours of one role, drops empty ones, and makes the user first and last. */
function alternate(sent: readonly RequestMessage[]): readonly RequestMessage[] {
  const joined: RequestMessage[] = [];
  for (const { role, blocks: all } of sent) {
    const blocks = withoutLastThoughts(all);
    if (blocks.length === 0) continue;
    const last = joined.at(-1);
    if (last?.role === role) joined[joined.length - 1] = { role, blocks: [...last.blocks, ...blocks] };
    else joined.push({ role, blocks });
  }
  if (joined[0]?.role === 'assistant') joined.unshift({ role: 'user', blocks: textBlocks(headlessPrompt) });
  if (joined.at(-1)?.role === 'assistant') joined.push({ role: 'user', blocks: textBlocks(continuePrompt) });
  return joined;
}
