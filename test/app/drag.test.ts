/** A drag held beyond the transcript: one row and then more go by, while there is more and the button is down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { messages, SampleWorld, transcriptOf } from '../support/sample-world.ts';
import { manyLines } from '../support/stored.ts';

const talk = messages(['user', 'go'], ['assistant', manyLines(80)], ['user', 'and?'], ['assistant', manyLines(80)]);

class Dragging extends SampleWorld {
  constructor() {
    super({ size: { columns: 100, rows: 24 }, talk });
    this.keys('space');
  }

  mouse(action: 'down' | 'drag' | 'up', x: number, y: number): void {
    const event = { type: 'mouse', action, button: 'left', x, y } as const;
    this.send({ type: 'input', event });
  }

  /** Lets the steps that were asked for happen, at most so many; gives how many there were. */
  steps(most: number): number {
    for (let done = 0; done < most; done += 1) {
      const at = this.effects.findIndex((effect) => effect.type === 'after' && effect.name === 'drag');
      if (at < 0) return done;
      this.effects.splice(at, 1);
      this.send({ type: 'tick', name: 'drag' });
    }
    return most;
  }
}

const place = (world: SampleWorld) => {
  const { top = 0, row = 0, follow = false } = shownConversation(world.state)?.viewport ?? {};
  return { top, row, follow };
};

test('above the pane the text goes down by one row, at once, and by more the longer it is held', () => {
  const world = new Dragging();
  world.mouse('down', 60, 10);
  world.mouse('drag', 60, 0);
  const first = place(world);
  assert.equal(first.follow, false);
  world.steps(1);
  assert.equal(place(world).row, first.row - 1);
  world.steps(9);
  const slow = place(world).row;
  world.steps(10);
  assert.ok(slow - place(world).row > 10, `${slow - place(world).row} rows in ten steps`);
  // However the pointer trembles out there, the pace stays.
  const before = place(world).row;
  for (let i = 0; i < 5; i += 1) world.mouse('drag', 60 + i, 0);
  assert.equal(place(world).row, before);
});

test('it stops at the beginning, when the pointer comes back, and when the button is let go', () => {
  const world = new Dragging();
  world.mouse('down', 60, 10);
  world.mouse('drag', 60, 0);
  assert.ok(world.steps(500) < 500);
  assert.deepEqual(place(world), { top: 0, row: 0, follow: false });
  assert.deepEqual(world.state.selection?.head, { item: 0, row: 0, column: 0 });
  world.mouse('drag', 60, 23);
  world.steps(3);
  const below = place(world);
  world.mouse('drag', 60, 5);
  world.steps(3);
  assert.deepEqual(place(world), below);
  world.mouse('drag', 60, 23);
  world.mouse('up', 60, 23);
  const left = place(world);
  world.steps(3);
  assert.deepEqual(place(world), left);
  assert.equal(world.asked('copy').length, 1);
});

test('at the end the end is followed again', () => {
  const world = new Dragging();
  world.keys('2', 'g');
  world.mouse('down', 60, 5);
  world.mouse('drag', 60, 23);
  assert.ok(world.steps(500) < 500);
  assert.equal(place(world).follow, true);
  assert.equal(world.state.selection?.head.item, 3);
});

test('at the top of what was read the rest is asked for, and what is marked stays on its words', () => {
  const world = new Dragging();
  const id = shownConversation(world.state)?.id ?? '';
  const tail = { ...transcriptOf(id, talk.slice(2)), complete: false, bytesBefore: 9000 };
  const fresh = new Map(world.state.conversations);
  const one = fresh.get(id);
  assert.ok(one);
  world.state = { ...world.state, conversations: fresh.set(id, { ...one, transcript: tail }) };
  world.mouse('down', 60, 10);
  const anchored = world.state.selection?.anchor;
  world.mouse('drag', 60, 0);
  world.steps(500);
  assert.equal(world.asked('readTranscript').at(-1)?.whole, true);
  // What was read before is `earlier` and two messages; now there are four.
  assert.equal(anchored?.item, 2);
  assert.equal(world.state.selection?.anchor.item, 3);
  assert.equal(world.state.selection?.anchor.row, anchored?.row);
  assert.deepEqual(place(world).top, 0);
});
