/** Reads what a server that speaks Chat Completions says: chunks, in the words of this server or that. */
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { ReplyEvent } from '../core/reply.ts';
import { field, textField } from './evidence.ts';
import { countedUsage } from './usage.ts';
import { type Complaint, type Learned, noEvents, type Reader, spoken } from './wire.ts';

/** Complete when a `finish_reason` was seen; usage follows in a chunk without choices, or never. */
export function newChatReader(): Reader<ChatCompletionChunk> {
  const learned: Learned = {};
  const calls = new Map<number, { id: string; name: string; input: string }>();
  let started = false;
  let refused = false;

  const read = (chunk: ChatCompletionChunk): readonly ReplyEvent[] => {
    const events: ReplyEvent[] = [];
    if (!started) events.push({ type: 'started', model: textField(chunk, 'model') });
    started = true;
    const choice = chunk.choices?.[0];
    const said = choice?.delta ?? field(choice, 'message');
    // Servers differ in where they put reasoning; the SDK's types know neither field.
    const thinking = textField(said, 'reasoning_content') || textField(said, 'reasoning');
    events.push(...spoken('thinking', thinking), ...contentEvents(field(said, 'content')));
    const refusal = textField(said, 'refusal');
    if (refusal !== '') refused = true;
    events.push(...spoken('text', refusal));
    for (const piece of choice?.delta?.tool_calls ?? []) {
      const call = calls.get(piece.index ?? 0) ?? { id: '', name: '', input: '' };
      call.id ||= textField(piece, 'id');
      call.name ||= textField(piece.function, 'name');
      call.input += textField(piece.function, 'arguments');
      calls.set(piece.index ?? 0, call);
    }
    if (choice?.finish_reason) {
      const stop = stopOf(choice.finish_reason);
      if (typeof stop === 'object') learned.complaint = stop;
      else learned.stop = refused ? 'refused' : stop;
      for (const [index, call] of calls) {
        events.push({ type: 'toolCall', ...call, id: call.id === '' ? `call_${index + 1}` : call.id });
      }
      calls.clear();
    }
    // Moonshot's servers count in the choice.
    const usage = usageOf(chunk.usage ?? field(choice, 'usage'));
    if (usage) {
      learned.usage = usage;
      events.push({ type: 'usage', usage });
    }
    return events.length === 0 ? noEvents : events;
  };
  return { learned, read };
}

/** Besides the protocol's own words those of DeepSeek, Mistral, vLLM and Zhipu, some of which are no end in order. */
function stopOf(reason: string): 'end' | 'length' | 'refused' | Complaint {
  switch (reason) {
    case 'length':
    case 'model_length':
      return 'length';
    case 'content_filter':
    case 'sensitive':
      return 'refused';
    case 'insufficient_system_resource':
      return { type: 'server_is_overloaded', message: '' };
    case 'abort':
    case 'error':
    case 'network_error':
      return { type: 'server_error', message: `the answer was broken off there (${reason})` };
    default:
      return 'end';
  }
}

/** A piece of text, or, where a model thinks aloud, a list of parts: Mistral's servers send the one and the other. */
function contentEvents(content: unknown): readonly ReplyEvent[] {
  if (typeof content === 'string') return spoken('text', content);
  if (!Array.isArray(content)) return noEvents;
  return content.flatMap((part: unknown) => {
    const thinking = field(part, 'thinking');
    if (typeof thinking === 'string') return spoken('thinking', thinking);
    if (!Array.isArray(thinking)) return spoken('text', textField(part, 'text'));
    return spoken('thinking', thinking.map((piece: unknown) => textField(piece, 'text')).join(''));
  });
}

/** The input counts what a cache knew of it, which DeepSeek and Moonshot tell in places of their own. */
function usageOf(usage: unknown) {
  const details = field(usage, 'prompt_tokens_details');
  const cached =
    field(details, 'cached_tokens') ?? field(usage, 'prompt_cache_hit_tokens') ?? field(usage, 'cached_tokens');
  return countedUsage({
    input: field(usage, 'prompt_tokens'),
    output: field(usage, 'completion_tokens'),
    cached,
    cacheWritten: field(details, 'cache_write_tokens'),
  });
}
