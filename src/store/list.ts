/**
 * The sessions of a folder, newest first: at once what the cache remembers, then checked against the disk in short
 * slices.
 */
import { lstatSync } from 'node:fs';
import type { Problem } from '../core/problem.ts';
import type { SessionSummary } from '../core/session.ts';
import { slices } from '../core/slices.ts';
import type { ListOptions, SessionList } from '../ports.ts';
import { type Disk, diskProblem, errorCode, nodeDisk, throwIfBug } from './disk.ts';
import { isSessionFileName, lookAt, notAFolder, pathsIn } from './files.ts';
import { type ListCache, openListCache, writeListCache } from './list-cache.ts';
import { countWhole } from './list-count.ts';
import type { ListEntry } from './list-entry.ts';
import { hiddenOthers } from './list-others.ts';
import { readMany } from './list-read.ts';
import { createPace, type Pace, untilDrawn } from './pace.ts';

export interface FolderListOptions extends ListOptions {
  /** Where to remember the list; nothing is remembered when left out. */
  readonly cacheFile?: string;
  readonly disk?: Disk;
}

/** A slice of work, in ms: half the time between two frames. */
const sliceMs = 8;
/**
 * The whole cache is reported after this many ms. Usually the checked list is ready sooner, and each report makes the
 * caller go through all sessions.
 */
const slowMs = 250;

/**
 * Lists the folder. `onUpdate` is called with: the cache's first page (before this function returns); the whole cache,
 * if the disk is slow to confirm it; a first page of files never seen before (by file name, newest first); then
 * everything, checked; and again when files of other programs have been counted. The promise resolves with the last of
 * these, after the cache is written. Never rejects for a disk fault: a folder that cannot be read gives a `problem` and
 * no sessions, one that does not exist is empty. When `signal` aborts, the last answer so far is returned.
 */
export async function listSessions(directory: string, options: FolderListOptions = {}): Promise<SessionList> {
  const { cacheFile, signal, onUpdate } = options;
  let last: SessionList = { sessions: [], fromCache: false };
  let slow: NodeJS.Timeout | undefined;
  const listing: Listing = {
    disk: options.disk ?? nodeDisk,
    pace: createPace(sliceMs),
    aborted: () => signal?.aborted === true,
    tell: (list) => {
      if (!list.fromCache) clearTimeout(slow);
      last = list;
      onUpdate?.(list);
    },
  };
  const { disk, pace, aborted, tell } = listing;

  const cache = cacheFile === undefined ? undefined : openListCache(cacheFile, directory);
  // Started before the cache is parsed: the system reads the folder meanwhile.
  const asked = readNames(directory, disk);
  if (cache) slow = await recall(cache, listing);
  const names = await asked;
  if (aborted()) return last;
  if ('problem' in names) {
    tell({ sessions: [], fromCache: false, ...(names.problem ? { problem: names.problem } : {}) });
    return last;
  }

  const known = cache?.entries ?? [];
  const unchanged = await checkKnown(directory, known, listing);
  const unread = unreadNames(names.names.filter(isSessionFileName), unchanged);
  const fresh = await readMany(directory, unread, {
    disk,
    pace,
    aborted,
    onSome: (some) => {
      const { listed } = arrange([...unchanged, ...some]);
      // Never a shorter list than the remembered one: rows on the screen would disappear and come back.
      if (listed.length < known.length) return;
      tell({ sessions: listed.map(summaryOf), fromCache: false, total: unchanged.length + unread.length });
    },
  });
  if (aborted()) return last;

  const found = [...unchanged, ...fresh];
  const tellAll = (entries: readonly ListEntry[]): Arranged => {
    const arranged = arrange(entries);
    tell({ sessions: arranged.listed.map(summaryOf), fromCache: false });
    return arranged;
  };
  let arranged = tellAll(found);
  const counted = await countWhole(found, { disk, aborted, onSome: tellAll });
  if (counted !== found) arranged = tellAll(counted);
  const isNews = unread.length > 0 || known.length !== found.length || counted !== found;
  if (cacheFile !== undefined && isNews && !aborted()) {
    await untilDrawn(pace);
    await writeListCache(cacheFile, directory, arranged.listed, arranged.unlisted, pace);
  }
  return last;
}

/** What all steps of one listing share. */
interface Listing {
  readonly disk: Disk;
  readonly pace: Pace;
  aborted(): boolean;
  tell(list: SessionList): void;
}

/**
 * Reports the cache's first page and reads the rest; returns the timer that reports all of it when the disk is slow.
 */
async function recall(cache: ListCache, { pace, aborted, tell }: Listing): Promise<NodeJS.Timeout | undefined> {
  try {
    tell(cachedList(cache.entries, cache.total));
    const firstPage = cache.entries.length;
    await untilDrawn(pace);
    await cache.readRest(pace);
    if (aborted() || cache.entries.length === firstPage) return undefined;
    const tellAll = (): void => void (aborted() || tell(cachedList(cache.entries, cache.total)));
    return setTimeout(tellAll, slowMs).unref();
  } finally {
    cache.close();
  }
}

/** Newest first: by end, then start, then id. */
export function compareSessions(a: SessionSummary, b: SessionSummary): number {
  if (a.endTime !== b.endTime) return b.endTime - a.endTime;
  if (a.startTime !== b.startTime) return b.startTime - a.startTime;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : a.filePath < b.filePath ? -1 : 1;
}

function cachedList(entries: readonly ListEntry[], total: number): SessionList {
  const sessions = entries.slice(0, total).map(summaryOf);
  return { sessions, fromCache: true, ...(sessions.length < total ? { total } : {}) };
}

function summaryOf(entry: ListEntry): SessionSummary {
  return entry.summary;
}

interface Arranged {
  /** Newest first. */
  readonly listed: readonly ListEntry[];
  readonly unlisted: readonly ListEntry[];
}

/** Sorts, and sets aside what the list does not show. */
function arrange(entries: readonly ListEntry[]): Arranged {
  const hidden = hiddenOthers(entries, summaryOf);
  const listed = hidden.size === 0 ? [...entries] : entries.filter((entry) => !hidden.has(entry));
  listed.sort((a, b) => compareSessions(a.summary, b.summary));
  return { listed, unlisted: [...hidden] };
}

/** Looking at a file takes microseconds, and so does looking at the clock. */
const looksAtOnce = 64;

/** The remembered files that look as they did, in the order of the cache. */
async function checkKnown(
  directory: string,
  known: readonly ListEntry[],
  { pace, aborted }: Listing,
): Promise<ListEntry[]> {
  const unchanged: ListEntry[] = [];
  const pathOf = pathsIn(directory);
  for (const some of slices(known, looksAtOnce)) {
    checkSome(some, pathOf, unchanged);
    if (!pace.due()) continue;
    if (aborted()) break;
    await pace.rest();
  }
  return unchanged;
}

/** A function of its own: the engine would spend megabytes to make one long loop fast. */
function checkSome(known: readonly ListEntry[], pathOf: (name: string) => string, unchanged: ListEntry[]): void {
  for (const before of known) {
    // Not with the path that the list keeps: passing a joined string to the system makes it three times as large, and
    // there are ten thousand.
    const state = stateOf(pathOf(before.fileName));
    if (state?.ctimeMs === before.changedMs && state.size === before.summary.sizeBytes) unchanged.push(before);
  }
}

/** The names of all files except the unchanged ones, newest first. */
function unreadNames(names: readonly string[], unchanged: readonly ListEntry[]): string[] {
  // All of these exist, each once. Building a set of ten thousand names would take as long as looking at a tenth of the
  // files.
  if (names.length === unchanged.length) return [];
  const known = new Set(unchanged.map(({ fileName }) => fileName));
  // Seconds since 1970 will have ten digits for centuries, so sorting the names as text sorts them by start.
  return names
    .filter((name) => !known.has(name))
    .sort()
    .reverse();
}

function stateOf(path: string): { ctimeMs: number; size: number } | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? stat : undefined;
  } catch (error) {
    throwIfBug(error);
    // It exists; reading it will tell what is wrong.
    return { ctimeMs: -1, size: -1 };
  }
}

/** All names in the folder; none, and perhaps a problem, when it cannot be read. */
async function readNames(
  directory: string,
  disk: Disk,
): Promise<{ names: string[] } | { problem: Problem | undefined }> {
  try {
    return { names: await disk.readdir(directory) };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') {
      const there = await lookAt(disk, directory);
      // Another process has just created it.
      if (there?.isDirectory()) return readNames(directory, disk);
      // A link that leads nowhere: many sessions may be behind it, so this must not be reported as none.
      return { problem: there && notAFolder(directory) };
    }
    return { problem: code === 'ENOTDIR' ? notAFolder(directory) : diskProblem(error, directory) };
  }
}
