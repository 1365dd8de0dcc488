/** Writes a whole new session file: to create one, and whenever bytes must not be changed in place. */
import path from 'node:path';
import { type Disk, errorCode, readUpTo, writeAll } from './disk.ts';
import { closeQuietly, fileMode, openFlags, removeQuietly, sidecar, syncFolder } from './files.ts';
import { renameToNew } from './move.ts';

/** What a new file holds: a line 1 of 1024 bytes, then bytes of an open file as they are, then more lines. */
export interface FileContent {
  readonly head: Uint8Array;
  readonly source?: { readonly fd: number; readonly from: number; readonly to: number };
  readonly lines?: Uint8Array;
}

const copyBytes = 1024 * 1024;

/**
 * Creates a file that must not exist yet, writes all of it and syncs it. Rejects with the system's error and leaves
 * nothing behind; if the file cannot even be removed, `left` is called with its path. The caller syncs the folder.
 */
export async function writeSessionFile(
  disk: Disk,
  filePath: string,
  content: FileContent,
  left: (filePath: string) => void = () => {},
): Promise<void> {
  const fd = await disk.open(filePath, openFlags.create, fileMode);
  try {
    await writeContent(disk, fd, content);
    await disk.fsync(fd);
  } catch (error) {
    await closeQuietly(disk, fd);
    if (!(await removeQuietly(disk, filePath))) left(filePath);
    throw error;
  }
  await closeQuietly(disk, fd);
}

/**
 * Writes a new session and moves it, whole, to the first of `pathOf(1)`, `pathOf(2)` … that does not exist yet; resolves
 * with that path. A program that is killed halfway through a long copy leaves no half of one in the list. Errors as
 * `writeSessionFile`.
 */
export async function createSessionFile(
  disk: Disk,
  pathOf: (n: number) => string,
  content: FileContent,
  left: (filePath: string) => void,
): Promise<string> {
  const temporary = sidecar.temporary(pathOf(1), randomName());
  await writeSessionFile(disk, temporary, content, left);
  try {
    return await writeUnderFreeName(pathOf, async (filePath) => {
      if (!(await renameToNew(disk, temporary, filePath, left))) throw nameTaken();
    });
  } catch (error) {
    if (!(await removeQuietly(disk, temporary))) left(temporary);
    throw error;
  }
}

/** Replaces `filePath` by a whole new file; the old one stays there untouched until the last moment. */
export async function replaceSessionFile(disk: Disk, filePath: string, content: FileContent): Promise<void> {
  const temporary = sidecar.temporary(filePath, randomName());
  await writeSessionFile(disk, temporary, content);
  try {
    await disk.rename(temporary, filePath);
  } catch (error) {
    await removeQuietly(disk, temporary);
    throw error;
  }
}

/** How many names are tried: more sessions than may begin in one second. */
const mostNames = 10_000;

/** Calls `write` with `pathOf(1)`, `pathOf(2)` … until one does not exist yet; resolves with that one. */
export async function writeUnderFreeName(
  pathOf: (n: number) => string,
  write: (filePath: string) => Promise<void>,
): Promise<string> {
  for (let n = 1; ; n++) {
    const filePath = pathOf(n);
    try {
      await write(filePath);
      return filePath;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || n > mostNames) throw error;
    }
  }
}

/** Syncs the folder of a file that was created or replaced. */
export function syncFolderOf(disk: Disk, filePath: string): Promise<void> {
  return syncFolder(disk, path.dirname(filePath));
}

function nameTaken(): Error {
  return Object.assign(new Error('The name is taken.'), { code: 'EEXIST', errno: -17 });
}

async function writeContent(disk: Disk, fd: number, { head, source, lines }: FileContent): Promise<void> {
  await writeAll(disk, fd, head, 0);
  let position = head.length;
  if (source) {
    let from = source.from;
    while (from < source.to) {
      const piece = await readUpTo(disk, source.fd, from, Math.min(copyBytes, source.to - from));
      if (piece.length === 0) throw Object.assign(new Error('The file became shorter.'), { code: 'EIO', errno: -5 });
      await writeAll(disk, fd, piece, position);
      from += piece.length;
      position += piece.length;
    }
  }
  if (lines && lines.length > 0) await writeAll(disk, fd, lines, position);
}

function randomName(): string {
  return Math.random().toString(36).slice(2, 10).padEnd(8, '0');
}
