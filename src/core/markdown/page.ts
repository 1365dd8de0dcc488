/** A page under construction: rows and blocks, stacked or indented by a list marker or a quote bar. */
import type { Row, Span } from '../span.ts';
import { type WrappedRow, wrapSpans } from '../text/wrap.ts';
import type { RenderedBlock, RenderedRow } from './rendered.ts';

export interface Page {
  readonly rows: RenderedRow[];
  readonly blocks: RenderedBlock[];
}

export function emptyPage(): Page {
  return { rows: [], blocks: [] };
}

/** A page that is one block, made of the given rows. */
export function pageOf(rows: readonly WrappedRow[], block: Pick<RenderedBlock, 'kind' | 'raw' | 'language'>): Page {
  const page = emptyPage();
  addWrapped(page, rows, 0);
  page.blocks.push({ ...block, firstRow: 0, lastRow: rows.length - 1 });
  return page;
}

/** Lines of spans, wrapped and put below the page's rows. */
export function addLines(page: Page, lines: readonly Row[], width: number, block: number): void {
  for (const line of lines) addWrapped(page, wrapSpans(line, width), block);
}

export function addWrapped(page: Page, rows: readonly WrappedRow[], block: number): void {
  for (const { row, continues, gap } of rows) {
    page.rows.push(gap === '' ? { spans: row, continues, block } : { spans: row, continues, block, gap });
  }
}

export function addBlank(page: Page): void {
  page.rows.push({ spans: [], continues: false, block: Math.max(0, page.blocks.length - 1) });
}

/** Puts a page below another; its blocks follow the blocks there. */
export function addPage(target: Page, page: Page): void {
  const rowShift = target.rows.length;
  const blockShift = target.blocks.length;
  for (const row of page.rows) target.rows.push({ ...row, block: row.block + blockShift });
  for (const block of page.blocks) {
    target.blocks.push({ ...block, firstRow: block.firstRow + rowShift, lastRow: block.lastRow + rowShift });
  }
}

/** The same page with a span before each row: `first` before the first one, `others` before the rest. */
export function setIn(page: Page, first: Span, others: Span): Page {
  const rows = page.rows.map((row, index) => ({ ...row, spans: [index === 0 ? first : others, ...row.spans] }));
  return { rows, blocks: page.blocks };
}

/**
 * A page inside a container block: inner blocks stay blocks of their own only if they are code; all other rows belong
 * to the container, which is the first block.
 */
export function containing(page: Page, block: Pick<RenderedBlock, 'kind' | 'raw'>): Page {
  const numbers = new Map<number, number>();
  const blocks: RenderedBlock[] = [{ ...block, firstRow: 0, lastRow: page.rows.length - 1 }];
  for (const [index, inner] of page.blocks.entries()) {
    if (inner.kind === 'code') numbers.set(index, blocks.push(inner) - 1);
  }
  const rows = page.rows.map((row) => ({ ...row, block: numbers.get(row.block) ?? 0 }));
  return { rows, blocks };
}
