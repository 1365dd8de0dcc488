/**
 * One writer per session: an exclusive transaction on a side database, which the kernel ends when the process dies. It
 * is advisory; the check of inode and size before each append catches programs that do not ask for it.
 */
import { hostname } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { type Disk, diskProblem, errorCode, throwIfBug, writeAll } from './disk.ts';
import { closeQuietly, fileMode, lookAt, openFile, openFlags, removeQuietly, sidecar } from './files.ts';
import { beginExclusive, openDatabase } from './lock-database.ts';
import { clearHolder, readHolder, thisProcess } from './lock-holder.ts';

export interface SessionLock {
  /**
   * Takes the lock again if its files are gone (the folder was moved away, somebody cleaned up): until then, nothing
   * keeps a second writer out. The problem names a writer that was faster.
   */
  renew(): Promise<Result<void>>;
  /** Frees the lock and removes its files. */
  release(): Promise<void>;
}

/** The descriptor and the transaction that hold a lock. */
interface Hold {
  readonly fd: number;
  readonly db: DatabaseSync;
}

/**
 * POSIX locks belong to a process and end when it closes *any* descriptor of the file, so a second attempt in this
 * process must not even open it.
 */
const heldHere = new Set<string>();

/** Attempts while the lock is refused but no holder is named, or while its file is removed. */
const mostAttempts = 15;

/** Takes the lock of a session file without waiting; the problem `locked` names its holder. */
export async function acquireLock(disk: Disk, filePath: string): Promise<Result<SessionLock>> {
  const key = path.resolve(filePath);
  if (heldHere.has(key)) return fail(lockedProblem(`this program (pid ${process.pid} on ${hostname()})`));
  heldHere.add(key);
  let taken: Result<Hold> | undefined;
  try {
    taken = await takeNow(disk, key);
    return taken.ok ? ok(lockOf(disk, key, taken.value)) : taken;
  } finally {
    if (!taken?.ok) heldHere.delete(key);
  }
}

async function takeNow(disk: Disk, key: string): Promise<Result<Hold>> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const taken = await take(disk, key, attempt);
    if (taken !== 'again') return taken;
    // Processes that try at the same time can keep each other from getting it; pauses of different lengths separate
    // them.
    await setTimeout(1 + Math.random() * 8);
  }
  return fail(lockedProblem('another process'));
}

async function take(disk: Disk, key: string, attempt: number): Promise<Result<Hold> | 'again'> {
  const lockPath = sidecar.lock(key);
  const opened = await openFile(disk, lockPath, 'ensure');
  if (!opened.ok) return fail(await whyNoLock(disk, opened.problem, key));
  const { fd, stat } = opened.value;
  let db: DatabaseSync | undefined;
  let kept = false;
  try {
    db = await openDatabase(lockPath);
    const begun = beginExclusive(db);
    if (begun === 'foreign') return fail(noLockProblem(lockPath));
    if (begun === 'held') {
      // Somebody may only be looking whether it is held.
      const holder = attempt === 0 ? undefined : await readHolder(disk, key);
      return holder === undefined ? 'again' : fail(lockedProblem(holder));
    }
    // Its last holder removes the database, so what we locked may be a file without a name. While `fd` is open its
    // inode cannot be given to another file, so the same number means the same file.
    const inode = await inodeOf(disk, lockPath);
    if (inode !== stat.ino) return 'again';
    await writeHolder(disk, key);
    kept = true;
    return ok({ fd, db });
  } catch (error) {
    return fail(diskProblem(error, lockPath));
  } finally {
    if (!kept) {
      db?.close();
      await closeQuietly(disk, fd);
    }
  }
}

function lockOf(disk: Disk, key: string, first: Hold): SessionLock {
  /** Undefined while somebody else has it, or it could not be taken again. */
  let held: Hold | undefined = first;
  let released = false;
  const letGo = async (): Promise<void> => {
    held?.db.close();
    if (held) await closeQuietly(disk, held.fd);
    held = undefined;
  };
  return {
    async renew() {
      if (released || (held && (await whoseFile(disk, key, held)) !== 'not ours')) return ok(undefined);
      await letGo();
      const taken = await takeNow(disk, key);
      if (!taken.ok) return taken;
      held = taken.value;
      return ok(undefined);
    },
    async release() {
      if (released) return;
      released = true;
      // The names are removed while the lock still holds: a waiting process sees that they changed and tries again.
      // They may belong to somebody else by now: the disk was away and is mounted again, or somebody removed ours.
      if (held && (await whoseFile(disk, key, held)) === 'ours') {
        await clearHolder(disk, key);
        await removeQuietly(disk, sidecar.lock(key));
      }
      await letGo();
      heldHere.delete(key);
    },
  };
}

/** Whether the lock's file is still the one that we hold. */
async function whoseFile(disk: Disk, key: string, { fd }: Hold): Promise<'ours' | 'not ours' | 'unknown'> {
  let there: number;
  try {
    there = await inodeOf(disk, sidecar.lock(key));
  } catch (error) {
    throwIfBug(error);
    return 'unknown';
  }
  try {
    return disk.fstatSync(fd).ino === there ? 'ours' : 'not ours';
  } catch (error) {
    throwIfBug(error);
    return 'not ours';
  }
}

/**
 * Users know neither the lock nor its name: they are told about the folder, or about the name of the session's file.
 */
async function whyNoLock(disk: Disk, found: Problem, key: string): Promise<Problem> {
  const lockPath = sidecar.lock(key);
  if (found.code === 'bad-argument') {
    const message = `The file name ${path.basename(key)} is too long: reprise adds endings to it for the files beside it.`;
    return { ...found, message, next: 'Shorten the file name.' };
  }
  if ((await lookAt(disk, lockPath))?.isFile()) return found;
  return { ...found, message: found.message.replace(lockPath, () => path.dirname(lockPath)) };
}

/** -1 where there is none. */
async function inodeOf(disk: Disk, filePath: string): Promise<number> {
  try {
    return (await disk.lstat(filePath)).ino;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return -1;
    throw error;
  }
}

/** Naming the holder is a courtesy: the lock is as good without it. */
async function writeHolder(disk: Disk, key: string): Promise<void> {
  const holderPath = sidecar.holder(key);
  try {
    await removeQuietly(disk, holderPath);
    const fd = await disk.open(holderPath, openFlags.create, fileMode);
    try {
      await writeAll(disk, fd, Buffer.from(`${JSON.stringify(thisProcess())}\n`), 0);
    } finally {
      await closeQuietly(disk, fd);
    }
  } catch (error) {
    throwIfBug(error);
  }
}

/** We do not remove it: two processes that both did so would each hold a lock of their own. */
function noLockProblem(lockPath: string): Problem {
  const message = `${lockPath}, the lock of the session, has been changed by another program.`;
  return problem('io-error', message, 'If no reprise has the session open, delete that file and try again.');
}

function lockedProblem(holder: string): Problem {
  return problem('locked', `This session is open elsewhere: ${holder}.`, 'You can watch it read-only, or fork it.', {
    holder,
  });
}
