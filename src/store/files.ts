/** The one safe way to name, open and make files and folders. */
import { constants } from 'node:fs';
import path from 'node:path';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { type Disk, diskProblem, errorCode, type FileStat, notAFile, throwIfBug } from './disk.ts';

export const fileMode = 0o600;
export const folderMode = 0o700;

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_WRONLY } = constants;
/** Never follow a link, never wait for the other end of a pipe. Windows has neither flag. */
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export const openFlags = {
  read: O_RDONLY | careful,
  /**
   * Reading and writing in place. On Linux, a positioned write on an appending descriptor appends; so never use one
   * descriptor for both.
   */
  update: O_RDWR | careful,
  append: O_WRONLY | O_APPEND | careful,
  create: O_RDWR | O_CREAT | O_EXCL | careful,
  /** Creates the file when missing, keeps it otherwise. */
  ensure: O_RDWR | O_CREAT | careful,
} as const;

export interface OpenedFile {
  readonly fd: number;
  readonly stat: FileStat;
}

/**
 * Opens a regular file; anything else is `not-a-file`. One of our own (`ensure`) is private to the user. The caller
 * closes `fd`.
 */
export async function openFile(disk: Disk, filePath: string, how: keyof typeof openFlags): Promise<Result<OpenedFile>> {
  let fd: number;
  try {
    fd = await disk.open(filePath, openFlags[how], fileMode);
  } catch (error) {
    return fail(diskProblem(error, filePath));
  }
  try {
    const stat = await disk.fstat(fd);
    if (!stat.isFile()) {
      await closeQuietly(disk, fd);
      return fail(notAFile(filePath));
    }
    if (how === 'ensure') await tightenFile(disk, fd, stat);
    return ok({ fd, stat });
  } catch (error) {
    await closeQuietly(disk, fd);
    return fail(diskProblem(error, filePath));
  }
}

/** Tightens an open file's mode to 0600 if it is wider; true when others could read or write it and now cannot. */
export async function tightenFile(disk: Disk, fd: number, stat: FileStat): Promise<boolean> {
  return isOpenToOthers(stat) && (await closes(disk.fchmod(fd, fileMode), () => disk.fstat(fd)));
}

/** An error on closing a descriptor that was synced, or only read, means nothing. */
export async function closeQuietly(disk: Disk, fd: number): Promise<void> {
  try {
    await disk.close(fd);
  } catch (error) {
    throwIfBug(error);
  }
}

/** Removes a file of ours that is no longer needed; fine if it is gone already. False when it cannot be removed now. */
export async function removeQuietly(disk: Disk, filePath: string): Promise<boolean> {
  try {
    await disk.unlink(filePath);
    return true;
  } catch (error) {
    throwIfBug(error);
    return errorCode(error) === 'ENOENT';
  }
}

/**
 * What has this name (for a link the link itself, not its target); undefined when nothing does, or it may not be looked
 * at.
 */
export async function lookAt(disk: Disk, filePath: string): Promise<FileStat | undefined> {
  try {
    return await disk.lstat(filePath);
  } catch (error) {
    throwIfBug(error);
    return undefined;
  }
}

/**
 * Creates the folder (0700) and its parents so that they survive a power cut with what is put into them, and tightens a
 * wider mode; `tightened` tells whether it did.
 */
export async function ensureFolder(disk: Disk, folder: string): Promise<Result<{ readonly tightened: boolean }>> {
  try {
    for (const made of await disk.mkdir(folder, folderMode)) await syncFolder(disk, path.dirname(made));
    return ok({ tightened: await tightenFolder(disk, folder) });
  } catch (error) {
    return fail(errorCode(error) === 'EEXIST' ? notAFolder(folder) : diskProblem(error, folder));
  }
}

/**
 * The folder itself, even if its name is a link to it: users may keep their sessions on another disk. Throws the
 * system's error.
 */
export function statFolder(disk: Disk, folder: string): Promise<FileStat> {
  return disk.lstat(`${folder}${path.sep}.`);
}

/**
 * Tightens a folder's mode to 0700 if it is wider; not a shared one with the sticky bit (such as /tmp). Throws the
 * system's error.
 */
export async function tightenFolder(disk: Disk, folder: string): Promise<boolean> {
  const stat = await statFolder(disk, folder);
  if (!stat.isDirectory() || !isOpenToOthers(stat) || stat.mode & 0o1000) return false;
  return await closes(disk.chmod(folder, folderMode), () => statFolder(disk, folder));
}

/**
 * Something else has the folder's name: a file, or a link whose target is missing (on a disk that is not mounted,
 * perhaps).
 */
export function notAFolder(folder: string): Problem {
  const message = `${folder} is not a folder, or is a link to a missing folder.`;
  return problem('io-error', message, 'Mount its disk if necessary, or choose another folder with --sessions.');
}

/** Its mode lets others on this machine in. Windows has no modes. */
export function isOpenToOthers({ mode }: { readonly mode: number }): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

/**
 * Whether changing the mode keeps others out. We may be allowed to write another owner's file but not to tighten it,
 * and many disks (exFAT, NTFS) ignore modes silently: no reason to refuse the file.
 */
async function closes(change: Promise<void>, look: () => Promise<FileStat>): Promise<boolean> {
  try {
    await change;
    return !isOpenToOthers(await look());
  } catch (error) {
    if (errorCode(error) === 'EPERM' || errorCode(error) === 'EROFS') return false;
    throw error;
  }
}

/**
 * Makes the names in a folder (a new file, a rename) survive a power cut. Windows cannot do this and need not. Where a
 * file system cannot sync a folder, or a folder may be written but not read, there is nothing to be done.
 */
export async function syncFolder(disk: Disk, folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  let fd: number | undefined;
  try {
    fd = await disk.open(folder, O_RDONLY);
    await disk.fsync(fd);
  } catch (error) {
    if (!noFolderSync.has(errorCode(error))) throw error;
  } finally {
    if (fd !== undefined) await closeQuietly(disk, fd);
  }
}

/** Codes that mean a folder cannot be synced, not that the sync failed. */
const noFolderSync: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** The suffixes of the files that stand beside a session file. */
export const sidecar = {
  /** The reply that is being received. */
  partial: (filePath: string) => `${filePath}.partial`,
  lock: (filePath: string) => `${filePath}.lock.db`,
  /** Who holds the lock, readable by others. */
  holder: (filePath: string) => `${filePath}.lock.db.holder`,
  torn: (filePath: string, offset: number) => `${filePath}.torn-${offset}`,
  /** A file that replaces this one when it is complete; hidden, never listed. */
  temporary: (filePath: string, random: string) =>
    path.join(path.dirname(filePath), `.${path.basename(filePath)}.${random}.tmp`),
} as const;

/** True for what the list may show: `*.jsonl`, not hidden. The files beside a session end differently. */
export function isSessionFileName(name: string): boolean {
  return listable.test(name);
}

/** In one pattern, because it is asked for every file of the folder. */
const listable = /^[^./\\\0][^/\\\0]*\.jsonl$/;

/**
 * Returns a function from a name in the folder to its path; `path.join` would normalise the folder's path again for
 * each of thousands.
 */
export function pathsIn(folder: string): (name: string) => string {
  const prefix = path.join(folder, 'x').slice(0, -1);
  return (name) => prefix + name;
}

/** The name of the n-th session that began in this second (n from 1). */
export function sessionFileName(startTime: number, n: number): string {
  const seconds = Math.max(0, Math.floor(startTime / 1000));
  return n <= 1 ? `session-${seconds}.jsonl` : `session-${seconds}-${n}.jsonl`;
}

/**
 * The path of a session file that stands directly in the folder, or a problem: nothing is ever written, moved or
 * deleted outside it.
 */
export function insideFolder(folder: string, filePath: string): Result<string> {
  const resolved = path.resolve(filePath);
  if (path.dirname(resolved) === path.resolve(folder) && isSessionFileName(path.basename(resolved)))
    return ok(resolved);
  return fail(
    problem('bad-id', `${filePath} is not a session in the folder ${folder}.`, 'Choose one of the listed sessions.'),
  );
}
