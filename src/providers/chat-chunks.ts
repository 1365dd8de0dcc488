/** The chunks of a Chat Completions response in any form servers send: a stream or one document, with or without a finish reason. */
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { parseJson } from '../core/json.ts';
import { field } from './evidence.ts';
import type { Heard } from './heard.ts';

/**
 * What the SDK finds, and what it passes over: an answer as one document, from small servers that know no streams,
 * whatever they call it; and `[DONE]`. That is the protocol's own last word: some servers and many routers say it and
 * never a reason, and who is cut off says neither.
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

/** Enough of one to be read; `newChatReader` takes no field of it for granted. */
function isAnswer(body: unknown): body is ChatCompletionChunk {
  return Array.isArray(field(body, 'choices'));
}

/** Older servers of llama.cpp tell a failure as a field `error`, which is none of an event stream's, and end as if all were well. */
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
