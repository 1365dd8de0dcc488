/** The three wire protocols as a server speaks them: one reply as the list of its server-sent events. */

export type Protocol = 'anthropic' | 'openai' | 'compatible';

/** What a reply consists of, whatever the protocol. */
export interface SpokenReply {
  /** The text, whole or as its deltas. Whole text is sent word by word. */
  readonly text?: string | readonly string[];
  readonly thinking?: string;
  /** False: the server gives no usage. */
  readonly usage?:
    | { readonly input: number; readonly output: number; readonly cached?: number; readonly cacheWritten?: number }
    | false;
  readonly stop?: 'end' | 'length' | 'refused';
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly input: string }[];
}

/** One event. `last`: the terminal marker or what follows it. */
export interface WireEvent {
  /** Empty: the protocol names no events. */
  readonly event: string;
  readonly data: string;
  readonly kind: 'text' | 'last' | 'other';
}

interface Named {
  readonly type: string;
  readonly [key: string]: unknown;
}

const defaultUsage: Exclude<SpokenReply['usage'], false | undefined> = { input: 12, output: 7 };

function usageOf(reply: SpokenReply): typeof defaultUsage | undefined {
  return reply.usage === false ? undefined : (reply.usage ?? defaultUsage);
}

export function speak(protocol: Protocol, reply: SpokenReply, model: string): readonly WireEvent[] {
  const deltas = typeof reply.text === 'string' ? (reply.text.match(/\S+\s*|\s+/g) ?? []) : (reply.text ?? []);
  switch (protocol) {
    case 'anthropic':
      return speakMessages(reply, deltas, model);
    case 'openai':
      return speakResponses(reply, deltas, model);
    case 'compatible':
      return speakChat(reply, deltas, model);
  }
}

function speakMessages(reply: SpokenReply, deltas: readonly string[], model: string): readonly WireEvent[] {
  const usage = usageOf(reply);
  const named = (data: Named, kind: WireEvent['kind'] = 'other'): WireEvent => ({
    event: data.type,
    data: JSON.stringify(data),
    kind,
  });
  const events: WireEvent[] = [
    named({
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        ...(usage && {
          usage: {
            input_tokens: usage.input - (usage.cached ?? 0) - (usage.cacheWritten ?? 0),
            cache_read_input_tokens: usage.cached ?? 0,
            cache_creation_input_tokens: usage.cacheWritten ?? 0,
            output_tokens: 1,
          },
        }),
      },
    }),
    named({ type: 'ping' }),
  ];
  let index = 0;
  const block = (start: object, changes: readonly object[]) => {
    events.push(named({ type: 'content_block_start', index, content_block: start }));
    for (const delta of changes) {
      events.push(named({ type: 'content_block_delta', index, delta }, 'text' in delta ? 'text' : 'other'));
    }
    events.push(named({ type: 'content_block_stop', index }));
    index += 1;
  };
  if (reply.thinking !== undefined) {
    block({ type: 'thinking', thinking: '' }, [{ type: 'thinking_delta', thinking: reply.thinking }]);
  }
  if (deltas.length > 0)
    block(
      { type: 'text', text: '' },
      deltas.map((text) => ({ type: 'text_delta', text })),
    );
  for (const call of reply.toolCalls ?? []) {
    const half = Math.floor(call.input.length / 2);
    const pieces = [call.input.slice(0, half), call.input.slice(half)];
    block(
      { type: 'tool_use', id: call.id, name: call.name, input: {} },
      pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
    );
  }
  const reasons = { end: 'end_turn', length: 'max_tokens', refused: 'refusal' };
  const delta = { stop_reason: reasons[reply.stop ?? 'end'], stop_sequence: null };
  events.push(
    named({ type: 'message_delta', delta, ...(usage && { usage: { output_tokens: usage.output } }) }),
    named({ type: 'message_stop' }, 'last'),
  );
  return events;
}

function speakResponses(reply: SpokenReply, deltas: readonly string[], model: string): readonly WireEvent[] {
  const events: WireEvent[] = [];
  const named = (data: Named, kind: WireEvent['kind'] = 'other') => {
    events.push({ event: data.type, data: JSON.stringify({ ...data, sequence_number: events.length }), kind });
  };
  const base = { id: 'resp_1', object: 'response', model, output: [] };
  named({ type: 'response.created', response: { ...base, status: 'in_progress' } });
  if (reply.thinking !== undefined) {
    named({ type: 'response.reasoning_summary_text.delta', summary_index: 0, delta: reply.thinking });
  }
  const refused = reply.stop === 'refused';
  for (const delta of deltas) {
    named({ type: refused ? 'response.refusal.delta' : 'response.output_text.delta', delta }, 'text');
  }
  for (const call of reply.toolCalls ?? []) {
    const item = { type: 'function_call', id: 'fc_1', call_id: call.id, name: call.name, arguments: call.input };
    named({ type: 'response.function_call_arguments.delta', delta: call.input });
    named({ type: 'response.output_item.done', item });
  }
  const cut = reply.stop === 'length';
  const usage = usageOf(reply);
  const response = {
    ...base,
    status: cut ? 'incomplete' : 'completed',
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    usage: usage && {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached ?? 0, cache_write_tokens: usage.cacheWritten ?? 0 },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: usage.input + usage.output,
    },
  };
  named({ type: cut ? 'response.incomplete' : 'response.completed', response }, 'last');
  return events;
}

function speakChat(reply: SpokenReply, deltas: readonly string[], model: string): readonly WireEvent[] {
  const events: WireEvent[] = [];
  const chunk = (choices: readonly object[], more: object, kind: WireEvent['kind']) => {
    const data = { id: 'chat_1', object: 'chat.completion.chunk', created: 1, model, choices, ...more };
    events.push({ event: '', data: JSON.stringify(data), kind });
  };
  const choice = (delta: object, finish_reason: string | null = null, kind: WireEvent['kind'] = 'other') =>
    chunk([{ index: 0, delta, finish_reason }], {}, kind);
  choice({ role: 'assistant', content: '' });
  if (reply.thinking !== undefined) choice({ reasoning_content: reply.thinking });
  const field = reply.stop === 'refused' ? 'refusal' : 'content';
  for (const delta of deltas) choice({ [field]: delta }, null, 'text');
  (reply.toolCalls ?? []).forEach((call, index) => {
    const half = Math.floor(call.input.length / 2);
    choice({
      tool_calls: [
        { index, id: call.id, type: 'function', function: { name: call.name, arguments: call.input.slice(0, half) } },
      ],
    });
    choice({ tool_calls: [{ index, function: { arguments: call.input.slice(half) } }] });
  });
  const reasons = { end: reply.toolCalls ? 'tool_calls' : 'stop', length: 'length', refused: 'content_filter' };
  choice({}, reasons[reply.stop ?? 'end'], 'last');
  const usage = usageOf(reply);
  if (usage) {
    chunk(
      [],
      {
        usage: {
          prompt_tokens: usage.input,
          completion_tokens: usage.output,
          total_tokens: usage.input + usage.output,
          prompt_tokens_details: { cached_tokens: usage.cached ?? 0, cache_write_tokens: usage.cacheWritten ?? 0 },
        },
      },
      'last',
    );
  }
  events.push({ event: '', data: '[DONE]', kind: 'last' });
  return events;
}
