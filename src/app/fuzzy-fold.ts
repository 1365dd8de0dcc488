/** Text folded for searching: case, accents and full-width letters are ignored; every position maps back to the original. */

/**
 * A character with its marks, or the parts of a Hangul syllable: what is one to the eye, and in Unicode often either one
 * or several. Names of files on a Mac come in pieces, what is typed does not.
 */
export const signs = /[\u1100-\u115f][\u1160-\u11a7]+[\u11a8-\u11ff]*|\P{M}\p{M}*|\p{M}+/gu;
const inPieces = /\p{M}|[\u1160-\u11a7]/u;

export interface Folded {
  readonly key: string;
  /** Offset in the original per unit of `key`, and one for its end; undefined when they are the same. */
  readonly origin: Uint32Array | undefined;
}

/** No more of a text than this is searched: names and titles are short, and a key press must stay cheap. */
const longestKey = 512;

const ascii = /^[\x20-\x7e]*$/;

export function fold(text: string): Folded {
  const cut = text.length > longestKey ? text.slice(0, longestKey) : text;
  if (ascii.test(cut)) return { key: cut.toLowerCase(), origin: undefined };
  let key = '';
  const origins: number[] = [];
  let at = 0;
  let shifted = false;
  for (const sign of inPieces.test(cut) ? signsOf(cut) : cut) {
    const folded = sign.length === 1 ? foldCharacter(sign) : foldSign(sign);
    for (let i = 0; i < folded.length; i++) origins.push(at);
    if (folded.length !== sign.length) shifted = true;
    key += folded;
    at += sign.length;
  }
  origins.push(at);
  return { key, origin: shifted ? Uint32Array.from(origins) : undefined };
}

function signsOf(text: string): readonly string[] {
  return text.match(signs) ?? [];
}

/** Ranges of a key (start, end, start, end, …) as ranges of the original text; one that ends within a sign has all of it. */
export function rangesInOriginal(folded: Folded, ranges: readonly number[]): readonly number[] {
  const { origin } = folded;
  if (!origin) return ranges;
  return ranges.map((at, i) => {
    let unit = Math.min(at, origin.length - 1);
    while (i % 2 === 1 && unit > 0 && unit < origin.length - 1 && origin[unit] === origin[unit - 1]) unit += 1;
    return origin[unit] ?? at;
  });
}

/** The ranges within the first `length` units, cut at their end. */
export function rangesWithin(ranges: readonly number[], length: number): readonly number[] {
  const kept: number[] = [];
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    const start = ranges[i] ?? 0;
    const end = Math.min(ranges[i + 1] ?? 0, length);
    if (start < end) kept.push(start, end);
  }
  return kept;
}

/** Where characters stand that may be folded to another than their lower case. */
const folding: readonly (readonly [number, number])[] = [
  [0xa0, 0x52f],
  [0x1e00, 0x1fff],
  [0x2100, 0x214f],
  [0x3000, 0x3000],
  [0xff01, 0xff5e],
];

let variants: Map<string, string> | undefined;

/** All characters that are folded to this one, itself among them: for looking through a text that is too long to fold. */
export function foldedTo(key: string): string {
  if (!variants) {
    variants = new Map();
    for (const [first, last] of folding) {
      for (let code = first; code <= last; code++) {
        const char = String.fromCharCode(code);
        const to = foldCharacter(char);
        if (to.length === 1 && to !== char) variants.set(to, (variants.get(to) ?? to) + char);
      }
    }
  }
  return variants.get(key) ?? key;
}

/** Marks that are ignored behind a letter; those of scripts where a mark makes another letter (Japanese, Indic) count. */
export const ignoredMarks = '\u0300-\u036f\u0483-\u0487\ufe0e\ufe0f';

function foldSign(sign: string): string {
  let folded = '';
  for (const char of sign.normalize('NFC')) folded += foldCharacter(char);
  return folded;
}

function foldCharacter(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return ' ';
  if (code < 0x7f) return char.toLowerCase();
  if ((code >= 0x300 && code <= 0x36f) || code === 0xfe0e || code === 0xfe0f) return '';
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0).toLowerCase();
  if (code === 0x3000 || code === 0xa0) return ' ';
  // Ideographs, kana, Hangul: they have no case, and are most of what is not Latin in a list.
  if (code >= 0x2e80 && code < 0xd800) return char;
  if (code < 0x530 || (code >= 0x1e00 && code <= 0x1fff) || (code >= 0x2100 && code <= 0x214f))
    return char
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '');
  return char.toLowerCase();
}
