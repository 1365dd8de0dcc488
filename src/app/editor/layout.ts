/** The editor on the screen: the rows around the caret, the caret's cell, scrolling, and mouse positions. */
import { visitClusters } from '../../core/text/width.ts';
import { boundaryFrom } from './graphemes.ts';
import { type EditorState, otherAction, selectionOf } from './state.ts';
import {
  cellAt,
  offsetAtCell,
  type RowPlace,
  rowAbove,
  rowAt,
  rowBelow,
  shownText,
  textCells,
  type VisualRow,
} from './wrap.ts';

export interface EditorSpan {
  readonly kind: 'text' | 'fold' | 'selected';
  readonly text: string;
}

export interface EditorRow {
  /** What the row shows: the texts of its spans, joined. */
  readonly text: string;
  readonly spans: readonly EditorSpan[];
}

export interface EditorLayout {
  /** At least one row and at most `maxRows`. Every row fits in the width. */
  readonly rows: readonly EditorRow[];
  /** The caret's cell within these rows; always inside the width. */
  readonly caret: { readonly x: number; readonly y: number };
  /** True when the text continues above or below the rows. */
  readonly above: boolean;
  readonly below: boolean;
}

/** A width at which a one-line query or answer never wraps. */
export const oneLineWidth = 1_000_000;

/**
 * The rows to show in a pane of `width` × `maxRows` cells. The cost depends on the pane, not on the document. The view
 * stays where `scrollEditor` left it as long as the caret is in it.
 */
export function layoutEditor(state: EditorState, width: number, maxRows: number): EditorLayout {
  const cells = textCells(width);
  const places = visiblePlaces(state, cells, Math.max(1, maxRows));
  const caretRow = rowAt(state, state.cursor, cells).row;
  const y = places.findIndex((place) => place.row.start === caretRow.start);
  const x = Math.min(cellAt(state, caretRow, state.cursor, cells), Math.max(0, width - 1));
  const first = places[0]?.row.start ?? 0;
  return {
    rows: places.map((place) => paintRow(state, place.row, cells, width)),
    caret: { x, y: Math.max(0, y) },
    above: first > 0,
    below: (places.at(-1)?.row.end ?? 0) < state.text.length,
  };
}

/** Remembers the scroll position that the caret needs: call it after a key, when the pane's height is known. */
export function scrollEditor(state: EditorState, width: number, maxRows: number): EditorState {
  const top = visiblePlaces(state, textCells(width), Math.max(1, maxRows))[0]?.row.start ?? 0;
  return top === state.top ? state : { ...state, top };
}

/** Puts the caret at a cell of the rows in the pane (a click), or drags the selection there with `extend`. */
export function placeCaret(
  state: EditorState,
  { width, maxRows }: { readonly width: number; readonly maxRows: number },
  { x, y }: { readonly x: number; readonly y: number },
  extend = false,
): EditorState {
  const cells = textCells(width);
  const places = visiblePlaces(state, cells, Math.max(1, maxRows));
  const place = places[Math.max(0, Math.min(places.length - 1, y))];
  if (!place) return state;
  const cursor = offsetAtCell(state, place.row, Math.max(0, x), cells);
  const anchor = extend ? (state.anchor ?? state.cursor) : null;
  const top = places[0]?.row.start ?? 0;
  return { ...state, cursor, anchor, top, goal: null, last: otherAction };
}

/** One visual row up or down, aiming at the goal column; undefined when there is no such row. */
export function moveByRow(state: EditorState, direction: 'up' | 'down', width: number): EditorState | undefined {
  const cells = textCells(width);
  const place = rowAt(state, state.cursor, cells);
  const target = direction === 'up' ? rowAbove(state, place, cells) : rowBelow(state, place, cells);
  if (!target) return undefined;
  const goal = state.goal ?? cellAt(state, place.row, state.cursor, cells);
  return { ...state, cursor: offsetAtCell(state, target.row, goal, cells), goal, last: otherAction };
}

/** The rows in the window: from the remembered top if the caret is visible from there, else moved as little as needed. */
function visiblePlaces(state: EditorState, cells: number, maxRows: number): readonly RowPlace[] {
  const caret = rowAt(state, state.cursor, cells);
  const top = rowAt(state, boundaryFrom(state.text, Math.min(state.top, state.text.length)), cells);
  const window =
    top.row.start > caret.row.start ? rowsFrom(state, caret, cells, maxRows) : rowsFrom(state, top, cells, maxRows);
  const places = window.some((place) => place.row.start === caret.row.start)
    ? window
    : rowsUpTo(state, caret, cells, maxRows);
  const first = places[0];
  if (places.length === maxRows || !first) return places;
  // Text was removed below: fill the window from above.
  const above = rowAbove(state, first, cells);
  return above ? [...rowsUpTo(state, above, cells, maxRows - places.length), ...places] : places;
}

function rowsFrom(state: EditorState, from: RowPlace, cells: number, count: number): RowPlace[] {
  const places: RowPlace[] = [];
  for (let place: RowPlace | undefined = from; place && places.length < count; place = rowBelow(state, place, cells)) {
    places.push(place);
  }
  return places;
}

function rowsUpTo(state: EditorState, last: RowPlace, cells: number, count: number): RowPlace[] {
  const places: RowPlace[] = [];
  for (let place: RowPlace | undefined = last; place && places.length < count; place = rowAbove(state, place, cells)) {
    places.push(place);
  }
  return places.reverse();
}

function paintRow(state: EditorState, row: VisualRow, cells: number, width: number): EditorRow {
  const selection = selectionOf(state);
  const spans: { kind: EditorSpan['kind']; text: string }[] = [];
  let x = 0;
  visitClusters(state.text.slice(row.start, row.end), (from, to, wide) => {
    const at = row.start + from;
    const cluster = state.text.slice(at, row.start + to);
    const shown = shownText(state, cluster, x, cells);
    const taken = shown === cluster ? wide : shown.length;
    // Nothing is painted outside the pane: neither a hanging tab, nor a wide character in a pane of one column.
    const text = x + taken <= Math.max(1, width) ? shown : ' '.repeat(Math.max(0, width - x));
    x += taken;
    const selected = selection && at >= selection.start && at < selection.end;
    const kind = selected ? 'selected' : shown !== cluster && cluster !== '\t' ? 'fold' : 'text';
    const span = spans.at(-1);
    if (span?.kind === kind) span.text += text;
    else spans.push({ kind, text });
    return true;
  });
  return { text: spans.map((span) => span.text).join(''), spans };
}
