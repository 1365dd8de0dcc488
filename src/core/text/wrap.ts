/** Breaks lines into rows of at most so many cells: between words where possible, anywhere where necessary. */
import type { Row, Span } from '../span.ts';
import { canBreakBetween, isIdeographic } from './line-break.ts';
import { rowText } from './row.ts';
import { textWidth, visitClusters } from './width.ts';

/** Nothing is narrower than one wide character; smaller widths are raised to this. */
const narrowest = 2;

/** A row as a stretch of the text: UTF-16 offsets. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface WrappedRow {
  readonly row: Row;
  /** True when this row continues the line of the row before it (a copy joins the two with `gap`). */
  readonly continues: boolean;
  /** The blanks at the break before this row, which are not shown. */
  readonly gap: string;
}

/**
 * The rows of a sanitised text, each at most `cells` (at least 2) wide. Every newline begins a row; blanks at a break
 * are left out; Chinese and Japanese text breaks between any two characters that allow it. Takes linear time.
 */
export function wrapText(text: string, cells: number): string[] {
  const rows: string[] = [];
  for (const line of text.split('\n')) {
    for (const { start, end } of breakLine(line, cells, cells)) rows.push(line.slice(start, end));
  }
  return rows;
}

/**
 * The same for one line of spans (without newlines). Rows after the first are indented by `hangingIndent` blanks, at
 * most half of `cells`, in the style of the line's first span.
 */
export function wrapSpans(
  line: Row,
  cells: number,
  { hangingIndent = 0 }: { readonly hangingIndent?: number } = {},
): WrappedRow[] {
  const width = Math.max(narrowest, cells);
  const indent = Math.max(0, Math.min(hangingIndent, width - narrowest, width >> 1));
  const text = rowText(line);
  const stretches = breakLine(text, width, width - indent);
  const only = stretches.length === 1 ? stretches[0] : undefined;
  if (only?.start === 0 && only.end === text.length) return [{ row: line, continues: false, gap: '' }];
  const first = line[0];
  const lead: Row = first === undefined ? [] : [{ text: ' '.repeat(indent), style: first.style }];
  const slice = spanSlicer(line);
  let shownUntil = 0;
  return stretches.map(({ start, end }, index) => {
    const spans = slice(start, end);
    const gap = index > 0 ? text.slice(shownUntil, start) : '';
    shownUntil = end;
    return { row: index > 0 && indent > 0 ? [...lead, ...spans] : spans, continues: index > 0, gap };
  });
}

/** Cuts stretches out of a line of spans; they must be asked for in order, so that all of them cost one walk. */
function spanSlicer(line: Row): (start: number, end: number) => Span[] {
  let index = 0;
  let spanStart = 0;
  return (start, end) => {
    const out: Span[] = [];
    for (let span = line[index]; span !== undefined; span = line[index]) {
      const spanEnd = spanStart + span.text.length;
      const from = Math.max(start, spanStart);
      const to = Math.min(end, spanEnd);
      if (to > from) {
        const part = span.text.slice(from - spanStart, to - spanStart);
        out.push(part.length === span.text.length ? span : { text: part, style: span.style });
      }
      if (spanEnd > end) break;
      spanStart = spanEnd;
      index++;
    }
    return out;
  };
}

const asciiOnly = /^[\x20-\x7e]*$/;

/** Where a line breaks; always at least one stretch. The first row has `firstCells`, the others `cells`. */
function breakLine(text: string, firstCells: number, cells: number): Stretch[] {
  const first = Math.max(narrowest, firstCells);
  const later = Math.max(narrowest, cells);
  const ascii = asciiOnly.test(text);
  if (ascii ? text.length <= first : text.length <= first && textWidth(text) <= first) {
    return [{ start: 0, end: text.length }];
  }
  return ascii ? breakAscii(text, first, later) : breakAny(text, first, later);
}

/** The indent takes at most half of the row; otherwise the words after it could end up in a column one letter wide. */
function longestIndent(room: number): number {
  return Math.min(room >> 1, room - narrowest);
}

function breakAscii(text: string, first: number, later: number): Stretch[] {
  const out: Stretch[] = [];
  let room = first;
  const indent = blanksFrom(text, 0);
  let start = Math.max(0, indent - longestIndent(room));
  let ink = indent;
  while (text.length - start > room) {
    const edge = start + room;
    let end = edge;
    let next = edge;
    if (isBlank(text, edge)) next = edge + blanksFrom(text, edge);
    else {
      // The last blank of the row; walking back takes at most a row, never the whole line.
      let at = edge;
      while (at > ink && !isBlank(text, at - 1)) at--;
      if (at > ink) {
        end = at;
        next = at;
      }
    }
    while (end > ink && isBlank(text, end - 1)) end--;
    out.push({ start, end });
    start = next;
    ink = next;
    room = later;
  }
  if (start < text.length || out.length === 0) out.push({ start, end: text.length });
  return out;
}

function blanksFrom(text: string, index: number): number {
  let i = index;
  while (isBlank(text, i)) i++;
  return i - index;
}

function isBlank(text: string, index: number): boolean {
  return text.charCodeAt(index) === 0x20;
}

function breakAny(text: string, first: number, later: number): Stretch[] {
  const { count, starts, widths } = measure(text);
  const startOf = (index: number) => (index < count ? (starts[index] ?? text.length) : text.length);
  const widthOf = (index: number) => widths[index] ?? 0;
  // A blank with a joiner or a mark on it is a character, not a place to break.
  const blank = (index: number) =>
    index < count && isBlank(text, startOf(index)) && startOf(index + 1) === startOf(index) + 1;
  const cluster = (index: number) => text.slice(startOf(index), startOf(index + 1));
  const mayBreakBefore = (index: number) => {
    if (blank(index - 1)) return true;
    const before = cluster(index - 1);
    const after = cluster(index);
    const signs = isIdeographic(before, widthOf(index - 1)) || isIdeographic(after, widthOf(index));
    return signs && canBreakBetween(before, after);
  };

  const out: Stretch[] = [];
  let room = first;
  let ink = 0;
  while (blank(ink)) ink++;
  let start = Math.max(0, ink - longestIndent(room));
  for (;;) {
    let edge = start;
    let width = 0;
    while (edge < count && width + widthOf(edge) <= room) width += widthOf(edge++);
    if (edge >= count) break;
    let end = edge;
    let next = edge;
    if (blank(edge)) while (blank(next)) next++;
    else {
      let at = edge;
      while (at > ink && !mayBreakBefore(at)) at--;
      if (at > ink) {
        end = at;
        next = at;
      }
    }
    while (end > ink && blank(end - 1)) end--;
    out.push({ start: startOf(start), end: startOf(end) });
    start = next;
    ink = next;
    room = later;
  }
  if (start < count || out.length === 0) out.push({ start: startOf(start), end: text.length });
  return out;
}

/** Where each cluster of a line starts and how many cells it takes. */
function measure(text: string): { count: number; starts: Uint32Array; widths: Uint8Array } {
  const starts = new Uint32Array(text.length);
  const widths = new Uint8Array(text.length);
  let count = 0;
  visitClusters(text, (start, _end, cells) => {
    starts[count] = start;
    widths[count++] = cells;
    return true;
  });
  return { count, starts, widths };
}
