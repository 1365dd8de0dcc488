/** Where the caret may stand: cluster and word boundaries found near an offset, without reading the whole text. */
import { clusters, longestCluster } from '../../core/text/clusters.ts';
import { simpleUnit } from '../../core/text/simple.ts';
import { isHigh, isLow } from '../../core/text/surrogates.ts';
import { isStandIn } from './state.ts';

/** How far back to look for a certain boundary before assuming one; only absurd text has none nearer. */
const lookBack = 1 << 14;
/** A cluster ends within this many units of its start; whatever the cut may split is not part of it. */
const window = 2 * longestCluster;

// Unicode property patterns take half a millisecond each to create, so they are inside functions, created when first
// needed.
const isLetterOrDigit = (unit: string): boolean => /^[\p{L}\p{N}]$/u.test(unit);
/** Marks, and the skin tones of emoji. */
const isMark = (character: string): boolean => /^(?:\p{M}|\p{Emoji_Modifier})$/u.test(character);
const isPartOfWord = (character: string): boolean => /^[\p{L}\p{N}\p{M}_\u200c\u200d]$/u.test(character);
/**
 * Letters that nevertheless join a neighbour: Hangul jamo, a Malayalam prefix, Thai and Lao AM, half-width voice marks.
 */
const joining = /^[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u0d4e\u0e33\u0eb3\uff9e\uff9f]$/;

/** The end of the cluster that begins at `at`, which must be a boundary. */
export function nextBoundary(text: string, at: number): number {
  for (const cluster of clusters(text.slice(at, at + window))) return at + cluster.length;
  return text.length;
}

/** The start of the cluster that ends at `at`, which must be a boundary. */
export function previousBoundary(text: string, at: number): number {
  if (at <= 0) return 0;
  let start = sureBoundary(text, at - 1);
  for (const cluster of clusters(text.slice(start, at))) {
    const end = start + cluster.length;
    if (end >= at) break;
    start = end;
  }
  return start;
}

/** The first boundary at or after any offset. */
export function boundaryFrom(text: string, at: number): number {
  if (at <= 0) return 0;
  if (at >= text.length) return text.length;
  let boundary = sureBoundary(text, at);
  if (boundary === at) return at;
  for (const cluster of clusters(text.slice(boundary, at + window))) {
    boundary += cluster.length;
    if (boundary >= at) break;
  }
  return boundary;
}

/** The end of the word at or after `at`; a folded paste is a word of its own. */
export function wordEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length && !isStandIn(text.charAt(i)) && !isWordPart(text, i)) i += unitsAt(text, i);
  if (i < text.length && isStandIn(text.charAt(i))) return i + 1;
  while (i < text.length && isWordPart(text, i)) i += unitsAt(text, i);
  return boundaryFrom(text, i);
}

/** The start of the word at or before `at`. */
export function wordStart(text: string, at: number): number {
  let i = at;
  while (i > 0 && !isStandIn(text.charAt(i - 1)) && !isWordPart(text, i - unitsBefore(text, i)))
    i -= unitsBefore(text, i);
  if (i > 0 && isStandIn(text.charAt(i - 1))) return i - 1;
  while (i > 0 && isWordPart(text, i - unitsBefore(text, i))) i -= unitsBefore(text, i);
  const boundary = boundaryFrom(text, i);
  // Marks are part of words, so `i` is a boundary, except in sequences that begin with a symbol (keycaps, emoji).
  return boundary < at ? boundary : previousBoundary(text, at);
}

/** An offset of at most `at` that is a boundary whatever comes before it. */
function sureBoundary(text: string, at: number): number {
  const limit = Math.max(0, at - lookBack);
  for (let i = at; i > limit; i--) {
    if (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1))) continue;
    if (isControl(text, i) || isControl(text, i - 1)) return i;
    const before = i - unitsBefore(text, i);
    if (isPlainAt(text, i) && isPlainAt(text, before)) return i;
    // Marks belong to what precedes them; a simple character after them starts a new cluster.
    if (simpleUnit(text, i) > 0 && isMark(text.slice(before, i))) return i;
  }
  return limit > 0 && isLow(text.charCodeAt(limit)) && isHigh(text.charCodeAt(limit - 1)) ? limit - 1 : limit;
}

/**
 * Characters between any two of which there is a boundary: the simple ones, and letters of scripts whose marks need the
 * segmenter (in Hindi or Thai text two adjacent simple characters are rare, two such letters are not).
 */
function isPlainAt(text: string, at: number): boolean {
  if (simpleUnit(text, at) > 0) return true;
  const unit = text.charAt(at);
  return isLetterOrDigit(unit) && !joining.test(unit);
}

/** Newlines, tabs and stand-ins: boundaries on both sides. */
function isControl(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

function isWordPart(text: string, at: number): boolean {
  return isPartOfWord(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function unitsBefore(text: string, at: number): number {
  return at > 1 && isLow(text.charCodeAt(at - 1)) && isHigh(text.charCodeAt(at - 2)) ? 2 : 1;
}
