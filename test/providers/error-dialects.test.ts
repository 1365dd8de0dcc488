/** Errors in the words of single servers: what each is taken for, and that it is not asked again. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ProblemCode, sentence } from '../../src/core/problem.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { status, streamed } from '../support/faulty-replies.ts';
import { openServer, type Protocol, type ScriptedReply } from '../support/provider-server.ts';
import { ask, collect, problemOf, providerAt } from '../support/provider-setup.ts';

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
