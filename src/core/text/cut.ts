/** Text cut and padded to an exact number of cells; clusters stay whole. */
import { textWidth, visitClusters } from './width.ts';

/**
 * The text if it fits in `cells`, else its beginning with `ellipsis` at the end; never wider than `cells`. A wide
 * character that would not fit is left out, so the result may be a cell short.
 */
export function cutToWidth(text: string, cells: number, ellipsis = '…'): string {
  // A text is at most two cells per unit wide; these shortcuts spare us measuring most names letter by letter.
  if (text.length * 2 <= cells || (text.length <= cells && textWidth(text) <= cells)) return text;
  const room = Math.max(0, cells - textWidth(ellipsis));
  let width = 0;
  let fitting = 0;
  let whole = true;
  visitClusters(text, (_start, end, wide) => {
    width += wide;
    if (width <= room) fitting = end;
    whole = width <= cells;
    return whole;
  });
  if (whole) return text;
  return textWidth(ellipsis) <= cells ? text.slice(0, fitting) + ellipsis : text.slice(0, fitting);
}

/** The same, padded with blanks to exactly `cells`; `align` says on which side the text is. */
export function fitToWidth(text: string, cells: number, align: 'left' | 'right' | 'center' = 'left'): string {
  const cut = cutToWidth(text, cells);
  const missing = Math.max(0, cells - textWidth(cut));
  if (missing === 0) return cut;
  if (align === 'left') return cut + ' '.repeat(missing);
  if (align === 'right') return ' '.repeat(missing) + cut;
  const left = missing >> 1;
  return ' '.repeat(left) + cut + ' '.repeat(missing - left);
}

/**
 * The columns from `offset` to `offset + cells`, for lines that are scrolled sideways. A wide character cut by an edge
 * becomes a blank for the half inside.
 */
export function sliceCells(text: string, offset: number, cells: number): string {
  let column = 0;
  let out = '';
  const end = offset + cells;
  visitClusters(text, (start, stop, wide) => {
    const inside = Math.min(column + wide, end) - Math.max(column, offset);
    if (inside === wide && column >= offset) out += text.slice(start, stop);
    else if (inside > 0) out += ' '.repeat(inside);
    column += wide;
    return column < end;
  });
  return out;
}
