/** The values of filter words: numbers with comparisons, and dates, as tests of one number. */

/** Time as the filter needs it, given from outside so that the same text always means the same. */
export interface FilterClock {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** When a day begins where the user is; `month` counts from 1. Milliseconds since 1970. */
  startOfDay(year: number, month: number, day: number): number;
}

export type NumberTest = (value: number) => boolean;

const hour = 3_600_000;
const units: Readonly<Record<string, number>> = {
  h: hour,
  d: 24 * hour,
  w: 7 * 24 * hour,
  m: 30 * 24 * hour,
  y: 365 * 24 * hour,
};

/** `10`, `=10`, `>10`, `>=10`, `<1.5k`, `3..9`, `2m`; undefined when it is none of these. */
export function readNumberTest(text: string): NumberTest | undefined {
  const range = /^([\d.]+[km]?)\.\.([\d.]+[km]?)$/i.exec(text);
  if (range) {
    const low = readNumber(range[1] ?? '');
    const high = readNumber(range[2] ?? '');
    return low === undefined || high === undefined ? undefined : (value) => value >= low && value <= high;
  }
  const match = /^(>=|<=|>|<|=)?(.+)$/.exec(text);
  const wanted = readNumber(match?.[2] ?? '');
  if (wanted === undefined) return undefined;
  switch (match?.[1]) {
    case '>':
      return (value) => value > wanted;
    case '>=':
      return (value) => value >= wanted;
    case '<':
      return (value) => value < wanted;
    case '<=':
      return (value) => value <= wanted;
    default:
      return (value) => value === wanted;
  }
}

function readNumber(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)([km]?)$/i.exec(text);
  if (!match) return undefined;
  const factor = { k: 1_000, m: 1_000_000 }[(match[2] ?? '').toLowerCase()] ?? 1;
  return Number(match[1]) * factor;
}

/**
 * The start of the period that a date names: `2026`, `2026-03`, `2026-03-31`, `today`, `yesterday`, or an age: `12h`,
 * `3d`, `2w`, `6m`, `1y`. Undefined when it is not a date.
 */
export function readMoment(text: string, clock: FilterClock): number | undefined {
  const ago = /^(\d{1,5})([hdwmy])$/i.exec(text);
  if (ago) return clock.now - Number(ago[1]) * (units[(ago[2] ?? '').toLowerCase()] ?? 0);
  const word = text.toLowerCase();
  if (word === 'today' || word === 'yesterday') return startOfToday(clock, word === 'today' ? 0 : 1);
  const date = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (!date) return undefined;
  const year = Number(date[1]);
  const month = Number(date[2] ?? 1);
  const day = Number(date[3] ?? 1);
  return isDay(year, month, day) ? clock.startOfDay(year, month, day) : undefined;
}

/** Today on the user's calendar: the UTC day or one of its neighbours. */
function startOfToday(clock: FilterClock, daysBefore: number): number {
  const utcDay = Math.floor(clock.now / (24 * hour));
  for (const shift of [1, 0, -1]) {
    if (startOf(clock, utcDay + shift) <= clock.now) return startOf(clock, utcDay + shift - daysBefore);
  }
  return startOf(clock, utcDay - 1 - daysBefore);
}

function startOf(clock: FilterClock, days: number): number {
  const date = new Date(days * 24 * hour);
  return clock.startOfDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
