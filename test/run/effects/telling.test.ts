/** The pace at which a reply is told: nothing is lost, late, or out of order. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { problem } from '../../../src/core/problem.ts';
import type { ReplyEvent } from '../../../src/core/reply.ts';
import { startTelling } from '../../../src/run/effects/telling.ts';
import { fakeTimers } from '../../support/fake-timers.ts';

function listen() {
  const timers = fakeTimers();
  const told: { readonly at: number; readonly events: readonly ReplyEvent[] }[] = [];
  const telling = startTelling(timers, (events) => told.push({ at: timers.now(), events }));
  const say = (delta: string) => telling.add({ type: 'text', delta });
  return { timers, told, telling, say, times: () => told.map(({ at }) => at) };
}

const stopped: ReplyEvent = { type: 'stopped', stop: 'aborted', problem: problem('aborted', 'The reply was stopped.') };

describe('the pace of telling', () => {
  it('the first word is told at once, also right after the beginning; then what comes within a pace together', () => {
    const { say, telling, timers, told, times } = listen();
    telling.add({ type: 'started', model: 'm' });
    say('One ');
    timers.advance(1);
    for (const word of ['two ', 'three']) {
      say(word);
      timers.advance(10);
    }
    timers.advance(100);
    assert.deepEqual(times(), [0, 0, 60]);
    assert.deepEqual(told[2]?.events, [{ type: 'text', delta: 'two three' }]);
  });

  it('after a rest a whole page is told at once', () => {
    const { say, timers, times } = listen();
    say('x'.repeat(30_000));
    timers.advance(500);
    say('x'.repeat(30_000));
    timers.advance(0);
    assert.deepEqual(times(), [0, 500]);
  });

  it('a torrent, of words or of thoughts, is told less often, and its end at once', () => {
    for (const type of ['text', 'thinking'] as const) {
      const { telling, timers, times } = listen();
      for (let ms = 0; ms < 400; ms += 1) {
        telling.add({ type, delta: 'x'.repeat(100) });
        timers.advance(1);
      }
      telling.add(stopped);
      assert.deepEqual(times(), [0, 160, 320, 400]);
    }
  });

  it('an end, a call or silence brings what waited before it, and leaves no timer', () => {
    const { say, telling, timers, told } = listen();
    say('One ');
    timers.advance(1);
    say('two ');
    telling.add({ type: 'quiet', silentMs: 60_000 });
    say('three');
    telling.add(stopped);
    assert.deepEqual(told.at(-2)?.events, [
      { type: 'text', delta: 'two ' },
      { type: 'quiet', silentMs: 60_000 },
    ]);
    assert.deepEqual(told.at(-1)?.events, [{ type: 'text', delta: 'three' }, stopped]);
    assert.deepEqual(timers.pending(), []);
  });

  it('whatever comes, whenever: every word is told in its order, and none waits longer than 160 ms', () => {
    const piece = fc.record({
      type: fc.constantFrom('text' as const, 'thinking' as const),
      delta: fc.string({ minLength: 1 }).map((text) => text.repeat(200)),
    });
    const quiet = fc.constant({ type: 'quiet' as const, silentMs: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(piece, quiet), fc.nat(200))), (steps) => {
        const { telling, timers, told } = listen();
        for (const [event, restMs] of steps) {
          const before = told.length;
          telling.add(event);
          timers.advance(restMs);
          if (restMs >= 160) assert.ok(told.length > before);
        }
        telling.flush();
        const flat = (events: readonly ReplyEvent[]) =>
          events.flatMap((event) =>
            'delta' in event ? [...event.delta].map((sign) => event.type + sign) : [event.type],
          );
        assert.deepEqual(flat(told.flatMap(({ events }) => events)), flat(steps.map(([event]) => event)));
        assert.deepEqual(timers.pending(), []);
      }),
    );
  });
});
