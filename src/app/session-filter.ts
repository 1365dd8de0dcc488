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
  /**
   * Indexes in the given sessions: best match first; if the filter has no free words, pinned ones first, in their
   * order.
   */
  readonly places: readonly number[];
  /** What to highlight in the title of the session at a place: start, end, start, end, … */
  ranges(place: number): readonly number[];
  /**
   * Sessions that match but are archived and were not requested: this is reported, rather than hiding them silently.
   */
  readonly hiddenArchived: number;
}

/** The filter that leaves everything but archived sessions. */
export const noFilter: SessionFilter = { words: '', conditions: [], wantsArchived: false, problem: '' };

/** Applies a filter. Cheap for a list that was seen before; a list's search index is kept as long as the list. */
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
 * Made where the facts are out of scope: the state keeps the returned function, and the facts hold the state they were
 * made from, so otherwise each state would keep all those before it alive.
 */
function rangesOf(sessions: readonly SessionSummary[], matches: readonly FuzzyMatch[]): FilteredSessions['ranges'] {
  let byPlace: Map<number, FuzzyMatch> | undefined;
  return (place) => {
    byPlace ??= new Map(matches.map((match) => [match.index, match]));
    return rangesWithin(byPlace.get(place)?.ranges ?? [], sessions[place]?.title.length ?? 0);
  };
}

/** Indexes by identity of the list, so that a key press in the filter folds nothing again. */
const indexes = new WeakMap<readonly SessionSummary[], FuzzyIndex>();
/** Folded texts by identity of the summary, so that a changed session costs one folding, not a list of them. */
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
