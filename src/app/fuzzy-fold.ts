/** Text folded for searching: case, accents and full-width letters are ignored; every position maps back to the original. */

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
  for (const char of cut) {
    const folded = foldCharacter(char);
    for (let i = 0; i < folded.length; i++) origins.push(at);
    if (folded.length !== char.length) shifted = true;
    key += folded;
    at += char.length;
  }
  origins.push(at);
  return { key, origin: shifted ? Uint32Array.from(origins) : undefined };
}

/** Ranges of a key (start, end, start, end, …) as ranges of the original text. */
export function rangesInOriginal(folded: Folded, ranges: readonly number[]): readonly number[] {
  const { origin } = folded;
  if (!origin) return ranges;
  return ranges.map((at) => origin[Math.min(at, origin.length - 1)] ?? at);
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

function foldCharacter(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return ' ';
  if (code < 0x7f) return char.toLowerCase();
  // Marks after a base letter; in scripts where a mark makes another letter (Japanese, Indic) they stay.
  if (code >= 0x300 && code <= 0x36f) return '';
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0).toLowerCase();
  if (code === 0x3000 || code === 0xa0) return ' ';
  // Ideographs, kana, Hangul: they have no case, and are most of what is not Latin in a list.
  if (code >= 0x2e80 && code < 0xd800) return char;
  if (code < 0x530 || (code >= 0x1e00 && code <= 0x1fff))
    return char
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '');
  return char.toLowerCase();
}
