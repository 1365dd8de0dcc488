/** The editor's rows: where the text breaks at a width. Only the lines around an offset are ever looked at. */
import { canBreakBetween, isIdeographic } from '../../core/text/line-break.ts';
import { textWidth, visitClusters } from '../../core/text/width.ts';
import { boundaryFrom } from './graphemes.ts';
import { foldLabel } from './paste.ts';
import { type EditorState, hasFold, isStandIn } from './state.ts';

/**
 * Long logical lines are broken hard at multiples of this offset in the text (but not within this many units of the
 * line's start), so that a key in a line of a megabyte examines a few thousand units, not all of it.
 */
const pieceLength = 4096;
const tabStop = 4;

/** A screen row as a range of the text. A row that is not the last of its line ends where the next one begins. */
export interface VisualRow {
  readonly start: number;
  readonly end: number;
  /** True for the last row of a logical line. */
  readonly last: boolean;
}

/** A row among the rows of its piece of text; `rowAbove` and `rowBelow` walk from it through the whole text. */
export interface RowPlace {
  readonly rows: readonly VisualRow[];
  readonly index: number;
  readonly row: VisualRow;
}

/** Cells for text at a pane width: the last column is kept for the caret after a full row. */
export function textCells(width: number): number {
  return Math.max(2, width - 1);
}

/** The row that holds a caret at `at`. */
export function rowAt(state: EditorState, at: number, cells: number): RowPlace {
  const rows = wrapPiece(state, pieceAt(state.text, at), cells);
  let index = rows.length - 1;
  while (index > 0 && (rows[index]?.start ?? 0) > at) index--;
  return placeIn(rows, index);
}

export function rowAbove(state: EditorState, place: RowPlace, cells: number): RowPlace | undefined {
  if (place.index > 0) return placeIn(place.rows, place.index - 1);
  const start = place.row.start;
  if (start === 0) return undefined;
  const rows = wrapPiece(state, pieceAt(state.text, start - 1), cells);
  return placeIn(rows, rows.length - 1);
}

export function rowBelow(state: EditorState, place: RowPlace, cells: number): RowPlace | undefined {
  if (place.index < place.rows.length - 1) return placeIn(place.rows, place.index + 1);
  const { end, last } = place.row;
  if (last && end >= state.text.length) return undefined;
  return placeIn(wrapPiece(state, pieceAt(state.text, last ? end + 1 : end), cells), 0);
}

/** Cells from the row's start to `at`. */
export function cellAt(state: EditorState, row: VisualRow, at: number, cells: number): number {
  let x = 0;
  visitClusters(state.text.slice(row.start, at), (start, end, wide) => {
    x += shownWidth(state, state.text.slice(row.start + start, row.start + end), wide, x, cells);
    return true;
  });
  return x;
}

/** The caret position in a row that is nearest to cell `x` without being after it. */
export function offsetAtCell(state: EditorState, row: VisualRow, x: number, cells: number): number {
  let at = row.start;
  let before = row.start;
  let cell = 0;
  visitClusters(state.text.slice(row.start, row.end), (start, end, wide) => {
    cell += shownWidth(state, state.text.slice(row.start + start, row.start + end), wide, cell, cells);
    if (cell > x) return false;
    before = row.start + start;
    at = row.start + end;
    return true;
  });
  // The end of a broken row is the start of the next one: stay on this row.
  return at === row.end && !row.last ? before : at;
}

/** What the screen shows for one cluster that begins at cell `x`. */
export function shownText(state: EditorState, cluster: string, x: number, cells: number): string {
  if (cluster === '\t') return ' '.repeat(tabCells(x, cells));
  return isStandIn(cluster) ? foldText(state, cluster, cells) : cluster;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly endsLine: boolean;
}

/**
 * The logical line around `at`, or the stretch of it between two cuts. A line is cut at the first boundary at each
 * multiple of the piece length that is at least one piece after the line's start and before its end. Examines at most
 * three pieces.
 */
function pieceAt(text: string, at: number): Piece {
  const from = Math.max(0, at - 3 * pieceLength);
  const newlineBefore = text.slice(from, at).lastIndexOf('\n');
  // A line that begins before `from` has all the cuts that matter here, wherever it begins.
  const lineStart = newlineBefore >= 0 ? from + newlineBefore + 1 : from === 0 ? 0 : Number.NEGATIVE_INFINITY;
  const firstCut = lineStart + pieceLength;
  const atLineEnd = at >= text.length || text.charCodeAt(at) === 0x0a;
  const below = Math.floor(at / pieceLength) * pieceLength;

  let start = lineStart;
  let next = below + pieceLength;
  // The cut comes after a cluster that spans the multiple, so `at` may still be before it.
  for (const multiple of [below, below - pieceLength]) {
    if (multiple < firstCut) break;
    const cut = boundaryFrom(text, multiple);
    if (cut < at || (cut === at && !atLineEnd)) {
      start = cut;
      break;
    }
    next = multiple;
  }
  while (next < firstCut) next += pieceLength;
  const cut = boundaryFrom(text, next);
  const newline = text.slice(at, cut + 1).indexOf('\n');
  if (newline >= 0) return { start, end: at + newline, endsLine: true };
  return { start, end: cut, endsLine: cut >= text.length };
}

/**
 * Rows of long pieces, by their text, with offsets from its start: of all that is shown, a key changes only one piece.
 */
const wrapped = new Map<
  string,
  { readonly cells: number; readonly endsLine: boolean; readonly rows: readonly VisualRow[] }
>();
const worthKeeping = 256;
const mostKept = 16;

function wrapPiece(state: EditorState, piece: Piece, cells: number): readonly VisualRow[] {
  const text = state.text.slice(piece.start, piece.end);
  const kept = text.length >= worthKeeping ? wrapped.get(text) : undefined;
  let rows: readonly VisualRow[];
  if (kept && kept.cells === cells && kept.endsLine === piece.endsLine) rows = kept.rows;
  else {
    rows = breakRows(state, text, cells, piece.endsLine);
    // What a stand-in shows depends on the state, so such a piece is wrapped every time.
    if (text.length >= worthKeeping && !hasFold(text)) {
      if (wrapped.size >= mostKept) wrapped.clear();
      wrapped.set(text, { cells, endsLine: piece.endsLine, rows });
    }
  }
  return rows.map(({ start, end, last }) => ({ start: start + piece.start, end: end + piece.start, last }));
}

/** Breaks a piece after blanks, else between ideographs, else anywhere; one blank may hang in the caret's column. */
function breakRows(state: EditorState, text: string, cells: number, endsLine: boolean): readonly VisualRow[] {
  const rows: VisualRow[] = [];
  let rowStart = 0;
  let x = 0;
  let breakAt = -1;
  let breakX = 0;
  const close = (end: number) => {
    rows.push({ start: rowStart, end, last: false });
    rowStart = end;
    breakAt = -1;
  };
  let previous = '';
  let previousLoose = false;
  visitClusters(text, (start, end, wide) => {
    const cluster = text.slice(start, end);
    const blank = cluster === ' ' || cluster === '\t';
    const loose = isIdeographic(cluster, wide) || isStandIn(cluster);
    if (start > rowStart && !blank && (loose || previousLoose) && canBreakBetween(previous, cluster)) {
      breakAt = start;
      breakX = x;
    }
    previous = cluster;
    previousLoose = loose;
    if (x + shownWidth(state, cluster, wide, x, cells) > cells && start > rowStart) {
      if (blank) {
        close(end);
        x = 0;
        return true;
      }
      if (breakAt > rowStart) {
        x -= breakX;
        close(breakAt);
      }
      if (x + shownWidth(state, cluster, wide, x, cells) > cells && start > rowStart) {
        close(start);
        x = 0;
      }
    }
    x += shownWidth(state, cluster, wide, x, cells);
    if (blank) {
      breakAt = end;
      breakX = x;
    }
    return true;
  });
  if (rowStart < text.length || rows.length === 0 || endsLine)
    rows.push({ start: rowStart, end: text.length, last: false });
  return rows.map((row, index) => (index === rows.length - 1 ? { ...row, last: endsLine } : row));
}

/** Cells that a cluster at cell `x` takes on the screen; `wide` is its own width. */
function shownWidth(state: EditorState, cluster: string, wide: number, x: number, cells: number): number {
  if (cluster === '\t') return tabCells(x, cells);
  return isStandIn(cluster) ? textWidth(foldText(state, cluster, cells)) : wide;
}

function tabCells(x: number, cells: number): number {
  return Math.min(tabStop - (x % tabStop), cells);
}

function foldText(state: EditorState, standIn: string, cells: number): string {
  const label = foldLabel(state.folds.get(standIn) ?? '');
  // A label is ASCII; one that is wider than the pane is cut.
  return label.length <= cells ? label : `${label.slice(0, cells - 1)}…`;
}

function placeIn(rows: readonly VisualRow[], index: number): RowPlace {
  return { rows, index, row: rows[index] ?? { start: 0, end: 0, last: true } };
}
