/** Earlier prompts: ↑ and ↓ with the draft kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginWalk, type HistoryWalk, walkHistory, withPrompt } from '../../src/app/prompt-history.ts';

/** What is shown step by step; `-` where the walk ends. */
function walked(prompts: readonly string[], draft: string, steps: readonly (-1 | 1)[]): readonly string[] {
  let walk: HistoryWalk = beginWalk(prompts, draft);
  return steps.map((by) => {
    const next = walkHistory(walk, by);
    if (!next) return '-';
    walk = next.walk;
    return next.text;
  });
}

test('↑ shows older prompts up to the first, ↓ comes back to the draft', () => {
  assert.deepEqual(walked(['one', 'two'], 'draft', [-1, -1, -1, 1, 1, 1]), ['two', 'one', '-', 'two', 'draft', '-']);
});

test('a prompt that is shown already is passed over', () => {
  assert.deepEqual(walked(['one', 'two', 'two'], 'two', [-1, 1]), ['one', 'two']);
});

test('the way back to the draft is told apart from a prompt of the same text', () => {
  const up = walkHistory(beginWalk(['one'], 'draft'), -1);
  assert.ok(up);
  assert.equal(up.isDraft, false);
  assert.equal(walkHistory(up.walk, 1)?.isDraft, true);
});

test('without prompts there is nowhere to go', () => {
  assert.deepEqual(walked([], 'draft', [-1, 1]), ['-', '-']);
});

test('blank prompts and repetitions are not kept', () => {
  assert.deepEqual(['a', ' \n', 'a', 'b', 'a'].reduce<readonly string[]>(withPrompt, []), ['a', 'b', 'a']);
});

test('the history is bounded and keeps the newest', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => String(i));
  const more = withPrompt(many, 'new');
  assert.deepEqual([more.length, more[0], more.at(-1)], [10_000, '1', 'new']);
});
