/** Random lives of two sessions: whatever is pressed, nothing shown is lost, and the branch shown is the branch sent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '../../src/core/problem.ts';
import { branch } from '../../src/core/tree.ts';
import { FakeWorld } from '../support/fake-world.ts';
import { fc } from '../support/property.ts';

/** How often each is chosen, beside the others. */
const weights = {
  send: 3,
  edit: 1,
  regenerate: 1,
  flip: 1,
  fork: 1,
  compact: 1,
  earlier: 1,
  stop: 1,
  trash: 1,
  undo: 2,
  takeBack: 1,
  sendQueued: 1,
  escape: 1,
  one: 3,
  settle: 2,
  delta: 1,
  end: 3,
  fail: 1,
  switch: 1,
  resume: 1,
  restart: 1,
} as const;
type What = keyof typeof weights;

interface Action {
  readonly what: What;
  readonly pick: number;
}

const names = Object.entries(weights).flatMap(([name, weight]) => Array<What>(weight).fill(name as What));
const action: fc.Arbitrary<Action> = fc.record({ what: fc.constantFrom(...names), pick: fc.nat(7) });

/** A world with what was ever seen in it. */
class Life {
  readonly world: FakeWorld;
  readonly seen = new Map<string, string>();
  #texts = 0;
  #checkedRequests = 0;

  constructor(tail: number | undefined) {
    this.world = new FakeWorld(tail === undefined ? {} : { tail });
    this.world.session('a');
    this.world.session('b');
  }

  act({ what, pick }: Action): void {
    const { world } = this;
    const shown = world.state.shown.kind === 'session' ? world.shown() : undefined;
    const messages = shown?.transcript.messages ?? [];
    const messageId = messages[pick % Math.max(1, messages.length)]?.id;
    const at = messageId === undefined ? {} : { messageId };
    const ids = [...world.files.keys()];
    const id = ids[pick % Math.max(1, ids.length)] ?? '';
    const acts: Record<What, () => void> = {
      send: () => world.write(`text ${++this.#texts}`),
      edit: () => {
        world.send({ type: 'askEditPrompt', ...at });
        world.write(` edited ${++this.#texts}`);
      },
      regenerate: () => world.send({ type: 'regenerate', ...at }),
      flip: () => world.send({ type: 'variant', by: pick % 2 === 0 ? 1 : -1, ...at }),
      compact: () => world.send({ type: 'compact' }),
      earlier: () => world.send({ type: 'askEditPrompt', ...at }),
      fork: () => {
        // A handful is enough; each copies a branch.
        if (shown && world.files.has(shown.id) && world.files.size < 5)
          world.send({ type: 'fork', id: shown.id, upTo: messageId ?? null, name: `fork ${++this.#texts}` });
      },
      stop: () => world.send({ type: 'stopReply' }),
      trash: () => {
        world.send({ type: 'focus', to: 'list' });
        world.send({ type: 'trash' });
      },
      undo: () => world.send({ type: 'undo' }),
      takeBack: () => world.send({ type: 'takeBack' }),
      sendQueued: () => world.send({ type: 'sendQueued' }),
      escape: () => world.key('escape'),
      one: () => void world.answerOne(),
      settle: () => world.settle(),
      delta: () => this.#stream('delta', pick),
      end: () => this.#stream('end', pick),
      fail: () => this.#stream('fail', pick),
      switch: () => world.send({ type: 'peek', id }),
      resume: () => world.send({ type: 'resume', id }),
      restart: () => world.restart(),
    };
    acts[what]();
  }

  #stream(what: 'delta' | 'end' | 'fail', pick: number): void {
    const streaming = [...this.world.state.conversations.values()].filter((one) => one.reply);
    const one = streaming[pick % Math.max(1, streaming.length)];
    if (!one?.reply) return;
    const why = problem('overloaded', 'The server is overloaded.');
    const events = {
      delta: [{ type: 'text', delta: `d${++this.#texts} ` }],
      end: [{ type: 'done', stop: 'end' }],
      fail: [{ type: 'stopped', stop: 'failed', problem: why }],
    } as const;
    this.world.send({ type: 'replyEvents', id: one.id, replyId: one.reply.id, events: events[what] });
  }

  check(): void {
    const { state, requests } = this.world;
    for (const one of state.conversations.values()) {
      for (const message of one.transcript.messages) {
        if (message.id !== one.sending?.id) this.seen.set(message.id, one.id);
      }
    }
    // What is under way counts as kept: it is in the questions to the store.
    const underWay = new Set(
      this.world.asked.flatMap((effect) => (effect.type === 'appendMessage' ? [effect.message.id] : [])),
    );
    const stored = new Set(this.world.allFiles().flatMap((file) => file.messages.map((message) => message.id)));
    for (const id of this.seen.keys()) assert.ok(stored.has(id) || underWay.has(id), `${id} was shown and is lost`);
    for (const file of this.world.allFiles()) {
      assert.ok(
        [...file.appends.values()].every((count) => count === 1),
        'one append for each message id',
      );
      const ids = new Set(file.messages.map((message) => message.id));
      const prompts = file.messages.filter((message) => message.parent === null);
      assert.ok(
        prompts.every((message) => message.role === 'user'),
        'only prompts begin a conversation',
      );
      assert.ok(
        file.messages.every((message) => message.parent === null || ids.has(message.parent)),
        'one tree',
      );
    }
    for (; this.#checkedRequests < requests.length; this.#checkedRequests += 1) {
      const request = requests[this.#checkedRequests];
      const one = request && state.conversations.get(request.id);
      if (!request || !one || one.reply?.id !== request.replyId || one.compacting !== null) continue;
      const shown = branch(one.transcript);
      assert.deepEqual(
        request.messages.map((message) => message.id),
        shown.map((message) => message.id),
        'the branch sent is the branch shown',
      );
      assert.ok(one.transcript.complete, 'a request is made of the whole branch');
    }
  }

  /** A kill loses what was only asked for, and nothing that was answered. */
  forgetUnderWay(): void {
    const stored = new Set(this.world.allFiles().flatMap((file) => file.messages.map((one) => one.id)));
    for (const id of this.seen.keys()) if (!stored.has(id)) this.seen.delete(id);
  }
}

test('random sequences of sending, editing, flipping, forking, deleting, undoing, stopping, failing and restarts', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(undefined, 1, 3),
      fc.array(action, { minLength: 5, maxLength: 60 }),
      (tail, actions) => {
        const life = new Life(tail);
        life.check();
        for (const one of actions) {
          if (one.what === 'restart') life.forgetUnderWay();
          life.act(one);
          life.check();
        }
        life.world.settle();
        life.check();
      },
    ),
    { numRuns: 2000 },
  );
});

test('after any life, what is unsent is in a box, in a queue or in a kept draft', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const life = new Life(undefined);
      for (const one of actions) if (one.what !== 'restart') life.act(one);
      life.world.settle();
      for (const one of life.world.state.conversations.values()) {
        const kept = life.world.drafts.get(one.id) ?? '';
        for (const message of one.queue) assert.ok(kept.includes(message.id), `${message.text} is kept`);
        if (one.queue.length === 0 && one.sending === null)
          assert.ok(!kept.includes('"queue"'), 'nothing that was sent stays in the draft');
      }
    }),
    { numRuns: 800 },
  );
});
