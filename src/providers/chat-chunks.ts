/**
 * The chunks of a Chat Completions response in any form servers send: a stream or one document, with or without a
 * finish reason.
 */
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { parseJson } from '../core/json.ts';
import { field } from './evidence.ts';
import type { Heard } from './heard.ts';

/**
 * The chunks that the SDK finds, and two things it misses: an answer as one document, from small servers that cannot
 * stream, whatever content type they give it; and `[DONE]`, the protocol's own last word. Some servers and many routers
 * send that and never a finish reason; a stream that was cut off has neither.
 */
export async function* allChunks(
  events: AsyncIterable<ChatCompletionChunk>,
  heard: Pick<Heard, 'beginning' | 'ending'>,
): AsyncGenerator<ChatCompletionChunk> {
  let found = false;
  let reasoned = false;
  for await (const event of events) {
    found = true;
    reasoned ||= isAnswer(event) && Boolean(field(event.choices[0], 'finish_reason'));
    yield event;
  }
  if (reasoned) return;
  const whole = found ? undefined : parseJson(heard.beginning);
  if (isAnswer(whole)) yield whole;
  else if (isDone(heard.ending)) yield finished;
}

/** Just enough to be read; `newChatReader` takes no field for granted. */
function isAnswer(body: unknown): body is ChatCompletionChunk {
  return Array.isArray(field(body, 'choices'));
}

/**
 * Older llama.cpp servers report a failure as a line `error:`, which is not part of an event stream, and then end as if
 * all were well.
 */
function isDone(ending: string): boolean {
  return /^data: ?\[DONE\]\s*$/m.test(ending) && !/^error:/m.test(ending);
}

const finished: ChatCompletionChunk = {
  id: '',
  object: 'chat.completion.chunk',
  created: 0,
  model: '',
  choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
};
