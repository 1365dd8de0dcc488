/** What the list remembers of the last time: some rows per line, newest first, so that the first page needs one small read. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parseJson, parseObject } from '../core/json.ts';
import type { SessionSummary } from '../core/session.ts';
import { slices } from '../core/slices.ts';
import { isSessionFileName, pathsIn } from './files.ts';
import { newline } from './lines.ts';
import type { Pace } from './pace.ts';
import { replaceFile } from './replace.ts';

/** One file of the folder, and when it looked like that. */
export interface ListEntry {
  readonly fileName: string;
  /**
   * The time of its last change when it was read, in ms; 0 when a change in that very moment could have been missed.
   * The system's own (`ctime`): the time of the last writing is set back by whoever copies or restores a file.
   */
  readonly changedMs: number;
  /** The file was read as a whole where line 1 did not tell enough. */
  readonly counted: boolean;
  readonly summary: SessionSummary;
}

/** Raise it when a row's shape changes: caches of other versions are passed over. */
const cacheVersion = 4;
const chunkBytes = 64 * 1024;
/**
 * Rows in a line: parsing them together takes two thirds of the time; of a damaged line the files are read anew. A line
 * is an array: the providers, models and folders that its rows name by their place in it, then the rows.
 */
const lineRows = 50;
/** Lines that the first page parses: more rows than any terminal shows, and less than a millisecond. */
const firstLines = 4;

export interface ListCache {
  /** How many sessions the list had: `entries` may still be the first page of them. */
  readonly total: number;
  /** In the order of the list. */
  readonly entries: ListEntry[];
  /** Reads what `entries` lacks, in slices. */
  readRest(pace: Pace): Promise<void>;
  close(): void;
}

/**
 * Opens the cache of this folder and reads its first page, synchronously. Undefined when there is none that can be
 * used. Rows that make no sense are passed over: the files they stand for are then read anew.
 */
export function openListCache(cacheFile: string, directory: string): ListCache | undefined {
  let fd: number;
  try {
    fd = openSync(cacheFile, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    return undefined;
  }
  const lines = createLineReader(fd);
  const header = parseHeader(lines.next(), directory);
  if (header === undefined) {
    lines.close();
    return undefined;
  }
  const entries: ListEntry[] = [];
  const pathOf = pathsIn(directory);
  const take = (): boolean => {
    const line = lines.next();
    if (line === undefined) return false;
    const found = parseJson(line);
    if (!Array.isArray(found)) return true;
    const [words, ...rows] = found;
    if (!Array.isArray(words)) return true;
    for (const row of rows) {
      const entry = isRow(row) && isSessionFileName(row[0]) ? decodeRow(row, pathOf, words) : undefined;
      if (entry) entries.push(entry);
    }
    return true;
  };
  for (let i = 0; i < firstLines && take(); i++);
  return {
    total: header,
    entries,
    readRest: async (pace) => {
      while (take()) if (pace.due()) await pace.rest();
    },
    close: lines.close,
  };
}

/**
 * Writes the cache anew: `listed` in the order of the list, then the files that the list does not show. Gives false
 * when it cannot be written; then the next list is slower, nothing else.
 */
export async function writeListCache(
  cacheFile: string,
  directory: string,
  listed: readonly ListEntry[],
  unlisted: readonly ListEntry[],
  pace: Pace,
): Promise<boolean> {
  const chunks = [JSON.stringify({ cache: 'reprise list', v: cacheVersion, directory, total: listed.length })];
  const entries = [...listed, ...unlisted];
  for (const rows of slices(entries, lineRows)) {
    chunks.push(encodeLine(rows));
    if (pace.due()) await pace.rest();
  }
  try {
    await replaceFile(cacheFile, `${chunks.join('\n')}\n`, false);
    return true;
  } catch {
    return false;
  }
}

function parseHeader(line: string | undefined, directory: string): number | undefined {
  const { cache, v, directory: of, total } = parseObject(line ?? '');
  return cache === 'reprise list' && v === cacheVersion && of === directory && typeof total === 'number'
    ? total
    : undefined;
}

const bits = { named: 1, pinned: 2, archived: 4, waiting: 8, failed: 16, foreign: 32, counted: 64 } as const;

function encodeLine(entries: readonly ListEntry[]): string {
  const words = new Map<string, number>();
  const place = (word: string): number => {
    const known = words.get(word) ?? words.size;
    words.set(word, known);
    return known;
  };
  const rows = entries.map((entry) => encodeRow(entry, place));
  return JSON.stringify([[...words.keys()], ...rows]);
}

function encodeRow(
  { fileName, changedMs, counted, summary: s }: ListEntry,
  place: (word: string) => number,
): unknown[] {
  const flags =
    (s.named ? bits.named : 0) |
    (s.pinned ? bits.pinned : 0) |
    (s.archived ? bits.archived : 0) |
    (s.waiting ? bits.waiting : 0) |
    (s.failed ? bits.failed : 0) |
    (s.foreign ? bits.foreign : 0) |
    (counted ? bits.counted : 0);
  const fork = s.forkedFrom;
  return [
    fileName,
    changedMs,
    s.sizeBytes,
    s.id,
    s.name,
    // Unnamed sessions without a prompt, and all named ones, are titled by their name.
    s.title === s.name ? '' : s.title,
    place(s.provider),
    place(s.model),
    place(s.cwd),
    s.startTime,
    s.endTime,
    s.turnCount,
    s.inputTokens,
    s.outputTokens,
    s.contextTokens,
    s.version,
    flags,
    s.damage,
    ...(fork ? [fork.sessionId, fork.name, fork.messageId ?? ''] : s.cachedTokens ? [null, null, null] : []),
    ...(s.cachedTokens ? [s.cachedTokens] : []),
  ];
}

/** How many fields every row has. */
const fieldCount = 18;

function decodeRow(row: Row, pathOf: (name: string) => string, words: readonly unknown[]): ListEntry | undefined {
  const [provider, model, cwd] = [words[row[6]], words[row[7]], words[row[8]]];
  if (typeof provider !== 'string' || typeof model !== 'string' || typeof cwd !== 'string') return undefined;
  const flags = row[16];
  const summary: SessionSummary = {
    id: row[3],
    filePath: pathOf(row[0]),
    name: row[4],
    named: (flags & bits.named) !== 0,
    title: row[5] === '' ? row[4] : row[5],
    provider,
    model,
    cwd,
    startTime: row[9],
    endTime: row[10],
    turnCount: row[11],
    inputTokens: row[12],
    outputTokens: row[13],
    contextTokens: row[14],
    pinned: (flags & bits.pinned) !== 0,
    archived: (flags & bits.archived) !== 0,
    waiting: (flags & bits.waiting) !== 0,
    failed: (flags & bits.failed) !== 0,
    version: row[15],
    foreign: (flags & bits.foreign) !== 0,
    damage: row[17],
    sizeBytes: row[2],
  };
  return {
    fileName: row[0],
    changedMs: row[1],
    counted: (flags & bits.counted) !== 0,
    summary: row.length > fieldCount ? { ...summary, ...decodeRest(row) } : summary,
  };
}

/** What few rows have. */
function decodeRest(row: Row): Partial<SessionSummary> {
  const [sessionId, name, messageId, cachedTokens] = row.slice(fieldCount);
  const fork = typeof sessionId === 'string' && typeof name === 'string';
  return {
    ...(typeof cachedTokens === 'number' && cachedTokens > 0 ? { cachedTokens } : {}),
    ...(fork
      ? {
          forkedFrom: {
            sessionId,
            name,
            messageId: typeof messageId === 'string' && messageId !== '' ? messageId : null,
          },
        }
      : {}),
  };
}

type S = string;
type N = number;
type Row = readonly [S, N, N, S, S, S, N, N, N, N, N, N, N, N, N, N, N, S, ...unknown[]];

/** Spelled out: a loop over the fields of ten thousand rows is what the engine would spend megabytes on to make it fast. */
function isRow(row: unknown): row is Row {
  return (
    Array.isArray(row) &&
    row.length >= fieldCount &&
    typeof row[0] === 'string' &&
    typeof row[1] === 'number' &&
    typeof row[2] === 'number' &&
    typeof row[3] === 'string' &&
    typeof row[4] === 'string' &&
    typeof row[5] === 'string' &&
    typeof row[6] === 'number' &&
    typeof row[7] === 'number' &&
    typeof row[8] === 'number' &&
    typeof row[9] === 'number' &&
    typeof row[10] === 'number' &&
    typeof row[11] === 'number' &&
    typeof row[12] === 'number' &&
    typeof row[13] === 'number' &&
    typeof row[14] === 'number' &&
    typeof row[15] === 'number' &&
    typeof row[16] === 'number' &&
    typeof row[17] === 'string'
  );
}

/** Lines of a file, read in chunks when they are asked for: the first page costs one read, however long the file is. */
function createLineReader(fd: number): { next(): string | undefined; close(): void } {
  let chunk = Buffer.allocUnsafe(chunkBytes);
  /** What of `chunk` was read and not given out; a line that it ends in is read on. */
  let from = 0;
  let to = 0;
  let open = true;
  const close = () => {
    if (open) closeSync(fd);
    open = false;
  };
  const more = (): boolean => {
    if (!open) return false;
    try {
      if (from > 0) chunk.copyWithin(0, from, to);
      to -= from;
      from = 0;
      if (to === chunk.length) chunk = Buffer.concat([chunk], chunk.length * 2);
      const got = fstatSync(fd).isFile() ? readSync(fd, chunk, to, chunk.length - to, null) : 0;
      to += got;
      if (got > 0) return true;
    } catch {
      // A cache that cannot be read to its end is as good as one that ends here.
    }
    close();
    return false;
  };
  return {
    next: () => {
      let end = chunk.indexOf(newline, from);
      while (end < 0 || end >= to) {
        if (!more()) return undefined;
        end = chunk.indexOf(newline, from);
      }
      const line = chunk.toString('utf8', from, end);
      from = end + 1;
      return line;
    },
    close,
  };
}
