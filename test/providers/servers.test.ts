/** What only some servers do: refused options, limits, no model named, warnings that SDKs print, images and tools. */
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { ok } from '../../src/core/problem.ts';
import type { Part } from '../../src/core/session.ts';
import { openaiWire } from '../../src/providers/openai.ts';
import { openServer, type ScriptedReply } from '../support/provider-server.ts';
import { ask, collect, message, problemOf, protocols, providerAt } from '../support/provider-setup.ts';

const refusal = (text: string): ScriptedReply => ({
  fault: { kind: 'status', status: 400, body: { error: { message: text } } },
});
const body = (request: { readonly body: unknown } | undefined) => request?.body as Readonly<Record<string, unknown>>;

describe('a server that refuses a detail of the request', () => {
  const refusals = {
    anthropic: ['cache_control', 400],
    openai: ['"input"', 404],
    compatible: ['stream_options', 400],
  } as const;
  for (const protocol of protocols) {
    it(`answers both of two questions that are asked at once (${protocol})`, async (t) => {
      const [detail, code] = refusals[protocol];
      const server = await openServer(t, async ({ raw }, _protocol, index) => {
        // Both are on their way before the first is refused.
        await server.until(() => server.requests.length > 1 || index > 1);
        const error = { message: `Unknown: ${detail}` };
        return raw.includes(detail) ? { fault: { kind: 'status', status: code, body: { error } } } : { text: 'Yes.' };
      });
      const provider = providerAt(protocol, server);
      const both = await Promise.all([collect(provider, ask('One?')), collect(provider, ask('Two?'))]);
      assert.deepEqual(
        both.map(({ text }) => text),
        ['Yes.', 'Yes.'],
      );
    });
  }
});

describe('a compatible server', () => {
  it('that refuses stream_options is asked without them, then and later', async (t) => {
    const server = await openServer(t, [refusal('Unknown field: stream_options'), { text: 'One.' }, { text: 'Two.' }]);
    const provider = providerAt('compatible', server);
    const first = await collect(provider, ask('Hello'));
    assert.equal(first.text, 'One.');
    assert.ok(!first.events.some((event) => event.type === 'retrying'));
    await collect(provider, ask('Again'));
    assert.deepEqual(
      server.requests.map((request) => 'stream_options' in body(request)),
      [true, false, false],
    );
  });

  it('that knows the limit of an answer by its newer name only is told it by that name', async (t) => {
    const refused = refusal("'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
    const server = await openServer(t, [refused, { text: 'A title' }]);
    const { text } = await collect(providerAt('compatible', server), ask('Hello', { maxTokens: 1000 }));
    assert.equal(text, 'A title');
    assert.deepEqual(
      server.requests.map((request) => [body(request).max_tokens, body(request).max_completion_tokens]),
      [
        [1000, undefined],
        [undefined, 1000],
      ],
    );
  });

  it('that refuses something else for ever is not asked for ever', async (t) => {
    const server = await openServer(t, () => refusal('stream_options are never enough'));
    const collected = await collect(providerAt('compatible', server), ask('Hello'));
    assert.equal(problemOf(collected).code, 'bad-request');
    assert.equal(server.requests.length, 2);
  });

  it('is asked for its first model that can talk when none is named', async (t) => {
    // The answer comes under a name that the server, a router, may not know when it is asked.
    const rewrite = (stream: string) => stream.replaceAll('llama3.2', '/models/llama-3.2.gguf');
    const server = await openServer(t, [{ text: 'Hi.', rewrite }], { models: ['nomic-embed-text', 'llama3.2'] });
    const { events, text } = await collect(providerAt('compatible', server), ask('Hello', { model: '' }));
    assert.equal(text, 'Hi.');
    assert.deepEqual(events[0], { type: 'started', model: 'llama3.2' });
  });

  it('that gives the answer a name that is none is said to answer as what it was asked for', async (t) => {
    for (const name of ['\\u001b[31mred', 'm'.repeat(5_000_000), '\\u202eevil', 'two\\nlines']) {
      const rewrite = (stream: string) => stream.replaceAll('"model":"test-model"', `"model":"${name}"`);
      const server = await openServer(t, [{ text: 'Hi.', rewrite }]);
      const { events } = await collect(providerAt('compatible', server), ask('Hello'));
      assert.deepEqual(events[0], { type: 'started', model: 'test-model' });
    }
  });

  it('is asked for its usual model where it is a vendor: what stands first in its list is any', async (t) => {
    const server = await openServer(t, [], { models: ['babbage-001'] });
    await collect(providerAt('anthropic', server), ask('Hello', { model: '' }));
    assert.equal(body(server.requests[0]).model, 'claude-sonnet-5-5');
  });

  it('without any model says so', async (t) => {
    const server = await openServer(t, [], { models: [] });
    const collected = await collect(providerAt('compatible', server), ask('Hello', { model: '' }));
    assert.equal(problemOf(collected).code, 'no-model');
    assert.notEqual(problemOf(collected).next, '');
  });
});

describe('a compatible server that thinks aloud in parts', () => {
  it('gives thinking and text, each in its place', async (t) => {
    const thought = {
      choices: [{ delta: { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] } }],
    };
    const said = { choices: [{ delta: { content: [{ type: 'text', text: 'Yes.' }] } }] };
    const server = await openServer(t, () => ({
      text: '',
      rewrite: (stream) => `data: ${JSON.stringify(thought)}\n\ndata: ${JSON.stringify(said)}\n\n${stream}`,
    }));
    const { events, text } = await collect(providerAt('compatible', server), ask('Hello'));
    assert.equal(text, 'Yes.');
    assert.ok(events.some((event) => event.type === 'thinking' && event.delta === 'Hm.'));
  });
});

describe('the Messages API', () => {
  it('is asked again with the limit of tokens that it names, and the limit is remembered', async (t) => {
    const limit = 'max_tokens: 32000 > 8192, which is the maximum allowed number of output tokens for test-model';
    const server = await openServer(t, [refusal(limit), { text: 'One.' }, { text: 'Two.' }]);
    const provider = providerAt('anthropic', server);
    assert.equal((await collect(provider, ask('Hello'))).text, 'One.');
    await collect(provider, ask('Again'));
    assert.deepEqual(
      server.requests.map((request) => body(request).max_tokens),
      [32_000, 8192, 8192],
    );
  });

  it('is asked for no more than the window still holds', async (t) => {
    const full = 'input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000, decrease input length';
    const server = await openServer(t, [refusal(full), { text: 'One.' }, { text: 'Two.' }]);
    const provider = providerAt('anthropic', server);
    await collect(provider, ask('Hello'));
    await collect(provider, ask('In a conversation that is short'));
    assert.deepEqual(
      server.requests.map((request) => body(request).max_tokens),
      [32_000, 10_000, 32_000],
    );
  });

  it('prints nothing over the screen for a model that its SDK calls old', async (t) => {
    const warn = mock.method(console, 'warn', () => {});
    const server = await openServer(t);
    await collect(providerAt('anthropic', server), ask('Hello', { model: 'claude-sonnet-4-5' }));
    warn.mock.restore();
    assert.equal(server.requests.length, 1);
    assert.equal(warn.mock.callCount(), 0);
  });

  it('gets the tools of a conversation with tool calls, and leave to call none', async (t) => {
    const server = await openServer(t);
    const parts: readonly Part[] = [{ type: 'tool_call', id: 'a', name: 'look', input: '{}' }];
    const messages = [message('user', 'A'), message('assistant', '', { parts }), message('user', 'B')];
    await collect(providerAt('anthropic', server), ask('', { messages }));
    const sent = body(server.requests[0]);
    assert.deepEqual(sent.tools, [{ name: 'look', input_schema: { type: 'object' } }]);
    assert.deepEqual(sent.tool_choice, { type: 'none' });
  });
});

describe('the Responses API', () => {
  it('is told to store nothing', async (t) => {
    const server = await openServer(t);
    await collect(providerAt('openai', server), ask('Hello'));
    assert.equal(body(server.requests[0]).store, false);
  });

  it("offers only the vendor's models that write text", async (t) => {
    const models = ['gpt-5.5', 'text-embedding-3-small', 'whisper-1', 'dall-e-3'];
    const server = await openServer(t, [], { models });
    const wire = openaiWire({
      provider: 'openai',
      isVendor: true,
      label: 'OpenAI',
      url: new URL(server.url('openai')),
      keyPlace: '',
      key: 'local',
      secrets: [],
    });
    assert.deepEqual(await wire.listModels(new AbortController().signal), [{ id: 'gpt-5.5' }]);
  });

  it('is left for Chat Completions at a server that does not know it, then and later', async (t) => {
    const unknown: ScriptedReply = { fault: { kind: 'status', status: 404, body: '404 page not found' } };
    const server = await openServer(t, (_request, protocol) => (protocol === 'openai' ? unknown : { text: 'Hi.' }));
    const provider = providerAt('openai', server);
    assert.equal((await collect(provider, ask('Hello'))).text, 'Hi.');
    assert.equal((await collect(provider, ask('Again'))).text, 'Hi.');
    assert.deepEqual(
      server.requests.map((request) => request.path),
      ['/v1/responses', '/v1/chat/completions', '/v1/chat/completions'],
    );
  });
});

for (const protocol of protocols) {
  describe(`${protocol}: what is sent`, () => {
    it('an orphan tool call goes with an error result, and nothing is refused', async (t) => {
      const server = await openServer(t);
      const parts: readonly Part[] = [{ type: 'tool_call', id: 'call_9', name: 'look', input: '{"a":1}' }];
      const messages = [message('user', 'A'), message('assistant', 'Wait.', { parts }), message('user', 'B')];
      const { end } = await collect(providerAt(protocol, server), ask('', { messages }));
      assert.equal(end?.type, 'done');
      const raw = server.requests[0]?.raw ?? '';
      assert.equal(raw.match(/"call_9"/g)?.length, 2);
      assert.match(raw, /did not return a result/);
    });

    it('lone surrogates leave as replacement signs, in JSON that is well-formed', async (t) => {
      const server = await openServer(t);
      await collect(providerAt(protocol, server), ask('half \ud83d!', { system: '\udc00' }));
      const raw = server.requests[0]?.raw ?? '';
      assert.ok(raw.includes('half \ufffd!'));
      assert.doesNotMatch(raw, /\\ud[89a-f]/i);
    });

    it('an image goes as base64 with its type', async (t) => {
      const server = await openServer(t);
      const attachments = [{ path: 'a.png', kind: 'image' as const, mediaType: 'image/png', bytes: 3, sha256: '' }];
      const provider = providerAt(protocol, server, {
        deps: { readAttachment: async () => ok(new Uint8Array([1, 2, 3])) },
      });
      await collect(provider, ask('', { messages: [message('user', 'See?', { attachments })] }));
      const raw = server.requests[0]?.raw ?? '';
      assert.match(raw, /AQID/);
      assert.match(raw, /image\/png/);
    });

    it('an attachment that is gone stops the request before it leaves', async (t) => {
      const server = await openServer(t);
      const attachments = [{ path: 'a.md', kind: 'text' as const, mediaType: 'text/plain', bytes: 3, sha256: '' }];
      const collected = await collect(
        providerAt(protocol, server),
        ask('', { messages: [message('user', 'See?', { attachments })] }),
      );
      assert.equal(problemOf(collected).code, 'attachment-unusable');
      assert.equal(server.requests.length, 0);
    });

    it('nothing to send is not sent', async (t) => {
      const server = await openServer(t);
      const collected = await collect(providerAt(protocol, server), ask('  '));
      assert.equal(problemOf(collected).code, 'bad-request');
      assert.equal(server.requests.length, 0);
    });
  });
}
