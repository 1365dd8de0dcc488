/**
 * Which sessions the list shows, in which order: filter, sort, pinned first. Computed when data change, not per key.
 */
import type { SessionSummary } from '../core/session.ts';
import { sessionCost } from './costs.ts';
import type { SortOrder } from './list-state.ts';
import { type FilterFacts, filterSessions, noFilter, parseFilter } from './session-filter.ts';
import type { State } from './state.ts';

export interface Arranged {
  readonly shown: readonly number[];
  /** What was not understood in the filter, or what it hides; empty if nothing. */
  readonly problem: string;
  /** What to highlight in the title of the session at a place. */
  readonly ranges: (place: number) => readonly number[];
}

export function arrange(state: State): Arranged {
  const { sessions, filter, sort } = state.list;
  const parsed = filter ? parseFilter(filter.text, { now: state.now, startOfDay }) : noFilter;
  const facts: FilterFacts = {
    streaming: (id) => Boolean(state.conversations.get(id)?.reply),
    locked: (id) => state.list.holders.has(id),
    cost: (session) => sessionCost(state, session),
  };
  const left = filterSessions(sessions, parsed, facts);
  const hidden =
    filter && filter.text !== '' && left.hiddenArchived > 0 ? `${left.hiddenArchived} more archived (is:archived)` : '';
  const ranked = parsed.words.trim() !== '';
  const shown = ranked || sort === 'recent' ? left.places : pinnedFirst(sessions, sorted(state, left.places, sort));
  return { shown, ranges: left.ranges, problem: [parsed.problem, hidden].filter((part) => part !== '').join(' ') };
}

/** The start of a day where the user is. */
function startOfDay(year: number, month: number, day: number): number {
  return new Date(year, month - 1, day).getTime();
}

function pinnedFirst(sessions: readonly SessionSummary[], places: readonly number[]): readonly number[] {
  const isPinned = (place: number): boolean => sessions[place]?.pinned === true;
  return [...places.filter(isPinned), ...places.filter((place) => !isPinned(place))];
}

function sorted(state: State, places: readonly number[], sort: Exclude<SortOrder, 'recent'>): readonly number[] {
  const { sessions } = state.list;
  if (sort === 'name') {
    const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
    return [...places].sort((a, b) => collator.compare(sessions[a]?.title ?? '', sessions[b]?.title ?? ''));
  }
  const figure = (place: number): number => {
    const session = sessions[place];
    if (!session) return 0;
    return sort === 'tokens' ? session.inputTokens + session.outputTokens : (sessionCost(state, session) ?? 0);
  };
  return [...places].sort((a, b) => figure(b) - figure(a) || a - b);
}
