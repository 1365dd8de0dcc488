/** Messages as a tree: the branch that is shown, and the variants beside it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, Transcript } from '../../src/core/session.ts';
import { branch, newestLeaf, variants } from '../../src/core/tree.ts';
import { fc } from '../support/property.ts';

/** `a b<a c<a` – ids with their parents; upper case is the assistant's. */
function transcript(words: string, head: string | null, complete = true): Transcript {
  const messages = words
    .split(' ')
    .filter((word) => word !== '')
    .map((word, i): Message => {
      const [id = '', parent = null] = word.split('<');
      const role = id === id.toUpperCase() ? 'assistant' : 'user';
      return { id, parent, seq: i + 1, role, content: id, timestamp: i };
    });
  const bytesBefore = complete ? 0 : 5000;
  return { sessionId: 's', messages, head, system: '', notices: [], complete, bytesBefore, damagedLines: 0 };
}
const ids = (messages: readonly Message[]): string => messages.map((one) => one.id).join(' ');

const branches: readonly (readonly [string, Transcript, string])[] = [
  ['a plain conversation', transcript('a A<a b<A B<b', 'B'), 'a A b B'],
  ['the second answer to the same prompt', transcript('a A<a C<a', 'C'), 'a C'],
  ['the first answer, chosen by an event', transcript('a A<a C<a', 'A'), 'a A'],
  ['an edited first prompt', transcript('a A<a b B<b', 'B'), 'b B'],
  ['an empty session', transcript('', null), ''],
  ['a head that is not there: the last message', transcript('a A<a', 'X'), 'a A'],
  ['a parent lost to damage: the message before stands in', transcript('a A<a b<lost B<b', 'B'), 'a A b B'],
  ['a parent before the tail: the branch begins there', transcript('A b<lost B<b', 'B', false), 'b B'],
  ['a circle of two', transcript('a<A A<a', 'A'), 'a A'],
  ['a message that is its own parent', transcript('a<a', 'a'), 'a'],
  ['messages that are each their own parent: none is hidden', transcript('a<a A<A b<b', 'b'), 'a A b'],
  ['a parent that comes later: the message before stands in', transcript('a A<b b<A', 'b'), 'a A b'],
];
for (const [what, given, expected] of branches) {
  test(`branch: ${what}`, () => assert.equal(ids(branch(given)), expected));
}

test('variants are the answers of the same role to the same message, in order', () => {
  const { messages } = transcript('a A<a B<a b<A C<b c<a', 'C');
  assert.equal(ids(variants(messages, 'B')), 'A B');
  assert.equal(ids(variants(messages, 'c')), 'c');
  assert.equal(ids(variants(messages, 'nobody')), '');
});

test('two first prompts are variants of each other', () => {
  assert.equal(ids(variants(transcript('a A<a b B<b', 'B').messages, 'a')), 'a b');
});

test('flipping to a variant goes to the end of its newest branch', () => {
  const { messages } = transcript('a A<a B<a b<A C<b D<b', 'D');
  assert.equal(newestLeaf(messages, 'A'), 'D');
  assert.equal(newestLeaf(messages, 'B'), 'B');
  assert.equal(newestLeaf(transcript('a<A A<a', 'A').messages, 'a'), 'A');
});

test('a branch never holds a message twice and always ends, whatever the parents are', () => {
  const any = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.option(fc.integer({ min: 0, max: 14 }))), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(any, fc.boolean(), (pairs, complete) => {
      const words = pairs.map(([id, parent]) => (parent === null ? `m${id}` : `m${id}<m${parent}`)).join(' ');
      const shown = branch(transcript(words, `m${pairs[0]?.[0]}`, complete));
      assert.equal(new Set(shown).size, shown.length);
    }),
  );
});
