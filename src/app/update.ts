/**
 * The program: from a message and a state to the next state and what is to be done. Cut by area; this is the switch.
 */
import type { Effect } from './effect.ts';
import type { Msg } from './msg.ts';
import type { Given, State } from './state.ts';
import type { Step } from './step.ts';
import { showsCode } from './update/code.ts';
import { updateCommand } from './update/command.ts';
import { noticeModels } from './update/facts.ts';
import { keepFinding } from './update/find.ts';
import { noticeLastView } from './update/last-view.ts';
import { noticeNewRows } from './update/new-rows.ts';
import { noticeInput } from './update/prepare.ts';
import { updateWorld } from './update/world.ts';

/** Limits messages that follow from one another: a cycle of commands would be a bug and must not hang the screen. */
const longestChain = 50;

/** Handles a message and all that follow from it. */
export function update(
  state: State,
  msg: Msg,
  given: Given,
): { readonly state: State; readonly effects: readonly Effect[] } {
  let now: State = { ...state, now: given.now };
  const effects: Effect[] = [];
  const queue: Msg[] = [msg];
  for (let handled = 0; queue.length > 0 && handled < longestChain; handled += 1) {
    const next = queue.shift();
    if (!next) break;
    const step = handle(now, next, given);
    now = step.state;
    effects.push(...step.effects);
    queue.unshift(...step.next);
  }
  now = noticeNewRows(state, now);
  const finding = keepFinding(state, now);
  now = finding.state;
  effects.push(...finding.effects);
  if (!now.highlighterAsked && showsCode(state, now)) {
    now = { ...now, highlighterAsked: true };
    effects.push({ type: 'loadHighlighter' });
  }
  effects.push(...noticeModels(state, now), ...noticeInput(state, now), ...noticeLastView(state, now));
  return { state: now, effects };
}

function handle(state: State, msg: Msg, given: Given): Step {
  return updateWorld(state, msg, given) ?? updateCommand(state, msg, given);
}
