/** Tables: aligned columns where they fit, wrapped cells where they nearly fit, a list of facts in narrow panes. */
import type { Tokens } from 'marked';
import type { Row, Span } from '../span.ts';
import { addStyle } from '../style.ts';
import { rowWidth } from '../text/row.ts';
import { type WrappedRow, wrapSpans } from '../text/wrap.ts';
import type { Style, Theme } from '../theme.ts';
import { inlineLines } from './inline.ts';

/** A narrower column is not worth reading. */
const narrowestColumn = 6;
const between = ' │ ';

interface Cell {
  readonly lines: readonly Row[];
  readonly width: number;
}

export function tableRows(table: Tokens.Table, theme: Theme, base: Style, width: number): WrappedRow[] {
  const headStyle = addStyle(base, theme.styles.strong);
  const head = table.header.map((cell) => readCell(cell, theme, headStyle));
  const body = table.rows.map((row) => row.map((cell) => readCell(cell, theme, base)));
  const widths = columnWidths([head, ...body], width);
  if (widths === undefined) return factRows(head, body, theme, base, width);

  const rows: WrappedRow[] = [];
  const line = (cells: readonly Cell[]) => {
    const height = addTableLine(rows, cells, widths, table.align, theme, base);
    return height > 1;
  };
  const rule = () => {
    const text = widths.map((column) => '─'.repeat(column)).join('─┼─');
    rows.push(single([{ text, style: theme.styles.tableBorder }]));
  };
  line(head);
  rule();
  // A rule separates rows of several lines; rows of one line need none.
  let tall = false;
  for (const [index, cells] of body.entries()) {
    const next = cells.some((cell, column) => cell.lines.length > 1 || cell.width > (widths[column] ?? 0));
    if (index > 0 && (tall || next)) rule();
    tall = line(cells);
  }
  return rows;
}

function readCell(cell: Tokens.TableCell, theme: Theme, style: Style): Cell {
  const lines = inlineLines(cell.tokens, theme, style);
  return { lines, width: Math.max(...lines.map(rowWidth)) };
}

/**
 * Natural widths if they fit; else the wide columns share what the narrow ones leave. Undefined when it is hopeless.
 */
function columnWidths(rows: readonly (readonly Cell[])[], width: number): number[] | undefined {
  const natural: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) natural[column] = Math.max(natural[column] ?? 1, cell.width, 1);
  }
  let room = width - between.length * (natural.length - 1);
  if (natural.reduce((sum, column) => sum + column, 0) <= room) return natural;
  if (room < natural.reduce((sum, column) => sum + Math.min(column, narrowestColumn), 0)) return undefined;
  const widths = [...natural];
  const byWidth = natural.map((_, column) => column).sort((a, b) => (natural[a] ?? 0) - (natural[b] ?? 0));
  for (const [done, column] of byWidth.entries()) {
    const share = Math.floor(room / (byWidth.length - done));
    const given = Math.min(natural[column] ?? 1, Math.max(1, share));
    widths[column] = given;
    room -= given;
  }
  return widths;
}

/** One row of the table; returns how many screen rows it takes. */
function addTableLine(
  rows: WrappedRow[],
  cells: readonly Cell[],
  widths: readonly number[],
  align: Tokens.Table['align'],
  theme: Theme,
  base: Style,
): number {
  const wrapped = widths.map((width, column) =>
    (cells[column]?.lines ?? []).flatMap((line) => wrapSpans(line, Math.max(2, width)).map(({ row }) => row)),
  );
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  for (let index = 0; index < height; index++) {
    const row: Span[] = [];
    for (const [column, width] of widths.entries()) {
      if (column > 0) row.push({ text: between, style: theme.styles.tableBorder });
      const content = wrapped[column]?.[index] ?? [];
      const missing = Math.max(0, width - rowWidth(content));
      const side = align[column];
      const left = side === 'right' ? missing : side === 'center' ? missing >> 1 : 0;
      if (left > 0) row.push({ text: ' '.repeat(left), style: base });
      row.push(...content);
      if (missing > left) row.push({ text: ' '.repeat(missing - left), style: base });
    }
    rows.push(single(row));
  }
  return height;
}

/** `head: value` for each cell, and a rule between the table's rows. */
function factRows(
  head: readonly Cell[],
  body: readonly (readonly Cell[])[],
  theme: Theme,
  base: Style,
  width: number,
): WrappedRow[] {
  if (body.length === 0) return head.flatMap((cell) => cell.lines.flatMap((line) => wrapSpans(line, width)));
  const rows: WrappedRow[] = [];
  for (const [index, cells] of body.entries()) {
    if (index > 0) rows.push(single([{ text: '─'.repeat(Math.max(1, width >> 2)), style: theme.styles.tableBorder }]));
    for (const [column, cell] of cells.entries()) {
      const label = head[column]?.lines.flat() ?? [];
      for (const [position, line] of cell.lines.entries()) {
        const lead: Row = position === 0 && label.length > 0 ? [...label, { text: ': ', style: base }] : [];
        rows.push(...wrapSpans([...lead, ...line], width, { hangingIndent: 2 }));
      }
    }
  }
  return rows;
}

function single(row: Row): WrappedRow {
  return { row, continues: false, gap: '' };
}
