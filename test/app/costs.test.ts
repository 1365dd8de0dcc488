/** What a session cost and how full its window is, from facts that are known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextUse, conversationContext, conversationCost, sessionCost } from '../../src/app/costs.ts';
import type { State } from '../../src/app/state.ts';
import type { Message, SessionSummary } from '../../src/core/session.ts';
import { begin, claude, facts, listed, mini, read, replies, run, summary } from '../support/priced-world.ts';

test('a session of the list is priced by its totals, cached input at its own price', () => {
  const state = run(begin(), facts('anthropic/claude', claude), facts('openai/mini', mini)).state;
  const rows: readonly (readonly [Partial<SessionSummary>, number | undefined])[] = [
    [{}, 6 + 1.5],
    [{ cachedTokens: 1_000_000 }, 3 + 0.3 + 1.5],
    [{ cachedTokens: 1_000_000, cacheWrittenTokens: 500_000 }, 0.3 + 1.875 + 1.5 + 1.5],
    [{ provider: 'openai', model: 'mini' }, 2 + 0.2],
    // No price for reading the cache is known: none is assumed to be lower.
    [{ provider: 'openai', model: 'mini', cachedTokens: 1_000_000 }, 2 + 0.2],
    [{ model: 'unheard-of' }, undefined],
    [{ inputTokens: 0, outputTokens: 0 }, 0],
  ];
  for (const [fields, expected] of rows) {
    const cost = sessionCost(state, summary(fields));
    if (expected === undefined) assert.equal(cost, undefined);
    else assert.ok(cost !== undefined && Math.abs(cost - expected) < 1e-9, `${JSON.stringify(fields)}: ${cost}`);
  }
});

test('a conversation is priced reply by reply, and not at all while one price is missing', () => {
  const shown = run(begin(), listed(summary()), facts('anthropic/claude', claude));
  const state = run(shown.state, read(shown.state)).state;
  const one = state.conversations.get('sess_1');
  assert.ok(one);
  assert.equal(conversationCost(state, one, summary()), undefined);
  const priced = run(state, facts('openai/mini', mini)).state;
  const expected = (40_000 * 3 + 60_000 * 0.3 + 2000 * 15 + 90_000 * 1 + 1000 * 2) / 1_000_000;
  const cost = conversationCost(priced, one, summary());
  assert.ok(cost !== undefined && Math.abs(cost - expected) < 1e-9);
});

test('a title that the model made costs like a reply', () => {
  const shown = run(begin(), listed(summary()), facts('openai/mini', mini), facts('anthropic/claude', claude));
  const state = run(shown.state, read(shown.state)).state;
  const cost = (now: State) => {
    const one = now.conversations.get('sess_1');
    return (one && conversationCost(now, one, summary())) ?? assert.fail();
  };
  const before = cost(state);
  const asked = { provider: 'openai', model: 'mini', usage: { input: 1000, output: 10 } };
  const titled = run(state, { type: 'titleMade', id: 'sess_1', title: '', asked }).state;
  assert.ok(Math.abs(cost(titled) - before - 0.00102) < 1e-9);
});

test('a fork costs what came after it was forked, as the statistics count it', () => {
  const fork = summary({ forkedFrom: { sessionId: 'sess_0', name: 'origin', messageId: 'b' } });
  const shown = run(begin(), listed(fork), facts('openai/mini', mini));
  const state = run(shown.state, read(shown.state)).state;
  const one = state.conversations.get('sess_1');
  assert.ok(one);
  // Claude's copied reply has no known price, and needs none.
  const cost = conversationCost(state, one, fork);
  assert.ok(cost !== undefined && Math.abs(cost - 0.092) < 1e-9, String(cost));
});

test('context: tokens of the last reply on the shown branch, against the window of the model that answers next', () => {
  const shown = run(begin(), listed(summary()));
  const state = run(shown.state, facts('anthropic/claude', claude), read(shown.state)).state;
  const one = state.conversations.get('sess_1');
  assert.ok(one);
  assert.deepEqual(conversationContext(state, one, summary()), {
    tokens: 91_000,
    window: 200_000,
    share: 0.455,
    estimated: false,
  });
  const other = { ...one, transcript: { ...one.transcript, head: 'b' } };
  assert.equal(conversationContext(state, other, summary())?.tokens, 102_000);
  assert.equal(conversationContext(state, { ...one, model: 'unheard-of' }, summary()), undefined);
  assert.equal(contextUse(state, summary({ contextTokens: 0 })), undefined, '0 is unknown, not empty');
});

test('after a summary the context is what is sent from then on; a summary that was cut makes no room', () => {
  const shown = run(begin(), listed(summary()));
  const at = (stop: 'end' | 'aborted') => {
    const [prompt, answer] = replies;
    assert.ok(prompt && answer);
    const short: Message = {
      ...answer,
      id: 'short',
      parent: answer.id,
      seq: 3,
      content: 'in short '.repeat(40),
      stop,
      summaryOf: answer.id,
      usage: { input: 150_000, output: 90 },
    };
    const { state } = run(shown.state, facts('anthropic/claude', claude), read(shown.state, [prompt, answer, short]));
    const one = state.conversations.get('sess_1');
    assert.ok(one);
    return conversationContext(state, one, summary());
  };
  assert.deepEqual(at('end'), { tokens: 94, window: 200_000, share: 94 / 200_000, estimated: true });
  assert.equal(at('aborted')?.tokens, 102_000);
});
