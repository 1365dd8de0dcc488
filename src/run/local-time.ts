/** Times as people here read them. */
import { dayOf } from '../core/stats-day.ts';

/** `2026-11-22 04:05:06` in the local time zone; empty when there is no time. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  if (ms <= 0 || Number.isNaN(date.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${dayOf(ms)} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
