/** How large overlays are: one place, since keys (paging) and view must agree. */
import type { Rect, Size } from '../frame.ts';

/** The frame around an overlay and its title take this many cells of each direction. */
const chrome = 2;

export function pickerRect(size: Size): Rect {
  const width = Math.min(72, size.columns - 4);
  const height = Math.min(size.rows - 4, 20);
  return {
    x: Math.floor((size.columns - width) / 2),
    y: Math.max(1, Math.floor((size.rows - height) / 3)),
    width,
    height,
  };
}

/** Rows for items: less the frame, the query line and the line below it. */
export function pickerHeight(size: Size): number {
  return Math.max(1, pickerRect(size).height - chrome - 2);
}

/** A box for so many rows of text, in the middle. */
export function boxRect(size: Size, wantedWidth: number, wantedRows: number): Rect {
  const width = Math.min(wantedWidth, size.columns - 2);
  const height = Math.min(wantedRows + chrome, size.rows - 2);
  return {
    x: Math.floor((size.columns - width) / 2),
    y: Math.max(0, Math.floor((size.rows - height) / 2)),
    width,
    height,
  };
}
