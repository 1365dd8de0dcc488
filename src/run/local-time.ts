/** Times in the local time zone. */
import { dayText } from '../core/stats-day.ts';
import { twoDigits } from '../core/words.ts';

/** `2026-11-22 04:05:06` in the local time zone; empty if there is no time. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  if (ms <= 0 || Number.isNaN(date.getTime())) return '';
  return `${dayText(date)} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}:${twoDigits(date.getSeconds())}`;
}
