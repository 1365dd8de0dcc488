/** How large overlays are: one place, since keys (paging), mouse and view must agree. */
import { sanitize } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import { wrapText } from '../../core/text/wrap.ts';
import type { Rect, Size } from '../frame.ts';
import type { Overlay } from '../overlay-state.ts';

/** Cells that the frame around an overlay takes in each direction. */
const chrome = 2;
/** Rows of a picker above its items, within the frame: the query and the line below it. */
const pickerTop = 2;
/** The same, including the upper edge of the frame. */
export const pickerHead = pickerTop + 1;
/** Rows of the sample below the list of themes, including a blank above. */
export const sampleRows = 4;
/** A long note must leave room for items. */
const mostNoteRows = 4;

type Picker = Pick<Extract<Overlay, { kind: 'picker' }>, 'note' | 'purpose'>;

export function pickerRect(size: Size): Rect {
  const width = Math.min(76, size.columns - 4);
  const height = Math.min(size.rows - 2, 20);
  return {
    x: Math.floor((size.columns - width) / 2),
    y: Math.max(0, Math.floor((size.rows - height) / 3)),
    width,
    height,
  };
}

/** A note that does not fit in the line below the query, wrapped: it is at the bottom instead. */
export function noteRows(size: Size, { note }: Pick<Picker, 'note'>): readonly string[] {
  const width = pickerRect(size).width - 4;
  const text = sanitize(note);
  return textWidth(text) <= width && !text.includes('\n') ? [] : wrapText(text, width).slice(0, mostNoteRows);
}

/** Whether the theme sample is shown: not if it would leave no room for the list. */
export function showsSample(size: Size, { purpose }: Pick<Picker, 'purpose'>): boolean {
  return purpose.kind === 'theme' && pickerRect(size).height >= 14;
}

/** Rows for items: less the frame, the query line and the line below it, a long note, the theme sample. */
export function pickerHeight(size: Size, picker: Picker): number {
  const foot = noteRows(size, picker).length + (showsSample(size, picker) ? sampleRows : 0);
  return Math.max(1, pickerRect(size).height - chrome - pickerTop - foot);
}

/** From this width on the help has two columns. */
const twoColumnsFrom = 120;

export function helpRect(size: Size): Rect {
  const wide = size.columns >= twoColumnsFrom;
  return boxRect(size, Math.min(size.columns - 2, wide ? 160 : 96), size.rows);
}

/** Rows of the help that are visible at once. */
export function helpHeight(size: Size): number {
  return helpRect(size).height - chrome;
}

/** A box for so many rows of text, in the middle. */
export function boxRect(size: Size, wantedWidth: number, wantedRows: number): Rect {
  const width = Math.min(wantedWidth, size.columns - 2);
  const height = Math.min(wantedRows + chrome, size.rows - 1);
  return {
    x: Math.floor((size.columns - width) / 2),
    y: Math.max(0, Math.floor((size.rows - 1 - height) / 2)),
    width,
    height,
  };
}
