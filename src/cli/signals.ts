/** Signals for commands without a screen: each asks the work to stop, and is remembered as the exit code. */
import { constants } from 'node:os';

export type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Calls back for each signal, with 128 + its number; returns a function that gives them back to Node. */
export function onSignals(listener: (name: SignalName, exitCode: number) => void): () => void {
  const removers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => {
    const own = () => listener(name, 128 + constants.signals[name]);
    process.on(name, own);
    return () => process.off(name, own);
  });
  return () => {
    for (const remove of removers) remove();
  };
}

export interface Signals {
  /** Aborts at the first signal, or with `also`. */
  readonly signal: AbortSignal;
  /** 128 + the number of the signal that came; undefined when none did. */
  exitCode(): number | undefined;
  /** Gives the signals back to Node. */
  release(): void;
}

/** For work that any signal ends. A second SIGINT ends the process at once: somebody is in a hurry. */
export function untilSignal(also: AbortSignal): Signals {
  const own = new AbortController();
  let first: number | undefined;
  const release = onSignals((name, exitCode) => {
    if (first !== undefined && name === 'SIGINT') process.exit(first);
    first ??= exitCode;
    own.abort();
  });
  return { signal: AbortSignal.any([own.signal, also]), exitCode: () => first, release };
}
