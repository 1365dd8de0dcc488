/** The Messages API, through Anthropic's SDK. */
import type {
  Base64ImageSource,
  CacheControlEphemeral,
  ImageBlockParam,
  RawMessageStreamEvent,
  TextBlockParam,
  ThinkingBlockParam,
  ToolResultBlockParam,
  ToolUseBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import type { Stream } from '@anthropic-ai/sdk/streaming';
import type { Block, RequestMessage } from '../core/model-request.ts';
import type { Address } from './address.ts';
import { gatherEvidence } from './evidence.ts';
import { clientOptions } from './guard.ts';
import { openedAs } from './heard.ts';
import { newMessagesReader } from './messages-reader.ts';
import { readModelList } from './model-list.ts';
import { lazyClient } from './sdk-client.ts';
import type { Ask, Wire } from './wire.ts';

/**
 * The protocol demands a limit. A model that allows less, or a window with less room left, refuses it with the number.
 */
const defaultMaxTokens = 32_000;

/**
 * Servers that speak this protocol and refused `cache_control`; kept until the program ends, even when settings change.
 */
const withoutCache = new Set<string>();

export function anthropicWire(address: Address): Wire<RawMessageStreamEvent> {
  const limitOfModel = new Map<string, number>();
  /** The room left by one long conversation must not become the limit for the next one. */
  const roomForAsk = new WeakMap<Ask, number>();
  const allowed = (ask: Ask) => Math.min(limitOfModel.get(ask.model) ?? Infinity, roomForAsk.get(ask) ?? Infinity);
  /** Requests sent with `cache_control`: another request may meanwhile have learned that it is refused. */
  const sentToCache = new WeakSet<Ask>();
  const getClient = lazyClient(async () => {
    const { Anthropic } = await import('@anthropic-ai/sdk');
    return new Anthropic({ ...clientOptions(address.key, address.url), authToken: null, openTelemetry: false });
  });

  return {
    open: async (ask, signal) => {
      const maxTokens = Math.min(ask.maxTokens ?? defaultMaxTokens, allowed(ask));
      const cached = ask.alone !== true && !withoutCache.has(address.url.href);
      if (cached) sentToCache.add(ask);
      else sentToCache.delete(ask);
      // Not `messages.create`: it prints a warning over the screen when a model is on its list of old ones.
      const { data, response } = await (await getClient())
        .post<Stream<RawMessageStreamEvent>>('/v1/messages', {
          body: toBody(ask, maxTokens, cached),
          stream: true,
          signal,
        })
        .withResponse();
      return openedAs(response, data);
    },
    prepare: async () => void (await getClient()),
    newReader: newMessagesReader,
    mend: (error, ask) => {
      const { status, said } = gatherEvidence(error);
      if ((status === 400 || status === 422) && sentToCache.has(ask) && cacheRefused.test(said)) {
        withoutCache.add(address.url.href);
        return true;
      }
      const room = roomTold(said);
      const limit = room ?? limitTold(said);
      if (limit === undefined || limit >= allowed(ask)) return false;
      if (room === undefined) limitOfModel.set(ask.model, limit);
      else roomForAsk.set(ask, room);
      return true;
    },
    listModels: async (signal) => {
      return readModelList(await (await getClient()).get('/v1/models', { query: { limit: 1000 }, signal }));
    },
  };
}

/** Servers that do not know caching name the field, or want the system prompt as a string, which cannot carry it. */
const cacheRefused = /cache_control|\bsystem\b.*\bstr(ing)?\b/is;

/** With less room than this there is no answer: the conversation is too long. */
const leastRoom = 256;

/**
 * How much room a refusal says is left in the window: `… max_tokens exceed context limit: 190000 + 32000 > 200000 …`.
 */
function roomTold(said: string): number | undefined {
  const [, input, window] = /max_tokens.*?(\d+) \+ \d+ > (\d+)/.exec(said) ?? [];
  const left = Number(window) - Number(input);
  return left >= leastRoom ? left : undefined;
}

/** The model's limit that a refusal names: `max_tokens: 32000 > 8192, …`. */
function limitTold(said: string): number | undefined {
  const limit = /max_tokens: \d+ > (\d+)/.exec(said)?.[1];
  return limit === undefined ? undefined : Number(limit);
}

/** The beginning stays the same, byte for byte, from turn to turn, so that it is found in the cache. */
function toBody(ask: Ask, maxTokens: number, cached: boolean) {
  const { system, messages: sent } = ask.request;
  const messages = sent.map(toMessage);
  const tools = toolNames(sent).map((name) => ({ name, input_schema: { type: 'object' } }));
  return {
    model: ask.model,
    max_tokens: maxTokens,
    stream: true,
    ...(system === '' ? {} : { system: cached ? [marked({ type: 'text' as const, text: system })] : system }),
    messages: cached ? withMarks(messages) : messages,
    // A conversation with tool calls is only accepted with their tools; none may be called now.
    ...(tools.length > 0 ? { tools, tool_choice: { type: 'none' } } : {}),
  };
}

function toolNames(messages: readonly RequestMessage[]): readonly string[] {
  const names = messages.flatMap((message) =>
    message.blocks.flatMap((block) => (block.type === 'tool_call' ? [block.name] : [])),
  );
  return [...new Set(names)];
}

type Content = TextBlockParam | ImageBlockParam | ThinkingBlockParam | ToolUseBlockParam | ToolResultBlockParam;

interface SentMessage {
  readonly role: RequestMessage['role'];
  readonly content: Content[];
}

function toMessage(message: RequestMessage): SentMessage {
  return { role: message.role, content: message.blocks.map(toContent) };
}

/** The cache keeps it for five minutes after its last use. */
const ephemeral: CacheControlEphemeral = { type: 'ephemeral' };

/** Asks the server to cache everything up to here. */
function marked<T extends object>(block: T): T & { cache_control: CacheControlEphemeral } {
  return { ...block, cache_control: ephemeral };
}

/**
 * Marks the ends of the two newest user messages: up to the newest, the server remembers it for the next turn; up to
 * the one before, it remembered it in the last turn. On its own it looks back only twenty blocks.
 */
function withMarks(messages: readonly SentMessage[]): readonly SentMessage[] {
  const users = messages.filter((message) => message.role === 'user').slice(-2);
  return messages.map((message) => {
    const last = message.content.at(-1);
    if (!users.includes(message) || last === undefined || last.type === 'thinking') return message;
    return { ...message, content: [...message.content.slice(0, -1), marked(last)] };
  });
}

function toContent(block: Block): Content {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text };
    case 'image': {
      const data = Buffer.from(block.bytes).toString('base64');
      return { type: 'image', source: { type: 'base64', media_type: imageType(block.mediaType), data } };
    }
    case 'thinking':
      return { type: 'thinking', thinking: block.text, signature: block.signature };
    case 'tool_call':
      return { type: 'tool_use', id: block.id, name: block.name, input: JSON.parse(block.input) };
    case 'tool_result':
      return { type: 'tool_result', tool_use_id: block.id, content: block.output, is_error: block.isError };
  }
}

function imageType(mediaType: string): Base64ImageSource['media_type'] {
  const known = ['image/jpeg', 'image/gif', 'image/webp'] as const;
  return known.find((type) => type === mediaType) ?? 'image/png';
}
