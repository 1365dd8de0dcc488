/**
 * Moves sessions, each with all files beside it, from one folder to another: nothing is overwritten, nothing separated.
 */
import path from 'node:path';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { type Disk, diskProblem, errorCode, type FileStat, throwIfBug } from './disk.ts';
import { fileMode, lookAt, openFlags, removeQuietly, syncFolder } from './files.ts';

/** How many sessions with one name may arrive in a folder at the same moment. */
const mostTries = 1000;
/**
 * The suffixes of what moves along with a session file; a lock does not. `also-` only after a name of the trash:
 * elsewhere it may be a part of a session's own name.
 */
const sidecarEnd = /^(.+?\.jsonl)\.(?:partial|torn-\d+(?:-\d+)?)$|^(\d+(?:-\d+)?~.+?\.jsonl)\.also-.+$/s;
/** `FILE.also-NAME`, in the trash: another file of the same session, with the name it had and gets back. */
const alsoMark = '.also-';

/** Two folders as they were when they were listed, for the moves that follow at once. */
export interface Mover {
  /**
   * Moves `name` and what stood beside it when the folders were listed; `goalOf(n)` is the name to try after n others
   * were taken. Resolves with its new name. When a rename fails, what was moved before is moved back. `also` are more
   * files of the session, which are put beside it and, with `apart`, get their own names back; one that cannot stays as
   * it is.
   */
  move(name: string, goalOf: (n: number) => string, also?: readonly string[] | 'apart'): Promise<Result<string>>;
}

/**
 * Lists both folders, once for many moves. A caller that must be sure that nothing is added beside a session between
 * this look and its move holds the session's lock first.
 */
export async function openMover(disk: Disk, from: string, to: string): Promise<Result<Mover>> {
  const names = await namesOf(disk, from);
  if (!names.ok) return names;
  const there = await namesOf(disk, to);
  if (!there.ok) return there;
  const beside = besideSessions(names.value);
  // A stray file also takes the name of the session it would stand beside: it would seem to belong to what moves there.
  const taken = new Set(there.value.flatMap((name) => [name, besideWhich(name) ?? name]));
  return ok({
    async move(name, goalOf, also = []) {
      const place = { disk, from, to, taken };
      const more = besideOf(name, beside.get(name) ?? [], also);
      const moved = await moveOne(place, name, more, goalOf);
      if (moved.ok) taken.add(moved.value);
      return moved;
    },
  });
}

/**
 * Makes the moves between two folders survive a power cut, as far as the disk cooperates. After either end of a move
 * the session is still there, so a disk that refuses loses nothing.
 */
export async function settleMoves(disk: Disk, from: string, to: string): Promise<void> {
  for (const folder of [to, from]) {
    await syncFolder(disk, folder).catch(throwIfBug);
  }
}

/**
 * A rename that never replaces another file: an empty file of our own takes the name first, and the rename then
 * replaces that. (A hard link and an unlink would do too, but a kill between them would leave two names for one
 * session.) False when the name is taken. After an error `left` is told about an empty file that may still be there.
 */
export async function renameToNew(
  disk: Disk,
  from: string,
  to: string,
  left: (filePath: string) => void = () => {},
): Promise<boolean> {
  let fd: number;
  try {
    // All but the rename is synchronous: a kill in between leaves the empty file in the list.
    fd = disk.openSync(to, openFlags.create, fileMode);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  let taken: FileStat | undefined;
  try {
    taken = statAndClose(disk, fd);
    await disk.rename(from, to);
  } catch (error) {
    const there = taken && (await lookAt(disk, to));
    // A network disk may do a rename and report that it failed: what is there then is the only copy.
    if (there && there.ino !== taken?.ino) return true;
    if (there?.ino !== taken?.ino || !(await removeQuietly(disk, to))) left(to);
    throw error;
  }
  return true;
}

function statAndClose(disk: Disk, fd: number): FileStat {
  try {
    return disk.fstatSync(fd);
  } finally {
    disk.closeSync(fd);
  }
}

/**
 * Session file name → the names of the files that stand beside it and move along. Sessions without such files are
 * missing.
 */
export function besideSessions(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const beside = new Map<string, string[]>();
  for (const name of names) {
    const session = besideWhich(name);
    if (session !== undefined) beside.set(session, [...(beside.get(session) ?? []), name]);
  }
  return beside;
}

/** One file that moves along: keeping its suffix, or to a name of its own if that is free. */
interface Along {
  readonly name: string;
  readonly suffix: string;
  readonly own?: string;
  /** Stays where it is when it cannot move; without this, the whole move is undone. */
  readonly mayStay: boolean;
}

function besideOf(name: string, beside: readonly string[], also: readonly string[] | 'apart'): readonly Along[] {
  const own = (suffix: string): { own?: string } =>
    also === 'apart' && suffix.startsWith(alsoMark) ? { own: suffix.slice(alsoMark.length) } : {};
  const standing = beside.map((other): Along => {
    const suffix = other.slice(name.length);
    return { name: other, suffix, ...own(suffix), mayStay: false };
  });
  const coming =
    also === 'apart' ? [] : also.map((other) => ({ name: other, suffix: alsoMark + other, mayStay: true }));
  return [...standing, ...coming];
}

/** The session that a file stands beside; undefined for every other file. */
export function besideWhich(name: string): string | undefined {
  const found = sidecarEnd.exec(name);
  return found?.[1] ?? found?.[2];
}

interface Place {
  readonly disk: Disk;
  readonly from: string;
  readonly to: string;
  readonly taken: ReadonlySet<string>;
}

async function moveOne(
  { disk, from, to, taken }: Place,
  name: string,
  beside: readonly Along[],
  goalOf: (n: number) => string,
): Promise<Result<string>> {
  const done: (readonly [string, string])[] = [];
  try {
    for (let n = 0; n < mostTries; n++) {
      const goal = goalOf(n);
      if (taken.has(goal) || !(await renameToNew(disk, path.join(from, name), path.join(to, goal)))) continue;
      done.push([path.join(to, goal), path.join(from, name)]);
      for (const other of beside) {
        const old = path.join(from, other.name);
        const now = await moveBeside(disk, old, other, path.join(to, goal), to);
        if (now !== undefined) done.push([now, old]);
      }
      return ok(goal);
    }
    return fail(
      problem('already-exists', `There are too many sessions named ${name} in ${to}.`, 'Empty the trash first.'),
    );
  } catch (error) {
    return fail(await moveBack(disk, done, diskProblem(error, path.join(from, name))));
  }
}

async function namesOf(disk: Disk, folder: string): Promise<Result<readonly string[]>> {
  try {
    return ok(await disk.readdir(folder));
  } catch (error) {
    return fail(diskProblem(error, folder));
  }
}

/** Where it is now; undefined when it is gone (its owner has removed it) or stays. */
async function moveBeside(
  disk: Disk,
  from: string,
  { own, suffix, mayStay }: Along,
  session: string,
  folder: string,
): Promise<string | undefined> {
  try {
    const apart = own === undefined ? undefined : path.join(folder, own);
    if (apart !== undefined && (await renameToNew(disk, from, apart))) return apart;
    await disk.rename(from, session + suffix);
    return session + suffix;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || (mayStay && code !== '')) return undefined;
    throw error;
  }
}

async function moveBack(disk: Disk, done: readonly (readonly [string, string])[], why: Problem): Promise<Problem> {
  for (const [now, before] of [...done].reverse()) {
    try {
      await disk.rename(now, before);
    } catch (error) {
      throwIfBug(error);
      return { ...why, message: `${why.message} Part of the session is now in ${path.dirname(now)}.` };
    }
  }
  return why;
}
