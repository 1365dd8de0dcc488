/** The list of sessions: what is known, what is shown, where the cursor is. */
import type { Problem } from '../core/problem.ts';
import type { SessionSummary } from '../core/session.ts';

export const sortOrders = ['recent', 'name', 'tokens', 'cost'] as const;
export type SortOrder = (typeof sortOrders)[number];

export const densities = ['normal', 'compact', 'full'] as const;
export type Density = (typeof densities)[number];

export interface ListState {
  /** Newest first, as the store gives them. */
  readonly sessions: readonly SessionSummary[];
  /** Indexes in `sessions` that pass the filter, in the order shown. */
  readonly shown: readonly number[];
  /** Row of the cursor within `shown`. */
  readonly cursor: number;
  /** First visible row. */
  readonly offset: number;
  /** The filter as typed; null while the filter line is closed and empty. */
  readonly filter: { readonly text: string; readonly typing: boolean; readonly problem: string } | null;
  readonly sort: SortOrder;
  readonly density: Density;
  /** The session that the cursor was on when the program last ended; set until the list is known or the user moves. */
  readonly wanted?: string | undefined;
  readonly marked: ReadonlySet<string>;
  /** Session id → who holds it in another process. */
  readonly holders: ReadonlyMap<string, string>;
  readonly request: number;
  readonly loading: boolean;
  readonly problem: Problem | null;
  /** How many sessions are archived, so that the list can say that it hides them. */
  readonly archivedCount: number;
  /** What the filter matched in the title of the session at an index of `sessions`: start, end, start, end, … */
  readonly ranges?: (place: number) => readonly number[];
}

/** The session under the cursor. */
export function sessionAtCursor(list: ListState): SessionSummary | undefined {
  const place = list.shown[list.cursor];
  return place === undefined ? undefined : list.sessions[place];
}

/** The index of a session in `sessions`. */
export function placeOf({ sessions }: ListState, id: string): number | undefined {
  let known = places.get(sessions);
  if (!known) {
    known = { byId: new Map(), looks: 0 };
    places.set(sessions, known);
  }
  const place = known.byId.get(id);
  if (place !== undefined || known.looks > fewLooks) return place;
  known.looks += 1;
  if (known.looks > fewLooks) {
    for (let at = 0; at < sessions.length; at++) known.byId.set(sessions[at]?.id ?? '', at);
    return known.byId.get(id);
  }
  const found = sessions.findLastIndex((session) => session.id === id);
  if (found < 0) return undefined;
  known.byId.set(id, found);
  return found;
}

/**
 * Indexes by identity of the list. A start asks for two or three of ten thousand, and a map of all takes a tenth of the
 * time that checking them against the disk does: it is built only when somebody asks for many.
 */
const places = new WeakMap<readonly SessionSummary[], { readonly byId: Map<string, number>; looks: number }>();
const fewLooks = 16;

export function sessionById(list: ListState, id: string): SessionSummary | undefined {
  const place = placeOf(list, id);
  return place === undefined ? undefined : list.sessions[place];
}

/** The session that has this name. A name is a key, so no second session may have it. */
export function sessionNamed(list: ListState, name: string): SessionSummary | undefined {
  return list.sessions.find((session) => session.name === name);
}
