/**
 * Copies of a session file (made by a sync program, a backup, an editor) share an id; within this program each gets its
 * own.
 */
import path from 'node:path';
import type { SessionSummary } from '../core/session.ts';
import type { Disk } from './disk.ts';
import { lookAt } from './files.ts';
import { mayShareId } from './list-others.ts';

export interface OwnIds {
  /** The sessions of a listing, no two with the same id. The same array if that is already so. */
  ofList(sessions: readonly SessionSummary[]): readonly SessionSummary[];
  /** The id that a file is known by; `id` is the one inside it. */
  of(filePath: string, id: string): Promise<string>;
  /** The same of another program's file: one that has not been listed apart is its session, and no copy. */
  ofOthers(filePath: string, id: string): string;
}

/**
 * Among copies, the session that is open in this process keeps the id, else the one that had it before, else the one
 * with the shortest file name, since programs that copy make the name longer. The others are known by their file names
 * for as long as the program runs. Nothing is written. `open` returns the sessions that are open here, by the ids they
 * are known by.
 */
export function createOwnIds(disk: Disk, open: () => readonly SessionSummary[]): OwnIds {
  /** File → the id in it, and the one it is known by instead. */
  const others = new Map<string, { readonly id: string; readonly instead: string }>();
  /** Id → the file that is known by it, for files met after the last listing. */
  const met = new Map<string, string>();
  let given: readonly SessionSummary[] = [];
  let listed: readonly SessionSummary[] = [];

  const apart = (filePath: string, id: string): string | undefined => {
    const other = others.get(filePath);
    return other?.id === id ? other.instead : undefined;
  };
  const nameApart = (filePath: string, id: string): string => {
    const instead = path.basename(filePath, '.jsonl');
    others.set(filePath, { id, instead });
    return instead;
  };
  const ownerOf = (id: string): string | undefined =>
    open().find((session) => session.id === id)?.filePath ??
    met.get(id) ??
    listed.find((session) => session.id === id)?.filePath;
  const named = (sessions: readonly SessionSummary[]): readonly SessionSummary[] => {
    const here = new Map(open().map(({ filePath, id }) => [filePath, id]));
    if (others.size === 0 && here.size === 0) return sessions;
    let changed = false;
    const all = sessions.map((session) => {
      const id = here.get(session.filePath) ?? apart(session.filePath, session.id) ?? session.id;
      if (id === session.id) return session;
      changed = true;
      return { ...session, id };
    });
    return changed ? all : sessions;
  };

  return {
    ofList(sessions) {
      if (sessions === given) return listed;
      const shared = sharedIds(named(sessions));
      for (const [id, filePaths] of shared) {
        const before = ownerOf(id);
        const owner = before !== undefined && filePaths.includes(before) ? before : shortest(filePaths);
        for (const filePath of filePaths) if (filePath !== owner) nameApart(filePath, id);
      }
      given = sessions;
      listed = named(sessions);
      met.clear();
      return listed;
    },
    ofOthers: (filePath, id) => apart(filePath, id) ?? id,
    async of(filePath, id) {
      const here = open().find((session) => session.filePath === filePath);
      const instead = here?.id ?? apart(filePath, id);
      if (instead !== undefined) return instead;
      const owner = ownerOf(id);
      if (owner === filePath) return id;
      // If it is gone, it was moved to this path.
      if (owner !== undefined && (await lookAt(disk, owner))?.isFile()) return nameApart(filePath, id);
      met.set(id, filePath);
      return id;
    },
  };
}

/**
 * The ids that several sessions have, each with their files. Copies have the same start time, and numbers compare
 * faster than ids; only a session that another program has gone on with began twice.
 */
function sharedIds(sessions: readonly SessionSummary[]): ReadonlyMap<string, readonly string[]> {
  const times = new Float64Array(sessions.length);
  for (let i = 0; i < times.length; i++) times[i] = sessions[i]?.startTime ?? 0;
  times.sort();
  const repeated = new Set<number>();
  for (let i = 1; i < times.length; i++) if (times[i] === times[i - 1]) repeated.add(times[i] ?? 0);
  const others = new Set<string>();
  for (const session of sessions) if (mayShareId(session)) others.add(session.id);
  const files = new Map<string, string[]>();
  if (repeated.size === 0 && others.size === 0) return files;
  for (const { startTime, id, filePath } of sessions) {
    if (!repeated.has(startTime) && !others.has(id)) continue;
    const same = files.get(id);
    if (same) same.push(filePath);
    else files.set(id, [filePath]);
  }
  for (const [id, filePaths] of files) if (filePaths.length < 2) files.delete(id);
  return files;
}

function shortest(filePaths: readonly string[]): string | undefined {
  return [...filePaths].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
}
