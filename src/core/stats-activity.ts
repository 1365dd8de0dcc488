/** The activity map: weekdays by weeks, each day with one of four strengths. */
import type { Stats } from './stats.ts';
import { dayBefore, lastDays, weekdayOf } from './stats-day.ts';

/** 0: nothing happened; 1 to 4: the more turns, the stronger. */
export type Strength = 0 | 1 | 2 | 3 | 4;

export interface ActivityMap {
  /** Seven rows, Monday first, of as many days as there are weeks, oldest week first; null: not come yet. */
  readonly rows: readonly (readonly (Strength | null)[])[];
  /** The Monday of each week, oldest first. */
  readonly weeks: readonly string[];
  /** Most turns on one of these days. */
  readonly most: number;
}

/** The map of the last `weeks` weeks, the present one included. A day without a prompt but with a session counts as one turn. */
export function activityMap(stats: Pick<Stats, 'days' | 'today'>, weeks: number): ActivityMap {
  const monday = dayBefore(stats.today, weekdayOf(stats.today));
  const from = dayBefore(monday, 7 * (weeks - 1));
  const turns = new Map<string, number>();
  for (const { day, turns: count, sessions } of stats.days) {
    if (day >= from && day <= stats.today) turns.set(day, Math.max(count, sessions > 0 ? 1 : 0));
  }
  const most = Math.max(0, ...turns.values());
  const days = lastDays(dayBefore(monday, -6), 7 * weeks);
  const strength = (day: string): Strength | null => {
    if (day > stats.today) return null;
    const count = turns.get(day) ?? 0;
    return count === 0 ? 0 : (Math.min(4, Math.ceil((4 * count) / most)) as Strength);
  };
  return {
    rows: Array.from({ length: 7 }, (_, weekday) =>
      Array.from({ length: weeks }, (_, week) => strength(days[week * 7 + weekday] ?? '')),
    ),
    weeks: Array.from({ length: weeks }, (_, week) => days[week * 7] ?? ''),
    most,
  };
}
