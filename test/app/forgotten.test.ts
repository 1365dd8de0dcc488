/** A program that runs for days: nothing of the present state holds those that were before it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { view } from '../../src/app/view.ts';
import { FakeWorld } from '../support/fake-world.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** The present ones, and what the engine itself holds of the last few. */
const few = 20;

for (const filter of ['', 'q', 'is:idle'])
  test(`lists and conversations are forgotten ${filter === '' ? 'without a filter' : `while the list is filtered by ${filter}`}`, async () => {
    const world = new FakeWorld();
    const seen = new WeakSet<object>();
    const passed: WeakRef<object>[] = [];
    const look = (): void => {
      view(world.state);
      for (const part of [world.state, world.state.list.sessions, world.state.conversations]) {
        if (!seen.has(part)) passed.push(new WeakRef(part));
        seen.add(part);
      }
    };
    for (let hour = 0; hour < 24; hour += 1) {
      const id = world.session(`question ${hour}`);
      look();
      world.write('and then?');
      world.settle();
      look();
      world.answer(id, 'It goes on.');
      look();
      world.send({ type: 'focus', to: 'list' });
      if (filter !== '')
        for (const key of ['/', ...filter, 'enter']) world.key(key, key.length === 1 ? key : undefined);
      for (const key of ['down', 'up', 'p', 's']) {
        world.key(key, key.length === 1 ? key : undefined);
        world.settle();
        look();
      }
    }
    // What is being compiled in the background holds some of them a moment longer.
    let kept = passed.length;
    for (let round = 0; round < 200 && kept > few; round += 1) {
      await setImmediate();
      collectGarbage();
      kept = passed.filter((part) => part.deref() !== undefined).length;
    }
    assert.ok(kept <= few, `${kept} of ${passed.length} are still in memory`);
  });
