/** Waits for the next event of a stream while it listens for an abort and for silence. */
import type { Timers } from './timers.ts';

export interface SilenceLimits {
  /** Silence after which it is said; 0: never. */
  readonly warnMs: number;
  /** Silence after which it is over; 0: never. */
  readonly endMs: number;
}

export type Step<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown }
  /** Still silent: wait again for the same promise. */
  | { readonly kind: 'silent'; readonly silentMs: number }
  | { readonly kind: 'expired'; readonly silentMs: number }
  | { readonly kind: 'aborted' };

export interface Watch<T> {
  /** The outcome of `promise`, or what came before it. Abort answers at once, whatever the promise does later. */
  next(promise: Promise<T>): Promise<Step<T>>;
  /** Other limits from now on, for the silence that begins now. */
  limit(limits: SilenceLimits): void;
  close(): void;
}

/** After the first warning the silence is told again this often, so that the screen can count. */
const tellAgainMs = 5_000;

/** A timer that comes so much too late was not held up by work: the program was stopped, or the machine slept. */
const stoppedMs = 1_000;

/** One timer serves the whole stream: events only note the time, since a timer per event costs more than the event. */
export function startWatch<T>(signal: AbortSignal, timers: Timers, limits: SilenceLimits): Watch<T> {
  let lastAt = timers.now();
  let { warnMs, endMs } = limits;
  let tellAt = warnMs;
  let tickAt = Infinity;
  let cancelTimer = () => {};
  let current: Promise<T> | undefined;
  let early: Step<T> | undefined;
  let wake: ((step: Step<T>) => void) | undefined;

  const report = (step: Step<T>) => {
    const waiting = wake;
    wake = undefined;
    if (waiting) waiting(step);
    else if (step.kind === 'value' || step.kind === 'threw') early = step;
  };
  const onAbort = () => report({ kind: 'aborted' });
  signal.addEventListener('abort', onAbort, { once: true });

  const tick = () => {
    // Nobody waits: it is the reader who is slow, not the server. After a stop what came meanwhile has yet to be read.
    if (!wake || timers.now() - tickAt > stoppedMs) lastAt = timers.now();
    const silentMs = timers.now() - lastAt;
    if (endMs > 0 && silentMs >= endMs) report({ kind: 'expired', silentMs });
    else if (warnMs > 0 && silentMs >= tellAt) {
      tellAt = silentMs + tellAgainMs;
      report({ kind: 'silent', silentMs });
    }
    arm();
  };
  const arm = () => {
    cancelTimer();
    const silentMs = timers.now() - lastAt;
    const due = [endMs > 0 ? endMs : Infinity, warnMs > 0 ? tellAt : Infinity].map((at) => at - silentMs);
    const wait = Math.min(...due);
    if (wait === Infinity) return;
    const waitMs = Math.max(1, Math.ceil(wait));
    tickAt = timers.now() + waitMs;
    cancelTimer = timers.after(waitMs, tick);
  };
  const settle = (promise: Promise<T>, step: Step<T>) => {
    if (promise !== current) return;
    lastAt = timers.now();
    tellAt = warnMs;
    report(step);
  };

  arm();
  return {
    next: (promise) => {
      // Listened to even when nobody waits for it any more: an unheard rejection would end the process.
      if (promise !== current) {
        current = promise;
        early = undefined;
        lastAt = timers.now();
        promise.then(
          (value) => settle(promise, { kind: 'value', value }),
          (error: unknown) => settle(promise, { kind: 'threw', error }),
        );
      }
      if (signal.aborted) return Promise.resolve({ kind: 'aborted' });
      if (early) {
        const step = early;
        early = undefined;
        return Promise.resolve(step);
      }
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
    limit: (next) => {
      ({ warnMs, endMs } = next);
      lastAt = timers.now();
      tellAt = warnMs;
      arm();
    },
    close: () => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** Resolves after `ms`: true; or as soon as the signal aborts: false. */
export function pause(ms: number, signal: AbortSignal, timers: Timers): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (whole: boolean) => {
      cancel();
      signal.removeEventListener('abort', onAbort);
      resolve(whole);
    };
    const onAbort = () => finish(false);
    const cancel = timers.after(ms, () => finish(true));
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
