/**
 * The end of a session file: completed when only its newline is missing, cut (with a copy kept beside) when it is torn.
 */
import type { Disk } from './disk.ts';
import { errorCode, readUpTo, writeAll } from './disk.ts';
import { closeQuietly, fileMode, openFlags, removeQuietly, sidecar } from './files.ts';
import { endWithoutZeros, longestLine, newline, readLine } from './lines.ts';
import { syncFolderOf } from './writer-copy.ts';

const chunkBytes = 64 * 1024;

/** What was done to the end of the file; `note` is the sentence for the screen, empty when nothing was wrong. */
export interface MendedTail {
  readonly size: number;
  readonly note: string;
}

/**
 * Makes the file end with a whole line. Only the process that holds the writer lock may do this: another process's
 * half-written line looks the same. `begin` is where the lines after the summary begin. Rejects with the system's
 * errors.
 */
export async function mendTail(
  disk: Disk,
  fd: number,
  filePath: string,
  begin: number,
  size: number,
): Promise<MendedTail> {
  const end = await endWithoutZeros(disk, fd, begin, size);
  const start = await lastLineStart(disk, fd, begin, end);
  if (start === end) {
    if (end === size) return { size, note: '' };
    await shorten(disk, fd, end);
    return { size: end, note: `${size - end} zero bytes at the end of the file, left by a power cut, were removed.` };
  }
  if (end - start > longestLine) return cutTail(disk, fd, filePath, start, end);
  const bytes = await readUpTo(disk, fd, start, end - start);
  const content = readLine({ bytes, start, end, ended: false });
  if (content.records.length === 0 && content.damage !== '') return cutTail(disk, fd, filePath, start, end);
  if (end < size) await shorten(disk, fd, end);
  await writeAll(disk, fd, Buffer.from([newline]), end);
  await disk.fsync(fd);
  return { size: end + 1, note: 'The last line had lost its newline; it is complete and was kept.' };
}

/** The byte after the last newline, or `begin`. */
async function lastLineStart(disk: Disk, fd: number, begin: number, end: number): Promise<number> {
  let to = end;
  while (to > begin) {
    const from = Math.max(begin, to - chunkBytes);
    const found = (await readUpTo(disk, fd, from, to - from)).lastIndexOf(newline);
    if (found >= 0) return from + found + 1;
    to = from;
  }
  return begin;
}

async function shorten(disk: Disk, fd: number, size: number): Promise<void> {
  await disk.ftruncate(fd, size);
  await disk.fsync(fd);
}

async function cutTail(disk: Disk, fd: number, filePath: string, start: number, size: number): Promise<MendedTail> {
  const kept = await keepAside(disk, fd, filePath, start, size);
  await shorten(disk, fd, start);
  return {
    size: start,
    note: `The last line was torn (${size - start} bytes); it was moved to ${kept}.`,
  };
}

/**
 * Copies the torn bytes to a file of their own before they are cut. A copy from an earlier attempt that was killed is
 * enough.
 */
async function keepAside(disk: Disk, fd: number, filePath: string, start: number, size: number): Promise<string> {
  for (let n = 1; ; n++) {
    const path = n === 1 ? sidecar.torn(filePath, start) : `${sidecar.torn(filePath, start)}-${n}`;
    let copy: number;
    try {
      copy = await disk.open(path, openFlags.create, fileMode);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      if ((await disk.lstat(path)).size === size - start) return path;
      continue;
    }
    try {
      for (let from = start; from < size; ) {
        const piece = await readUpTo(disk, fd, from, Math.min(1024 * 1024, size - from));
        if (piece.length === 0) break;
        await writeAll(disk, copy, piece, from - start);
        from += piece.length;
      }
      await disk.fsync(copy);
    } catch (error) {
      await closeQuietly(disk, copy);
      await removeQuietly(disk, path);
      throw error;
    }
    await closeQuietly(disk, copy);
    // The copy's name must survive too, before the bytes are cut.
    await syncFolderOf(disk, filePath);
    return path;
  }
}
