/** Turns Messages API events into reply events: blocks, their pieces, and growing token counts. */
import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { ReplyEvent } from '../core/reply.ts';
import { field, textField } from './evidence.ts';
import { countedUsage, tokenCount } from './usage.ts';
import { type Learned, noEvents, type Reader, spoken } from './wire.ts';

const countNames = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'output_tokens'] as const;

interface Call {
  readonly id: string;
  readonly name: string;
  /** The arguments, as some servers send them: all at the start. */
  readonly whole: string;
  pieces: string;
}

function called({ id, name, whole, pieces }: Call): ReplyEvent {
  return { type: 'toolCall', id, name, input: pieces === '' ? whole : pieces };
}

/** Complete at `message_stop`, whose reason came in the last `message_delta`. */
export function newMessagesReader(): Reader<RawMessageStreamEvent> {
  const learned: Learned = {};
  const calls = new Map<number, Call>();
  let stop: 'end' | 'length' | 'refused' = 'end';
  /** By the protocol's names. */
  const counts = new Map<string, number>();
  /** The count at the start is a placeholder: it may be all that a server in between passes on. */
  let estimated = true;
  const count = (usage: unknown) => {
    // Cumulative, so none may shrink: some servers report the input at the start and zeros at the end.
    for (const name of countNames) {
      const told = tokenCount(field(usage, name));
      if (told !== undefined) counts.set(name, Math.max(told, counts.get(name) ?? 0));
    }
    const [fresh, read = 0, written = 0, output] = countNames.map((name) => counts.get(name));
    // `input_tokens` leaves out what was read from or written to the cache; ours counts everything.
    const input = fresh === undefined ? undefined : fresh + read + written;
    const counted = countedUsage({ input, output, cached: read, cacheWritten: written });
    if (counted) learned.usage = { ...counted, ...(estimated ? { estimated } : {}) };
  };

  // Told as soon as it is known: a reply that the user stops has cost what it had cost by then.
  const soFar = (): readonly ReplyEvent[] => (learned.usage ? [{ type: 'usage', usage: learned.usage }] : noEvents);

  const read = (event: RawMessageStreamEvent): readonly ReplyEvent[] => {
    switch (event.type) {
      case 'message_start':
        count(field(event.message, 'usage'));
        return [{ type: 'started', model: textField(event.message, 'model') }, ...soFar()];
      case 'content_block_start': {
        const block = event.content_block;
        if (block.type === 'tool_use') {
          const whole = JSON.stringify(field(block, 'input') ?? {});
          calls.set(event.index, { id: textField(block, 'id'), name: textField(block, 'name'), whole, pieces: '' });
        }
        if (block.type === 'text') return spoken('text', textField(block, 'text'));
        return block.type === 'thinking' ? spoken('thinking', textField(block, 'thinking')) : noEvents;
      }
      case 'content_block_delta': {
        const { delta } = event;
        if (delta.type === 'text_delta') return spoken('text', textField(delta, 'text'));
        if (delta.type === 'thinking_delta') return spoken('thinking', textField(delta, 'thinking'));
        const call = delta.type === 'input_json_delta' ? calls.get(event.index) : undefined;
        if (call) call.pieces += textField(delta, 'partial_json');
        return noEvents;
      }
      case 'content_block_stop': {
        const call = calls.get(event.index);
        calls.delete(event.index);
        return call ? [called(call)] : noEvents;
      }
      case 'message_delta':
        stop = stopOf(event.delta.stop_reason) ?? stop;
        estimated &&= (tokenCount(field(event.usage, 'output_tokens')) ?? 0) === 0;
        count(event.usage);
        return soFar();
      case 'message_stop':
        learned.stop = stop;
        // Not every server ends its blocks.
        return [...calls.values()].map(called);
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
