/** Text selected with the mouse: what is selected in each row, and the text that is copied. */
import { rowText } from '../../core/text/row.ts';
import { textWidth } from '../../core/text/width.ts';
import type { Conversation } from '../conversation-state.ts';
import type { CellPlace, Look, Selection, State } from '../state.ts';
import { transcriptRect } from '../view/regions.ts';
import { columnsBefore } from './code-blocks.ts';
import { restyleRange } from './find.ts';
import { itemsOf } from './items.ts';
import { contentBounds, isFrameEdge, linesIn, offsetAtCell } from './line-text.ts';
import { type ItemRow, laidOut } from './rows.ts';

function isBefore(a: CellPlace, b: CellPlace): boolean {
  if (a.item !== b.item) return a.item < b.item;
  return a.row === b.row ? a.column < b.column : a.row < b.row;
}

/** The two ends from top to bottom; the cell at the later one is included. */
function ends(selection: Selection): readonly [CellPlace, CellPlace] {
  const { anchor, head } = selection;
  return isBefore(head, anchor) ? [head, anchor] : [anchor, head];
}

/** The selected columns of a row: from, and to (exclusive); undefined when there are none. */
function columnsIn(selection: Selection, item: number, row: number): readonly [number, number] | undefined {
  const [first, last] = ends(selection);
  const here: CellPlace = { item, row, column: 0 };
  if (isBefore(here, { ...first, column: 0 }) || isBefore({ ...last, column: 0 }, here)) return undefined;
  const from = first.item === item && first.row === row ? first.column : 0;
  const to = last.item === item && last.row === row ? last.column + 1 : Number.POSITIVE_INFINITY;
  return [from, to];
}

/** The selected offsets in a row's text, within its content: frames and bars are never selected. */
function offsetsIn(row: ItemRow, columns: readonly [number, number], look: Look): readonly [number, number] {
  const text = rowText(row.spans);
  const bounds = contentBounds(row, look);
  const end = Math.min(bounds.end, text.trimEnd().length);
  const from = Math.max(bounds.start, offsetAtCell(text, columns[0]));
  const to = Number.isFinite(columns[1]) ? offsetAtCell(text, columns[1]) : end;
  return [from, Math.max(from, Math.min(to, Math.max(bounds.start, end)))];
}

export function markSelected(
  rows: readonly ItemRow[],
  selection: Selection,
  item: number,
  look: Look,
): readonly ItemRow[] {
  const [first, last] = ends(selection);
  if (item < first.item || item > last.item) return rows;
  return rows.map((row, at) => {
    const columns = columnsIn(selection, item, at);
    if (!columns) return row;
    const [from, to] = offsetsIn(row, columns, look);
    return from < to ? { ...row, spans: restyleRange(row.spans, from, to, look.theme.styles.selected) } : row;
  });
}

/**
 * The selected text as it reads: wrapped rows joined, frames left out, and code lines that are selected to their end in
 * full, even where the pane cuts them.
 */
export function selectedText(state: State, one: Conversation, selection: Selection): string {
  const items = itemsOf(one);
  const [first, last] = ends(selection);
  const { width } = transcriptRect(state);
  const out: string[] = [];
  for (let index = first.item; index <= last.item; index += 1) {
    const item = items[index];
    if (!item) break;
    const laid = laidOut(item, state, one, width);
    for (const line of linesIn(laid, state.look)) {
      let text: string | undefined;
      for (const piece of line.pieces) {
        const row = laid.rows[piece.row];
        const columns = columnsIn(selection, index, piece.row);
        if (!row || !columns) continue;
        const gap = text === undefined ? '' : (row.gap ?? '');
        text = `${text ?? ''}${gap}${pieceText(row, columns, state.look, piece.cut ? line.text : undefined, columnsBefore(laid, piece.row))}`;
      }
      if (text !== undefined && !isEdge(laid.rows[line.pieces[0]?.row ?? -1], state.look)) out.push(text);
    }
  }
  return out.join('\n').replace(/\n+$/, '');
}

function pieceText(
  row: ItemRow,
  columns: readonly [number, number],
  look: Look,
  whole: string | undefined,
  moved: number,
): string {
  const text = rowText(row.spans);
  if (whole === undefined) return text.slice(...offsetsIn(row, columns, look));
  const left = textWidth(text.slice(0, contentBounds(row, look).start));
  const shift = moved - left;
  const from = columns[0] <= left ? 0 : offsetAtCell(whole, columns[0] + shift);
  return whole.slice(from, Number.isFinite(columns[1]) ? offsetAtCell(whole, columns[1] + shift) : whole.length);
}

function isEdge(row: ItemRow | undefined, look: Look): boolean {
  return row?.spans.some((span) => isFrameEdge(span, look)) ?? false;
}
