/**
 * The end of a session file: completed when only its newline is missing, cut (with a copy kept beside) when it is torn.
 */
import type { Disk } from './disk.ts';
import { errorCode, readUpTo, writeAll } from './disk.ts';
import { closeQuietly, fileMode, openFile, openFlags, removeQuietly, sidecar } from './files.ts';
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
 * enough, if it holds the same bytes: another end may have been torn at the same place.
 */
async function keepAside(disk: Disk, fd: number, filePath: string, start: number, size: number): Promise<string> {
  for (let n = 1; ; n++) {
    const path = n === 1 ? sidecar.torn(filePath, start) : `${sidecar.torn(filePath, start)}-${n}`;
    let copy: number;
    try {
      copy = await disk.open(path, openFlags.create, fileMode);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      if (!(await isCopy(disk, path, { fd, start, size }))) continue;
      await syncFolderOf(disk, filePath);
      return path;
    }
    try {
      for await (const { piece, at } of piecesOf(disk, fd, start, size)) await writeAll(disk, copy, piece, at);
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

/** Whether a file holds just these bytes; if so, they are synced. */
async function isCopy(
  disk: Disk,
  path: string,
  { fd, start, size }: { readonly fd: number; readonly start: number; readonly size: number },
): Promise<boolean> {
  const opened = await openFile(disk, path, 'read');
  if (!opened.ok) return false;
  const { fd: copy, stat } = opened.value;
  try {
    if (stat.size !== size - start) return false;
    for await (const { piece, at } of piecesOf(disk, fd, start, size)) {
      if (!piece.equals(await readUpTo(disk, copy, at, piece.length))) return false;
    }
    await disk.fsync(copy);
    return true;
  } finally {
    await closeQuietly(disk, copy);
  }
}

const pieceBytes = 1024 * 1024;

/** The bytes from `start` to `end`, each piece with its place after `start`; fewer if the file is shorter. */
async function* piecesOf(disk: Disk, fd: number, start: number, end: number) {
  for (let from = start; from < end; ) {
    const piece = await readUpTo(disk, fd, from, Math.min(pieceBytes, end - from));
    if (piece.length === 0) return;
    yield { piece, at: from - start };
    from += piece.length;
  }
}
