/** Estimates of tokens: near enough for a meter, never zero for something. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { estimateRequest, estimateTokens, estimateUsage } from '../../src/core/tokens.ts';
import { fc } from '../support/property.ts';
import { message } from '../support/provider-setup.ts';

describe('estimated tokens', () => {
  const rows: readonly (readonly [string, number, number])[] = [
    ['', 0, 0],
    ['a', 1, 1],
    ['The quick brown fox jumps over the lazy dog.', 9, 12],
    ['こんにちは世界', 5, 8],
    ['Привет, мир', 3, 7],
    ['👩‍👩‍👧‍👦', 3, 12],
  ];
  for (const [text, least, most] of rows) {
    it(`${JSON.stringify(text)} has from ${least} to ${most}`, () => {
      const tokens = estimateTokens(text);
      assert.ok(tokens >= least && tokens <= most, String(tokens));
    });
  }

  it('never shrink when text is added', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => estimateTokens(a + b) >= estimateTokens(a)));
  });

  it('of a request count the system prompt, every message, and attachments', () => {
    const plain = estimateRequest([message('user', 'x'.repeat(400))], '');
    assert.ok(plain >= 100 && plain < 110);
    assert.ok(estimateRequest([message('user', 'x'.repeat(400))], 'y'.repeat(400)) >= 200);
    const file = { path: 'a', kind: 'text' as const, mediaType: 'text/plain', bytes: 4000, sha256: '' };
    assert.ok(estimateRequest([message('user', '', { attachments: [file] })], '') >= 1000);
    assert.ok(estimateRequest([message('user', '', { attachments: [{ ...file, kind: 'image' }] })], '') >= 1000);
  });

  it('of a conversation that was summed up count only what is sent', () => {
    const long = message('user', 'x'.repeat(40_000), { id: 'long' });
    const summary = message('assistant', 'short', { summaryOf: 'long', stop: 'end' });
    assert.ok(estimateRequest([long, summary, message('user', 'Go on.')], '') < 50);
  });

  it('of a reply that was not counted to its end build on what was told; a zero tells nothing', () => {
    const written = 'x'.repeat(400);
    const told = { input: 900, output: 1, cached: 700 };
    assert.deepEqual(
      estimateUsage(told, () => 50, written),
      { ...told, output: 100, estimated: true },
    );
    const uncounted = { input: 50, output: 100, estimated: true };
    for (const nothing of [undefined, { input: 0, output: 0 }]) {
      assert.deepEqual(
        estimateUsage(nothing, () => 50, written),
        uncounted,
      );
    }
  });
});
