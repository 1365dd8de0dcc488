/** Searching takes what is typed literally: no pattern of the user's can hold up the program. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countHits, findShown } from '../../src/app/transcript/query.ts';
import { cpuMs } from '../support/cpu-time.ts';

const markdown = (text: string) => ({ text, markdown: true }) as Parameters<typeof countHits>[0];

const hostile: readonly (readonly [query: string, text: string])[] = [
  ['(a+)+$', 'a'.repeat(200_000)],
  ['(.*)*x', 'a'.repeat(200_000)],
  ['a*a*a*a*a*a*a*a*a*a*a*a*a*b', 'a****'.repeat(40_000)],
  ['_a_a_a_a_a_a_a_a_a_a_a_b', '__a__'.repeat(40_000)],
];

for (const [query, text] of hostile) {
  test(`${query} in ${text.length} characters of ${text.slice(0, 5)} is looked for like any other text`, () => {
    const plain = cpuMs(() => countHits(markdown(text), 'zzz')) + cpuMs(() => findShown(text, 'zzz'));
    const taken = cpuMs(() => assert.equal(countHits(markdown(text), query), 0)) + cpuMs(() => findShown(text, query));
    // A pattern that backtracks takes seconds to ages here; the plain word takes about a millisecond.
    assert.ok(
      taken < 100 * Math.max(plain, 1),
      `${taken.toFixed(0)} ms against ${plain.toFixed(1)} ms for a plain word`,
    );
  });
}

test('what has a meaning in patterns is found as it stands', () => {
  assert.deepEqual(findShown('f(a+)+$ and (A+)+$', '(a+)+$'), [
    [1, 7],
    [12, 18],
  ]);
});

for (const sign of ['e', 'a*', '日', 'é ', 'x😀']) {
  test(`a page of ${sign} that was pasted is found where it begins`, () => {
    const page = sign.repeat(100_000);
    assert.equal(countHits(markdown(`to: ${page}`), page) > 0, true);
    assert.equal(findShown('to: ', page).length, 0);
    assert.equal(findShown(`to: ${page}`, page)[0]?.[0], 'to: '.length);
  });
}

test('emphasis at the edges of words is looked through in Markdown', () => {
  assert.equal(countHits(markdown('a **bold** word, and `code`'), 'bold word'), 1);
});
