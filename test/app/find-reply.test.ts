/** Finding while a reply streams: its hits are counted as they come, gone to, and stay when it becomes a message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findWords } from '../../src/app/update/find.ts';
import { FakeWorld } from '../support/fake-world.ts';

function streaming(...before: readonly string[]): { world: FakeWorld; id: string; words: () => string } {
  const world = new FakeWorld();
  const id = world.session(...before);
  world.write('go on');
  world.settle();
  const words = () => {
    const { find } = world.shown();
    return find ? findWords(find) : '';
  };
  return { world, id, words };
}

function find(world: FakeWorld, query: string): void {
  world.send({ type: 'focus', to: 'transcript' });
  world.send({ type: 'findOpen' });
  world.send({ type: 'input', event: { type: 'paste', text: query } });
  world.key('enter');
}

test('the count grows with the reply, and n goes on into it and around', () => {
  const { world, id, words } = streaming('a needle');
  world.speak(id, { type: 'text', delta: 'one needle' });
  find(world, 'needle');
  const all = /^\d of 3$/;
  assert.match(words(), all);
  world.speak(id, { type: 'text', delta: ', a second need' });
  assert.match(words(), all);
  world.speak(id, { type: 'text', delta: 'le' });
  assert.match(words(), /^\d of 4$/);
  const places: string[] = [];
  for (let i = 0; i < 4; i += 1) {
    world.key('n', 'n');
    places.push(words());
  }
  assert.deepEqual(places.toSorted(), ['1 of 4', '2 of 4', '3 of 4', '4 of 4']);
});

test('the hit in the reply stays the current one when the reply is stored', () => {
  const { world, id, words } = streaming('first');
  world.speak(id, { type: 'text', delta: 'needle one, ' });
  find(world, 'needle');
  assert.equal(words(), '1 of 1');
  world.speak(id, { type: 'text', delta: 'needle two' }, { type: 'done', stop: 'end' });
  world.settle();
  assert.equal(world.shown().reply, null);
  assert.equal(words(), '1 of 2');
  world.key('n', 'n');
  assert.equal(words(), '2 of 2');
});

test('what comes later does not move the reader, who may go to it', () => {
  const { world, id, words } = streaming('first');
  world.speak(id, { type: 'text', delta: 'nothing yet. ' });
  find(world, 'needle');
  assert.equal(words(), 'not found');
  const before = world.shown().viewport;
  world.speak(id, { type: 'text', delta: 'Here is a needle.' });
  assert.equal(words(), '1 found');
  assert.deepEqual(world.shown().viewport, before);
  world.speak(id, { type: 'done', stop: 'end' });
  world.settle();
  assert.equal(words(), '1 found');
  world.key('n', 'n');
  assert.equal(words(), '1 of 1');
});
