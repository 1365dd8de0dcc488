/** Characters that always form a cluster of their own, and their widths: a table instead of a segmenter. */
import { codePointWidth } from './code-point.ts';

/**
 * Ranges of the basic plane without marks, joiners, prepended signs, conjoining jamo or controls: between any two of
 * these there is always a cluster boundary (UAX 29). A test checks every one of them against the segmenter.
 */
const ranges: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x2ff],
  [0x370, 0x482], // Greek, Cyrillic
  [0x48a, 0x52f],
  [0x531, 0x556], // Armenian
  [0x561, 0x587],
  [0x5d0, 0x5ea], // Hebrew
  [0x620, 0x64a], // Arabic
  [0x660, 0x66f],
  [0x671, 0x6d5],
  [0x10a0, 0x10ff], // Georgian
  [0x1e00, 0x1fff],
  [0x2010, 0x2027], // punctuation
  [0x202f, 0x205e],
  [0x2070, 0x20cf],
  [0x2100, 0x2bff], // letter-like, arrows, mathematics, boxes, blocks, symbols
  [0x2c60, 0x2c7f],
  [0x2e80, 0x3029], // Chinese and Japanese signs
  [0x3030, 0x3098],
  [0x309b, 0xa014],
  [0xac00, 0xd7a3], // Hangul syllables
  [0xe000, 0xfaff], // private use, compatibility ideographs
  [0xff01, 0xff9d],
];

/** Wide without asking the tables. */
const ideographs: readonly (readonly [number, number])[] = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
];

const firstPicture = 0x1f300;
const lastPicture = 0x1faff;

/**
 * For each character of the basic plane: its width, or one of the two values below. Built when the first non-ASCII text
 * arrives.
 */
let table: Uint8Array | undefined;
/** The same for pictures from `firstPicture`. */
let pictures: Uint8Array | undefined;
const notSimple = 254;
/** Simple, but its width has not been looked up yet: widths are looked up on demand, to keep the start fast. */
const unasked = 255;

function buildTable(): Uint8Array {
  const built = new Uint8Array(0x10000).fill(notSimple);
  for (const [first, last] of ranges) built.fill(unasked, first, last + 1);
  for (const [first, last] of ideographs) built.fill(2, first, last + 1);
  return built;
}

function buildPictures(): Uint8Array {
  const built = new Uint8Array(lastPicture - firstPicture + 1).fill(unasked);
  return built.fill(notSimple, 0x1f3fb - firstPicture, 0x1f400 - firstPicture); // skin tones join what is before them
}

/** A mark within the ranges has no width of its own, so it is not simple after all. */
function ask(widths: Uint8Array, index: number, code: number): number {
  const width = codePointWidth(code);
  widths[index] = width === 0 ? notSimple : width;
  return width === 0 ? -1 : width;
}

/** Cells of the simple character at `index`; -1 when it is not one. */
export function simpleWidth(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 0x7f) return code >= 0x20 ? 1 : -1;
  if (code < 0xd800 || code > 0xdbff) {
    table ??= buildTable();
    const width = table[code] ?? notSimple;
    return width < notSimple ? width : width === unasked ? ask(table, code, code) : -1;
  }
  const point = text.codePointAt(index) ?? 0;
  if (point >= 0x20000 && point <= 0x3fffd) return 2;
  if (point < firstPicture || point > lastPicture) return -1;
  pictures ??= buildPictures();
  const width = pictures[point - firstPicture] ?? notSimple;
  return width < notSimple ? width : width === unasked ? ask(pictures, point - firstPicture, point) : -1;
}

/** UTF-16 units of the simple character at `index`, 0 when it is not one. */
export function simpleUnit(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 0x7f) return code >= 0x20 ? 1 : 0;
  if (simpleWidth(text, index) < 0) return 0;
  return code >= 0xd800 && code < 0xdc00 ? 2 : 1;
}

/**
 * Where the cluster at `index` ends if that is certain without a segmenter, else -1. It is certain for a simple
 * character with the accents, selectors and skin tones after it, and for a flag, if a simple character, a flag or
 * nothing follows.
 */
export function certainEnd(text: string, index: number, longest: number): number {
  let end = index + simpleUnit(text, index);
  if (end === index) {
    if (!isFlagHalf(text, index) || !isFlagHalf(text, index + 2)) return -1;
    end += 4;
  } else {
    while (end - index < longest) {
      const joined = joiningUnits(text, end);
      if (joined === 0) break;
      end += joined;
    }
  }
  return end >= text.length || simpleUnit(text, end) > 0 || isFlagHalf(text, end) ? end : -1;
}

function joiningUnits(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 0x300) return 0;
  if (code <= 0x36f || code === 0xfe0f || code === 0x20e3) return 1;
  if (code !== 0xd83c) return 0;
  const low = text.charCodeAt(index + 1);
  return low >= 0xdffb && low <= 0xdfff ? 2 : 0;
}

function isFlagHalf(text: string, index: number): boolean {
  if (text.charCodeAt(index) !== 0xd83c) return false;
  const low = text.charCodeAt(index + 1);
  return low >= 0xdde6 && low <= 0xddff;
}
