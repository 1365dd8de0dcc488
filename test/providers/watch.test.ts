/** Waiting with an eye on aborts and silence. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pause, startWatch } from '../../src/providers/watch.ts';
import { fakeTimers } from '../support/fake-timers.ts';

const limits = { warnMs: 60_000, endMs: 120_000 };
const never = () => new Promise<string>(() => {});

describe('a watch', () => {
  it('gives what the promise gives, or the error it threw', async () => {
    const watch = startWatch(new AbortController().signal, fakeTimers(), limits);
    assert.deepEqual(await watch.next(Promise.resolve('a')), { kind: 'value', value: 'a' });
    const error = new Error('no');
    assert.deepEqual(await watch.next(Promise.reject(error)), { kind: 'threw', error });
    watch.close();
  });

  it('tells silence at the warning, then every five seconds, then ends', async () => {
    const timers = fakeTimers();
    const watch = startWatch(new AbortController().signal, timers, limits);
    const promise = never();
    const told: string[] = [];
    for (;;) {
      const step = watch.next(promise);
      timers.advance(told.length === 0 ? 60_000 : 5_000);
      const { kind, ...rest } = await step;
      told.push(`${kind} ${'silentMs' in rest ? rest.silentMs : ''}`);
      if (kind !== 'silent') break;
    }
    assert.deepEqual(
      [told[0], told[1], told.at(-2), told.at(-1)],
      ['silent 60000', 'silent 65000', 'silent 115000', 'expired 120000'],
    );
    watch.close();
    assert.deepEqual(timers.pending(), []);
  });

  it('keeps what arrived while nobody waited, after a warning', async () => {
    const timers = fakeTimers();
    const watch = startWatch(new AbortController().signal, timers, limits);
    let arrive = (_text: string) => {};
    const promise = new Promise<string>((resolve) => {
      arrive = resolve;
    });
    const warned = watch.next(promise);
    timers.advance(60_000);
    assert.equal((await warned).kind, 'silent');
    arrive('late');
    await promise;
    assert.deepEqual(await watch.next(promise), { kind: 'value', value: 'late' });
    watch.close();
  });

  it('does not count the time in which the program was stopped as silence: what came meanwhile is read first', async () => {
    let now = 0;
    let due = () => {};
    const after = (_ms: number, run: () => void) => {
      due = run;
      return () => {};
    };
    const timers = { now: () => now, date: () => 0, random: () => 0, after };
    const watch = startWatch(new AbortController().signal, timers, limits);
    let arrive = (_text: string) => {};
    const step = watch.next(
      new Promise((resolve) => {
        arrive = resolve;
      }),
    );
    // Ctrl+Z, an hour of something else, fg: timers come before the connection is looked at.
    now += 3_600_000;
    due();
    arrive('it went on');
    assert.deepEqual(await step, { kind: 'value', value: 'it went on' });
    // Silence after it counts as ever.
    const silent = watch.next(never());
    now += limits.warnMs;
    due();
    assert.equal((await silent).kind, 'silent');
    watch.close();
  });

  it('does not count the time in which nobody waits as silence', async () => {
    const timers = fakeTimers();
    const watch = startWatch(new AbortController().signal, timers, limits);
    await watch.next(Promise.resolve('a'));
    timers.advance(600_000);
    const step = watch.next(never());
    timers.advance(59_000);
    assert.equal(await Promise.race([step, Promise.resolve('still waiting')]), 'still waiting');
    watch.close();
  });

  it('says nothing of silence where the limits are 0', async () => {
    const timers = fakeTimers();
    const abort = new AbortController();
    const watch = startWatch(abort.signal, timers, { warnMs: 0, endMs: 0 });
    const step = watch.next(never());
    timers.advance(86_400_000);
    assert.deepEqual(timers.pending(), []);
    abort.abort();
    assert.deepEqual(await step, { kind: 'aborted' });
    watch.close();
  });

  it('answers an abort at once, and a promise that fails later troubles nobody', async () => {
    const abort = new AbortController();
    const watch = startWatch(abort.signal, fakeTimers(), limits);
    abort.abort();
    const failing = Promise.reject(new Error('later'));
    assert.deepEqual(await watch.next(failing), { kind: 'aborted' });
    // An unhandled rejection would fail this test's process before the next turn of the loop is over.
    await new Promise(setImmediate);
    watch.close();
  });
});

describe('a pause', () => {
  it('lasts its time, or until it is aborted', async () => {
    const timers = fakeTimers();
    const whole = pause(1000, new AbortController().signal, timers);
    timers.advance(1000);
    assert.equal(await whole, true);
    const abort = new AbortController();
    const cut = pause(1000, abort.signal, timers);
    abort.abort();
    assert.equal(await cut, false);
    assert.equal(await pause(1000, AbortSignal.abort(), timers), false);
    assert.deepEqual(timers.pending(), []);
  });
});
