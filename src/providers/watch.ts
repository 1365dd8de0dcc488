/** Waits for the next event of a stream while watching for an abort and for silence. */
import type { Timers } from './timers.ts';

export interface SilenceLimits {
  /** Silence after which a warning is reported; 0: never. */
  readonly warnMs: number;
  /** Silence after which the stream is given up; 0: never. */
  readonly endMs: number;
}

/** What came before the promise settled. */
type Interruption =
  /** Still silent: wait again for the same promise. */
  | { readonly kind: 'silent'; readonly silentMs: number }
  | { readonly kind: 'expired'; readonly silentMs: number }
  | { readonly kind: 'aborted' };

export type Step<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown }
  | Interruption;

export interface Watch {
  /** The outcome of `promise`, or what came before it. An abort returns at once, whatever the promise does later. */
  next<T>(promise: Promise<T>): Promise<Step<T>>;
  /** Sets other limits, for the silence that begins now. */
  limit(limits: SilenceLimits): void;
  close(): void;
}

/** After the first warning, silence is reported this often, so that the screen can count. */
const tellAgainMs = 5_000;

/** A timer this late was not just delayed by work: the program was stopped, or the machine slept. */
const stoppedMs = 1_000;

/**
 * One timer serves the whole stream. Events only note the time, because a timer per event would cost more than the
 * event.
 */
export function startWatch(signal: AbortSignal, timers: Timers, limits: SilenceLimits): Watch {
  let lastAt = timers.now();
  let { warnMs, endMs } = limits;
  let tellAt = warnMs;
  let tickAt = Infinity;
  let cancelTimer = () => {};
  let current: unknown;
  /** Resolves the pending wait; undefined while there is none. */
  let wake: ((interruption: Interruption) => void) | undefined;

  const interrupt = (interruption: Interruption) => {
    wake?.(interruption);
    wake = undefined;
  };
  const onAbort = () => interrupt({ kind: 'aborted' });
  signal.addEventListener('abort', onAbort, { once: true });

  const tick = () => {
    // If nobody is waiting, the reader is slow, not the server. After a stop, what arrived meanwhile has yet to be
    // read.
    if (!wake || timers.now() - tickAt > stoppedMs) lastAt = timers.now();
    const silentMs = timers.now() - lastAt;
    if (endMs > 0 && silentMs >= endMs) interrupt({ kind: 'expired', silentMs });
    else if (warnMs > 0 && silentMs >= tellAt) {
      tellAt = silentMs + tellAgainMs;
      interrupt({ kind: 'silent', silentMs });
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
  /** False if another promise is waited for by now. */
  const hasCome = (promise: unknown): boolean => {
    if (promise !== current) return false;
    lastAt = timers.now();
    tellAt = warnMs;
    wake = undefined;
    return true;
  };

  arm();
  return {
    next: (promise) => {
      if (promise !== current) lastAt = timers.now();
      current = promise;
      return new Promise((resolve) => {
        if (signal.aborted) resolve({ kind: 'aborted' });
        else wake = resolve;
        // Caught even when it is no longer awaited: an unhandled rejection would end the process.
        promise.then(
          (value) => hasCome(promise) && resolve({ kind: 'value', value }),
          (error: unknown) => hasCome(promise) && resolve({ kind: 'threw', error }),
        );
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

/** Resolves with true after `ms`, or with false as soon as the signal aborts. */
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
