/** Rows that have only moved: the terminal scrolls them itself instead of receiving them again. */
import type { Row } from '../../app/frame.ts';
import { rowText } from '../../core/text/row.ts';
import { blankLine, type CellLine, rightHalf, type ShownLine } from './cells.ts';
import { normalise } from './diff.ts';
import { plainStyle, type Styles } from './style.ts';

/** Rows `top` to `top + height - 1` of the screen; their content moves up by `by` rows (down when negative). */
export interface Shift {
  readonly top: number;
  readonly height: number;
  readonly by: number;
}

/** With fewer rows than this, drawing is cheaper than searching for a shift. */
export const leastHeight = 6;
/** Setting and resetting the margins, and a cursor position that is lost. */
const overheadCells = 40;

/** The text of each row of a pane, for `findShift`. */
export function keysOf(rows: readonly Row[]): string[] {
  return rows.map((row) => {
    const known = keys.get(row);
    if (known !== undefined) return known;
    const key = rowText(row).trimEnd();
    keys.set(row, key);
    return key;
  });
}

/** Most rows of a frame are the same objects as in the frame before. */
const keys = new WeakMap<Row, string>();

/** By how many rows most of the text has moved up (negative: down); 0 when it has not, or not clearly. */
export function findShift(before: readonly string[], now: readonly string[]): number {
  if (now.length < leastHeight) return 0;
  const places = new Map<string, number>();
  // A text that occurs in two rows does not tell where it came from.
  before.forEach((key, y) => void (key !== '' && places.set(key, places.has(key) ? -1 : y)));
  const votes = new Map<number, number>();
  now.forEach((key, y) => {
    const place = places.get(key);
    if (place !== undefined && place >= 0) votes.set(place - y, (votes.get(place - y) ?? 0) + 1);
  });
  let best = 0;
  let most = 2;
  for (const [by, count] of votes) {
    if (count > most) {
      most = count;
      best = by;
    }
  }
  return best;
}

/**
 * Lets the terminal scroll whole rows, including panes beside the scrolled one, where that leaves less to draw; `shown`
 * is updated accordingly. The sequence is empty where it does not pay. Without synchronised output the user would see a
 * jump.
 */
export function scrollRows(wanted: readonly CellLine[], shown: ShownLine[], shift: Shift, styles: Styles): string {
  const bottom = Math.min(shift.top + shift.height, wanted.length, shown.length);
  const { top, by } = shift;
  if (by === 0 || Math.abs(by) >= bottom - top) return '';
  let asItIs = 0;
  let scrolled = overheadCells;
  for (let y = top; y < bottom; y++) {
    const line = wanted[y];
    const here = shown[y];
    if (!line || !here) return '';
    normalise(line, line.length, styles);
    asItIs += countChanges(line, here);
    const source = y + by;
    scrolled += countChanges(line, source >= top && source < bottom ? shown[source] : undefined);
  }
  if (scrolled >= asItIs) return '';
  const count = Math.abs(by);
  const gone = shown.splice(by > 0 ? top : bottom - count, count);
  const blanks = gone.map(({ texts }) => blankLine(texts.length));
  shown.splice(by > 0 ? bottom - count : top, 0, ...blanks);
  return `\x1b[${top + 1};${bottom}r\x1b[${count}${by > 0 ? 'S' : 'T'}\x1b[r`;
}

/** How many cells of `line` differ from what is shown, or from blanks when nothing is shown. */
function countChanges(line: CellLine, shown: ShownLine | undefined): number {
  let changes = 0;
  for (let x = 0; x < line.length; x++) {
    const cell = line[x];
    if (!cell || cell[1] === rightHalf) continue;
    if (cell[0] !== (shown?.styles[x] ?? plainStyle) || cell[1] !== (shown?.texts[x] ?? ' ')) changes++;
  }
  return changes;
}
