/** Chat Completions at a base URL, through OpenAI's SDK: what Ollama, LM Studio, llama.cpp, vLLM and OpenRouter share. */
import type {
  ChatCompletionChunk,
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { Block, RequestMessage } from '../core/model-request.ts';
import type { Address } from './address.ts';
import { allChunks } from './chat-chunks.ts';
import { newChatReader } from './chat-reader.ts';
import { gatherEvidence } from './evidence.ts';
import { heardIn, openedAs } from './heard.ts';
import { readModelList } from './model-list.ts';
import { imageAddress, lazyOpenAI } from './openai-client.ts';
import type { Ask, Wire } from './wire.ts';

export function compatibleWire(address: Address): Wire<ChatCompletionChunk> {
  const getClient = lazyOpenAI(address);
  let dialect: Dialect = { asksForUsage: true, limit: 'max_tokens' };
  /** The dialect each request was sent in: another one may meanwhile have learned what is refused. */
  const spokenTo = new WeakMap<Ask, Dialect>();
  return {
    open: async (ask, signal) => {
      const body = toBody(ask, dialect);
      spokenTo.set(ask, dialect);
      const { data, response } = await (await getClient()).chat.completions.create(body, { signal }).withResponse();
      return openedAs(response, allChunks(data, heardIn(response)));
    },
    prepare: async () => void (await getClient()),
    newReader: newChatReader,
    mend: (error, ask) => {
      const { status, said } = gatherEvidence(error);
      if (status !== 400 && status !== 422) return false;
      const spoken = spokenTo.get(ask) ?? dialect;
      dialect = corrected(dialect, said);
      return corrected(spoken, said) !== spoken;
    },
    listModels: async (signal) => readModelList(await (await getClient()).get('/models', { signal })),
  };
}

/** What servers differ in; each is assumed until it is refused. */
interface Dialect {
  readonly asksForUsage: boolean;
  /** OpenAI's newer models know only the second name, most other servers only the first. */
  readonly limit: 'max_tokens' | 'max_completion_tokens';
}

/** The dialect without what was refused; the same one if the refusal is about something else. */
function corrected(dialect: Dialect, said: string): Dialect {
  if (dialect.asksForUsage && /stream_options|include_usage/i.test(said)) return { ...dialect, asksForUsage: false };
  if (dialect.limit === 'max_tokens' && /max_completion_tokens/.test(said)) {
    return { ...dialect, limit: 'max_completion_tokens' };
  }
  return dialect;
}

function toBody(ask: Ask, { asksForUsage, limit }: Dialect): ChatCompletionCreateParamsStreaming {
  const { system, messages: sent } = ask.request;
  const messages = sent.flatMap(toMessages);
  return {
    model: ask.model,
    stream: true,
    ...(asksForUsage ? { stream_options: { include_usage: true } } : {}),
    messages: system === '' ? messages : [{ role: 'system', content: system }, ...messages],
    ...(ask.maxTokens === undefined ? {} : { [limit]: ask.maxTokens }),
  };
}

function toMessages(message: RequestMessage): readonly ChatCompletionMessageParam[] {
  if (message.role === 'assistant') return [toReply(message.blocks)];
  const results = message.blocks.flatMap((block): ChatCompletionMessageParam[] => {
    if (block.type !== 'tool_result') return [];
    return [{ role: 'tool', tool_call_id: block.id, content: block.isError ? `Error: ${block.output}` : block.output }];
  });
  const content = toContent(message.blocks);
  return content === '' ? results : [...results, { role: 'user', content }];
}

function toReply(blocks: readonly Block[]): ChatCompletionMessageParam {
  const text = joinTexts(blocks);
  const calls = blocks.flatMap((block) => {
    if (block.type !== 'tool_call') return [];
    return [{ id: block.id, type: 'function' as const, function: { name: block.name, arguments: block.input } }];
  });
  return { role: 'assistant', content: text === '' ? null : text, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
}

/** Plain text when there is no image: many servers know no other form. */
function toContent(blocks: readonly Block[]): string | ChatCompletionContentPart[] {
  if (!blocks.some((block) => block.type === 'image')) return joinTexts(blocks);
  return blocks.flatMap((block): ChatCompletionContentPart[] => {
    if (block.type === 'text') return [{ type: 'text', text: block.text }];
    return block.type === 'image' ? [{ type: 'image_url', image_url: { url: imageAddress(block) } }] : [];
  });
}

function joinTexts(blocks: readonly Block[]): string {
  return blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
}
