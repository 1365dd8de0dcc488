/** The fault table: each row on each wire protocol, through the real SDKs and a real connection. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProblemCode } from '../../src/core/problem.ts';
import { beginReply, grow, isEmptyReply } from '../../src/core/reply.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { openServer, type Protocol, type ScriptedReply, type ServerFault } from '../support/provider-server.ts';
import { ask, type Collected, collect, problemOf, protocols, providerAt, testKey } from '../support/provider-setup.ts';

interface Row {
  readonly fault: string;
  readonly reply: ScriptedReply | ((protocol: Protocol) => ScriptedReply);
  readonly code: ProblemCode;
  readonly stop: 'failed' | 'interrupted';
  /** Requests in all, retries included. */
  readonly requests: number | ((protocol: Protocol) => number);
  /** What the sentence or the next step says. */
  readonly says: RegExp;
  readonly text?: string;
  readonly only?: Protocol;
}

const spoken = 'One two three four five.';
const status = (
  code: number,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): ScriptedReply => ({
  fault: { kind: 'status', status: code, body },
  headers,
});
/** The body of an error as each vendor writes it. */
const told =
  (code: number, type: string, message: string) =>
  (protocol: Protocol): ScriptedReply =>
    status(
      code,
      protocol === 'anthropic' ? { type: 'error', error: { type, message } } : { error: { type, code: type, message } },
    );
const broken = (fault: ServerFault): ScriptedReply => ({ text: spoken, fault });

const rows: readonly Row[] = [
  {
    fault: '401',
    reply: told(401, 'authentication_error', 'invalid x-api-key'),
    code: 'bad-key',
    stop: 'failed',
    requests: 1,
    says: /does not accept the key.*apiKey in the config file/,
  },
  {
    fault: '403',
    reply: told(403, 'permission_error', 'no access to this model'),
    code: 'forbidden',
    stop: 'failed',
    requests: 1,
    says: /no access to this model/,
  },
  {
    fault: '404 for the model',
    reply: told(404, 'not_found_error', 'model: test-model not found'),
    code: 'model-not-found',
    stop: 'failed',
    requests: 1,
    says: /no model named test-model.*Near it: test-model-2/,
  },
  {
    fault: '404 for the path',
    reply: status(404, '404 page not found'),
    code: 'not-a-stream',
    stop: 'failed',
    // At another server's address the Responses API is tried first, then Chat Completions.
    requests: (protocol) => (protocol === 'openai' ? 2 : 1),
    says: /base URL/,
  },
  {
    fault: '400 context too long',
    reply: told(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    code: 'context-too-long',
    stop: 'failed',
    requests: 1,
    says: /\/compact/,
  },
  {
    fault: '400 context_length_exceeded',
    reply: told(400, 'context_length_exceeded', 'Your input is too large.'),
    code: 'context-too-long',
    stop: 'failed',
    requests: 1,
    says: /larger window/,
  },
  {
    fault: '400 of another kind',
    reply: told(400, 'invalid_request_error', 'temperature: must be below 1'),
    code: 'bad-request',
    stop: 'failed',
    requests: 1,
    says: /temperature: must be below 1/,
  },
  {
    fault: '413',
    reply: told(413, 'request_too_large', 'too big'),
    code: 'request-too-large',
    stop: 'failed',
    requests: 1,
    says: /attachments/,
  },
  {
    fault: '429',
    reply: told(429, 'rate_limit_error', 'slow down'),
    code: 'rate-limited',
    stop: 'failed',
    requests: 6,
    says: /too many requests/,
  },
  {
    fault: '429 with a very long Retry-After',
    reply: status(429, {}, { 'retry-after': '7200' }),
    code: 'rate-limited',
    stop: 'failed',
    requests: 1,
    says: /Try again in 120 minutes/,
  },
  {
    fault: '429 insufficient_quota',
    reply: told(429, 'insufficient_quota', 'You exceeded your current quota'),
    code: 'quota-exhausted',
    stop: 'failed',
    requests: 1,
    says: /billing/,
  },
  {
    fault: '400 credit balance',
    reply: told(400, 'invalid_request_error', 'Your credit balance is too low'),
    code: 'quota-exhausted',
    stop: 'failed',
    requests: 1,
    says: /billing/,
  },
  {
    fault: '500',
    reply: told(500, 'api_error', 'internal'),
    code: 'server-error',
    stop: 'failed',
    requests: 4,
    says: /failed \(500\): internal/,
  },
  {
    fault: '503',
    reply: status(503, 'no healthy upstream'),
    code: 'overloaded',
    stop: 'failed',
    requests: 6,
    says: /overloaded/,
  },
  {
    fault: '503 while the model loads',
    reply: status(503, { error: { message: 'Loading model', code: 503 } }),
    code: 'overloaded',
    stop: 'failed',
    requests: 6,
    says: /loading the model/,
  },
  {
    fault: '529',
    reply: told(529, 'overloaded_error', 'Overloaded'),
    code: 'overloaded',
    stop: 'failed',
    requests: 6,
    says: /overloaded/,
  },
  {
    fault: '500 that must not be retried',
    reply: { ...status(500, {}), headers: { 'x-should-retry': 'false' } },
    code: 'server-error',
    stop: 'failed',
    requests: 1,
    says: /failed/,
  },
  {
    fault: 'a redirect',
    reply: status(307, '', { location: 'http://127.0.0.1:9/' }),
    code: 'not-a-stream',
    stop: 'failed',
    requests: 1,
    says: /redirects.*base URL/,
  },
  {
    fault: 'reset before the head',
    reply: { fault: { kind: 'reset-at-once' } },
    code: 'connection-lost',
    stop: 'failed',
    requests: 4,
    says: /lost/,
  },
  {
    fault: '200 with HTML (T32)',
    reply: { fault: { kind: 'html' } },
    code: 'not-a-stream',
    stop: 'failed',
    requests: 1,
    says: /web page.*base URL/,
  },
  {
    fault: '200 with JSON (T32)',
    reply: { fault: { kind: 'json' } },
    code: 'not-a-stream',
    stop: 'failed',
    requests: 1,
    says: /JSON.*base URL/,
  },
  {
    fault: '200 with nothing (T32)',
    reply: { fault: { kind: 'empty' } },
    code: 'not-a-stream',
    stop: 'failed',
    requests: 1,
    says: /base URL/,
  },
  {
    fault: 'a clean end after half a reply (T31)',
    reply: broken({ kind: 'clean-end', after: 2 }),
    code: 'cut-off',
    stop: 'interrupted',
    requests: 1,
    says: /cut off.*\/retry/,
    text: 'One two ',
  },
  {
    fault: 'everything but the terminal marker',
    reply: broken({ kind: 'no-marker' }),
    code: 'cut-off',
    stop: 'interrupted',
    requests: 1,
    says: /cut off/,
    text: spoken,
  },
  {
    fault: 'a clean end before any text',
    reply: broken({ kind: 'clean-end', after: 0 }),
    code: 'cut-off',
    stop: 'interrupted',
    requests: 4,
    says: /cut off/,
    text: '',
  },
  {
    fault: 'a reset in the middle (T36)',
    reply: broken({ kind: 'reset', after: 2 }),
    code: 'connection-lost',
    stop: 'interrupted',
    requests: 1,
    says: /lost/,
    text: 'One two ',
  },
  {
    fault: 'FIN in the middle (T36)',
    reply: broken({ kind: 'fin', after: 2 }),
    code: 'connection-lost',
    stop: 'interrupted',
    requests: 1,
    says: /lost/,
    text: 'One two ',
  },
  {
    fault: 'a malformed event',
    reply: broken({ kind: 'malformed', after: 2 }),
    code: 'bad-stream',
    stop: 'interrupted',
    requests: 1,
    says: /cannot be read/,
    text: 'One two ',
  },
  {
    fault: 'an error event in the middle (T36)',
    reply: broken({ kind: 'error-event', after: 2, type: 'overloaded_error', message: 'Overloaded' }),
    code: 'overloaded',
    stop: 'failed',
    requests: 1,
    says: /overloaded/,
    text: 'One two ',
  },
  {
    fault: 'an error event before any text',
    reply: broken({ kind: 'error-event', after: 0, type: 'overloaded_error', message: 'Overloaded' }),
    code: 'overloaded',
    stop: 'failed',
    requests: 6,
    says: /overloaded/,
    text: '',
  },
  {
    fault: 'an unknown error event',
    reply: broken({ kind: 'error-event', after: 2, type: 'odd_error', message: 'Something odd' }),
    code: 'server-error',
    stop: 'failed',
    requests: 1,
    says: /Something odd/,
    text: 'One two ',
  },
  {
    fault: 'response.failed',
    only: 'openai',
    reply: broken({ kind: 'response-failed', after: 2, type: 'server_error', message: 'It broke' }),
    code: 'server-error',
    stop: 'failed',
    requests: 1,
    says: /It broke/,
    text: 'One two ',
  },
];

for (const protocol of protocols) {
  describe(`${protocol}: what a fault becomes`, () => {
    for (const row of rows.filter(({ only }) => only === undefined || only === protocol)) {
      it(row.fault, async (t) => {
        const timers = fakeTimers();
        const reply = typeof row.reply === 'function' ? row.reply(protocol) : row.reply;
        const server = await openServer(t, () => reply, { models: ['test-model-2', 'something-else-entirely'] });
        const collected = await collect(providerAt(protocol, server, { timers }), ask('Hello'), { timers });
        const problem = problemOf(collected);
        assert.equal(problem.code, row.code, JSON.stringify(problem));
        assert.match(`${problem.message} ${problem.next}`, row.says);
        assert.match(problem.message, /^[A-Z`1].*[.]$/s);
        assert.equal(collected.end?.type === 'stopped' && collected.end.stop, row.stop);
        if (row.text !== undefined) assert.equal(collected.text, row.text);
        const requests = typeof row.requests === 'function' ? row.requests(protocol) : row.requests;
        assert.equal(server.requests.filter((request) => request.method === 'POST').length, requests);
        assertKeyIsNowhere(collected);
      });
    }

    it('a half event at the end keeps the text and says that it was cut', async (t) => {
      const server = await openServer(t, () => broken({ kind: 'half-event', after: 2 }));
      const collected = await collect(providerAt(protocol, server), ask('Hello'));
      assert.equal(collected.text, 'One two ');
      // One SDK drops the half event in silence, the other cannot parse it.
      assert.ok(['cut-off', 'bad-stream'].includes(problemOf(collected).code));
    });

    it('an empty answer leaves no reply worth a message (T32)', async (t) => {
      const server = await openServer(t, () => ({ fault: { kind: 'html' } }));
      const { events } = await collect(providerAt(protocol, server), ask('Hello'));
      const draft = events.reduce((reply, event) => grow(reply, event, 0), beginReply('msg', null, protocol, 'm', 0));
      assert.ok(isEmptyReply(draft));
    });

    it('a 401 whose text holds the key shows it nowhere (T37)', async (t) => {
      const echo = `Incorrect API key provided: ${testKey} (${testKey.slice(0, 12)}****${testKey.slice(-8)})`;
      for (const code of [400, 401, 403, 500]) {
        const server = await openServer(t, () => told(code, 'odd_error', echo)(protocol));
        const timers = fakeTimers();
        const collected = await collect(providerAt(protocol, server, { timers }), ask('Hello'), { timers });
        problemOf(collected);
        assertKeyIsNowhere(collected);
      }
    });
  });
}

function assertKeyIsNowhere({ events }: Collected): void {
  const everything = JSON.stringify(events);
  for (const part of [testKey, testKey.slice(0, 12), testKey.slice(-8)])
    assert.ok(!everything.includes(part), everything);
}
