/** The trash: sessions move there and back by renaming, with all files beside them. */
import path from 'node:path';
import { deletedBefore } from '../core/deleted-before.ts';
import { fail, ok, problem, type Result } from '../core/problem.ts';
import type { SessionSummary } from '../core/session.ts';
import { slices } from '../core/slices.ts';
import type { TrashedSession } from '../ports.ts';
import { type Disk, diskProblem, errorCode, nodeDisk, throwIfBug } from './disk.ts';
import { ensureFolder, insideFolder, isSessionFileName, notAFolder } from './files.ts';
import { mayHaveOthers, othersById } from './list-others.ts';
import { acquireLock, type SessionLock } from './lock.ts';
import { besideSessions, besideWhich, type Mover, openMover, settleMoves } from './move.ts';
import { trashFolder } from './paths.ts';
import { readSummary, readSummarySync } from './summary.ts';

/**
 * A trashed session is `.trash/<ms of deletion>[-n]~<file name>`; the files beside it begin with the same prefix. The
 * time is in the name so that nothing has to be written and the file keeps its own time.
 */
const trashName = /^(\d{1,16})(?:-\d{1,6})?~(.+)$/s;
/** How many sessions are locked at once, and moved after one look at the folders. Each lock costs two descriptors. */
const groupSize = 50;

/**
 * Moves sessions of this folder to its trash: no byte is copied or overwritten. `now` in ms. Torn tails and an
 * unfinished reply go along, and so do all files of a session that claude-code-Go wrote. Each session is locked while
 * it moves: one that is being written to stays (`locked`), because its writer would only write a moved file again. One
 * result per path, in their order, once the moves would survive a power cut; one that fails does not stop the others.
 */
export async function trashSessions(
  directory: string,
  filePaths: readonly string[],
  now: number,
  disk: Disk = nodeDisk,
): Promise<readonly Result<TrashedSession>[]> {
  const stamp = Math.max(0, Math.floor(now));
  let others: Promise<ReadonlyMap<string, readonly string[]>> | undefined;
  const filesOf = async (id: string): Promise<readonly string[]> => {
    others ??= othersById(disk, directory);
    try {
      return (await others).get(id) ?? [];
    } catch (error) {
      // Then they stay, and are listed.
      throwIfBug(error);
      return [];
    }
  };
  const results = await inGroups(filePaths, (group) => trashGroup({ directory, stamp, disk, filesOf }, group));
  if (results.some((one) => one.ok)) await settleMoves(disk, directory, trashFolder(directory));
  return results;
}

/**
 * Moves sessions back to where they were. If another session has its file name by now, a restored one becomes
 * `NAME-2.jsonl`, `NAME-3.jsonl`, … and neither is touched. Results as in `trashSessions`.
 */
export async function restoreSessions(
  directory: string,
  trashPaths: readonly string[],
  disk: Disk = nodeDisk,
): Promise<readonly Result<SessionSummary>[]> {
  const results = await inGroups(trashPaths, (group) => restoreGroup(directory, group, disk));
  if (results.some((one) => one.ok)) await settleMoves(disk, trashFolder(directory), directory);
  return results;
}

/** What is in the trash, the last deleted first. An empty or missing trash gives an empty list. */
export async function listTrash(directory: string, disk: Disk = nodeDisk): Promise<Result<readonly TrashedSession[]>> {
  const names = await readTrash(directory, disk);
  if (!names.ok) return names;
  const trash = trashFolder(directory);
  const sessions: TrashedSession[] = [];
  for (const { trashed, name, deletedAt } of names.value.sessions) {
    const trashPath = path.join(trash, trashed);
    const summary = await summaryOf(trashPath, disk);
    if (summary.ok) sessions.push({ summary: calledAsBefore(summary.value, trashed, name), deletedAt, trashPath });
  }
  return ok(sessions.sort((a, b) => b.deletedAt - a.deletedAt || (a.trashPath < b.trashPath ? 1 : -1)));
}

/**
 * Deletes trashed sessions for good: all, or those surely deleted before `olderThan` (ms). Only at the user's request (the
 * setting `trashDays` is one). Resolves with the number of deleted sessions. Stops at the first that cannot be deleted.
 */
export async function emptyTrash(
  directory: string,
  olderThan?: number,
  disk: Disk = nodeDisk,
): Promise<Result<number>> {
  const found = await readTrash(directory, disk);
  if (!found.ok) return found;
  const trash = trashFolder(directory);
  const beside = besideSessions(found.value.names);
  let count = 0;
  for (const { trashed, deletedAt } of found.value.sessions) {
    if (olderThan !== undefined) {
      if (deletedAt >= olderThan) continue;
      const summary = await summaryOf(path.join(trash, trashed), disk);
      if (!deletedBefore(olderThan, deletedAt, summary.ok ? summary.value.endTime : 0)) continue;
    }
    // The session itself last: if this stops half-way, what is left is still listed and can be deleted again.
    for (const name of [...(beside.get(trashed) ?? []), trashed]) {
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

async function inGroups<T>(
  paths: readonly string[],
  move: (group: readonly string[]) => Promise<readonly Result<T>[]>,
): Promise<readonly Result<T>[]> {
  const results: Result<T>[] = [];
  for (const group of slices(paths, groupSize)) results.push(...(await move(group)));
  return results;
}

interface Held {
  readonly summary: SessionSummary;
  readonly lock: SessionLock;
}

/** What all groups of one call share. */
interface Trashing {
  readonly directory: string;
  readonly stamp: number;
  readonly disk: Disk;
  /** The names of all files that another program wrote for a session. */
  readonly filesOf: (id: string) => Promise<readonly string[]>;
}

async function trashGroup(
  trashing: Trashing,
  filePaths: readonly string[],
): Promise<readonly Result<TrashedSession>[]> {
  const { directory, disk } = trashing;
  const held: Result<Held>[] = [];
  try {
    for (const filePath of filePaths) held.push(await hold(directory, filePath, disk));
    const results: Result<TrashedSession>[] = [];
    let mover: Result<Mover> | undefined;
    for (const one of held) {
      if (!one.ok) {
        results.push(one);
        continue;
      }
      // Looked at while all are locked: from here on nothing is added beside them.
      mover ??= await moverToTrash(directory, disk);
      results.push(mover.ok ? await trashHeld(mover.value, one.value.summary, trashing) : mover);
    }
    return results;
  } finally {
    for (const one of held) if (one.ok) await one.value.lock.release();
  }
}

async function hold(directory: string, filePath: string, disk: Disk): Promise<Result<Held>> {
  const inside = insideFolder(directory, filePath);
  if (!inside.ok) return inside;
  const lock = await acquireLock(disk, inside.value);
  if (!lock.ok) return lock.problem.code === 'locked' ? fail({ ...lock.problem, next: 'Close it there first.' }) : lock;
  const summary = await summaryOf(inside.value, disk);
  if (summary.ok) return ok({ summary: summary.value, lock: lock.value });
  await lock.value.release();
  return summary;
}

async function moverToTrash(directory: string, disk: Disk): Promise<Result<Mover>> {
  const made = await ensureFolder(disk, trashFolder(directory));
  return made.ok ? openMover(disk, directory, trashFolder(directory)) : made;
}

async function trashHeld(
  mover: Mover,
  summary: SessionSummary,
  { directory, stamp, filesOf }: Trashing,
): Promise<Result<TrashedSession>> {
  const name = path.basename(summary.filePath);
  // Otherwise an older file of the same session would be listed in its place.
  const also = mayHaveOthers(summary) ? (await filesOf(summary.id)).filter((other) => other !== name) : [];
  const moved = await mover.move(name, (n) => `${stamp}${n === 0 ? '' : `-${n}`}~${name}`, also);
  if (!moved.ok) return moved;
  const trashPath = path.join(trashFolder(directory), moved.value);
  return ok({ summary: { ...summary, filePath: trashPath }, deletedAt: stamp, trashPath });
}

async function restoreGroup(
  directory: string,
  trashPaths: readonly string[],
  disk: Disk,
): Promise<readonly Result<SessionSummary>[]> {
  const results: Result<SessionSummary>[] = [];
  let mover: Result<Mover> | undefined;
  for (const trashPath of trashPaths) {
    const found = parseTrashPath(directory, trashPath);
    if (!found.ok) {
      results.push(found);
      continue;
    }
    mover ??= await openMover(disk, trashFolder(directory), directory);
    results.push(mover.ok ? await restoreOne(mover.value, directory, found.value, disk) : mover);
  }
  return results;
}

async function restoreOne(
  mover: Mover,
  directory: string,
  { trashed, name }: { readonly trashed: string; readonly name: string },
  disk: Disk,
): Promise<Result<SessionSummary>> {
  const base = name.slice(0, -'.jsonl'.length);
  const moved = await mover.move(trashed, (n) => (n === 0 ? name : `${base}-${n + 1}.jsonl`), 'apart');
  if (moved.ok) return summaryOf(path.join(directory, moved.value), disk);
  if (moved.problem.code !== 'session-not-found') return moved;
  const gone = 'The session is no longer in the trash.';
  return fail(problem('session-not-found', gone, 'Another program restored it or deleted it for good.'));
}

/** A session without an id or name is called by its file, which has another name in the trash. */
function calledAsBefore(summary: SessionSummary, trashed: string, name: string): SessionSummary {
  const here = path.basename(trashed, '.jsonl');
  const before = path.basename(name, '.jsonl');
  const called = (text: string): string => (text === here ? before : text);
  return { ...summary, id: called(summary.id), name: called(summary.name), title: called(summary.title) };
}

/** A session's name in the trash; undefined for what cannot be one. */
function parseTrashed(trashed: string): { trashed: string; name: string; deletedAt: number } | undefined {
  const [, time, name = ''] = trashName.exec(trashed) ?? [];
  return isSessionFileName(name) ? { trashed, name, deletedAt: Number(time) } : undefined;
}

/**
 * Our names in the trash; other files there are not ours and are left alone. What seems to stand beside a session that
 * is not there is one itself: nothing that was deleted may be out of sight.
 */
async function readTrash(directory: string, disk: Disk) {
  const trash = trashFolder(directory);
  try {
    const names = await disk.readdir(trash);
    const there = new Set(names);
    const sessions = names
      .filter((name) => !there.has(besideWhich(name) ?? ''))
      .flatMap((trashed) => parseTrashed(trashed) ?? []);
    return ok({ names, sessions });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ok({ names: [], sessions: [] });
    return fail(errorCode(error) === 'ENOTDIR' ? notAFolder(trash) : diskProblem(error, trash));
  }
}

/** Only paths that `listTrash` could have returned: nothing else is ever moved out of the trash. */
function parseTrashPath(directory: string, trashPath: string) {
  const trash = trashFolder(directory);
  const resolved = path.resolve(trashPath);
  const found = parseTrashed(path.basename(resolved));
  if (found && path.dirname(resolved) === path.resolve(trash)) return ok(found);
  return fail(
    problem('bad-id', `${trashPath} is not in the trash of ${directory}.`, 'Choose one of the trashed sessions.'),
  );
}

/**
 * Also for a session that is damaged or may not be read, so that it can be thrown away; not for what is no regular
 * file, or gone.
 */
async function summaryOf(filePath: string, disk: Disk): Promise<Result<SessionSummary>> {
  const summary = await readSummary(filePath, disk);
  if (summary.ok) return summary;
  if (summary.problem.code !== 'session-not-found') {
    const listed = readSummarySync(filePath, disk);
    return listed ? ok(listed) : summary;
  }
  return fail(
    problem('session-not-found', `The session ${filePath} no longer exists.`, 'It may have been moved or deleted.'),
  );
}
