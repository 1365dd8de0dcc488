/** A search query as a pattern, for raw text and for text as it is shown on the screen. */
import { sanitizeLine } from '../../core/text/sanitize.ts';
import type { ItemText } from './texts.ts';

interface Patterns {
  readonly query: string;
  /** The query as it is read: any case, any run of blanks, letters with marks as one character or as several. */
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

/** A character with its marks: one to the eye, but in Unicode often either one or several. Hangul by syllables. */
const signs = /[\u1100-\u115f][\u1160-\u11a7]+[\u11a8-\u11ff]*|\P{M}\p{M}*|\p{M}+/gu;

/** A pattern for all spellings of a character: file names on a Mac come decomposed, what is typed does not. */
function spellings(sign: string): string {
  const ways = new Set([sign, sign.normalize('NFC'), sign.normalize('NFD')]);
  const sources = [...ways].map((way) =>
    way.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/[\ufe0e\ufe0f]/g, '[\ufe0e\ufe0f]?'),
  );
  return sources.length === 1 ? sources.join('') : `(?:${sources.join('|')})`;
}

function compile(query: string, marks: string): RegExp {
  let source = '';
  let before = '';
  for (const [sign] of sanitizeLine(query).matchAll(signs)) {
    const blank = /^\s$/.test(sign);
    if (blank && /\s/.test(before)) continue;
    const edge = before !== '' && isLetter(before) !== isLetter(sign);
    // Next to a mark that is itself searched for, optional marks would match in many ways, and failures would take
    // exponential time.
    if (edge && !markSigns.includes(before) && !markSigns.includes(sign)) source += marks;
    source += blank ? '[ \\t]+' : spellings(sign);
    before = sign;
  }
  // An empty query matches nothing.
  return new RegExp(source === '' ? '(?!)' : source, 'giu');
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
