/** What is loaded when it will be needed and not before: what the first request needs, and the highlighter. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionAtCursor } from '../../src/app/list-state.ts';
import { messages, SampleWorld, sampleTalk } from '../support/sample-world.ts';

/** The world when the timers that were set for it have run out. */
function later(world: SampleWorld): readonly string[] {
  for (const { name } of world.asked('after')) if (name === 'prepare') world.send({ type: 'tick', name });
  return world.asked('prepareProvider').map(({ provider }) => provider);
}

test('nothing is loaded for somebody who looks through the list', () => {
  const world = new SampleWorld({ talk: sampleTalk });
  world.keys('down', 'down', 'tab', 'up');
  assert.deepEqual(later(world), []);
});

test('with Enter the provider of that session is made ready, once', () => {
  const world = new SampleWorld({ talk: sampleTalk });
  world.keys('enter');
  world.type('and then?');
  assert.deepEqual(later(world), ['anthropic']);
});

test('another session is another provider', () => {
  const world = new SampleWorld({ talk: sampleTalk });
  while (sessionAtCursor(world.state.list)?.provider !== 'openai') world.keys('down');
  world.keys('enter');
  assert.deepEqual(later(world), ['openai']);
});

test('what answers offline has nothing to load', () => {
  const world = new SampleWorld({ chosenModel: { provider: 'offline', model: 'offline' } });
  world.keys('n', 'enter');
  assert.deepEqual(later(world), []);
});

test('who left the input again has not asked for anything', () => {
  const world = new SampleWorld({ talk: sampleTalk });
  world.keys('enter', 'tab');
  assert.deepEqual(later(world), []);
});

test('the highlighter is loaded for the first code in a reply, once; code in a prompt stays as it was typed', () => {
  const code = '```ts\nconst a = 1;\n```';
  const world = new SampleWorld({ talk: messages(['user', code], ['assistant', 'What about it?']) });
  world.keys('space');
  assert.equal(world.asked('loadHighlighter').length, 0);
  const other = new SampleWorld({ talk: messages(['user', 'Show me.'], ['assistant', code]) });
  other.keys('space', 'down', 'up');
  assert.equal(other.asked('loadHighlighter').length, 1);
});
