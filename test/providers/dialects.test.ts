/** What single servers say in their own way, and what must become of it: ends, counts, answers told at once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { streamed } from '../support/faulty-replies.ts';
import { openServer, type ScriptedReply } from '../support/provider-server.ts';
import { ask, collect, problemOf, providerAt } from '../support/provider-setup.ts';

const endedBy = (reason: string): ScriptedReply => ({
  text: 'So far.',
  rewrite: (stream) => stream.replace('"finish_reason":"stop"', `"finish_reason":"${reason}"`),
});

describe('an end that only some servers know', () => {
  for (const [reason, stop] of [
    ['model_length', 'length'],
    ['sensitive', 'refused'],
    ['eos', 'end'],
  ] as const) {
    it(`${reason} is done with ${stop}`, async (t) => {
      const server = await openServer(t, () => endedBy(reason));
      const { end } = await collect(providerAt('compatible', server), ask('Hello'));
      assert.ok(end?.type === 'done' && end.stop === stop);
    });
  }

  for (const [reason, code] of [
    ['insufficient_system_resource', 'overloaded'],
    ['abort', 'server-error'],
    ['error', 'server-error'],
    ['network_error', 'server-error'],
  ] as const) {
    it(`${reason} is no end in order: what came is kept, and it is said`, async (t) => {
      const server = await openServer(t, () => endedBy(reason));
      const collected = await collect(providerAt('compatible', server), ask('Hello'));
      assert.equal(collected.text, 'So far.');
      assert.equal(problemOf(collected).code, code);
      assert.equal(server.requests.length, 1);
    });
  }
});

describe('counts', () => {
  it('Anthropic: zeros at the end do not undo what was told at the start', async (t) => {
    const rewrite = (stream: string) =>
      stream.replace(/("type":"message_delta".*"usage":\{)/, '$1"input_tokens":0,"cache_read_input_tokens":0,');
    const server = await openServer(t, () => ({
      text: 'Yes.',
      usage: { input: 100, output: 20, cached: 60 },
      rewrite,
    }));
    const { end } = await collect(providerAt('anthropic', server), ask('Hello'));
    assert.deepEqual(end?.usage, { input: 100, output: 20, cached: 60 });
  });

  it('Anthropic: the output told at the start is no count of what came after it', async (t) => {
    const rewrite = (stream: string) =>
      stream.replace(/("type":"message_delta".*)"usage":\{[^}]*\}/, '$1"usage":{"input_tokens":100}');
    const server = await openServer(t, () => ({
      text: 'x'.repeat(400),
      usage: { input: 100, output: 1 },
      rewrite,
    }));
    const { end } = await collect(providerAt('anthropic', server), ask('Hello'));
    assert.deepEqual(end?.usage, { input: 100, output: 100, estimated: true });
  });

  it('Moonshot: in the choice', async (t) => {
    const server = await openServer(t, () => ({
      text: 'Yes.',
      usage: false,
      rewrite: (stream) =>
        stream.replace('"finish_reason":"stop"', '$&,"usage":{"prompt_tokens":9,"completion_tokens":2}'),
    }));
    const { end } = await collect(providerAt('compatible', server), ask('Hello'));
    assert.deepEqual(end?.usage, { input: 9, output: 2 });
  });

  for (const [who, told, expected] of [
    ['OpenAI', { prompt_tokens_details: { cached_tokens: 6 } }, { cached: 6 }],
    ['DeepSeek', { prompt_cache_hit_tokens: 6, prompt_cache_miss_tokens: 3 }, { cached: 6 }],
    ['Moonshot', { cached_tokens: 6 }, { cached: 6 }],
    [
      'OpenRouter',
      { prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 3 } },
      { cached: 4, cacheWritten: 3 },
    ],
    ['a server that keeps no cache', { prompt_tokens_details: null }, {}],
  ] as const) {
    it(`${who}: what a cache knew is a part of the input`, async (t) => {
      const usage = { prompt_tokens: 9, completion_tokens: 2, ...told };
      const choices = [{ delta: { content: 'Yes.' }, finish_reason: 'stop' }];
      const server = await openServer(t, () => streamed({ choices, usage }));
      const { end } = await collect(providerAt('compatible', server), ask('Hello'));
      assert.deepEqual(end?.usage, { input: 9, output: 2, ...expected });
    });
  }

  it('thinking counts as output where it must be estimated', async (t) => {
    const server = await openServer(t, () => ({ thinking: 'x'.repeat(400), text: 'x'.repeat(40), usage: false }));
    const { end } = await collect(providerAt('compatible', server), ask('Hello'));
    assert.deepEqual([end?.usage?.output, end?.usage?.estimated], [110, true]);
  });
});

describe('the Messages API in other hands', () => {
  it('arguments at the start of a call, and calls without an end, are told', async (t) => {
    const named = (...events: readonly { readonly type: string }[]): ScriptedReply => ({
      rewrite: () => events.map((one) => `event: ${one.type}\ndata: ${JSON.stringify(one)}\n\n`).join(''),
    });
    const call = { type: 'tool_use', id: 'a', name: 'look', input: { at: 1 } };
    const begun = { type: 'content_block_start', index: 0, content_block: call };
    const server = await openServer(t, () => named({ type: 'message_start' }, begun, { type: 'message_stop' }));
    const { events, end } = await collect(providerAt('anthropic', server), ask('Hello'));
    assert.ok(events.some((event) => event.type === 'toolCall' && event.input === '{"at":1}'));
    assert.equal(end?.type, 'done');
  });
});

describe('the Responses API in other hands', () => {
  it('an answer that is told at its end only is told', async (t) => {
    const thought = { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'Hm.' }] };
    const said = ['One.', 'Two.'].map((text) => ({ type: 'message', content: [{ type: 'output_text', text }] }));
    const output = [thought, ...said];
    const server = await openServer(t, () => streamed({ type: 'response.completed', response: { output } }));
    const { text, end } = await collect(providerAt('openai', server), ask('Hello'));
    assert.equal(text, 'One.\n\nTwo.');
    assert.equal(end?.type, 'done');
  });

  it('a text that is told at its own end only is told once, also where the answer repeats it', async (t) => {
    const done = { type: 'response.output_text.done', text: 'Whole.' };
    const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Whole.' }] }];
    const server = await openServer(t, () => streamed(done, { type: 'response.completed', response: { output } }));
    assert.equal((await collect(providerAt('openai', server), ask('Hello'))).text, 'Whole.');
  });

  it('an end without a response is an end', async (t) => {
    const delta = { type: 'response.output_text.delta', delta: 'Yes.' };
    const server = await openServer(t, () => streamed(delta, { type: 'response.completed', response: null }));
    const { text, end } = await collect(providerAt('openai', server), ask('Hello'));
    assert.deepEqual([text, end?.type], ['Yes.', 'done']);
  });

  it('a second message of one answer begins a paragraph', async (t) => {
    const message = { type: 'response.output_item.added', item: { type: 'message' } };
    const said = (delta: string) => ({ type: 'response.output_text.delta', delta });
    const end = { type: 'response.completed', response: {} };
    const server = await openServer(t, () =>
      streamed(message, said('Let me '), said('see.'), message, said('Yes.'), end),
    );
    assert.equal((await collect(providerAt('openai', server), ask('Hello'))).text, 'Let me see.\n\nYes.');
  });
});
