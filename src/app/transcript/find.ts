/** Search hits: the rows of an item they are in, and how they are marked there. */
import type { Row, Span } from '../../core/span.ts';
import { rowText } from '../../core/text/row.ts';
import { textWidth, wholeClusters } from '../../core/text/width.ts';
import type { Look } from '../state.ts';
import { columnsBefore } from './code-blocks.ts';
import type { TranscriptItem } from './items.ts';
import { contentBounds, linesIn, offsetAtCell } from './line-text.ts';
import { countHits, findShown } from './query.ts';
import { type ItemRow, type LaidOut, sectionAt } from './rows.ts';
import { textsOf } from './texts.ts';

/** A hit on the screen; one that is wrapped has a part in each of its rows. */
export interface ShownHit {
  readonly section: number;
  readonly parts: readonly {
    readonly row: number;
    /** UTF-16 offsets in the row's text, if the pane's edge does not cut the row. */
    readonly from: number;
    readonly to: number;
    /** For code that is scrolled sideways: the columns of the hit in its line. */
    readonly columns?: readonly [number, number];
  }[];
}

const shownHits = new WeakMap<LaidOut, { readonly query: string; readonly hits: readonly ShownHit[] }>();

/** All hits in an item's rows, in order. */
function hitsShown(laid: LaidOut, query: string, look: Look): readonly ShownHit[] {
  const known = shownHits.get(laid);
  if (known?.query === query) return known.hits;
  const hits: ShownHit[] = [];
  for (const line of linesIn(laid, look)) {
    for (const [from, to] of wholeClusters(line.text, findShown(line.text, query))) {
      const parts: ShownHit['parts'][number][] = [];
      for (const piece of line.pieces) {
        const start = Math.max(from, piece.from);
        const end = Math.min(to, piece.to);
        if (end <= start) continue;
        const shift = piece.start - piece.from;
        const place = { row: piece.row, from: start + shift, to: end + shift };
        const before = piece.cut ? textWidth(line.text.slice(0, from)) : 0;
        parts.push(piece.cut ? { ...place, columns: [before, before + textWidth(line.text.slice(from, to))] } : place);
      }
      const section = sectionAt(laid, parts[0]?.row ?? -1);
      if (section !== undefined) hits.push({ section, parts });
    }
  }
  shownHits.set(laid, { query, hits });
  return hits;
}

/** How often the query occurs in an item, over all its texts, shown or folded. */
export function countInItem(item: TranscriptItem, query: string): number {
  let times = 0;
  for (const text of textsOf(item)) times += countHits(text, query);
  return times;
}

/** Where hit number `nth` (from 0) of an item is. */
export interface HitPlace {
  readonly row: number;
  /** Undefined if the hit is folded away: the row is then that of the fold. */
  readonly hit?: ShownHit;
}

export function placeOfHit(item: TranscriptItem, laid: LaidOut, query: string, nth: number, look: Look): HitPlace {
  let left = nth;
  const shown = hitsShown(laid, query, look);
  for (const [section, text] of textsOf(item).entries()) {
    const times = countHits(text, query);
    if (left >= times) {
      left -= times;
      continue;
    }
    const here = shown.filter((hit) => hit.section === section);
    // Source and screen may differ where Markdown hides something: then the nearest hit in the same text counts.
    const hit = times > here.length && text.kind !== 'content' ? here[left] : here[Math.min(left, here.length - 1)];
    const row = hit?.parts[0]?.row ?? laid.sections[section]?.from ?? 0;
    return hit ? { row, hit } : { row: Math.max(0, row) };
  }
  return { row: 0 };
}

/** The rows with all hits marked, the current one in its own way. */
export function markHits(laid: LaidOut, query: string, current: HitPlace | undefined, look: Look): readonly ItemRow[] {
  const hits = query === '' ? [] : hitsShown(laid, query, look);
  if (hits.length === 0 && !current) return laid.rows;
  const rows = [...laid.rows];
  for (const hit of hits) {
    const style = hit === current?.hit ? look.theme.styles.matchCurrent : look.theme.styles.match;
    for (const part of hit.parts) {
      const row = rows[part.row];
      if (row) rows[part.row] = { ...row, spans: markPart(row, part, style, look, columnsBefore(laid, part.row)) };
    }
  }
  const fold = current && !current.hit ? rows[current.row] : undefined;
  if (current && fold) {
    const spans = fold.spans.map((span) => ({ text: span.text, style: look.theme.styles.matchCurrent }));
    rows[current.row] = { ...fold, spans };
  }
  return rows;
}

function markPart(row: ItemRow, part: ShownHit['parts'][number], style: Span['style'], look: Look, moved: number): Row {
  if (!part.columns) return restyleRange(row.spans, part.from, part.to, style);
  const bounds = contentBounds(row, look);
  const content = rowText(row.spans).slice(bounds.start, bounds.end);
  const start = offsetAtCell(content, Math.max(0, part.columns[0] - moved));
  const end = offsetAtCell(content, Math.max(0, part.columns[1] - moved));
  return start < end ? restyleRange(row.spans, bounds.start + start, bounds.start + end, style) : row.spans;
}

/** The spans with everything between two offsets of their text in one style. */
export function restyleRange(spans: Row, from: number, to: number, style: Span['style']): Row {
  const out: Span[] = [];
  let at = 0;
  for (const span of spans) {
    const end = at + span.text.length;
    const start = Math.max(from, at);
    const stop = Math.min(to, end);
    if (stop <= start) out.push(span);
    else {
      if (start > at) out.push({ text: span.text.slice(0, start - at), style: span.style });
      out.push({ text: span.text.slice(start - at, stop - at), style });
      if (stop < end) out.push({ text: span.text.slice(stop - at), style: span.style });
    }
    at = end;
  }
  return out;
}
