/** A clock for tests that stands still until it is moved, so that minutes of silence take no time. */
import type { Timers } from '../../src/providers/timers.ts';

export interface FakeTimers extends Timers {
  /** Moves the clock and runs what became due, in order. */
  advance(ms: number): void;
  /** The next timer runs as soon as it is set, and the clock moves by its wait. */
  skipNext(): void;
  /** The waits of all timers that are currently set. */
  pending(): readonly number[];
}

export function fakeTimers(startDate = Date.UTC(2026, 10, 22)): FakeTimers {
  let now = 0;
  let skipping = false;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    date: () => startDate + now,
    random: () => 0,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      if (skipping) {
        skipping = false;
        now += ms;
        setImmediate(run);
        return () => {};
      }
      timers.add(timer);
      return () => timers.delete(timer);
    },
    skipNext: () => {
      skipping = true;
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = end;
    },
    pending: () => [...timers].map((timer) => timer.at - now),
  };
}
