/** One step of the program: the next state, the effects, and messages that follow at once. */
import type { Effect } from './effect.ts';
import type { Msg } from './msg.ts';
import type { State } from './state.ts';

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
  /** Handled right after, in order, in the same turn of the loop. */
  readonly next: readonly Msg[];
}

export function stay(state: State): Step {
  return { state, effects: [], next: [] };
}

export function step(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects, next: [] };
}

/** Continues a step with another one that starts from its state. */
export function andThen(first: Step, next: (state: State) => Step): Step {
  const second = next(first.state);
  return {
    state: second.state,
    effects: [...first.effects, ...second.effects],
    next: [...first.next, ...second.next],
  };
}

export function sending(state: State, ...messages: readonly Msg[]): Step {
  return { state, effects: [], next: messages };
}

/** How long a sentence in the footer stays, in milliseconds. */
const toastMs = { info: 4000, error: 8000 };

/** Shows one sentence in the footer for a while. */
export function say(state: State, text: string, kind: 'info' | 'error' = 'info'): Step {
  return step(
    { ...state, notice: text, toast: { kind, text } },
    { type: 'after', name: 'toast', delayMs: toastMs[kind] },
  );
}
