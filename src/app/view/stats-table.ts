/** Small tables and bars of text: for figures that must be readable without colours and without charts. */
import type { Row } from '../../core/span.ts';
import { fitToWidth } from '../../core/text/cut.ts';
import { textWidth } from '../../core/text/width.ts';
import type { Style } from '../../core/theme.ts';
import { span } from './rows.ts';

export interface Column<T> {
  readonly title: string;
  readonly of: (item: T) => string;
  readonly align: 'left' | 'right';
  /** Takes what the others leave, down to `least` cells, instead of what its content needs. */
  readonly flex?: { readonly least: number; readonly most: number };
  readonly style: Style;
  /** Which columns are left out first when there is not enough width: the highest number first; 0 always stays. */
  readonly spare: number;
}

const gap = 2;

/** A head and a row per item, at most `width` cells wide. */
export function tableRows<T>(
  items: readonly T[],
  columns: readonly Column<T>[],
  width: number,
  head: Style,
): readonly Row[] {
  const shown = fitting(items, columns, width);
  const widths = widthsOf(items, shown, width);
  const line = (cell: (column: Column<T>) => string, style: (column: Column<T>) => Style): Row =>
    shown.map((column, i) =>
      span(`${i > 0 ? ' '.repeat(gap) : ''}${fitToWidth(cell(column), widths[i] ?? 0, column.align)}`, style(column)),
    );
  return [
    line(
      (column) => column.title,
      () => head,
    ),
    ...items.map((item) =>
      line(
        (column) => column.of(item),
        (column) => column.style,
      ),
    ),
  ];
}

function fitting<T>(items: readonly T[], columns: readonly Column<T>[], width: number): readonly Column<T>[] {
  let shown = columns;
  for (;;) {
    const spare = Math.max(...shown.map((column) => column.spare));
    const least = shown.reduce((sum, column) => sum + gap + (column.flex?.least ?? natural(items, column)), -gap);
    if (least <= width || spare === 0) return shown;
    shown = shown.filter((column) => column.spare < spare);
  }
}

function widthsOf<T>(items: readonly T[], columns: readonly Column<T>[], width: number): readonly number[] {
  const own = columns.map((column) => (column.flex ? 0 : natural(items, column)));
  const left = width - own.reduce((sum, one) => sum + one, 0) - gap * (columns.length - 1);
  const flexible = columns.filter((column) => column.flex).length;
  return columns.map((column, i) =>
    column.flex
      ? Math.max(0, Math.min(column.flex.most, natural(items, column), Math.floor(left / Math.max(1, flexible))))
      : (own[i] ?? 0),
  );
}

function natural<T>(items: readonly T[], column: Column<T>): number {
  return items.reduce((most, item) => Math.max(most, textWidth(column.of(item))), textWidth(column.title));
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A bar of at most `cells` cells; anything above 0 shows at least its narrowest form. */
export function bar(value: number, most: number, cells: number): string {
  if (value <= 0 || most <= 0) return '';
  const parts = Math.max(1, Math.round((Math.min(value, most) / most) * cells * 8));
  return '█'.repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? '');
}
