/** The state of the screen that is restored at the next start. Saved by the program, never in the config file. */
import { parseObject } from '../core/json.ts';
import { type Density, densities, type SortOrder, sessionAtCursor, sortOrders } from './list-state.ts';
import { type Detail, details, type State } from './state.ts';

export interface LastView {
  readonly sort: SortOrder;
  readonly density: Density;
  readonly tools: Detail;
  readonly thinking: Detail;
  readonly codeWrap: boolean;
  /** The session under the list's cursor. */
  readonly session?: string;
}

export const firstView: LastView = {
  sort: 'recent',
  density: 'normal',
  tools: 'short',
  thinking: 'short',
  codeWrap: true,
};

export function lastViewOf(state: State): LastView {
  const { tools, thinking, codeWrap } = state.look;
  const { sort, density } = state.list;
  const session = state.list.wanted ?? sessionAtCursor(state.list)?.id;
  return { sort, density, tools, thinking, codeWrap, ...(session === undefined ? {} : { session }) };
}

/** True when nothing that is kept has changed between two states. */
export function sameLastView(one: State, other: State): boolean {
  if (one.list === other.list && one.look === other.look) return true;
  return lastViewText(lastViewOf(one)) === lastViewText(lastViewOf(other));
}

export function lastViewText(view: LastView): string {
  return JSON.stringify(view);
}

/** What was kept; whatever is missing or makes no sense is as at the first start. */
export function readLastView(text: string): LastView {
  const data = parseObject(text);
  const one = <T>(all: readonly T[], value: unknown, otherwise: T): T =>
    all.find((each) => each === value) ?? otherwise;
  const { session } = data;
  return {
    sort: one(sortOrders, data.sort, firstView.sort),
    density: one(densities, data.density, firstView.density),
    tools: one(details, data.tools, firstView.tools),
    thinking: one(details, data.thinking, firstView.thinking),
    codeWrap: one([true, false], data.codeWrap, firstView.codeWrap),
    ...(typeof session === 'string' && session !== '' ? { session } : {}),
  };
}
