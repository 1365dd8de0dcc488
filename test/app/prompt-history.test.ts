/** Earlier prompts: ↑ and ↓ with the draft kept, Ctrl+R. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  beginWalk,
  createPromptSearch,
  currentMatch,
  type HistoryWalk,
  searchFor,
  stepSearch,
  walkHistory,
  withPrompt,
} from '../../src/app/prompt-history.ts';

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

const prompts = ['Fix the café page', 'write tests', 'fix the parser', 'write tests', 'explain\nthe FIX'];

test('Ctrl+R finds newest first, each prompt once, in any case and with accents left out', () => {
  const search = createPromptSearch(prompts, 'fix');
  assert.deepEqual(
    search.matches.map((match) => match.text),
    ['explain\nthe FIX', 'fix the parser', 'Fix the café page'],
  );
  assert.deepEqual(search.matches[0]?.ranges, [12, 15]);
  assert.equal(currentMatch(searchFor(search, 'cafe fix'))?.text, 'Fix the café page');
});

test('a blank search shows all prompts once, newest first', () => {
  assert.deepEqual(
    createPromptSearch(prompts).matches.map((match) => match.text),
    ['explain\nthe FIX', 'write tests', 'fix the parser', 'Fix the café page'],
  );
});

test('steps go to older and newer matches and stay at the ends', () => {
  let search = createPromptSearch(prompts, 'fix');
  const seen: (string | undefined)[] = [];
  for (const by of [1, 1, 1, -1] as const) {
    search = stepSearch(search, by);
    seen.push(currentMatch(search)?.text);
  }
  assert.deepEqual(seen, ['fix the parser', 'Fix the café page', 'Fix the café page', 'fix the parser']);
});

test('the match that is shown stays while typing on, as long as it fits', () => {
  const older = stepSearch(createPromptSearch(prompts, 'fi'), 1);
  assert.equal(currentMatch(searchFor(older, 'fix'))?.text, 'fix the parser');
  assert.equal(currentMatch(searchFor(older, 'explain'))?.text, 'explain\nthe FIX');
  assert.equal(currentMatch(searchFor(older, 'nothing like it')), undefined);
});

test('words far into a long prompt are found, though not marked', () => {
  const search = createPromptSearch([`${'x '.repeat(5000)}Needle`], 'needle');
  assert.deepEqual(search.matches[0]?.ranges, []);
});
