/**
 * Reads the beginnings of many session files: one after the other while that is faster, sixteen at once on a cold disk,
 * and very many in two threads.
 */
import { join } from 'node:path';
import type { SessionSummary } from '../core/session.ts';
import { type Disk, type FileStat, nodeDisk } from './disk.ts';
import { closeQuietly, openFile, pathsIn } from './files.ts';
import { foreignHeadBytes, recognizeHead, summaryOfHead } from './head.ts';
import type { ListEntry } from './list-entry.ts';
import { type Pace, untilDrawn } from './pace.ts';
import { fileOf, type Piece, type ReadPiece, SharedPieces, type StartThread, startThread } from './second-reader.ts';
import { readSummarySync } from './summary.ts';

export interface ReadManyOptions {
  readonly disk: Disk;
  readonly pace: Pace;
  readonly aborted: () => boolean;
  /** Called with everything read so far: after the first page, then now and then. */
  readonly onSome: (entries: readonly ListEntry[]) => void;
  /** A second reader for many files. The default is a real thread, which knows no disk but the real one. */
  readonly startThread?: StartThread;
}

/** The first page is reported after this many ms even if it is not full. */
const firstPageMs = 60;
/** What reading together is assumed to cost per file until it has been tried, in ms. */
const expectedTogetherMs = 0.1;
const atOnce = 16;
const tellEveryMs = 400;
/** A file that changed this shortly before it was read may change again without its time changing (ms). */
const timeGrain = 50;

/** One entry per file that the list shows, in any order; links, pipes, folders and files that are gone are left out. */
export async function readMany(
  directory: string,
  names: readonly string[],
  options: ReadManyOptions,
): Promise<readonly ListEntry[]> {
  const { disk, pace } = options;
  const pathOf = pathsIn(directory);
  const read = createReader(pathOf, disk);
  const entries: ListEntry[] = [];
  const add = (entry: ListEntry | undefined): void => {
    if (entry) entries.push(entry);
  };
  const began = performance.now();
  let toldAt = began;
  let told = 0;
  const tell = (): void => {
    options.onSome(entries);
    toldAt = performance.now();
    told = entries.length;
  };

  const pieces = new SharedPieces(names.length);
  // The first page belongs to this thread, which is still the only one.
  let { from, to } = pieces.take() ?? noPiece;
  const start = options.startThread ?? (disk === nodeDisk ? startThread : undefined);
  if (start) pieces.share(pathOf(''), names, start);
  while (from < to && performance.now() - began < firstPageMs) add(read(names[from++] ?? ''));
  if (from < names.length) {
    tell();
    await untilDrawn(pace);
  }

  // Ms per file, both ways. A cold disk is faster with sixteen questions at once than one by one; a warm one, the other
  // way round. The first page says little (nothing is compiled yet); a slow slice may be due to other load on the
  // machine, so the synchronous way is soon tried again.
  let oneByOne = 0;
  let together = expectedTogetherMs;
  while (!options.aborted()) {
    const before = performance.now();
    const first = from;
    const delivered = pieces.delivered();
    if (delivered) {
      for (const entry of entriesOf(delivered, names, pathOf, read)) entries.push(entry);
    } else if (from === to) {
      const piece = pieces.take();
      if (piece) ({ from, to } = piece);
      else if (!(await pieces.more())) break;
    } else if (oneByOne <= together) {
      do add(read(names[from++] ?? ''));
      while (from < to && !pace.due());
      oneByOne = (performance.now() - before) / (from - first);
    } else {
      for (const entry of await readTogether(directory, names.slice(from, to), disk)) entries.push(entry);
      from = to;
      together = (performance.now() - before) / (from - first);
      oneByOne *= 0.7;
    }
    // Only when there are twice as many, so that reporting stays cheap compared with reading.
    if (performance.now() - toldAt > tellEveryMs && entries.length >= 2 * told) tell();
    if (pace.due()) await pace.rest();
  }
  pieces.stop();
  return entries;
}

const noPiece: Piece = { from: 0, to: 0 };

/** Reads heads synchronously, and keeps the file's time, which reading has to look up anyway. */
function createReader(pathOf: (name: string) => string, disk: Disk): (name: string) => ListEntry | undefined {
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
    return summary && entryOf(name, stat, Date.now(), summary);
  };
}

/** The files that the second thread has read, as entries; those that do not begin like ours are read again here. */
function entriesOf(
  piece: ReadPiece,
  names: readonly string[],
  pathOf: (name: string) => string,
  read: (name: string) => ListEntry | undefined,
): ListEntry[] {
  const entries: ListEntry[] = [];
  for (let at = piece.from; at < piece.to; at++) {
    const name = names[at] ?? '';
    const { start, stat } = fileOf(piece, at);
    const found = recognizeHead(start);
    const entry =
      found.kind === 'ours' ? entryOf(name, stat, piece.readAt, summaryOfHead(pathOf(name), stat, found)) : read(name);
    if (entry) entries.push(entry);
  }
  return entries;
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
    return entryOf(name, stat, Date.now(), summary);
  } catch {
    return retrySync(directory, name, disk);
  } finally {
    await closeQuietly(disk, fd);
  }
}

/** One place decides how an unreadable file appears in the list. */
function retrySync(directory: string, name: string, disk: Disk): ListEntry | undefined {
  return createReader(pathsIn(directory), disk)(name);
}

/** An entry that was read at `readAt` (ms). Its time of change is 0 if so recent that another might not show in it. */
function entryOf(
  fileName: string,
  stat: Pick<FileStat, 'ctimeMs'> | undefined,
  readAt: number,
  summary: SessionSummary,
): ListEntry {
  const isOldEnough = stat !== undefined && readAt - stat.ctimeMs > timeGrain;
  return { fileName, changedMs: isOldEnough ? stat.ctimeMs : 0, counted: false, summary };
}
