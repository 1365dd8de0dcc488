/** Statistics from the session files themselves: read in slices, newest first, in bounded memory. */
import { setImmediate } from 'node:timers/promises';
import { costOf } from '../core/price.ts';
import { fail, ok, problem, type Result } from '../core/problem.ts';
import type { SessionSummary } from '../core/session.ts';
import { type Stats, sumStats } from '../core/stats.ts';
import { type CostOf, rememberPrices } from '../core/stats-price.ts';
import { type SessionTally, tallySession } from '../core/stats-tally.ts';
import type { Services } from './services.ts';

export interface StatsOptions {
  readonly signal?: AbortSignal;
  /** Asked before each slice: false ends the reading, as the signal would. */
  readonly wanted?: () => boolean;
  /** Called with what is counted so far: after the first slice, then at most a few times a second. */
  readonly onProgress?: (stats: Stats) => void;
}

/** The files of a slice are read together; a slice ends at this many files, or bytes of them. */
const sliceFiles = 8;
const sliceBytes = 8 * 1024 * 1024;
const tellEveryMs = 250;

/**
 * Counts all sessions that the list shows, archived ones included, by their messages; costs are at today's prices.
 * Problem `aborted` if the signal aborted, another if the folder cannot be read; files that cannot be read are counted
 * as `unread`. At most one slice of transcripts is in memory.
 */
export async function computeStats(
  services: Pick<Services, 'store' | 'clock' | 'settings' | 'prices'>,
  options: StatsOptions = {},
): Promise<Result<Stats>> {
  const { signal, onProgress, wanted } = options;
  const { store, clock, settings } = services;
  const list = await store.list(signal ? { signal } : {});
  if (list.problem) return fail(list.problem);
  const data = await services.prices();
  const price = rememberPrices((model, usage) => costOf(model, usage, settings.prices, data));
  const sum = sumStats();
  let told = Number.NEGATIVE_INFINITY;

  for (const slice of slices(list.sessions)) {
    if (signal?.aborted || wanted?.() === false) return stopped;
    const tallies = await Promise.all(slice.map((session) => tally(services, session, price, signal)));
    if (signal?.aborted) return stopped;
    slice.forEach((session, i) => {
      const one = tallies[i];
      if (one) sum.add(session, one);
      else sum.addUnread();
    });
    if (onProgress && performance.now() - told >= tellEveryMs) {
      told = performance.now();
      onProgress(sum.result(clock.now(), list.sessions.length));
    }
    // Keys and frames come first: reads that find everything in the system's cache would not let them through.
    await setImmediate();
  }
  return ok(sum.result(clock.now(), list.sessions.length));
}

/** One session's count; undefined if its file cannot be read. */
async function tally(
  services: Pick<Services, 'store'>,
  session: SessionSummary,
  price: CostOf,
  signal: AbortSignal | undefined,
): Promise<SessionTally | undefined> {
  const read = await services.store.read(session.filePath, signal ? { signal } : {});
  if (!read.ok) return undefined;
  return tallySession(session, read.value, price);
}

function* slices(sessions: readonly SessionSummary[]): Generator<readonly SessionSummary[]> {
  let slice: SessionSummary[] = [];
  let bytes = 0;
  for (const session of sessions) {
    if (slice.length > 0 && (slice.length >= sliceFiles || bytes + session.sizeBytes > sliceBytes)) {
      yield slice;
      slice = [];
      bytes = 0;
    }
    slice.push(session);
    bytes += session.sizeBytes;
  }
  if (slice.length > 0) yield slice;
}

const stopped = fail(problem('aborted', 'Counting was stopped.'));
