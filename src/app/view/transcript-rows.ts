/** The rows of the transcript that are in view, each with the cursor's bar at its left and the scroll bar at its right. */
import type { Row, Span } from '../../core/span.ts';
import { counted } from '../../core/words.ts';
import type { Conversation } from '../conversation-state.ts';
import type { Rect } from '../frame.ts';
import { withKey } from '../keymap.ts';
import type { State } from '../state.ts';
import { cursorOf, type Target, targetOf } from '../transcript/cursor.ts';
import { markHits } from '../transcript/find.ts';
import type { TranscriptItem } from '../transcript/items.ts';
import { gutter, type ItemRow, laidOut } from '../transcript/rows.ts';
import { markSelected } from '../transcript/selection.ts';
import { type Measured, type Place, topOf } from '../transcript/viewport.ts';
import { currentHitIn } from '../update/find.ts';
import { between, fill, span } from './rows.ts';

export function visibleRows(state: State, one: Conversation, view: Measured, rect: Rect): readonly Row[] {
  const top = topOf(view, one.viewport);
  const cursor = state.focus === 'transcript' ? cursorOf(one, view.items) : -1;
  const shown: { readonly spans: Row; readonly bar: Bar }[] = [];
  for (let index = top.top; index < view.items.length && shown.length < rect.height; index += 1) {
    const item = view.items[index];
    if (!item) break;
    const rows = markedRows(state, one, item, index, rect);
    const target = index === cursor ? targetOf(state, one, item) : undefined;
    for (let i = index === top.top ? top.row : 0; i < rows.length && shown.length < rect.height; i += 1) {
      shown.push({ spans: rows[i]?.spans ?? noSpans, bar: barAt(one, target, i) });
    }
  }
  const thumb = thumbOf(one, view, top, shown.length, rect);
  const edgeAt = (y: number): Edge =>
    thumb === undefined ? 'none' : y >= thumb.from && y < thumb.to ? 'thumb' : 'line';
  const rows = shown.map(({ spans, bar }, y) => framed(spans, { bar, edge: edgeAt(y), width: rect.width - 1, state }));
  return withNewRows(rows, state, one, rect);
}

const noSpans: Row = [];

/** An item's rows with hits and marked text. */
function markedRows(
  state: State,
  one: Conversation,
  item: TranscriptItem,
  index: number,
  rect: Rect,
): readonly ItemRow[] {
  const laid = laidOut(item, state, one, rect.width);
  const hit = currentHitIn(state, one, item);
  const rows = markHits(laid, one.find?.query ?? '', hit, state.look);
  const { selection } = state;
  return selection?.id === one.id ? markSelected(rows, selection, index, state.look) : rows;
}

/**
 * What is left of a row: a strong bar along what `y` copies, a thin one along the rest of its message, a full one at
 * the cursor.
 */
type Bar = 'none' | 'message' | 'target' | 'cursor';
/** What is right of it: the scroll bar's line or its thumb, or nothing when everything is in view. */
type Edge = 'none' | 'line' | 'thumb';

function barAt(one: Conversation, target: Target | undefined, row: number): Bar {
  if (!target) return 'none';
  if (row < target.first || row > target.last) return 'message';
  return row === one.viewport.line ? 'cursor' : 'target';
}

interface Framing {
  readonly bar: Bar;
  readonly edge: Edge;
  /** Of the row without its edge, in cells. */
  readonly width: number;
  readonly state: State;
}

interface Framed {
  readonly bar: Bar;
  readonly edge: Edge;
  readonly width: number;
  readonly styles: State['look']['theme']['styles'];
  readonly row: Row;
}

/** What a row last looked like: while nothing about it has changed, it is the same row and is not drawn again. */
const known = new WeakMap<Row, Framed>();

function framed(spans: Row, { bar, edge, width, state }: Framing): Row {
  const { styles } = state.look.theme;
  const last = known.get(spans);
  if (last && last.bar === bar && last.edge === edge && last.width === width && last.styles === styles) return last.row;
  const filled = fill([barSpan(bar, styles), ...spans], width, styles.text);
  const row = edge === 'none' ? filled : [...filled, edgeSpan(edge, styles)];
  known.set(spans, { bar, edge, width, styles, row });
  return row;
}

function barSpan(bar: Bar, styles: Framed['styles']): Span {
  switch (bar) {
    case 'none':
      return span(' '.repeat(gutter), styles.text);
    case 'message':
      return span('▏ ', styles.dim);
    case 'target':
      return span('▌ ', styles.accent);
    case 'cursor':
      return span('█ ', styles.accent);
  }
}

function edgeSpan(edge: 'line' | 'thumb', styles: Framed['styles']): Span {
  return edge === 'thumb' ? span('┃', styles.scrollThumb) : span('│', styles.scrollbar);
}

/** The rows of the scroll bar's thumb, which shows where the pane is among the items; undefined when all is in view. */
function thumbOf(
  one: Conversation,
  view: Measured,
  top: Place,
  rowCount: number,
  { height }: Rect,
): { readonly from: number; readonly to: number } | undefined {
  const count = view.items.length;
  if (rowCount < height || count === 0) return undefined;
  const visible = Math.max(1, Math.round(height / 6));
  const size = Math.max(1, Math.min(height, Math.round((height * visible) / Math.max(visible, count))));
  if (size >= height) return undefined;
  // Only what is in view is laid out: for the item at the edge, the position within it counts; all others count as one
  // each.
  const within = top.row / Math.max(1, view.rowsOf(top.top));
  const share = one.viewport.follow ? 1 : Math.min(1, (top.top + within) / Math.max(1, count - 1));
  const from = Math.round(share * (height - size));
  return { from, to: from + size };
}

/** The command that leads to what came below; the keys of the list move in the list. */
const leadsDown: Readonly<Partial<Record<State['focus'], string>>> = {
  transcript: 'transcript.end',
  input: 'input.pageDown',
};

/** What was added below while the reader is higher up. */
function withNewRows(rows: readonly Row[], state: State, one: Conversation, rect: Rect): readonly Row[] {
  if (one.viewport.follow || one.viewport.newRows <= 0 || rows.length === 0) return rows;
  const { styles } = state.look.theme;
  const words = counted(one.viewport.newRows, 'new line');
  const down = leadsDown[state.focus];
  const key = down === undefined ? '' : withKey(state, down, (name) => ` · ${name}`);
  const label = [span(` ↓ ${words}${key} `, styles.overlaySelected)];
  return rows.with(rows.length - 1, between([], label, rect.width, styles.text));
}
