/** Going from session to session: the pane goes from one text to the next, without a blank in between. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanwhileTick } from '../../../src/app/update/show.ts';
import { screenOf } from '../../support/panes.ts';
import { messages, SampleWorld, transcriptOf } from '../../support/sample-world.ts';

/** The store's answer to the newest question. */
function read(world: SampleWorld, text: string): void {
  const asked = world.asked('readTranscript').at(-1);
  assert.ok(asked);
  const value = transcriptOf(asked.id, messages(['user', text]));
  world.send({ type: 'transcriptRead', request: asked.request, id: asked.id, result: { ok: true, value } });
}

test('the text that was there stays until the next one is read', () => {
  const world = new SampleWorld();
  read(world, 'the first text');
  world.keys('j');
  assert.match(screenOf(world), /the first text/);
  world.keys('j');
  assert.match(screenOf(world), /the first text/, 'nor is it blank while the key is held down');
  read(world, 'the third text');
  assert.match(screenOf(world), /the third text/);
  assert.doesNotMatch(screenOf(world), /the first text/);
});

test('where reading takes long, the old text goes: it is not to be taken for the new one', () => {
  const world = new SampleWorld();
  read(world, 'the first text');
  world.keys('j');
  assert.ok(world.asked('after').some(({ name }) => name === meanwhileTick));
  world.send({ type: 'tick', name: meanwhileTick });
  assert.doesNotMatch(screenOf(world), /the first text/);
});

test('what cannot be read says so at once', () => {
  const world = new SampleWorld();
  read(world, 'the first text');
  world.keys('j');
  const asked = world.asked('readTranscript').at(-1);
  const problem = { code: 'io-error', message: 'The disk is gone.', next: 'Look for it.' } as const;
  world.send({
    type: 'transcriptRead',
    request: asked?.request ?? 0,
    id: asked?.id ?? '',
    result: { ok: false, problem },
  });
  assert.match(screenOf(world), /The disk is gone\./);
  world.keys('j');
  assert.doesNotMatch(screenOf(world), /the first text/);
});

test('that a session is being opened is said when it takes its time, and not for some milliseconds at each Enter', () => {
  const world = new SampleWorld();
  read(world, 'the first text');
  world.keys('enter');
  assert.doesNotMatch(screenOf(world), /opening …/);
  const timer = world.asked('after').find(({ name }) => name.startsWith('opening:'));
  assert.ok(timer);
  world.send({ type: 'tick', name: timer.name });
  assert.match(screenOf(world), /opening …/);
});
