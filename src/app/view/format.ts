/** Numbers, times and facts as people read them, in few cells. */
import { dayOf } from '../../core/stats-day.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { textWidth } from '../../core/text/width.ts';
import { twoDigits } from '../../core/words.ts';

/** `14:02`, in local time. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** `2026-11-22 14:02`, in local time. */
export function formatDateTime(ms: number): string {
  return `${dayOf(ms)} ${formatTime(ms)}`;
}

/** How long ago: `now`, `5m`, `3h`, `9d`, `7w`, `2y`; a time in the future is `now`. At most three cells. */
export function formatAge(ms: number, now: number): string {
  const minutes = Math.floor((now - ms) / 60_000);
  if (ms <= 0) return '';
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 30) return `${days}d`;
  if (days < 365) return `${Math.floor(days / 7)}w`;
  return `${Math.floor(days / 365)}y`;
}

/** `0`, `940`, `1.2k`, `34k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  if (count < 9950) return `${(count / 1000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** `812 B`, `4.2 KB`, `20 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 9950) return `${(bytes / 1000).toFixed(1)} KB`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 9_950_000 ? 1 : 0)} MB`;
}

/** Seconds left, as `8 s` or `1:05`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;
}

/** `$0.0042`, `$0.13`, `$12.50`. */
export function formatDollars(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return `$${dollars.toFixed(4)}`;
  return `$${dollars.toFixed(2)}`;
}

const between = ' · ';
/** A longer fact (a model's or a session's name) may be cut; a shorter one is shown in full or not at all. */
const longFact = 16;
const leastOfFact = 8;

/**
 * What follows a name in a row of `width` cells: ` · fact · fact`, as many of the first ones as fit in full. The first
 * that does not fit ends the row; its beginning is shown if it is long and enough of it remains to recognise it.
 */
export function factsWithin(facts: readonly string[], width: number): string {
  let out = '';
  let room = width;
  for (const fact of facts) {
    const whole = between + fact;
    const cells = textWidth(whole);
    const tells = cells > between.length + longFact && room >= between.length + leastOfFact;
    if (cells > room) return tells ? out + cutToWidth(whole, room) : out;
    out += whole;
    room -= cells;
  }
  return out;
}
