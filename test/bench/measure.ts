/** Numbers of a benchmark: rounds that take turns, so that a busy moment hits all alike, and the middle of what was seen. */

/** What one row of the budget table came to. */
export interface Figure {
  /** The number of the budget. */
  readonly row: number;
  readonly what: string;
  /** `N0` and `×` are ratios measured in this run; the others are absolute. */
  readonly unit: 'N0' | '×' | 'ms' | 'KB' | 'B' | '%';
  readonly budget: number;
  readonly reached: number;
  /** The absolute values behind a ratio, for the reader. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value below which `p` percent lie; NaN of nothing. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * (p / 100);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * Runs every measurement once per round, in turn, `rounds` times after one round that only warms the caches.
 * Gives all values by name.
 */
export async function takeTurns<K extends string>(
  rounds: number,
  measurements: Readonly<Record<K, () => Promise<number>>>,
): Promise<Readonly<Record<K, readonly number[]>>> {
  const names = Object.keys(measurements) as K[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const value = await measurements[name]();
      if (round >= 0) values[name].push(value);
    }
  }
  return values;
}

/** The medians of all values. */
export async function medians<K extends string>(
  rounds: number,
  measurements: Readonly<Record<K, () => Promise<number>>>,
): Promise<Readonly<Record<K, number>>> {
  const values = await takeTurns(rounds, measurements);
  return Object.fromEntries(
    Object.entries<readonly number[]>(values).map(([name, all]) => [name, median(all)]),
  ) as Record<K, number>;
}
