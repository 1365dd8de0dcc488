/** A reading position that survives a new layout: a text and an offset into it, instead of a row. */
import { rowText } from '../../core/text/row.ts';
import type { Look } from '../state.ts';
import { contentBounds, wholeCodeLine } from './line-text.ts';
import { type LaidOut, sectionAt } from './rows.ts';

export interface Anchor {
  /** -1 above the texts, undefined below them. */
  readonly section: number | undefined;
  /** Characters of the section before the row. */
  readonly offset: number;
  /** Rows before it that contain no text. */
  readonly rows: number;
}

function lengthOf(laid: LaidOut, row: number, look: Look): number {
  const whole = wholeCodeLine(laid, row, look);
  if (whole !== undefined) return whole.length;
  const one = laid.rows[row];
  if (!one) return 0;
  const { start, end } = contentBounds(one, look);
  // The blanks at a break count for the row they precede, though they are not part of either row's text.
  return (one.gap?.length ?? 0) + rowText(one.spans).slice(start, end).trimEnd().length;
}

export function anchorOf(laid: LaidOut, row: number, look: Look): Anchor {
  const section = sectionAt(laid, row);
  if (section === undefined) {
    const end = laid.sections.at(-1)?.to ?? laid.rows.length;
    return row < end ? { section: -1, offset: 0, rows: row } : { section, offset: 0, rows: row - end };
  }
  const first = laid.sections[section]?.from ?? 0;
  let offset = 0;
  for (let at = first; at < row; at += 1) offset += lengthOf(laid, at, look);
  return { section, offset, rows: row - first };
}

/** The row in another layout of the same item that shows the anchor, or the nearest one. */
export function rowOfAnchor(laid: LaidOut, anchor: Anchor, look: Look): number {
  const lastRow = Math.max(0, laid.rows.length - 1);
  if (anchor.section === -1) return Math.min(anchor.rows, lastRow);
  if (anchor.section === undefined) return Math.min((laid.sections.at(-1)?.to ?? 0) + anchor.rows, lastRow);
  const place = laid.sections[anchor.section];
  if (!place) return 0;
  let left = anchor.offset;
  let at = place.from;
  while (at + 1 < place.to) {
    left -= lengthOf(laid, at, look);
    if (left < 0) break;
    at += 1;
    // Rows without text cannot be told apart by characters: the first row that begins there is meant.
    if (left === 0 && lengthOf(laid, at, look) > 0) break;
  }
  return at;
}
