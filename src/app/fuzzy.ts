/** Fuzzy search over many short texts: the one place that knows the matcher behind it. */
import UFuzzy from '@leeoniya/ufuzzy';
import { type Folded, fold, rangesInOriginal } from './fuzzy-fold.ts';

export interface FuzzyMatch {
  /** Index in the strings that the index was made from. */
  readonly index: number;
  /** What matched, for highlighting: start, end, start, end, … in UTF-16 units of the original string. */
  readonly ranges: readonly number[];
}

/** Texts prepared for searching. Remembers the last query, so that typing on searches only the previous matches. */
export interface FuzzyIndex {
  readonly folded: readonly Folded[];
  readonly keys: string[];
  /** A cache, not state: any value of it gives the same results. */
  remembered: { readonly query: string; readonly found: readonly number[] } | undefined;
}

/** Above this many matches a cheaper rule ranks them: the exact order of hundreds does not matter. */
const rankedWell = 500;
const longestQuery = 128;
/** The matcher tries all orders of up to this many words; the cheaper rule ranks more. */
const mostOrders = 3;
/** Allowing for typos costs more than exact search, so not for more texts than this. */
const mostGuessed = 20_000;

// Equal matches keep the order of the list, which means something (newest first); alphabetical order would not.
const matcher = { compare: () => 0 };
let exact: UFuzzy | undefined;
let slips: UFuzzy | undefined;

export function createFuzzyIndex(strings: readonly string[]): FuzzyIndex {
  return indexFolded(strings.map(fold));
}

/** The same from texts that are folded already. */
export function indexFolded(folded: readonly Folded[]): FuzzyIndex {
  return { folded, keys: folded.map((one) => one.key), remembered: undefined };
}

/**
 * Matches, best first; for a blank query all strings in their order. A string matches when it holds every word of the
 * query, in any order, ignoring case and accents. Only if none does: words with one typo (a wrong, missing, additional
 * or swapped letter), then the query's characters in order with anything between them.
 */
export function fuzzySearch(index: FuzzyIndex, query: string): readonly FuzzyMatch[] {
  const wanted = fold(query.slice(0, longestQuery)).key.trimStart();
  const words = wanted.split(' ').filter((word) => word !== '');
  if (words.length === 0) return index.keys.map((_key, place) => ({ index: place, ranges: [] }));
  const found = findWords(index, wanted, words);
  if (found.length > 0) return rank(index, words, found);
  const guessed = index.keys.length <= mostGuessed ? withSlips(index, words) : [];
  return guessed.length > 0 ? guessed : scattered(index, words.join(''));
}

function findWords(index: FuzzyIndex, wanted: string, words: readonly string[]): readonly number[] {
  const { keys, remembered } = index;
  const found: number[] = [];
  const check = (place: number) => {
    const key = keys[place] ?? '';
    if (words.every((word) => key.includes(word))) found.push(place);
  };
  // A text that holds the longer words also holds their beginnings.
  if (remembered && wanted.startsWith(remembered.query)) for (const place of remembered.found) check(place);
  else for (let place = 0; place < keys.length; place++) check(place);
  index.remembered = { query: wanted, found };
  return found;
}

function rank(index: FuzzyIndex, words: readonly string[], found: readonly number[]): readonly FuzzyMatch[] {
  const plain = words.every((word) => /^[a-z0-9]+$/.test(word));
  if (plain && words.length <= mostOrders && found.length <= rankedWell) {
    const ranked = matchesOf(index, exactly().search(index.keys, words.join(' '), mostOrders, rankedWell, [...found]));
    if (ranked.length === found.length) return ranked;
  }
  return byPlace(index, words, found);
}

/** Ranked by where the words are: the text begins with one, a word begins with one, somewhere inside. */
function byPlace(index: FuzzyIndex, words: readonly string[], found: readonly number[]): readonly FuzzyMatch[] {
  const shelves: FuzzyMatch[][] = [];
  for (const place of found) {
    const key = index.keys[place] ?? '';
    let score = 0;
    for (const word of words) {
      const at = key.indexOf(word);
      score += at === 0 ? 0 : beginsWord(key, at) ? 1 : 2;
    }
    const shelf = shelves[score];
    const match = new WordMatch(index, place, words);
    if (shelf) shelf.push(match);
    else shelves[score] = [match];
  }
  return shelves.flat();
}

/** Ranges are computed on demand: of thousands of matches only a screenful is shown. */
class WordMatch implements FuzzyMatch {
  readonly index: number;
  readonly #from: FuzzyIndex;
  readonly #words: readonly string[];

  constructor(from: FuzzyIndex, place: number, words: readonly string[]) {
    this.index = place;
    this.#from = from;
    this.#words = words;
  }

  get ranges(): readonly number[] {
    const key = this.#from.keys[this.index] ?? '';
    const ranges = this.#words.flatMap((word) => {
      const at = key.indexOf(word);
      return at < 0 ? [] : [{ start: at, end: at + word.length }];
    });
    ranges.sort((a, b) => a.start - b.start || a.end - b.end);
    return original(this.#from, this.index, joined(ranges));
  }
}

function withSlips(index: FuzzyIndex, words: readonly string[]): readonly FuzzyMatch[] {
  const needle = words
    .join(' ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  if (needle === '' || words.length > mostOrders) return [];
  return matchesOf(index, roughly().search(index.keys, needle, mostOrders, rankedWell));
}

function matchesOf(index: FuzzyIndex, [places, info, order]: UFuzzy.SearchResult): readonly FuzzyMatch[] {
  if (!places) return [];
  if (!info || !order) return places.map((place) => ({ index: place, ranges: [] }));
  return order.flatMap((at) => {
    const place = info.idx[at];
    return place === undefined ? [] : [{ index: place, ranges: original(index, place, info.ranges[at] ?? []) }];
  });
}

/**
 * The characters in order with anything between them, least scattered first. Takes linear time; a regular expression
 * would backtrack forever.
 */
function scattered(index: FuzzyIndex, letters: string): readonly FuzzyMatch[] {
  const found: { readonly match: FuzzyMatch; readonly score: number }[] = [];
  for (const [place, key] of index.keys.entries()) {
    const ranges = spread(key, letters);
    if (!ranges) continue;
    const length = (ranges.at(-1) ?? 0) - (ranges[0] ?? 0);
    const score = ranges.length * 8 + length + (beginsWord(key, ranges[0] ?? 0) ? 0 : 8);
    found.push({ match: { index: place, ranges: original(index, place, ranges) }, score });
  }
  return found.sort((a, b) => a.score - b.score).map(({ match }) => match);
}

/** The shortest stretch that ends at the first possible place: found forwards, then tightened backwards. */
function spread(key: string, letters: string): number[] | undefined {
  let at = -1;
  for (const letter of letters) {
    at = key.indexOf(letter, at + 1);
    if (at < 0) return undefined;
    at += letter.length - 1;
  }
  const marks: { start: number; end: number }[] = [];
  let end = at + 1;
  for (const letter of [...letters].reverse()) {
    const start = key.lastIndexOf(letter, end - letter.length);
    marks.push({ start, end: start + letter.length });
    end = start;
  }
  return joined(marks.reverse());
}

/** Sorted ranges as a flat list, touching ones as one. */
function joined(ranges: readonly { readonly start: number; readonly end: number }[]): number[] {
  const flat: number[] = [];
  for (const { start, end } of ranges) {
    const last = flat.length - 1;
    if (last > 0 && start <= (flat[last] ?? 0)) flat[last] = Math.max(flat[last] ?? 0, end);
    else flat.push(start, end);
  }
  return flat;
}

function original(index: FuzzyIndex, place: number, ranges: readonly number[]): readonly number[] {
  const folded = index.folded[place];
  return folded ? rangesInOriginal(folded, ranges) : ranges;
}

function beginsWord(key: string, at: number): boolean {
  if (at === 0) return true;
  const before = key.charCodeAt(at - 1);
  // Most keys are ASCII; for them the pattern would cost more than the rest of the ranking.
  if (before < 0x80) return !((before >= 0x61 && before <= 0x7a) || (before >= 0x30 && before <= 0x39));
  return /[^\p{L}\p{N}]/u.test(key.charAt(at - 1));
}

/** The matchers are created when somebody searches: each compiles a dozen patterns. */
function exactly(): UFuzzy {
  exact ??= new UFuzzy(matcher);
  return exact;
}

/** Allows one typo in each word. */
function roughly(): UFuzzy {
  slips ??= new UFuzzy({ ...matcher, intraMode: 1 });
  return slips;
}
