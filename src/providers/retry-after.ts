/**
 * How long a server asks us to wait, from any of the headers in use or its own words, and how long we wait when it does
 * not say.
 */
import { counted } from '../core/words.ts';

/**
 * Milliseconds from `retry-after-ms`, `retry-after` (seconds or an HTTP date), or the reset time of an exhausted limit
 * (`x-ratelimit-reset-requests: 6m0s`, `anthropic-ratelimit-tokens-reset: 2026-…`, `x-ratelimit-reset: 179…`), else
 * from what the server `said` (`Please retry in 45.5s.`). Undefined if there is none. `now`: milliseconds since 1970.
 */
export function readRetryAfter(headers: Headers, now: number, said = ''): number | undefined {
  const wait = toldWait(headers, now) ?? waitInWords(said);
  return wait !== undefined && wait <= longestBelievedMs ? wait : undefined;
}

/** Nobody means more than a month: such a number was not meant as a wait. */
const longestBelievedMs = 31 * 86_400_000;

function toldWait(headers: Headers, now: number): number | undefined {
  const ms = positive(headers.get('retry-after-ms'));
  if (ms !== undefined) return ms;
  const after = headers.get('retry-after');
  const seconds = positive(after);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  const date = readDate(after, now);
  if (date !== undefined) return date;
  const resets = ['requests', 'tokens', 'input-tokens', 'output-tokens'].flatMap((what) => {
    const openai = headers.get(`x-ratelimit-remaining-${what}`) === '0' && headers.get(`x-ratelimit-reset-${what}`);
    const anthropic =
      headers.get(`anthropic-ratelimit-${what}-remaining`) === '0' && headers.get(`anthropic-ratelimit-${what}-reset`);
    return [openai && readSpan(openai), anthropic && readDate(anthropic, now)];
  });
  const isOver = headers.get('x-ratelimit-remaining') === '0';
  if (isOver) resets.push(readMoment(headers.get('x-ratelimit-reset'), now));
  const waits = resets.filter((wait) => typeof wait === 'number');
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

function waitInWords(said: string): number | undefined {
  const span = /\b(?:retry|try again) in ((?:\d+h)?(?:\d+m)?[\d.]+m?s)\b/i.exec(said)?.[1];
  return span === undefined ? undefined : readSpan(span);
}

function positive(text: string | null): number | undefined {
  if (text === null || !/^\s*\d+(\.\d+)?\s*$/.test(text)) return undefined;
  return Number(text);
}

function readDate(text: string | null, now: number): number | undefined {
  if (text === null || !/[A-Za-z]/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Seconds to go, or the moment itself in seconds or milliseconds since 1970: all are in use. */
function readMoment(text: string | null, now: number): number | undefined {
  const count = positive(text);
  if (count === undefined || count < 1e9) return count && Math.ceil(count * 1000);
  return Math.max(0, (count < 1e12 ? count * 1000 : count) - now);
}

/** `6m0s`, `1h2m3.5s`, `250ms`. */
function readSpan(text: string): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/.exec(text.trim());
  if (!match || text.trim() === '') return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', ms = '0'] = match;
  return Math.ceil(Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000 + Number(ms));
}

/** Longest wait of our own choosing. */
const longestBackOffMs = 60_000;
/** Longest wait that a server may ask for; beyond it, we give up and say when to try again. */
export const longestServerWaitMs = 600_000;

/** `later` is for servers that are overloaded or limit requests; `soon` for lost connections and isolated errors. */
export type RetryMood = 'soon' | 'later';

const moods: Readonly<Record<RetryMood, { readonly firstMs: number; readonly retries: number }>> = {
  soon: { firstMs: 500, retries: 3 },
  later: { firstMs: 2000, retries: 5 },
};

/**
 * Milliseconds before retry number `retry` (from 1); undefined: give up. Doubles each time, with a random quarter
 * (`random` from 0 to below 1) so that many clients do not return together. A server's own wait is obeyed up to ten
 * minutes; one that asks for no wait at all gets our shortest.
 */
export function backOff(
  mood: RetryMood,
  retry: number,
  retryAfterMs: number | undefined,
  random: number,
): number | undefined {
  const { firstMs, retries } = moods[mood];
  if (retry > retries) return undefined;
  if (retryAfterMs !== undefined) {
    if (retryAfterMs > longestServerWaitMs) return undefined;
    return Math.max(retryAfterMs, moods.soon.firstMs * 2 ** (retry - 1));
  }
  return Math.round(Math.min(longestBackOffMs, firstMs * 2 ** (retry - 1)) * (1 - random / 4));
}

/** `90 seconds`, `12 minutes`, `3 hours`, `4 days`: for sentences. */
export function spanInWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const [count, unit] =
    seconds <= 120
      ? [seconds, 'second']
      : seconds <= 7200
        ? [Math.ceil(seconds / 60), 'minute']
        : seconds <= 172_800
          ? [Math.ceil(seconds / 3600), 'hour']
          : [Math.ceil(seconds / 86_400), 'day'];
  return counted(count, unit);
}
