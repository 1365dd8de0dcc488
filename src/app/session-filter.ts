/** Applies the list's filter: which sessions remain, in which order, and what to highlight. */
import type { SessionSummary } from '../core/session.ts';
import { type FilterFacts, type SessionFilter, searchedText } from './filter-query.ts';
import { type FuzzyIndex, type FuzzyMatch, fuzzySearch, indexFolded } from './fuzzy.ts';
import { type Folded, fold, rangesWithin } from './fuzzy-fold.ts';

export {
  type FilterFacts,
  filterStates,
  filterWords,
  filterWordsOf,
  parseFilter,
  type SessionFilter,
} from './filter-query.ts';
export type { FilterClock } from './filter-values.ts';

export interface FilteredSessions {
  /** Places in the given sessions: best match first; when the filter has no free words pinned ones first, in their order. */
  readonly places: readonly number[];
  /** What to highlight in the title of the session at a place: start, end, start, end, … */
  ranges(place: number): readonly number[];
  /** Sessions that fit but are archived and were not asked for: say so, rather than hide them silently. */
  readonly hiddenArchived: number;
}

/** The filter that leaves everything but archived sessions. */
export const noFilter: SessionFilter = { words: '', conditions: [], wantsArchived: false, problem: '' };

/** Applies a filter. Cheap for a list that was seen before; the search index of a list is kept as long as the list. */
export function filterSessions(
  sessions: readonly SessionSummary[],
  filter: SessionFilter,
  facts: FilterFacts,
): FilteredSessions {
  const places: number[] = [];
  let hiddenArchived = 0;
  const isLeft = (session: SessionSummary): boolean => {
    if (!filter.conditions.every((condition) => condition(session, facts))) return false;
    if (!session.archived || filter.wantsArchived) return true;
    hiddenArchived++;
    return false;
  };
  if (filter.words.trim() === '') {
    const pinned: number[] = [];
    const take = (session: SessionSummary, place: number): void => {
      if (isLeft(session)) (session.pinned ? pinned : places).push(place);
    };
    sessions.forEach(take);
    return { places: pinned.concat(places), ranges: noRanges, hiddenArchived };
  }
  const matches = fuzzySearch(indexOf(sessions), filter.words);
  for (const { index } of matches) {
    const session = sessions[index];
    if (session && isLeft(session)) places.push(index);
  }
  return { places, ranges: rangesOf(sessions, matches), hiddenArchived };
}

const noRanges: FilteredSessions['ranges'] = () => [];

/**
 * Made out of sight of the facts: the state keeps what it gives, the facts hold the state from which they were made, and
 * so each state would hold all those before it.
 */
function rangesOf(sessions: readonly SessionSummary[], matches: readonly FuzzyMatch[]): FilteredSessions['ranges'] {
  let byPlace: Map<number, FuzzyMatch> | undefined;
  return (place) => {
    byPlace ??= new Map(matches.map((match) => [match.index, match]));
    return rangesWithin(byPlace.get(place)?.ranges ?? [], sessions[place]?.title.length ?? 0);
  };
}

/** Indexes by identity of the list: a key press in the filter folds nothing again. */
const indexes = new WeakMap<readonly SessionSummary[], FuzzyIndex>();
/** Folded texts by identity of the summary: a list in which one session changed costs one. */
const searched = new WeakMap<SessionSummary, Folded>();

function indexOf(sessions: readonly SessionSummary[]): FuzzyIndex {
  let index = indexes.get(sessions);
  if (!index) {
    index = indexFolded(sessions.map(foldedTextOf));
    indexes.set(sessions, index);
  }
  return index;
}

function foldedTextOf(session: SessionSummary): Folded {
  let folded = searched.get(session);
  if (!folded) {
    folded = fold(searchedText(session));
    searched.set(session, folded);
  }
  return folded;
}
