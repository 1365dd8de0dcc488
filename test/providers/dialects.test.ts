/** What single servers say in their own way, and what must become of it: ends, errors, counts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ProblemCode, sentence } from '../../src/core/problem.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { status, streamed } from '../support/faulty-replies.ts';
import { openServer, type Protocol, type ScriptedReply } from '../support/provider-server.ts';
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

interface Told {
  readonly who: string;
  readonly protocol?: Protocol;
  readonly reply: ScriptedReply;
  readonly code: ProblemCode;
  /** In its sentence or the next step. */
  readonly says?: RegExp;
}

const failedWith = (code: string) =>
  streamed({ type: 'response.failed', response: { error: { code, message: 'Not this.' } } });
const behindRouter = { error: { message: 'The maximum context length is 8192 tokens.' } };

const googleQuota =
  'You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: requests';

/** Each is asked once: none of them gets better by asking again. */
const told: readonly Told[] = [
  {
    who: 'Google: the error in a list',
    reply: status(400, [{ error: { code: 400, message: 'contents is not specified' } }]),
    code: 'bad-request',
    says: /the request: contents is not specified\./,
  },
  {
    who: 'Google: a wrong key',
    reply: status(400, [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.' } }]),
    code: 'bad-key',
  },
  {
    who: 'OpenRouter: an unknown model',
    reply: status(404, { error: { message: 'No endpoints found for test-model.', code: 404 } }),
    code: 'model-not-found',
  },
  {
    who: 'OpenRouter: a model that the account shuts out',
    reply: status(404, { error: { message: 'No endpoints found matching your data policy (Free model publication)' } }),
    code: 'bad-request',
    says: /your data policy/,
  },
  {
    who: 'OpenRouter: what the server behind it said',
    reply: status(400, {
      error: { message: 'Provider returned error', code: 400, metadata: { raw: JSON.stringify(behindRouter) } },
    }),
    code: 'context-too-long',
  },
  ...[
    'The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).',
    "This model's maximum prompt length is 131072 but the request contains 136973 tokens.",
    'The decoder prompt (length 16476) is longer than the maximum model length of 16384.',
    'Invalid request: Your request exceeded model token limit: 262144 (requested: 269030)',
    'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 5000 `inputs` tokens',
    'Range of input length should be [1, 30720]',
  ].map(
    (message): Told => ({
      who: `a window that is too small, as “${message}”`,
      reply: status(400, { error: { message, type: 'invalid_request_error' } }),
      code: 'context-too-long',
    }),
  ),
  {
    who: 'OpenRouter: the same as plain text',
    reply: status(400, {
      error: { message: 'Provider returned error', code: 400, metadata: { raw: 'no such voice' } },
    }),
    code: 'bad-request',
    says: /the request: no such voice\./,
  },
  {
    who: 'OpenRouter: the free requests of a day are used up',
    reply: status(429, {
      error: {
        message: 'Rate limit exceeded: free-models-per-day.',
        code: 429,
        metadata: {
          headers: {
            'X-RateLimit-Remaining': '0',
            'X-RateLimit-Reset': String(Date.UTC(2026, 10, 22, 7)),
          },
        },
      },
    }),
    code: 'rate-limited',
    says: /free-models-per-day\. Try again in 7 hours, or choose another provider with \/provider\./,
  },
  {
    who: 'Google: a model that the free plan does not have',
    reply: status(429, [{ error: { code: 429, message: `${googleQuota}, limit: 0\nPlease retry in 45.5s.` } }]),
    code: 'quota-exhausted',
  },
  {
    who: 'Google: the requests of a day are used up',
    reply: status(429, [{ error: { code: 429, message: `${googleQuota}, limit: 50\nPlease retry in 7h2m10.5s.` } }]),
    code: 'rate-limited',
    says: /Try again in 8 hours/,
  },
  {
    who: 'LiteLLM: a status as text, inside a stream',
    reply: streamed({ error: { message: 'litellm.BadRequestError: temperature', type: 'None', code: '400' } }),
    code: 'bad-request',
    says: /temperature/,
  },
  {
    who: 'LiteLLM: a budget',
    reply: status(400, { error: { message: 'Budget has been exceeded!', type: 'budget_exceeded', code: '400' } }),
    code: 'quota-exhausted',
  },
  {
    who: 'Azure: an unknown deployment',
    reply: status(404, { error: { code: 'DeploymentNotFound', message: 'The API deployment does not exist.' } }),
    code: 'model-not-found',
  },
  {
    who: 'Groq: more at once than is allowed in a minute',
    reply: status(413, { error: { message: 'Request too large (TPM): Limit 6000', code: 'rate_limit_exceeded' } }),
    code: 'request-too-large',
  },
  {
    who: 'LM Studio: a wrong path, answered with 200',
    reply: status(200, { error: 'Unexpected endpoint or method. (POST /api/chat/completions). Returning 200 anyway' }),
    code: 'not-a-stream',
  },
  {
    who: 'vLLM: an error in the middle, as an object of its own',
    reply: {
      text: 'So far.',
      rewrite: (stream) =>
        `${stream.split('"finish_reason":"stop"')[0]?.split('\n\n').slice(0, -1).join('\n\n')}\n\ndata: {"object":"error","type":"InternalServerError","message":"EngineCore died","code":500}\n\ndata: [DONE]\n\n`,
    },
    code: 'server-error',
    says: /EngineCore died/,
  },
  {
    who: 'llama.cpp, older: an error in a field of its own',
    reply: {
      text: 'So far.',
      rewrite: (stream) =>
        stream
          .replace('"finish_reason":"stop"', '"finish_reason":null')
          .replace('data: [DONE]', 'error: {"code":500,"message":"slot died"}\n\ndata: [DONE]'),
    },
    code: 'cut-off',
  },
  {
    who: 'an error in place of a stream that is called one',
    reply: {
      fault: {
        kind: 'status',
        status: 200,
        contentType: 'text/event-stream',
        body: { error: { message: 'No such model', code: 404 } },
      },
    },
    code: 'model-not-found',
  },
  {
    who: 'FastAPI: another method, so another address',
    reply: status(405, { detail: 'Method Not Allowed' }),
    code: 'not-a-stream',
    says: /base URL/,
  },
  {
    who: 'Cloudflare: errors in a list',
    reply: status(400, { success: false, errors: [{ code: 5007, message: 'No such voice' }] }),
    code: 'bad-request',
    says: /the request: No such voice\./,
  },
  {
    who: 'Anthropic: a wrong request, told inside the stream',
    protocol: 'anthropic',
    reply: {
      rewrite: () =>
        'event: error\ndata: {"type":"error","error":{"type":"invalid_request_error","message":"odd"}}\n\n',
    },
    code: 'bad-request',
    says: /the request: odd\./,
  },
  { who: 'OpenAI: a flagged prompt', protocol: 'openai', reply: failedWith('invalid_prompt'), code: 'content-refused' },
  {
    who: 'OpenAI: an image',
    protocol: 'openai',
    reply: failedWith('image_too_large'),
    code: 'bad-request',
    says: /Not this\./,
  },
];

describe('an error in words of its own', () => {
  for (const { who, protocol = 'compatible', reply, code, says } of told) {
    it(who, async (t) => {
      const timers = fakeTimers();
      const server = await openServer(t, () => reply);
      const collected = await collect(providerAt(protocol, server, { timers }), ask('Hello'), { timers });
      assert.equal(problemOf(collected).code, code, JSON.stringify(problemOf(collected)));
      if (says) assert.match(sentence(problemOf(collected)), says);
      assert.equal(server.requests.filter(({ method }) => method === 'POST').length, 1);
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
