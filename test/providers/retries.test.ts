/** Waiting and asking again: visible, as long as the server says, stopped at once, and never after the first word. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ReplyEvent } from '../../src/core/reply.ts';
import { backOff, readRetryAfter, spanInWords } from '../../src/providers/retry-after.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { openServer, type ScriptedReply } from '../support/provider-server.ts';
import { ask, collect, protocols, providerAt } from '../support/provider-setup.ts';

const refused = (status: number, headers: Readonly<Record<string, string>> = {}): ScriptedReply => ({
  fault: { kind: 'status', status, body: { error: { message: 'not now' } } },
  headers,
});

const delaysOf = (events: readonly ReplyEvent[]) =>
  events.filter((event) => event.type === 'retrying').map(({ delayMs }, before) => [before + 1, delayMs]);

for (const protocol of protocols) {
  describe(`${protocol}: asking again`, () => {
    const run = async (t: TestContext, script: readonly ScriptedReply[]) => {
      const timers = fakeTimers();
      const server = await openServer(t, script);
      const collected = await collect(providerAt(protocol, server, { timers }), ask('Hello'), { timers });
      return { ...collected, requests: server.requests.length };
    };

    it('a server that recovers gives its answer, and each wait was told', async (t) => {
      const { events, text, end, requests } = await run(t, [refused(500), refused(500), { text: 'Here.' }]);
      assert.deepEqual(delaysOf(events), [
        [1, 500],
        [2, 1000],
      ]);
      assert.equal(text, 'Here.');
      assert.equal(end?.type, 'done');
      assert.equal(requests, 3);
    });

    it('the wait a server asks for is kept, in seconds or milliseconds', async (t) => {
      const { events } = await run(t, [
        refused(429, { 'retry-after': '90' }),
        refused(429, { 'retry-after-ms': '1500' }),
        { text: 'Here.' },
      ]);
      assert.deepEqual(delaysOf(events), [
        [1, 90_000],
        [2, 1500],
      ]);
      const retrying = events.find((event) => event.type === 'retrying');
      assert.ok(retrying?.type === 'retrying');
      assert.equal(retrying.problem.retryAfterMs, 90_000);
      assert.match(retrying.problem.next, /sent again in 90 seconds/);
    });

    it('after the first word nothing is asked again', async (t) => {
      const { events, requests, text } = await run(t, [
        { text: 'One two.', fault: { kind: 'reset', after: 1 } },
        { text: 'Never.' },
      ]);
      assert.deepEqual(delaysOf(events), []);
      assert.equal(requests, 1);
      assert.equal(text, 'One ');
    });

    it('a wait is ended at once by an abort', async (t) => {
      const server = await openServer(t, () => refused(429, { 'retry-after': '500' }));
      const abort = new AbortController();
      const timers = fakeTimers();
      const { end } = await collect(providerAt(protocol, server, { timers }), ask('Hello'), {
        signal: abort.signal,
        onEvent: (event) => event.type === 'retrying' && setImmediate(() => abort.abort()),
      });
      assert.ok(end?.type === 'stopped' && end.stop === 'aborted');
      assert.equal(server.requests.length, 1);
      assert.deepEqual(timers.pending(), []);
    });
  });
}

describe('the wait a server asks for', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  const rows: readonly (readonly [Readonly<Record<string, string>>, number | undefined])[] = [
    [{}, undefined],
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '1000000000' }, undefined],
    [{ 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' }, undefined],
    [{ 'retry-after-ms': '9'.repeat(400) }, undefined],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '6m0s' }, undefined],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '1h2m3.5s' }, 3_723_500],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '120ms' }, 120],
    [
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '6m0s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '120ms',
      },
      360_000,
    ],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 25_000) }, 25_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 25) }, 25_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '25' }, 25_000],
    [{ 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '25' }, undefined],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }, undefined],
    [
      {
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': '2026-11-22T12:01:00Z',
      },
      60_000,
    ],
  ];
  for (const [headers, expected] of rows) {
    it(`${JSON.stringify(headers)} is ${expected}`, () => {
      assert.equal(readRetryAfter(new Headers(headers), now), expected);
    });
  }

  it('what the server says counts where no header does', () => {
    const none = new Headers();
    assert.equal(readRetryAfter(none, now, 'Quota exceeded.\nPlease retry in 45.578569677s.'), 45_579);
    assert.equal(readRetryAfter(none, now, 'Rate limit reached. Please try again in 1m26.4s. Need more?'), 86_400);
    assert.equal(readRetryAfter(none, now, 'Try again in a moment.'), undefined);
    assert.equal(readRetryAfter(new Headers({ 'retry-after': '3' }), now, 'Please retry in 45s.'), 3000);
  });
});

describe('the wait of our own choice', () => {
  it('doubles, has a part by chance, and never exceeds a minute', () => {
    assert.deepEqual(
      [1, 2, 3].map((retry) => backOff('soon', retry, undefined, 0)),
      [500, 1000, 2000],
    );
    assert.equal(backOff('soon', 4, undefined, 0), undefined);
    assert.equal(backOff('later', 1, undefined, 0.5), 1750);
    for (let retry = 1; retry <= 5; retry += 1) assert.ok((backOff('later', retry, undefined, 0) ?? 0) <= 60_000);
  });

  it('gives up when a server asks for more than ten minutes', () => {
    assert.equal(backOff('later', 1, 600_000, 0), 600_000);
    assert.equal(backOff('later', 1, 600_001, 0), undefined);
  });

  it('is kept at least where a server asks for no wait at all, so that it is not hammered', () => {
    assert.deepEqual(
      [1, 2, 3].map((retry) => backOff('later', retry, 0, 0)),
      [500, 1000, 2000],
    );
  });

  it('is said in words', () => {
    assert.deepEqual([1, 1000, 90_000, 121_000, 7_200_001, 259_200_000].map(spanInWords), [
      '1 second',
      '1 second',
      '90 seconds',
      '3 minutes',
      '3 hours',
      '3 days',
    ]);
  });
});
