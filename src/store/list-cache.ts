/** The cache of the session list: several rows per line, newest first, so that the first page needs little reading. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parseObject } from '../core/json.ts';
import { slices } from '../core/slices.ts';
import { pathsIn } from './files.ts';
import { newline } from './lines.ts';
import { decodeEntries, encodeEntries, type ListEntry } from './list-entry.ts';
import type { Pace } from './pace.ts';
import { replaceFile } from './replace.ts';

/** Raise it when a row's shape changes: caches of other versions are ignored. */
const cacheVersion = 5;
const chunkBytes = 64 * 1024;
/** Rows in each line of the first page: parsing them together takes two thirds of the time. */
const pageRows = 50;
/** Lines of the first page: more rows than any terminal shows, parsed in less than a millisecond. */
const pageLines = 4;
/**
 * Rows in each line after that. What V8 parses from more than 100,000 characters it places where it will stay; rows
 * parsed from shorter lines would all be moved twice, which takes as long as parsing them.
 */
const lineRows = 1000;

export interface ListCache {
  /** How many sessions the list had: `entries` may so far hold only the first page of them. */
  readonly total: number;
  /** In the order of the list. */
  readonly entries: ListEntry[];
  /** Reads what `entries` lacks, in slices. */
  readRest(pace: Pace): Promise<void>;
  close(): void;
}

/**
 * Opens the cache of this folder and reads its first page, synchronously. Undefined when there is no usable one. A
 * damaged cache ends before the damage; the files it then lacks are read again.
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
    entries.push(...decodeEntries(line, pathOf));
    return true;
  };
  for (let i = 0; i < pageLines && take(); i++);
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
 * Writes a new cache: `listed` in the order of the list, then the files that the list does not show. False when it
 * cannot be written; that only makes the next list slower.
 */
export async function writeListCache(
  cacheFile: string,
  directory: string,
  listed: readonly ListEntry[],
  unlisted: readonly ListEntry[],
  pace: Pace,
): Promise<boolean> {
  const lines = [JSON.stringify({ cache: 'reprise list', v: cacheVersion, directory, total: listed.length })];
  const all = [...listed, ...unlisted];
  const page = pageRows * pageLines;
  for (const entries of [...slices(all.slice(0, page), pageRows), ...slices(all.slice(page), lineRows)]) {
    lines.push(encodeEntries(entries));
    if (pace.due()) await pace.rest();
  }
  const text = `${lines.join('\n')}\n`;
  try {
    await replaceFile(cacheFile, text + text, 'nothing');
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

/**
 * Lines of a file that holds its text twice, as far as both copies agree. Read in chunks on demand, so that the first
 * page costs two reads, however long the file is. A line that is missing, repeated or garbled would hide sessions or
 * show them twice until something changes; and comparing costs a tenth of what loading a checksum does.
 */
function createLineReader(fd: number): { next(): string | undefined; close(): void } {
  let chunk = Buffer.allocUnsafe(chunkBytes);
  /** The same piece of the second copy. */
  let again = Buffer.allocUnsafe(chunkBytes);
  /** The part of `chunk` that was read but not yet returned; a line that it cuts is read further. */
  let from = 0;
  let to = 0;
  /** Where reading continues in the file, and how long the text is. */
  let at = 0;
  const length = textLength(fd);
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
      const got = readSync(fd, chunk, to, Math.min(chunk.length - to, length - at), at);
      if (again.length < got) again = Buffer.allocUnsafe(got);
      const both = got > 0 && readSync(fd, again, 0, got, length + at) === got;
      if (both && chunk.compare(again, 0, got, to, to + got) === 0) {
        to += got;
        at += got;
        return true;
      }
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

/** In bytes; 0 for a file that does not hold a text twice. */
function textLength(fd: number): number {
  try {
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size % 2 === 0 ? stat.size / 2 : 0;
  } catch {
    return 0;
  }
}
