/** The process's signals and exit, as callbacks; what follows from them is decided elsewhere. */
import type { InputEvent } from '../../app/screen.ts';

export type HangupSignal = Extract<InputEvent, { type: 'hangup' }>['signal'];

/** 128 + the signal's number, as shells report it. */
export const signalExitCodes: Readonly<Record<HangupSignal, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGQUIT: 131,
  SIGTERM: 143,
};

export interface SignalHandlers {
  /** The program is asked to end. */
  end(signal: HangupSignal): void;
  /** The process runs again after it was stopped. */
  continued(): void;
  /** The terminal has another size, or had one: Node's streams tell only of a size that differs from the last. */
  resized(): void;
  /** The process ends, or is about to because of an uncaught error: only synchronous work is possible. */
  lastMoment(): void;
}

/** Returns a function that stops listening. */
export function bindSignals(handlers: SignalHandlers): () => void {
  const signals = Object.keys(signalExitCodes) as HangupSignal[];
  const onSignal = (signal: NodeJS.Signals): void => {
    const found = signals.find((s) => s === signal);
    if (found) handlers.end(found);
  };
  const onContinue = (): void => handlers.continued();
  const onResize = (): void => handlers.resized();
  const onLast = (): void => handlers.lastMoment();
  for (const signal of signals) process.on(signal, onSignal);
  process.on('SIGCONT', onContinue);
  process.on('SIGWINCH', onResize);
  process.on('exit', onLast);
  // The monitor runs before Node prints the error, so the stack trace appears on the restored screen; it changes
  // nothing else.
  process.on('uncaughtExceptionMonitor', onLast);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off('SIGCONT', onContinue);
    process.off('SIGWINCH', onResize);
    process.off('exit', onLast);
    process.off('uncaughtExceptionMonitor', onLast);
  };
}
