/** Scrolling over items whose heights are known only once they are laid out: a place is an item and a row of it. */
import type { TranscriptItem } from './items.ts';

export interface Measured {
  readonly items: readonly TranscriptItem[];
  /** Rows of the pane. */
  readonly height: number;
  /** Rows of an item, which is laid out only when this is called. */
  rowsOf(index: number): number;
}

export interface Place {
  readonly top: number;
  readonly row: number;
}

/** The place whose rows fill the pane down to the very end. */
export function endPlace(view: Measured): Place {
  let index = view.items.length - 1;
  if (index < 0) return { top: 0, row: 0 };
  let rows = view.rowsOf(index);
  while (rows < view.height && index > 0) {
    index -= 1;
    rows += view.rowsOf(index);
  }
  return { top: index, row: Math.max(0, rows - view.height) };
}

/** Where the pane's top edge is, whether it follows the end or not. */
export function topOf(view: Measured, viewport: Place & { readonly follow: boolean }): Place {
  return viewport.follow ? endPlace(view) : clampTo(view, viewport.top, viewport.row);
}

/** The nearest place that exists and leaves no blank rows below the end. */
export function clampTo(view: Measured, top: number, row: number): Place {
  if (view.items.length === 0) return { top: 0, row: 0 };
  const index = Math.max(0, Math.min(top, view.items.length - 1));
  const wanted = { top: index, row: Math.max(0, Math.min(row, view.rowsOf(index) - 1)) };
  if (rowsBelow(view, wanted, view.height) >= view.height) return wanted;
  return endPlace(view);
}

/** Rows from a place to the end, counted up to `enough`. */
export function rowsBelow(view: Measured, place: Place, enough: number): number {
  let rows = -place.row;
  for (let index = place.top; index < view.items.length && rows < enough; index += 1) rows += view.rowsOf(index);
  return rows;
}

export function bottomed(view: Measured, place: Place): boolean {
  return rowsBelow(view, place, view.height + 1) <= view.height;
}

/** The place `rows` further down; up when negative. */
export function moveBy(view: Measured, from: Place, rows: number): Place {
  let { top, row } = from;
  let left = rows;
  while (left < 0) {
    if (row > 0) {
      const take = Math.min(row, -left);
      row -= take;
      left += take;
    } else if (top > 0) {
      top -= 1;
      row = view.rowsOf(top);
    } else break;
  }
  while (left > 0 && top < view.items.length) {
    const rest = view.rowsOf(top) - row;
    if (left < rest) {
      row += left;
      left = 0;
    } else if (top + 1 < view.items.length) {
      left -= rest;
      top += 1;
      row = 0;
    } else {
      row = view.rowsOf(top);
      break;
    }
  }
  return clampTo(view, top, row);
}

/** The last item that can be seen. */
export function lastVisible(view: Measured, place: Place): number {
  let rows = -place.row;
  let index = place.top;
  while (index < view.items.length) {
    rows += view.rowsOf(index);
    if (rows >= view.height) return index;
    index += 1;
  }
  return Math.max(0, view.items.length - 1);
}

/** The row of the pane that shows a row of an item, from 0; undefined when it is out of view. */
export function screenRow(view: Measured, top: Place, item: number, row: number): number | undefined {
  if (item < top.top) return undefined;
  let y = -top.row;
  for (let index = top.top; index < item; index += 1) {
    y += view.rowsOf(index);
    if (y >= view.height) return undefined;
  }
  const at = y + row;
  return at >= 0 && at < view.height ? at : undefined;
}

/** The item and the row of it at a row of the pane; below the end, the last one. */
export function placeAt(view: Measured, top: Place, y: number): Place {
  let left = top.row + Math.max(0, y);
  let index = top.top;
  while (index < view.items.length) {
    const rows = view.rowsOf(index);
    if (left < rows) return { top: index, row: left };
    if (index + 1 >= view.items.length) return { top: index, row: Math.max(0, rows - 1) };
    left -= rows;
    index += 1;
  }
  return { top: Math.max(0, view.items.length - 1), row: 0 };
}
