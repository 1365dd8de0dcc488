/** Saves the state of the screen: a moment after it changes, and on exit. */
import type { Effect } from '../effect.ts';
import { lastViewOf, lastViewText, sameLastView } from '../last-view.ts';
import type { State } from '../state.ts';
import { type Step, stay, step } from '../step.ts';

export const lastViewTick = 'lastView';

/** How long the cursor rests before its session is noted; milliseconds. */
const restMs = 1000;

/** Called after every message. */
export function noticeLastView(before: State, state: State): readonly Effect[] {
  return sameLastView(before, state) ? [] : [{ type: 'after', name: lastViewTick, delayMs: restMs }];
}

/** Writes it, unless the disk already has the same. */
export function saveLastView(state: State): Step {
  const text = lastViewText(lastViewOf(state));
  return text === state.savedLastView
    ? stay(state)
    : step({ ...state, savedLastView: text }, { type: 'saveLastView', text });
}
