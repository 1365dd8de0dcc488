/** Days as statistics count them: the calendar days of the place where the user is. */
import { twoDigits } from './words.ts';

/** `2026-11-22`, in local time. */
export function dayOf(ms: number): string {
  return dayText(new Date(ms));
}

/** The same for a date that already exists: making one from a time is most of the work. */
export function dayText(date: Date): string {
  return `${String(date.getFullYear()).padStart(4, '0')}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

/** The day `count` days earlier (later if negative); `day` looks like `2026-11-22`. */
export function dayBefore(day: string, count: number): string {
  const { year, month, date } = parts(day);
  // At noon, so that days of 23 and 25 hours count as one day each.
  return dayOf(new Date(year, month - 1, date - count, 12).getTime());
}

/** The last `count` days up to `today`, oldest first. */
export function lastDays(today: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => dayBefore(today, count - 1 - i));
}

/** 0 for Monday … 6 for Sunday. */
export function weekdayOf(day: string): number {
  const { year, month, date } = parts(day);
  return (new Date(year, month - 1, date, 12).getDay() + 6) % 7;
}

function parts(day: string): { readonly year: number; readonly month: number; readonly date: number } {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return { year, month, date };
}
