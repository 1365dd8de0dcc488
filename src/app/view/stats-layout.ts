/** The layout of the statistics: a heading, charts fixed at the top, and rows below that scroll. */
import type { ColorDepth } from '../../core/theme.ts';
import type { Rect, Size } from '../frame.ts';

export interface StatsLayout {
  /** The whole screen above the footer. */
  readonly pane: Rect;
  /** Left to right; none where the window is too small for them. */
  readonly charts: readonly Rect[];
  /** Rows of the pane above the scrolling part. */
  readonly fixedRows: number;
}

/** In a smaller window everything is shown as text. */
const chartsFrom: Size = { columns: 64, rows: 22 };
/** From this width on there is room for a third chart. */
const threeFrom = 120;
const margin = 1;
const gap = 2;
const leastChart = 8;
const mostChart = 14;

export function layOutStats(size: Size, depth: ColorDepth): StatsLayout {
  const pane: Rect = { x: 0, y: 0, width: size.columns, height: size.rows - 1 };
  const heading = size.rows >= 16 ? 2 : 1;
  if (size.columns < chartsFrom.columns || size.rows < chartsFrom.rows) {
    return { pane, charts: [], fixedRows: heading };
  }
  const height = Math.max(leastChart, Math.min(mostChart, Math.floor(size.rows * 0.28)));
  // The third chart distinguishes models by colour alone: without colours the others get its place.
  const shares = size.columns >= threeFrom && depth > 1 ? [0.42, 0.28, 0.3] : [0.55, 0.45];
  const room = size.columns - 2 * margin - gap * (shares.length - 1);
  let x = margin;
  const charts = shares.map((share) => {
    const rect: Rect = { x, y: heading, width: Math.floor(room * share), height };
    x += rect.width + gap;
    return rect;
  });
  // The last row of a chart is blank: it separates the charts from the scrolling rows.
  return { pane, charts, fixedRows: heading + height };
}

/** Cells of a row of the scrolling part. */
export function statsWidth(layout: StatsLayout): number {
  return layout.pane.width - 2 * margin;
}
