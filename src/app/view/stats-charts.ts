/** The charts above the statistics: tokens and sessions of four weeks, and the models used in the last days. */
import { noSums, type Stats, type StatsDay, tokensOf } from '../../core/stats.ts';
import { lastDays } from '../../core/stats-day.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { sanitizeLine } from '../../core/text/sanitize.ts';
import type { Style } from '../../core/theme.ts';
import type { Chart, Rect } from '../frame.ts';

const lineDays = 28;
/** A bar and the space beside it. */
const barCells = 8;
/** Models with their own series; the rest share one. */
const ownSeries = 3;

/** As many charts as there are places: tokens by day, tokens by model and day if there are three, sessions by day. */
export function statsCharts(stats: Stats, places: readonly Rect[], style: Style): readonly Chart[] {
  const [tokens, second, third] = places;
  if (!tokens || !second || stats.sessions === 0) return [];
  const days = filled(stats, lineDays);
  return [
    line(tokens, style, `Tokens by day · ${lineDays} days`, days, tokensOf),
    ...(third ? [modelsByDay(second, style, stats)] : []),
    line(third ?? second, style, `Sessions by day · ${lineDays} days`, days, (day) => day.sessions),
  ];
}

/** The last days, including those with nothing on them. */
function filled(stats: Stats, count: number): readonly StatsDay[] {
  const known = new Map(stats.days.map((day) => [day.day, day]));
  return lastDays(stats.today, count).map((day) => known.get(day) ?? { ...noSums, day, models: [] });
}

function line(
  rect: Rect,
  style: Style,
  title: string,
  days: readonly StatsDay[],
  value: (day: StatsDay) => number,
): Chart {
  return {
    kind: 'line',
    rect,
    title,
    labels: days.map(({ day }) => day.slice(5)),
    series: [{ name: '', values: days.map(value) }],
    style,
  };
}

function modelsByDay(rect: Rect, style: Style, stats: Stats): Chart {
  const count = Math.max(2, Math.min(14, Math.floor(rect.width / barCells)));
  const days = filled(stats, count);
  const top = stats.models.slice(0, ownSeries);
  const tokensBy = (day: StatsDay, provider: string, model: string): number =>
    day.models.find((one) => one.provider === provider && one.model === model)?.tokens ?? 0;
  const title = 'By model';
  // Each name follows a square and three blanks.
  const names = Math.min(stats.models.length, ownSeries + 1);
  const room = Math.max(4, Math.floor((rect.width - title.length) / names) - 4);
  const series = top.map(({ provider, model }) => ({
    name: cutToWidth(sanitizeLine(model === '' ? provider : model), room),
    values: days.map((day) => tokensBy(day, provider, model)),
  }));
  const rest = days.map((day, i) => tokensOf(day) - series.reduce((sum, one) => sum + (one.values[i] ?? 0), 0));
  return {
    kind: 'stackedBar',
    rect,
    title,
    labels: days.map(({ day }) => day.slice(5)),
    series: stats.models.length > ownSeries ? [...series, { name: 'others', values: rest }] : series,
    style,
  };
}
