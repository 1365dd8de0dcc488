/** The statistics view: a heading, charts where there is room for them, and rows that scroll. */
import type { Row } from '../../core/span.ts';
import type { Stats } from '../../core/stats.ts';
import type { Chart, Pane } from '../frame.ts';
import type { Overlay } from '../overlay-state.ts';
import type { State } from '../state.ts';
import { formatCount } from './format.ts';
import { between, fill, span } from './rows.ts';
import { statsCharts } from './stats-charts.ts';
import { layOutStats, type StatsLayout, statsWidth } from './stats-layout.ts';
import { statsRows } from './stats-rows.ts';

type StatsOverlay = Extract<Overlay, { kind: 'stats' }>;

export function statsView(
  state: State,
  overlay: StatsOverlay,
): { readonly pane: Pane; readonly charts: readonly Chart[] } {
  const { styles } = state.look.theme;
  const layout = layOutStats(state.size, state.look.depth);
  const { stats } = overlay;
  const width = statsWidth(layout);
  const charts = stats ? statsCharts(stats, layout.charts, styles.sparkline) : [];
  const fixed = fixedRows(stats, layout);
  const height = layout.pane.height - fixed;
  const body = bodyRows(state, stats, width);
  const from = Math.min(overlay.scroll, Math.max(0, body.length - height));
  const shown = body.slice(from, from + height);
  const more = body.length - from - shown.length;
  const heading = between(
    [
      span('▌', styles.accent),
      span('Statistics', styles.title),
      span(stats?.reading ? readingWords(stats.reading) : '', styles.dim),
    ],
    [span(more > 0 ? `↓ ${more} more rows ` : from > 0 ? 'end ' : '', styles.dim)],
    layout.pane.width,
    styles.text,
  );
  const blanks = Array.from({ length: fixed - 1 }, (): Row => []);
  const rows = shown.map((row) => [span(' ', styles.text), ...fill(row, width, styles.text)]);
  return {
    pane: { name: 'stats', rect: layout.pane, rows: [heading, ...blanks, ...rows], background: styles.text },
    charts,
  };
}

/** How far the view can be scrolled, in rows. */
export function statsScrollEnd(state: State, stats: Stats | null): number {
  const rows = bodyRows(state, stats, statsWidth(layOutStats(state.size, state.look.depth)));
  return Math.max(0, rows.length - statsBodyHeight(state, stats));
}

/** Rows of the part that scrolls. */
export function statsBodyHeight(state: State, stats: Stats | null): number {
  const layout = layOutStats(state.size, state.look.depth);
  return layout.pane.height - fixedRows(stats, layout);
}

/**
 * Rows above the scrolling part: if there are no charts because nothing was counted yet, their place is not kept free.
 */
function fixedRows(stats: Stats | null, layout: StatsLayout): number {
  const height = layout.charts[0]?.height ?? 0;
  return stats && stats.sessions > 0 ? layout.fixedRows : layout.fixedRows - height;
}

function bodyRows(state: State, stats: Stats | null, width: number): readonly Row[] {
  const { theme } = state.look;
  return stats ? statsRows(stats, width, theme) : [[span('Reading all session files …', theme.styles.dim)]];
}

function readingWords({ done, total }: { readonly done: number; readonly total: number }): string {
  return ` · ${formatCount(done)} of ${formatCount(total)} sessions read …`;
}
