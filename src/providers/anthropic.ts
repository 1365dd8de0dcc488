/** The Messages API, through Anthropic's SDK. */
import type {
  Base64ImageSource,
  ContentBlockParam,
  MessageParam,
  RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources/messages';
import type { Stream } from '@anthropic-ai/sdk/streaming';
import type { Block, RequestMessage } from '../core/model-request.ts';
import type { ReplyEvent } from '../core/reply.ts';
import type { Address } from './address.ts';
import { field, gatherEvidence, textField } from './evidence.ts';
import { beginningOf, clientOptions } from './guard.ts';
import { readModelList } from './model-list.ts';
import { countedUsage, tokenCount } from './usage.ts';
import { type Ask, type Learned, noEvents, type Reader, spoken, type Wire } from './wire.ts';

/** The protocol demands a limit; models that allow less say so, and so do windows in which less is left. */
const defaultMaxTokens = 32_000;

export function anthropicWire(address: Address): Wire<RawMessageStreamEvent> {
  const limitOfModel = new Map<string, number>();
  /** What a long conversation leaves is no limit for the next one. */
  const roomForAsk = new WeakMap<Ask, number>();
  const allowed = (ask: Ask) => Math.min(limitOfModel.get(ask.model) ?? Infinity, roomForAsk.get(ask) ?? Infinity);
  const connect = async () => {
    const { Anthropic } = await import('@anthropic-ai/sdk');
    return new Anthropic({ ...clientOptions(address.key, address.url), authToken: null, openTelemetry: false });
  };
  let client: ReturnType<typeof connect> | undefined;
  const getClient = () => {
    client ??= connect();
    return client;
  };

  return {
    open: async (ask, signal) => {
      const maxTokens = Math.min(ask.maxTokens ?? defaultMaxTokens, allowed(ask));
      // Not `messages.create`: it prints a warning over the screen when a model is on its list of old ones.
      const { data, response } = await (await getClient())
        .post<Stream<RawMessageStreamEvent>>('/v1/messages', {
          body: toBody(ask, maxTokens),
          stream: true,
          signal,
        })
        .withResponse();
      return {
        events: data,
        contentType: response.headers.get('content-type') ?? '',
        beginning: beginningOf(response),
      };
    },
    newReader: newMessagesReader,
    mend: (error, ask) => {
      const { said } = gatherEvidence(error);
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

/** So little is no answer: the conversation is too long. */
const leastRoom = 256;

/** What a refusal says is left of the window: `… max_tokens exceed context limit: 190000 + 32000 > 200000 …`. */
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

function toBody(ask: Ask, maxTokens: number) {
  const { system, messages } = ask.request;
  const tools = toolNames(messages).map((name) => ({ name, input_schema: { type: 'object' } }));
  return {
    model: ask.model,
    max_tokens: maxTokens,
    stream: true,
    ...(system === '' ? {} : { system }),
    messages: messages.map(toMessage),
    // A conversation with tool calls is only accepted with their tools; none is to be called now.
    ...(tools.length > 0 ? { tools, tool_choice: { type: 'none' } } : {}),
  };
}

function toolNames(messages: readonly RequestMessage[]): readonly string[] {
  const names = messages.flatMap((message) =>
    message.blocks.flatMap((block) => (block.type === 'tool_call' ? [block.name] : [])),
  );
  return [...new Set(names)];
}

function toMessage(message: RequestMessage): MessageParam {
  return { role: message.role, content: message.blocks.map(toContent) };
}

function toContent(block: Block): ContentBlockParam {
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

const countNames = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'output_tokens'] as const;

/** Complete at `message_stop`, whose reason came in the last `message_delta`. */
function newMessagesReader(): Reader<RawMessageStreamEvent> {
  const learned: Learned = {};
  const calls = new Map<number, { readonly id: string; readonly name: string; input: string }>();
  let stop: 'end' | 'length' | 'refused' = 'end';
  /** By the protocol's names. */
  const counts = new Map<string, number>();
  const count = (usage: unknown) => {
    // Cumulative, so that none shrinks; some servers tell the input at the start and zeros at the end.
    for (const name of countNames) {
      const told = tokenCount(field(usage, name));
      if (told !== undefined) counts.set(name, Math.max(told, counts.get(name) ?? 0));
    }
    const [fresh, read = 0, written = 0, output] = countNames.map((name) => counts.get(name));
    // `input_tokens` leaves out what was read from or written to the cache; ours counts everything.
    const input = fresh === undefined ? undefined : fresh + read + written;
    const counted = countedUsage({ input, output, cached: read });
    if (counted) learned.usage = counted;
  };

  const read = (event: RawMessageStreamEvent): readonly ReplyEvent[] => {
    switch (event.type) {
      case 'message_start':
        count(event.message.usage);
        return [{ type: 'started', model: textField(event.message, 'model') }];
      case 'content_block_start': {
        const block = event.content_block;
        if (block.type === 'tool_use') {
          calls.set(event.index, { id: textField(block, 'id'), name: textField(block, 'name'), input: '' });
        }
        if (block.type === 'text') return spoken('text', textField(block, 'text'));
        return block.type === 'thinking' ? spoken('thinking', textField(block, 'thinking')) : noEvents;
      }
      case 'content_block_delta': {
        const { delta } = event;
        if (delta.type === 'text_delta') return spoken('text', textField(delta, 'text'));
        if (delta.type === 'thinking_delta') return spoken('thinking', textField(delta, 'thinking'));
        const call = delta.type === 'input_json_delta' ? calls.get(event.index) : undefined;
        if (call) call.input += textField(delta, 'partial_json');
        return noEvents;
      }
      case 'content_block_stop': {
        const call = calls.get(event.index);
        calls.delete(event.index);
        return call ? [{ type: 'toolCall', ...call, input: call.input === '' ? '{}' : call.input }] : noEvents;
      }
      case 'message_delta':
        stop = stopOf(event.delta.stop_reason) ?? stop;
        count(event.usage);
        return learned.usage ? [{ type: 'usage', usage: learned.usage }] : noEvents;
      case 'message_stop':
        learned.stop = stop;
        return noEvents;
      default:
        return noEvents;
    }
  };
  return { learned, read };
}

function stopOf(reason: string | null): 'end' | 'length' | 'refused' | undefined {
  if (reason === null) return undefined;
  if (reason === 'max_tokens' || reason === 'model_context_window_exceeded') return 'length';
  return reason === 'refusal' ? 'refused' : 'end';
}
