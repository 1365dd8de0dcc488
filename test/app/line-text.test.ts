/** The lines of an item's text as they were before they were wrapped: what is found in and copied from wrapped rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { itemsOf } from '../../src/app/transcript/items.ts';
import { linesIn } from '../../src/app/transcript/line-text.ts';
import { laidOut } from '../../src/app/transcript/rows.ts';
import { messages, SampleWorld } from '../support/sample-world.ts';

const lines = [
  'How do tides work, and why are there two of them each day?',
  '潮汐はなぜ一日に二回あるのですか',
  'Thank you.',
];

test('however narrow the pane is, the lines are those of the text, and each row knows its part', () => {
  const world = new SampleWorld({ talk: messages(['user', lines.join('\n')]) });
  world.keys('space');
  const one = shownConversation(world.state);
  const item = one && itemsOf(one)[0];
  assert.ok(one && item);
  for (let width = 12; width <= 90; width++) {
    const laid = laidOut(item, world.state, one, width);
    const found = linesIn(laid, world.state.look).filter(({ text }) => lines.includes(text));
    assert.deepEqual(
      found.map(({ text }) => text),
      lines,
      `${width} columns`,
    );
    for (const { text, pieces } of found) {
      assert.deepEqual([pieces[0]?.from, pieces.at(-1)?.to], [0, text.length]);
    }
  }
});
