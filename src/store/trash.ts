/** The trash: a session goes there and comes back by renaming, whole and with everything that stands beside its file. */
import path from 'node:path';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import type { SessionSummary } from '../core/session.ts';
import type { TrashedSession } from '../ports.ts';
import { type Disk, diskProblem, errorCode, nodeDisk } from './disk.ts';
import {
  closeQuietly,
  ensureFolder,
  fileMode,
  insideFolder,
  isSessionFileName,
  openFlags,
  removeQuietly,
  syncFolder,
} from './files.ts';
import { trashFolder } from './paths.ts';
import { readSummary } from './summary.ts';

/**
 * A trashed session is `.trash/<ms of deletion>[-n]~<file name>`; what stood beside the file has the same beginning.
 * The time is in the name, so that nothing has to be written and the file's own time stays.
 */
const trashName = /^(\d{1,16})(?:-\d{1,6})?~(.+)$/;
/** So many sessions with one name may be trashed or restored in one moment. */
const mostTries = 1000;

/**
 * Moves a session of this folder to its trash: no byte is copied or overwritten. `now` in ms. The torn tails and a
 * reply that was being received go along; locks stay (they belong to whoever holds them). When a rename fails, what
 * was moved before is moved back.
 */
export async function trashSession(
  directory: string,
  filePath: string,
  now: number,
  disk: Disk = nodeDisk,
): Promise<Result<TrashedSession>> {
  const inside = insideFolder(directory, filePath);
  if (!inside.ok) return inside;
  const summary = await summaryOf(inside.value, disk);
  if (!summary.ok) return summary;
  const trash = trashFolder(directory);
  const made = await ensureFolder(disk, trash);
  if (!made.ok) return made;
  const name = path.basename(inside.value);
  const stamp = Math.max(0, Math.floor(now));
  const moved = await moveWithSidecars(
    disk,
    directory,
    name,
    trash,
    (n) => `${stamp}${n === 0 ? '' : `-${n}`}~${name}`,
  );
  if (!moved.ok) return moved;
  const trashPath = path.join(trash, moved.value);
  return ok({ summary: { ...summary.value, filePath: trashPath }, deletedAt: stamp, trashPath });
}

/**
 * Moves a session back to where it was; if a session of that file name is there by now, it comes back as `NAME-2.jsonl`,
 * `NAME-3.jsonl`, … and neither is touched.
 */
export async function restoreSession(
  directory: string,
  trashPath: string,
  disk: Disk = nodeDisk,
): Promise<Result<SessionSummary>> {
  const found = parseTrashPath(directory, trashPath);
  if (!found.ok) return found;
  const { trash, trashed, name } = found.value;
  const base = name.slice(0, -'.jsonl'.length);
  const moved = await moveWithSidecars(disk, trash, trashed, directory, (n) =>
    n === 0 ? name : `${base}-${n + 1}.jsonl`,
  );
  if (!moved.ok) return moved;
  return summaryOf(path.join(directory, moved.value), disk);
}

/** What is in the trash, the last deleted first. An empty or missing trash gives an empty list. */
export async function listTrash(directory: string, disk: Disk = nodeDisk): Promise<Result<readonly TrashedSession[]>> {
  const names = await readTrash(directory, disk);
  if (!names.ok) return names;
  const trash = trashFolder(directory);
  const sessions: TrashedSession[] = [];
  for (const { trashed, deletedAt } of names.value.sessions) {
    const trashPath = path.join(trash, trashed);
    const summary = await summaryOf(trashPath, disk);
    if (summary.ok) sessions.push({ summary: summary.value, deletedAt, trashPath });
  }
  return ok(sessions.sort((a, b) => b.deletedAt - a.deletedAt || (a.trashPath < b.trashPath ? 1 : -1)));
}

/**
 * Deletes trashed sessions for good: all, or those deleted before `olderThan` (ms). Only on request of the user (the
 * setting `trashDays` is one). Gives how many sessions are gone. Stops at the first that cannot be deleted.
 */
export async function emptyTrash(
  directory: string,
  olderThan?: number,
  disk: Disk = nodeDisk,
): Promise<Result<number>> {
  const found = await readTrash(directory, disk);
  if (!found.ok) return found;
  const trash = trashFolder(directory);
  let count = 0;
  for (const { trashed, deletedAt } of found.value.sessions) {
    if (olderThan !== undefined && deletedAt >= olderThan) continue;
    // The session last: should this stop half-way, what is left is still listed and can be deleted again.
    for (const name of [...found.value.names.filter((name) => isBeside(name, trashed)), trashed]) {
      try {
        await disk.unlink(path.join(trash, name));
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') return fail(diskProblem(error, path.join(trash, name)));
      }
    }
    count += 1;
  }
  return ok(count);
}

/** Our names in the trash: other files there are none of ours and are left alone. */
async function readTrash(directory: string, disk: Disk) {
  const trash = trashFolder(directory);
  try {
    const names = await disk.readdir(trash);
    const sessions = names.flatMap((trashed) => {
      const match = trashName.exec(trashed);
      return match && isSessionFileName(match[2] ?? '') ? [{ trashed, deletedAt: Number(match[1]) }] : [];
    });
    return ok({ names, sessions });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ok({ names: [], sessions: [] });
    return fail(diskProblem(error, trash));
  }
}

/** Only paths that `listTrash` could have given: nothing else is ever moved out of the trash. */
function parseTrashPath(directory: string, trashPath: string) {
  const trash = trashFolder(directory);
  const resolved = path.resolve(trashPath);
  const trashed = path.basename(resolved);
  const name = trashName.exec(trashed)?.[2] ?? '';
  if (path.dirname(resolved) === path.resolve(trash) && isSessionFileName(name)) return ok({ trash, trashed, name });
  return fail(
    problem('bad-id', `${trashPath} is not in the trash of ${directory}.`, 'Choose one of the trashed sessions.'),
  );
}

/** Also of a damaged session, so that it can be thrown away; not of what is no regular file, or gone. */
async function summaryOf(filePath: string, disk: Disk): Promise<Result<SessionSummary>> {
  const summary = await readSummary(filePath, disk);
  if (summary.ok || summary.problem.code !== 'session-not-found') return summary;
  return fail(
    problem(
      'session-not-found',
      `The session ${filePath} is not there any more.`,
      'It may have been moved or deleted.',
    ),
  );
}

/** Moves `name` and what stands beside it; `target(n)` is the name to try after n others were taken. */
async function moveWithSidecars(
  disk: Disk,
  from: string,
  name: string,
  to: string,
  target: (n: number) => string,
): Promise<Result<string>> {
  const done: (readonly [string, string])[] = [];
  try {
    const beside = (await disk.readdir(from)).filter((other) => isBeside(other, name));
    const taken = new Set(await disk.readdir(to));
    for (let n = 0; n < mostTries; n++) {
      const goal = target(n);
      if (taken.has(goal) || [...taken].some((other) => isBeside(other, goal))) continue;
      if (!(await renameToNew(disk, path.join(from, name), path.join(to, goal)))) continue;
      done.push([path.join(to, goal), path.join(from, name)]);
      for (const other of beside) {
        const goalBeside = path.join(to, goal + other.slice(name.length));
        if (await moveBeside(disk, path.join(from, other), goalBeside)) done.push([goalBeside, path.join(from, other)]);
      }
      // The move is done; whether it outlives a power cut is the disk's part, and either end of it keeps the session.
      for (const folder of [to, from])
        await syncFolder(disk, folder).catch((error: unknown) => diskProblem(error, folder));
      return ok(goal);
    }
    return fail(
      problem('already-exists', `There are too many sessions named ${name} in ${to}.`, 'Empty the trash first.'),
    );
  } catch (error) {
    return fail(await moveBack(disk, done, diskProblem(error, path.join(from, name))));
  }
}

/**
 * A rename that replaces nothing of anybody's: the name is taken first by an empty file of our own, which the rename
 * then replaces. (A hard link and an unlink would do too, but a kill between them leaves two names for one session.)
 * False when the name is taken.
 */
export async function renameToNew(disk: Disk, from: string, to: string): Promise<boolean> {
  let fd: number;
  try {
    fd = await disk.open(to, openFlags.create, fileMode);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await closeQuietly(disk, fd);
    await disk.rename(from, to);
  } catch (error) {
    await removeQuietly(disk, to);
    throw error;
  }
  return true;
}

/** False when it is gone: its owner removed it meanwhile. */
async function moveBeside(disk: Disk, from: string, to: string): Promise<boolean> {
  try {
    await disk.rename(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function moveBack(disk: Disk, done: readonly (readonly [string, string])[], why: Problem): Promise<Problem> {
  for (const [now, before] of [...done].reverse()) {
    try {
      await disk.rename(now, before);
    } catch (error) {
      diskProblem(error, now);
      return { ...why, message: `${why.message} Part of the session now stands in ${path.dirname(now)}.` };
    }
  }
  return why;
}

/** Sidecars that move along; a lock does not. */
function isBeside(name: string, session: string): boolean {
  return name.startsWith(session) && /^\.(?:partial|torn-\d+(?:-\d+)?|bad-.*)$/.test(name.slice(session.length));
}
