/** The statistics as rows of text: totals, the activity map, models, the most expensive sessions, days. */
import { type ModelRef, modelLabel } from '../../core/session.ts';
import type { Row } from '../../core/span.ts';
import {
  noSums,
  type Stats,
  type StatsDay,
  type StatsModel,
  type StatsSession,
  type StatsSums,
  tokensOf,
} from '../../core/stats.ts';
import { sanitizeLine } from '../../core/text/sanitize.ts';
import type { Theme } from '../../core/theme.ts';
import { titleOf } from '../session-title.ts';
import { formatCount, formatDollars } from './format.ts';
import { fill, span } from './rows.ts';
import { mapRows, mapWeeks, mapWidth } from './stats-map.ts';
import { bar, type Column, tableRows } from './stats-table.ts';

type Look = Pick<Theme, 'styles'>;

/** Map and totals stand side by side from this width on. */
const besideFrom = 70;
const mostModels = 8;
/** The newest days on which anything happened. */
const shownDays = 14;

export function statsRows(stats: Stats, width: number, look: Look): readonly Row[] {
  const { styles } = look;
  if (stats.sessions === 0 && stats.unread === 0)
    return [[span('No sessions yet: the statistics are counted from them.', styles.dim)]];
  const heading = (text: string): Row => [span(text, styles.heading)];
  const hidden = stats.models.length - mostModels;
  return [
    ...overview(stats, width, look),
    [],
    heading('By model'),
    ...modelTable(stats, width, look),
    ...(hidden > 0 ? [[span(`and ${hidden} more: reprise stats lists all`, styles.dim)]] : []),
    [],
    heading(stats.mostExpensive.length > 0 ? 'Most expensive sessions' : 'Largest sessions'),
    ...sessionTable(stats, width, look),
    [],
    heading('By day'),
    ...dayTable(stats, width, look),
    ...(stats.cost !== undefined && stats.unpricedTokens > 0
      ? [[], [span('+ plus tokens without a known price', styles.dim)]]
      : []),
  ];
}

function overview(stats: Stats, width: number, look: Look): readonly Row[] {
  const { styles } = look;
  const map = [[span(`Activity · ${mapWeeks} weeks`, styles.heading)], ...mapRows(stats, look)];
  const totals = [[span('Totals', styles.heading)], ...totalRows(stats, look)];
  if (width < besideFrom) return [...totals, [], ...map];
  const left = mapWidth + 4;
  return Array.from({ length: Math.max(map.length, totals.length) }, (_, i) => [
    ...fill(map[i] ?? [], left, styles.text),
    ...(totals[i] ?? []),
  ]);
}

function totalRows(stats: Stats, { styles }: Look): readonly Row[] {
  const line = (label: string, value: string, more = ''): Row => [
    span(label.padEnd(12), styles.dim),
    span(value.padStart(7), styles.text),
    span(more === '' ? '' : `  ${more}`, styles.dim),
  ];
  const { cost, cachedTokens, unpricedTokens, estimatedTokens, unread } = stats;
  return [
    line('sessions', formatCount(stats.sessions)),
    line('turns', formatCount(stats.turns)),
    line(
      'tokens in',
      formatCount(stats.inputTokens),
      cachedTokens > 0 ? `${formatCount(cachedTokens)} from a cache` : '',
    ),
    line('tokens out', formatCount(stats.outputTokens)),
    line(
      'cost',
      cost === undefined ? '–' : formatDollars(cost),
      cost === undefined ? 'no known price' : "at today's prices",
    ),
    ...(cost !== undefined && unpricedTokens > 0 ? [line('no price', formatCount(unpricedTokens), 'tokens')] : []),
    ...(estimatedTokens > 0 ? [line('estimated', formatCount(estimatedTokens), 'tokens')] : []),
    ...(unread > 0 ? [line('unreadable', formatCount(unread), 'see reprise doctor')] : []),
  ];
}

function modelTable(stats: Stats, width: number, { styles }: Look): readonly Row[] {
  const models = stats.models.slice(0, mostModels);
  if (models.length === 0) return [[span('No model has replied yet.', styles.dim)]];
  const most = tokensOf(models[0] ?? noSums);
  const all = tokensOf(stats);
  const columns: readonly Column<StatsModel>[] = [
    { title: 'model', of: modelName, align: 'left', flex: { least: 18, most: 44 }, style: styles.text, spare: 0 },
    barColumn(most, styles),
    { title: 'share', of: (one) => percent(tokensOf(one), all), align: 'right', style: styles.text, spare: 3 },
    { title: 'sessions', of: (one) => formatCount(one.sessions), align: 'right', style: styles.dim, spare: 5 },
    { title: 'turns', of: (one) => formatCount(one.turns), align: 'right', style: styles.dim, spare: 2 },
    ...tokenColumns(styles),
  ];
  return tableRows(models, columns, width, styles.dim);
}

function sessionTable(stats: Stats, width: number, { styles }: Look): readonly Row[] {
  const sessions = stats.mostExpensive.length > 0 ? stats.mostExpensive : stats.largest;
  if (sessions.length === 0) return [[span('No session has used tokens yet.', styles.dim)]];
  const columns: readonly Column<StatsSession>[] = [
    {
      title: 'session',
      of: (one) => titleOf(one.session),
      align: 'left',
      flex: { least: 12, most: 48 },
      style: styles.text,
      spare: 0,
    },
    {
      title: 'model',
      of: ({ session }) => modelName(session),
      align: 'left',
      flex: { least: 10, most: 32 },
      style: styles.dim,
      spare: 4,
    },
    { title: 'turns', of: (one) => formatCount(one.turns), align: 'right', style: styles.dim, spare: 3 },
    ...tokenColumns(styles),
  ];
  return tableRows(sessions, columns, width, styles.dim);
}

function dayTable(stats: Stats, width: number, { styles }: Look): readonly Row[] {
  const days = stats.days.slice(-shownDays).reverse();
  const most = days.reduce((largest, day) => Math.max(largest, tokensOf(day)), 0);
  const columns: readonly Column<StatsDay>[] = [
    { title: 'day', of: (one) => one.day, align: 'left', style: styles.text, spare: 0 },
    barColumn(most, styles),
    { title: 'sessions', of: (one) => figure(one.sessions), align: 'right', style: styles.text, spare: 0 },
    { title: 'turns', of: (one) => figure(one.turns), align: 'right', style: styles.dim, spare: 3 },
    ...tokenColumns(styles),
  ];
  return tableRows(days, columns, width, styles.dim);
}

function barColumn(most: number, styles: Theme['styles']): Column<StatsSums> {
  return {
    title: '',
    of: (one) => bar(tokensOf(one), most, 12).padEnd(12),
    align: 'left',
    style: styles.sparkline,
    spare: 4,
  };
}

function tokenColumns(styles: Theme['styles']): readonly Column<StatsSums | StatsSession>[] {
  return [
    { title: 'in', of: (one) => figure(one.inputTokens), align: 'right', style: styles.text, spare: 0 },
    { title: 'out', of: (one) => figure(one.outputTokens), align: 'right', style: styles.text, spare: 1 },
    {
      title: 'cost',
      of: (one) =>
        one.cost !== undefined
          ? `${formatDollars(one.cost)}${one.unpricedTokens > 0 ? '+' : ''}`
          : tokensOf(one) > 0
            ? '–'
            : '',
      align: 'right',
      style: styles.text,
      spare: 0,
    },
  ];
}

/** A count for a table in which most are 0. */
function figure(count: number): string {
  return count === 0 ? '·' : formatCount(count);
}

function percent(part: number, all: number): string {
  if (all === 0) return '';
  const share = (100 * part) / all;
  return share > 0 && share < 1 ? '<1%' : `${Math.round(share)}%`;
}

function modelName(one: ModelRef): string {
  const name = modelLabel(one);
  return name === '' ? 'unknown' : sanitizeLine(name);
}
