/** The list of sessions: what is known, what is shown, where the cursor stands. */
import type { Problem } from '../core/problem.ts';
import type { SessionSummary } from '../core/session.ts';

export const sortOrders = ['recent', 'name', 'tokens', 'cost'] as const;
export type SortOrder = (typeof sortOrders)[number];

export const densities = ['normal', 'compact', 'full'] as const;
export type Density = (typeof densities)[number];

export interface ListState {
  /** Newest first, as the store gives them. */
  readonly sessions: readonly SessionSummary[];
  /** Place of each session id in `sessions`. */
  readonly places: ReadonlyMap<string, number>;
  /** Places in `sessions` that pass the filter, in the order shown. */
  readonly shown: readonly number[];
  /** Row of the cursor within `shown`. */
  readonly cursor: number;
  /** First visible row. */
  readonly offset: number;
  /** The filter as typed; null while the filter line is closed and empty. */
  readonly filter: { readonly text: string; readonly typing: boolean; readonly problem: string } | null;
  readonly sort: SortOrder;
  readonly density: Density;
  /** The session that the cursor stood on when the program ended; until the list is known or the user moves. */
  readonly wanted?: string | undefined;
  readonly marked: ReadonlySet<string>;
  /** Session id → who holds it in another process. */
  readonly holders: ReadonlyMap<string, string>;
  readonly request: number;
  readonly loading: boolean;
  readonly problem: Problem | null;
  /** How many sessions are archived, so that hiding them is said. */
  readonly archivedCount: number;
  /** What the filter matched in the title of the session at a place of `sessions`: start, end, start, end, … */
  readonly ranges?: (place: number) => readonly number[];
}

/** The session under the cursor. */
export function sessionAtCursor(list: ListState): SessionSummary | undefined {
  const place = list.shown[list.cursor];
  return place === undefined ? undefined : list.sessions[place];
}

export function sessionById(list: ListState, id: string): SessionSummary | undefined {
  const place = list.places.get(id);
  return place === undefined ? undefined : list.sessions[place];
}

/** Whose name it is; a name is a key, so that no second session may have it. */
export function sessionNamed(list: ListState, name: string): SessionSummary | undefined {
  return list.sessions.find((session) => session.name === name);
}
