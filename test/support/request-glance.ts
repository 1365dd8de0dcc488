/** Requests for tests: built from short messages, shown at a glance. */
import assert from 'node:assert/strict';
import type { ModelRequest } from '../../src/core/model-request.ts';
import { fail, problem } from '../../src/core/problem.ts';
import { type ReadAttachment, toRequest } from '../../src/core/request.ts';
import type { Message, Part } from '../../src/core/session.ts';
import { message } from './provider-setup.ts';

export const noFiles: ReadAttachment = async (attachment) =>
  fail(problem('attachment-unusable', `There is no file ${attachment.path}.`));

export async function request(
  messages: readonly Message[],
  options: { readonly system?: string; readonly readAttachment?: ReadAttachment } = {},
): Promise<ModelRequest> {
  const made = await toRequest(messages, { system: '', provider: 'anthropic', readAttachment: noFiles, ...options });
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

/** `user: text | [tool_call a]`: a request at a glance. */
export function glance(made: ModelRequest): readonly string[] {
  return made.messages.map(({ role, blocks }) => {
    const parts = blocks.map((block) => {
      if (block.type === 'text') return block.text;
      if (block.type === 'tool_call') return `[call ${block.id} ${block.name} ${block.input}]`;
      if (block.type === 'tool_result') return `[${block.isError ? 'error' : 'result'} ${block.id} ${block.output}]`;
      return block.type === 'image' ? `[image ${block.mediaType} ${block.bytes.length}]` : `[thinking ${block.text}]`;
    });
    return `${role}: ${parts.join(' | ')}`;
  });
}

export const user = (text: string, more: Partial<Message> = {}) => message('user', text, more);
export const reply = (text: string, more: Partial<Message> = {}) =>
  message('assistant', text, { stop: 'end', ...more });
export const call = (id: string, name = 'look', input = '{}'): Part => ({ type: 'tool_call', id, name, input });
export const result = (id: string, output: string): Part => ({ type: 'tool_result', id, output });
