/** Time and chance for waits and back-off, injectable so that tests need not wait. */

export interface Timers {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Milliseconds since 1970, for dates that servers name. */
  date(): number;
  /** Runs once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
  /** From 0 to below 1. */
  random(): number;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  date: () => Date.now(),
  after: (ms, run) => {
    // Above 2^31 - 1 ms, Node would fire at once.
    const timer = setTimeout(run, Math.min(ms, 2_147_483_647));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
