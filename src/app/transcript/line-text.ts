/** The plain text of a row: without frames, bars and indents, but including what lies beyond the pane's edge. */
import type { RenderedBlock } from '../../core/markdown/rendered.ts';
import type { Span } from '../../core/span.ts';
import { rowText } from '../../core/text/row.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { visitClusters } from '../../core/text/width.ts';
import type { Look } from '../state.ts';
import type { ItemRow, LaidOut } from './rows.ts';

/** UTF-16 offsets in the row's text between which its content is. */
export interface Bounds {
  readonly start: number;
  readonly end: number;
}

/** Where the content of a row is: after bars and indents, within a frame. */
export function contentBounds(row: ItemRow, look: Look): Bounds {
  const { border, codeBorder } = look.theme.styles;
  let start = 0;
  let end = 0;
  let framed = 0;
  let leading = true;
  for (const span of row.spans) {
    const from = end;
    end += span.text.length;
    if (span.style === codeBorder && /^│|│$/.test(span.text)) {
      framed += 1;
      if (framed === 1) start = end;
      else return { start, end: from };
    } else if (isFrameEdge(span, look)) return { start: end, end };
    else if (leading && framed === 0 && span.style === border && span.text === '│ ') start = end;
    else if (leading && framed === 0 && row.continues && span.text.trim() === '') start = end;
    else leading = false;
  }
  return { start, end };
}

/** Whether a span begins the upper or lower edge of a frame. */
export function isFrameEdge(span: Span, look: Look): boolean {
  return span.style === look.theme.styles.codeBorder && /^[┌└]/.test(span.text);
}

/** The whole line of code that a row shows a part of, sanitised; undefined for rows that show all of theirs. */
export function wholeCodeLine(laid: LaidOut, at: number, look: Look): string | undefined {
  const row = laid.rows[at];
  const block = row && row.block >= 0 ? laid.blocks[row.block] : undefined;
  if (block?.kind !== 'code' || look.codeWrap) return undefined;
  return linesOf(block)[at - block.firstRow - (isFramed(laid, block, look) ? 1 : 0)];
}

const codeLines = new WeakMap<RenderedBlock, readonly string[]>();

function linesOf(block: RenderedBlock): readonly string[] {
  let lines = codeLines.get(block);
  if (!lines) {
    lines = sanitize(block.raw).split('\n');
    codeLines.set(block, lines);
  }
  return lines;
}

function isFramed(laid: LaidOut, block: RenderedBlock, look: Look): boolean {
  const { codeBorder } = look.theme.styles;
  return laid.rows[block.firstRow]?.spans.some((span) => span.style === codeBorder) ?? false;
}

/** A line of text across the rows it is wrapped to. */
export interface Line {
  readonly text: string;
  readonly pieces: readonly {
    /** The row, and where its part begins and ends in the line's text. */
    readonly row: number;
    readonly from: number;
    readonly to: number;
    /** Where the row's content begins in its own text. */
    readonly start: number;
    /** The row shows only some columns of the line. */
    readonly cut: boolean;
  }[];
}

/** The lines that all rows together make up. */
export function linesIn(laid: LaidOut, look: Look): readonly Line[] {
  const lines: Line[] = [];
  let text = '';
  let pieces: Line['pieces'][number][] = [];
  for (const [at, row] of laid.rows.entries()) {
    if (!row.continues && pieces.length > 0) {
      lines.push({ text, pieces });
      text = '';
      pieces = [];
    }
    const bounds = contentBounds(row, look);
    const whole = wholeCodeLine(laid, at, look);
    if (pieces.length > 0) text += row.gap ?? '';
    const from = text.length;
    text += whole ?? rowText(row.spans).slice(bounds.start, bounds.end).trimEnd();
    pieces.push({ row: at, from, to: text.length, start: bounds.start, cut: whole !== undefined });
  }
  if (pieces.length > 0) lines.push({ text, pieces });
  return lines;
}

/** The UTF-16 offset of the cluster at a column; the text's length beyond its end. */
export function offsetAtCell(text: string, column: number): number {
  let cells = 0;
  let offset = text.length;
  visitClusters(text, (start, _end, wide) => {
    if (cells + wide > column) {
      offset = start;
      return false;
    }
    cells += wide;
    return true;
  });
  return offset;
}
