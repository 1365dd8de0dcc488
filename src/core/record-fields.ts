/** Reads single fields of a session file's lines: the value, or the empty one (`''`, 0) where it makes no sense. */

/** A string, or empty. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A whole number from 0 to the largest safe one; anything else is 0. */
export function count(value: unknown): number {
  return typeof value === 'number' && value > 0 && value <= Number.MAX_SAFE_INTEGER ? Math.floor(value) : 0;
}

/** Milliseconds since 1970, before the year 10000; anything else (seconds as a text, nanoseconds) is 0: not known. */
export function time(value: unknown): number {
  const ms = count(value);
  return ms < 253_402_300_800_000 ? ms : 0;
}

/** A message's `seq`, leaving room for all that can follow; 0 if it is not one. */
export function order(value: unknown): number {
  const seq = count(value);
  return seq < 2 ** 52 ? seq : 0;
}
