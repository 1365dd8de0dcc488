/** The activity map as rows: weekdays by weeks, each day a block that is denser the more happened on it. */
import type { Row } from '../../core/span.ts';
import type { Stats } from '../../core/stats.ts';
import { activityMap, type Strength } from '../../core/stats-activity.ts';
import type { Theme } from '../../core/theme.ts';
import { span } from './rows.ts';

export const mapWeeks = 12;
/** Cells of the whole map: the names of the weekdays, and two for each week. */
export const mapWidth = 4 + 2 * mapWeeks;

/** Density shows it; the colour only repeats it. */
const mapGlyphs: Readonly<Record<Strength, string>> = { 0: '· ', 1: '░░', 2: '▒▒', 3: '▓▓', 4: '██' };

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Ten rows: the months, seven weekdays, a blank, the legend. */
export function mapRows(stats: Stats, { styles }: Pick<Theme, 'styles'>): readonly Row[] {
  const map = activityMap(stats, mapWeeks);
  const legend = ([0, 1, 2, 3, 4] as const).map((strength) => mapGlyphs[strength].trimEnd()).join(' ');
  return [
    [span(`    ${monthLine(map.weeks)}`, styles.dim)],
    ...map.rows.map(
      (row, weekday): Row => [
        span(`${weekdays[weekday] ?? ''} `, styles.dim),
        ...row.map((strength) =>
          strength === null
            ? span('  ', styles.text)
            : span(mapGlyphs[strength], strength === 0 ? styles.dim : styles.sparkline),
        ),
      ],
    ),
    [],
    [span(`    less ${legend} more`, styles.dim)],
  ];
}

/** A month's name over the first week that begins in it, if there is room. */
function monthLine(weeks: readonly string[]): string {
  let line = '';
  weeks.forEach((week, i) => {
    const month = week.slice(5, 7);
    if (i > 0 && weeks[i - 1]?.slice(5, 7) === month) return;
    // The first week may be the last of its month: the next name would run into this one's.
    if (i === 0 && weeks[1]?.slice(5, 7) !== month) return;
    line = `${line.padEnd(2 * i)}${months[Number(month) - 1] ?? ''}`;
  });
  return line;
}
