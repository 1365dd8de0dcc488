/** Turns Chat Completions chunks into reply events, whatever dialect the server speaks. */
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { ReplyEvent } from '../core/reply.ts';
import { field, textField } from './evidence.ts';
import { readThoughts, type Thoughts } from './thoughts.ts';
import { countedUsage, tokenCount } from './usage.ts';
import { type Complaint, type Learned, noEvents, type Reader, spoken } from './wire.ts';

interface Call {
  id: string;
  name: string;
  input: string;
}

/** Complete when a `finish_reason` was seen; usage follows in a chunk without choices, or never. */
export function newChatReader(): Reader<ChatCompletionChunk> {
  const learned: Learned = {};
  const thoughts = readThoughts();
  const calls = gatherCalls();
  let started = false;
  let refused = false;

  const read = (chunk: ChatCompletionChunk): readonly ReplyEvent[] => {
    const events: ReplyEvent[] = [];
    if (!started) events.push({ type: 'started', model: textField(chunk, 'model') });
    started = true;
    // An error in the middle of the stream, in vLLM's form.
    if (textField(chunk, 'object') === 'error') {
      learned.complaint = { type: textField(chunk, 'type'), message: textField(chunk, 'message') };
    }
    const choice = chunk.choices?.[0];
    const said = choice?.delta ?? field(choice, 'message');
    // Servers differ in where they put reasoning; the SDK's types know neither field.
    const thinking = textField(said, 'reasoning_content') || textField(said, 'reasoning');
    events.push(...spoken('thinking', thinking), ...contentEvents(field(said, 'content'), thoughts));
    const refusal = textField(said, 'refusal');
    if (refusal !== '') refused = true;
    events.push(...spoken('text', refusal));
    for (const [place, piece] of listOf(field(said, 'tool_calls')).entries()) calls.add(piece, place);
    if (choice?.finish_reason) {
      const stop = stopOf(choice.finish_reason);
      if (typeof stop === 'object') learned.complaint = stop;
      else learned.stop = refused ? 'refused' : stop;
      events.push(...thoughts.rest(), ...calls.take());
    }
    // Moonshot's servers put the counts into the choice.
    const usage = usageOf(chunk.usage ?? field(choice, 'usage'));
    if (usage) {
      learned.usage = usage;
      events.push({ type: 'usage', usage });
    }
    return events.length === 0 ? noEvents : events;
  };
  return { learned, read };
}

/** Assembles tool calls from their pieces. */
function gatherCalls() {
  const calls: Call[] = [];
  /** By the index that the server gives them; Google's gives all of them index 0. */
  const growing = new Map<number, Call>();
  return {
    /** `place` replaces the index that some servers leave out. */
    add(piece: unknown, place: number): void {
      const index = tokenCount(field(piece, 'index')) ?? place;
      const part = field(piece, 'function');
      const [id, name, input] = [textField(piece, 'id'), textField(part, 'name'), field(part, 'arguments')];
      let call = growing.get(index);
      if (!call || (name !== '' && id !== '' && call.id !== '' && id !== call.id)) {
        call = { id, name: '', input: '' };
        calls.push(call);
        growing.set(index, call);
      }
      call.id ||= id;
      call.name ||= name;
      call.input += typeof input === 'object' && input !== null ? JSON.stringify(input) : textField(part, 'arguments');
    },
    /** All calls gathered so far, in order; then starts over. */
    take(): readonly ReplyEvent[] {
      growing.clear();
      return calls
        .splice(0)
        .map((call, place) => ({ type: 'toolCall', ...call, id: call.id === '' ? `call_${place + 1}` : call.id }));
    },
  };
}

/**
 * Besides the protocol's own reasons, those of DeepSeek, Mistral, vLLM and Zhipu, some of which are not a normal end.
 */
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

/** A piece of text or, from a model that thinks aloud, a list of parts: Mistral's servers send both. */
function contentEvents(content: unknown, thoughts: Thoughts): readonly ReplyEvent[] {
  if (typeof content === 'string') return content === '' ? noEvents : thoughts.read(content);
  if (!Array.isArray(content)) return noEvents;
  return content.flatMap((part: unknown) => {
    const thinking = field(part, 'thinking');
    if (typeof thinking === 'string') return spoken('thinking', thinking);
    if (!Array.isArray(thinking)) return spoken('text', textField(part, 'text'));
    return spoken('thinking', thinking.map((piece: unknown) => textField(piece, 'text')).join(''));
  });
}

/** The input includes what came from a cache, which DeepSeek and Moonshot report in places of their own. */
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

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
