/** How many cells of a terminal text takes. */
import { remembered } from '../remembered.ts';
import { longestCluster, ownCell, segmentRun } from './clusters.ts';
import { codePointWidth } from './code-point.ts';
import { certainEnd, simpleUnit, simpleWidth } from './simple.ts';

export { clusters } from './clusters.ts';

const asciiOnly = /^[\x20-\x7e]*$/;

/**
 * Cells of one grapheme cluster of sanitised text. Terminals disagree about emoji sequences and conjuncts; the rule:
 * 2 for wide characters, emoji presentation, flags and keycaps, and for clusters of several letters or with a vowel that
 * stands beside its letter (most terminals give each a cell, and with fewer it would be drawn over); marks alone 0;
 * ambiguous characters 1.
 */
export function clusterWidth(cluster: string): 0 | 1 | 2 {
  const code = cluster.charCodeAt(0);
  return cluster.length === 1 && code >= 0x20 && code < 0x7f ? 1 : thoughtWidth(cluster);
}

/** For a cluster that needs a closer look. */
const thoughtWidth = remembered({ most: 20_000, longest: longestCluster }, (cluster): 0 | 1 | 2 => {
  const first = cluster.codePointAt(0);
  if (first === undefined || first < 0x20 || (first >= 0x7f && first < 0xa0)) return 0;
  const width = codePointWidth(first);
  if (width !== 1 || cluster.length === 1) return width;
  if (cluster.includes('\ufe0f') && /^\p{Emoji}/u.test(cluster)) return 2;
  return (cluster.match(ownCell)?.length ?? 0) > 1 ? 2 : 1;
});

/** Cells of a line of sanitised text (without newlines). */
export function textWidth(text: string): number {
  if (asciiOnly.test(text)) return text.length;
  let width = 0;
  visitClusters(text, (_start, _end, cells) => {
    width += cells;
    return true;
  });
  return width;
}

/** Calls `visit` for every cluster in order, with its place in the text and its cells, until it returns false. */
export function visitClusters(text: string, visit: (start: number, end: number, cells: number) => boolean): void {
  let i = 0;
  while (i < text.length) {
    const end = certainEnd(text, i, longestCluster);
    if (end > 0) {
      const alone = end === i + 1 || end === i + simpleUnit(text, i);
      if (!visit(i, end, alone ? simpleWidth(text, i) : clusterWidth(text.slice(i, end)))) return;
      i = end;
      continue;
    }
    const run = segmentRun(text, i);
    for (const part of run.parts) {
      if (!visit(i, i + part.length, clusterWidth(part))) return;
      i += part.length;
    }
    i = run.end;
  }
}

/** UTF-16 offsets in a text: where a part of it begins and ends. */
type Part = readonly [from: number, to: number];

/**
 * Parts of a text, in order and apart, each widened to whole clusters: half of one, in a style of its own, would be drawn
 * as another sign in other cells.
 */
export function wholeClusters(text: string, parts: readonly Part[]): readonly Part[] {
  if (parts.length === 0 || asciiOnly.test(text)) return parts;
  const starts: number[] = [];
  const ends: number[] = [];
  visitClusters(text, (first, last) => {
    while ((parts[starts.length]?.[0] ?? last) < last) starts.push(first);
    while ((parts[ends.length]?.[1] ?? last + 1) <= last) ends.push(last);
    return ends.length < parts.length;
  });
  return parts.map(([from, to], i) => [starts[i] ?? from, ends[i] ?? to]);
}
