/** A search query as a pattern, for raw text and for text as it is shown on the screen. */
import { sanitizeLine } from '../../core/text/sanitize.ts';
import { fold, foldedTo, ignoredMarks, signs } from '../fuzzy-fold.ts';
import type { ItemText } from './texts.ts';

interface Patterns {
  readonly query: string;
  /** As it is read, folded like the list's filter; any run of blanks. */
  readonly shown: RegExp;
  /** The same in Markdown source, where emphasis marks may be at the edges of words. */
  readonly source: RegExp;
}

let last: Patterns | undefined;

function patternsOf(query: string): Patterns {
  if (last?.query !== query) {
    last = { query, shown: compile(query, ''), source: compile(query, `[${markSigns.replace('\\', '\\\\')}]{0,3}`) };
  }
  return last;
}

const markSigns = '*_~`\\';
const isLetter = (sign: string): boolean => /[\p{L}\p{N}\p{M}]/u.test(sign);

/** A pattern for all that is folded to `key`, a sign: a key has no marks but those that make another letter. */
function spellings(key: string): string {
  // Kana and Hangul also in their parts.
  const ways = [...new Set([key, key.normalize('NFD')])].map((way) => [...way].map(anyOf).join(''));
  return `(?:${ways.join('|')})[${ignoredMarks}]*`;
}

function anyOf(char: string): string {
  return `[${foldedTo(char).replace(/[\\^[\]-]/g, '\\$&')}]`;
}

/** In UTF-16 units. Patterns have a limit; a page that was pasted is known by its beginning. */
const longestQuery = 500;

function compile(query: string, marks: string): RegExp {
  let source = '';
  let before = '';
  // Half of a pair at its end would be found nowhere.
  const wanted = query.slice(0, longestQuery).replace(/[\ud800-\udbff]$/, '');
  for (const [sign] of sanitizeLine(wanted).matchAll(signs)) {
    const { key } = fold(sign);
    if (key === '' || (key === ' ' && before === ' ')) continue;
    const edge = before !== '' && isLetter(before) !== isLetter(key);
    // Next to a mark that is itself searched for, optional marks would match in many ways, and failures would take
    // exponential time.
    if (edge && !markSigns.includes(before) && !markSigns.includes(key)) source += marks;
    source += key === ' ' ? `[\\t${foldedTo(key)}]+` : spellings(key);
    before = key;
  }
  // An empty query matches nothing.
  return new RegExp(source === '' ? '(?!)' : source, 'giu');
}

/** A pattern by which other searches read letters as this one does; for `String.search`. */
export function toPattern(words: string): RegExp {
  return compile(words, '');
}

/** Where the query occurs in the text as shown: pairs of start and end, in order. */
export function findShown(text: string, query: string): readonly (readonly [number, number])[] {
  const { shown } = patternsOf(query);
  const out: (readonly [number, number])[] = [];
  shown.lastIndex = 0;
  for (let hit = shown.exec(text); hit; hit = shown.exec(text)) out.push([hit.index, shown.lastIndex]);
  return out;
}

/** How often the query occurs in the raw text of an item. */
export function countHits(text: ItemText, query: string): number {
  const patterns = patternsOf(query);
  const pattern = text.markdown ? patterns.source : patterns.shown;
  pattern.lastIndex = 0;
  let times = 0;
  while (pattern.test(text.text)) times += 1;
  return times;
}
