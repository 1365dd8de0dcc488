/** How the benchmarks measure: interleaved runs, medians, ratios against bare Node in the same minute. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One line of the table. */
export interface Figure {
  /** The row of the budget list. */
  readonly row: string;
  readonly what: string;
  readonly measured: number;
  /** What `measured` may be at most; undefined for a figure without a budget. */
  readonly budget?: number;
  /** `N0` (times bare Node), `×` (times the bare calls), `ms`. */
  readonly unit: string;
}

/** A group of figures that are measured together. */
export interface Bench {
  readonly name: string;
  measure(bench: Setting): Promise<readonly Figure[]>;
}

export interface Setting {
  /** An empty folder that is removed afterwards. */
  readonly folder: string;
  /** How often things are repeated: 1 for a look, more for figures that are quoted. */
  readonly effort: number;
}

export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A process: what Node is given, and its environment. */
export interface Started {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Wall time of whole processes, each against `node -e 0` run right before it: medians of the ratios, so that a machine
 * that gets slower in between slows both.
 */
export function timesBareNode(started: readonly Started[], rounds: number): number[] {
  const ratios = started.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    started.forEach(({ args, env }, index) => {
      const bare = wallTime(['-e', '0'], {});
      const own = wallTime(args, env);
      // The first round warms caches.
      if (round > 0) ratios[index]?.push(own / bare);
    });
  }
  return ratios.map(median);
}

function wallTime(args: readonly string[], env: Readonly<Record<string, string>>): number {
  const start = performance.now();
  const done = spawnSync(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (done.status !== 0) throw new Error(`node ${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
  return performance.now() - start;
}
