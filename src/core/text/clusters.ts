/** What a person sees as one character: grapheme clusters, with shortcuts for the scripts that need no segmenter. */
import { remembered } from '../remembered.ts';
import { certainEnd, simpleUnit } from './simple.ts';

/** A cluster is cut after this many UTF-16 units: a letter with a thousand accents must not fill one cell. */
export const longestCluster = 32;
/** The segmenter sees at most this much at once; more than that without a plain character is not real text. */
const longestRun = 65_536;

/** Created for the first text that needs it: that takes several milliseconds, and plain text never needs it. */
let segmenter: Intl.Segmenter | undefined;

/**
 * The grapheme clusters of a text, in order; joined they are the text. Clusters of more than `longestCluster` UTF-16
 * units are returned in pieces, and so are conjuncts to which most terminals give more than two cells. Expects
 * well-formed text (`sanitize`).
 */
export function* clusters(text: string): Generator<string, void, undefined> {
  let i = 0;
  while (i < text.length) {
    const end = certainEnd(text, i, longestCluster);
    if (end > 0) {
      yield text.slice(i, end);
      i = end;
      continue;
    }
    const run = segmentRun(text, i);
    yield* run.parts;
    i = run.end;
  }
}

/** Clusters of the stretch at `index` that needs the segmenter, and where the stretch ends. */
export function segmentRun(text: string, index: number): { readonly end: number; readonly parts: readonly string[] } {
  const end = runEnd(text, index);
  return { end, parts: segment(text.slice(index, end)) };
}

/** Short stretches repeat (a family of emoji, a syllable), and the segmenter takes a microsecond each time. */
const segment = remembered({ most: 5_000, longest: 24 }, (run): readonly string[] => {
  const parts: string[] = [];
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(run)) {
    if (segment.length <= longestCluster) parts.push(...conjunctParts(segment));
    else parts.push(...pieces(segment));
  }
  return parts;
});

/** Letters, and vowel signs beside their letters: most terminals give each a cell. */
export const ownCell = /[\p{L}\p{Mc}]/gu;
/** A letter after the mark that joins it to the previous one. */
const joinedLetter = /(?<=\p{M}\u200d?)(?=\p{L})/u;

/** The last vowel of हिन्दी would be drawn over: a conjunct that fills more than two cells is cut before its letters. */
function conjunctParts(cluster: string): readonly string[] {
  return (cluster.match(ownCell)?.length ?? 0) > 2 ? cluster.split(joinedLetter) : [cluster];
}

/** The stretch ends between two characters that certainly belong to different clusters. */
function runEnd(text: string, start: number): number {
  let previous = 0;
  let i = start;
  while (i < text.length && i - start < longestRun) {
    const units = simpleUnit(text, i);
    if (units > 0 && previous > 0) return i;
    previous = units;
    i += units > 0 ? units : codePointUnits(text, i);
  }
  return i;
}

function* pieces(cluster: string): Generator<string, void, undefined> {
  let from = 0;
  for (let i = 0; i < cluster.length; ) {
    const units = codePointUnits(cluster, i);
    if (i + units - from > longestCluster) {
      yield cluster.slice(from, i);
      from = i;
    }
    i += units;
  }
  yield cluster.slice(from);
}

function codePointUnits(text: string, index: number): number {
  const code = text.codePointAt(index) ?? 0;
  return code > 0xffff ? 2 : 1;
}
