/** The one safe way to name, open and make files and folders. */
import { constants } from 'node:fs';
import path from 'node:path';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { type Disk, diskProblem, errorCode, type FileStat, notAFile, throwIfBug } from './disk.ts';

export const fileMode = 0o600;
export const folderMode = 0o700;

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_WRONLY } = constants;
/** Never through a link, never waiting for the other end of a pipe. Windows knows neither. */
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export const openFlags = {
  read: O_RDONLY | careful,
  /** Reading and writing in place. On Linux a positioned write on an appending descriptor appends: so never both. */
  update: O_RDWR | careful,
  append: O_WRONLY | O_APPEND | careful,
  create: O_RDWR | O_CREAT | O_EXCL | careful,
  /** Makes it when missing, keeps it when there. */
  ensure: O_RDWR | O_CREAT | careful,
} as const;

export interface OpenedFile {
  readonly fd: number;
  readonly stat: FileStat;
}

/** Opens a regular file; anything else is `not-a-file`. One of our own (`ensure`) is for the user alone. The caller closes `fd`. */
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

/** Takes an open file's mode to 0600 where it is wider; true when others could read or write it and now cannot. */
export async function tightenFile(disk: Disk, fd: number, stat: FileStat): Promise<boolean> {
  return isOpenToOthers(stat) && (await closes(disk.fchmod(fd, fileMode), () => disk.fstat(fd)));
}

/** Closing a descriptor that has been synced, or was only read, has nothing to say. */
export async function closeQuietly(disk: Disk, fd: number): Promise<void> {
  try {
    await disk.close(fd);
  } catch (error) {
    throwIfBug(error);
  }
}

/** Removes a file of ours that is not needed any more; gone already is fine. False when it cannot be removed now. */
export async function removeQuietly(disk: Disk, filePath: string): Promise<boolean> {
  try {
    await disk.unlink(filePath);
    return true;
  } catch (error) {
    throwIfBug(error);
    return errorCode(error) === 'ENOENT';
  }
}

/** What has this name, a link itself and not its goal; undefined where nothing does or it may not be looked at. */
export async function lookAt(disk: Disk, filePath: string): Promise<FileStat | undefined> {
  try {
    return await disk.lstat(filePath);
  } catch (error) {
    throwIfBug(error);
    return undefined;
  }
}

/**
 * Makes the folder (0700) with its parents, so that they outlive a power cut with what is put into them, and tightens a
 * wider mode. `tightened` says that it did.
 */
export async function ensureFolder(disk: Disk, folder: string): Promise<Result<{ readonly tightened: boolean }>> {
  try {
    for (const made of await disk.mkdir(folder, folderMode)) await syncFolder(disk, path.dirname(made));
    return ok({ tightened: await tightenFolder(disk, folder) });
  } catch (error) {
    return fail(errorCode(error) === 'EEXIST' ? notAFolder(folder) : diskProblem(error, folder));
  }
}

/** The folder itself, where its name may be a link to it: a user may keep the sessions on another disk. Throws what the disk says. */
export function statFolder(disk: Disk, folder: string): Promise<FileStat> {
  return disk.lstat(`${folder}${path.sep}.`);
}

/** Takes a folder's mode to 0700 where it is wider; not one that is everybody's by its sticky bit. Throws what the disk says. */
export async function tightenFolder(disk: Disk, folder: string): Promise<boolean> {
  const stat = await statFolder(disk, folder);
  if (!stat.isDirectory() || !isOpenToOthers(stat) || stat.mode & 0o1000) return false;
  return await closes(disk.chmod(folder, folderMode), () => statFolder(disk, folder));
}

/** Something else has the folder's name: a file, or a link whose goal is missing (on a disk that is not mounted, perhaps). */
export function notAFolder(folder: string): Problem {
  const message = `${folder} is not a folder, or is a link to a missing folder.`;
  return problem('io-error', message, 'Mount its disk if necessary, or choose another folder with --sessions.');
}

/** Its mode lets others on this machine in. Windows has no modes. */
export function isOpenToOthers({ mode }: { readonly mode: number }): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

/**
 * Whether the change of a mode keeps others out. Another owner's file can be ours to write but not to tighten, and many
 * disks (exFAT, NTFS) keep no modes and say nothing of it: no reason to refuse it.
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
 * Makes the names in a folder (a new file, a rename) survive a power cut. Windows cannot and need not; where a file
 * system knows no such thing, or a folder may be written in but not read, there is nothing to be asked for.
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

/** That it cannot be asked for, and not that it failed. */
const noFolderSync: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** The suffixes of the files that stand beside a session file. */
export const sidecar = {
  /** The reply that is being received. */
  partial: (filePath: string) => `${filePath}.partial`,
  lock: (filePath: string) => `${filePath}.lock.db`,
  /** Who holds the lock, readable by others. */
  holder: (filePath: string) => `${filePath}.lock.db.holder`,
  torn: (filePath: string, offset: number) => `${filePath}.torn-${offset}`,
  /** A file that takes the place of this one when it is whole; hidden, never listed. */
  temporary: (filePath: string, random: string) =>
    path.join(path.dirname(filePath), `.${path.basename(filePath)}.${random}.tmp`),
} as const;

/** True for what the list may show: `*.jsonl`, not hidden. What stands beside a session ends otherwise. */
export function isSessionFileName(name: string): boolean {
  return name.endsWith('.jsonl') && !name.startsWith('.') && !/[/\\\0]/.test(name);
}

/** Gives the paths of names in a folder; `path.join` would normalise the folder's path again for each of thousands. */
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
