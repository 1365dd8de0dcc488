/** Answers are found once, and no more of them are kept than was said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remembered } from '../../src/core/remembered.ts';

function askedOf(texts: readonly string[]): readonly string[] {
  const asked: string[] = [];
  const answer = remembered({ most: 2, longest: 3 }, (text) => {
    asked.push(text);
    return text.toUpperCase();
  });
  for (const text of texts) assert.equal(answer(text), text.toUpperCase());
  return asked;
}

for (const [what, texts, found] of [
  ['an answer is found once', 'a b a b a', 'a b'],
  ['with one too many, all are forgotten', 'a b c a b', 'a b c a b'],
  ['a long text is not kept, and pushes nothing out', 'a abcd abcd a', 'a abcd abcd'],
] as const) {
  test(what, () => assert.deepEqual(askedOf(texts.split(' ')), found.split(' ')));
}
