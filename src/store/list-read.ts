/** Reads the beginnings of many session files: one after the other while that is faster, sixteen at once on a cold disk. */
import { join } from 'node:path';
import type { Disk, FileStat } from './disk.ts';
import { closeQuietly, openFile, pathsIn } from './files.ts';
import { foreignHeadBytes, recognizeHead, summaryOfHead } from './head.ts';
import type { ListEntry } from './list-entry.ts';
import { type Pace, untilDrawn } from './pace.ts';
import { readSummarySync } from './summary.ts';

export interface ReadOptions {
  readonly disk: Disk;
  readonly pace: Pace;
  readonly aborted: () => boolean;
  /** Called with all that was read so far: after the first page, then now and then. */
  readonly onSome: (entries: readonly ListEntry[]) => void;
}

const firstPage = 100;
/** The first page is reported after this many ms even if it is not full. */
const firstPageMs = 60;
/** What reading together is taken to cost per file until it has been tried, in ms. */
const expectedTogetherMs = 0.1;
const atOnce = 16;
const batch = 128;
const tellEveryMs = 400;
/** A file that was changed so shortly before it was read may change again without getting another time (ms). */
const timeGrain = 50;

/** One entry per file that the list shows; links, pipes, folders and files that are gone are left out. */
export async function readMany(
  directory: string,
  names: readonly string[],
  options: ReadOptions,
): Promise<readonly ListEntry[]> {
  const entries: ListEntry[] = [];
  const began = performance.now();
  let toldAt = began;
  let told = 0;
  const tell = () => {
    options.onSome(entries);
    toldAt = performance.now();
    told = entries.length;
  };
  const read = createReader(directory, options.disk);
  let i = 0;
  for (; i < Math.min(firstPage, names.length) && performance.now() - began < firstPageMs; i++) {
    const entry = read(names[i] ?? '');
    if (entry) entries.push(entry);
  }
  if (i < names.length) {
    tell();
    await untilDrawn(options.pace);
  }
  // Ms per file of either way. A cold disk answers sixteen questions faster than one by one; a warm one the other way
  // round. The first page says little (nothing is compiled yet); a slow slice may be somebody else's load, so the
  // synchronous way is soon tried again.
  let oneByOne = 0;
  let together = expectedTogetherMs;
  while (i < names.length && !options.aborted()) {
    const from = i;
    const start = performance.now();
    if (oneByOne <= together) {
      do {
        const entry = read(names[i++] ?? '');
        if (entry) entries.push(entry);
      } while (i < names.length && !options.pace.due());
      oneByOne = (performance.now() - start) / (i - from);
    } else {
      const some = names.slice(i, i + batch);
      i += some.length;
      for (const entry of await readTogether(directory, some, options.disk)) entries.push(entry);
      together = (performance.now() - start) / some.length;
      oneByOne *= 0.7;
    }
    // Twice as many each time, so that telling stays cheap beside reading.
    if (performance.now() - toldAt > tellEveryMs && entries.length >= 2 * told) tell();
    await options.pace.rest();
  }
  return entries;
}

/** Reads heads synchronously, and keeps the file's time that the reading has asked for anyway. */
function createReader(directory: string, disk: Disk): (name: string) => ListEntry | undefined {
  const pathOf = pathsIn(directory);
  let stat: FileStat | undefined;
  const noting: Disk = {
    ...disk,
    fstatSync: (fd) => {
      stat = disk.fstatSync(fd);
      return stat;
    },
  };
  return (name) => {
    stat = undefined;
    const summary = readSummarySync(pathOf(name), noting);
    return summary && { fileName: name, changedMs: trusted(stat), counted: false, summary };
  };
}

async function readTogether(directory: string, names: readonly string[], disk: Disk): Promise<ListEntry[]> {
  const found: (ListEntry | undefined)[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < names.length; at = next++) found[at] = await readOne(directory, names[at] ?? '', disk);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found.filter((entry) => entry !== undefined);
}

async function readOne(directory: string, name: string, disk: Disk): Promise<ListEntry | undefined> {
  const filePath = join(directory, name);
  const opened = await openFile(disk, filePath, 'read');
  if (!opened.ok) return retrySync(directory, name, disk);
  const { fd, stat } = opened.value;
  try {
    const bytes = Buffer.allocUnsafe(Math.min(foreignHeadBytes, Math.max(1, stat.size)));
    const got = await disk.read(fd, bytes, 0);
    const summary = summaryOfHead(filePath, stat, recognizeHead(bytes.subarray(0, got)));
    return { fileName: name, changedMs: trusted(stat), counted: false, summary };
  } catch {
    return retrySync(directory, name, disk);
  } finally {
    await closeQuietly(disk, fd);
  }
}

/** One place decides what an unreadable file looks like in the list. */
function retrySync(directory: string, name: string, disk: Disk): ListEntry | undefined {
  return createReader(directory, disk)(name);
}

/** The time of its last change, or 0 when it is so young that another change may leave it the same. */
function trusted(stat: FileStat | undefined): number {
  return stat !== undefined && Date.now() - stat.ctimeMs > timeGrain ? stat.ctimeMs : 0;
}
