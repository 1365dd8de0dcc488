/** The session store: implements the plug of `ports.ts` from the files around it. */
import path from 'node:path';
import { ok, type Result } from '../core/problem.ts';
import type { SessionEvent, SessionSummary } from '../core/session.ts';
import type { Clock, OpenSession, SessionList, SessionStore } from '../ports.ts';
import { type Disk, nodeDisk, throwIfBug } from './disk.ts';
import { listSessions } from './list.ts';
import { isOthers } from './list-others.ts';
import { findHolders, heldFiles } from './lock-holder.ts';
import { createOwnIds } from './own-ids.ts';
import { readTranscript } from './reader.ts';
import { createSession, openSession, type StoreParts } from './store-open.ts';
import { readSummary } from './summary.ts';
import { emptyTrash, listTrash, restoreSessions, trashSessions } from './trash.ts';
import { watchFolder } from './watch.ts';

export interface StoreOptions {
  readonly directory: string;
  readonly clock: Clock;
  /**
   * `full` (the default) syncs every message; `none` leaves that to the system: a power cut may lose the last half minute.
   */
  readonly sync?: 'full' | 'none';
  readonly disk?: Disk;
  /** The program's version, noted in new sessions. */
  readonly version?: string;
  /** Where the list keeps its cache; nowhere when undefined. */
  readonly cacheFile?: string;
}

/** The sessions of one folder. Creates nothing until the first session is created. */
export function createStore(options: StoreOptions): SessionStore {
  const directory = path.resolve(options.directory);
  const disk = options.disk ?? nodeDisk;
  const open = new Set<OpenSession>();
  const ids = createOwnIds(disk, () => [...open].map((session) => session.summary));
  const own = async (summary: Result<SessionSummary>): Promise<Result<SessionSummary>> => {
    if (!summary.ok) return summary;
    const { filePath, id } = summary.value;
    // Another program's files with one id are not copies but one session; the list shows the fullest of them.
    return ok({
      ...summary.value,
      id: isOthers(summary.value) ? ids.ofOthers(filePath, id) : await ids.of(filePath, id),
    });
  };
  const parts: StoreParts = {
    directory,
    disk,
    clock: options.clock,
    sync: options.sync !== 'none',
    program: options.version,
    open,
    ids,
  };
  return {
    directory,
    async list({ onUpdate, ...listOptions } = {}) {
      const owned = (list: SessionList): SessionList => ({ ...list, sessions: ids.ofList(list.sessions) });
      const listed = await listSessions(directory, {
        ...listOptions,
        ...(onUpdate ? { onUpdate: (list) => onUpdate(owned(list)) } : {}),
        ...(options.cacheFile ? { cacheFile: options.cacheFile } : {}),
      });
      return owned(listed);
    },
    summary: async (filePath) => own(await readSummary(filePath, disk)),
    read: (filePath, readOptions) => readTranscript(filePath, readOptions, disk),
    create: (init) => createSession(parts, init),
    open: (filePath, openOptions) => openSession(parts, filePath, openOptions),
    note: (filePath, event, tell) => noteOn(parts, filePath, event, tell),
    trash: (filePaths) => trashSessions(directory, filePaths, options.clock.now(), disk),
    restore: async (trashPaths) => Promise.all((await restoreSessions(directory, trashPaths, disk)).map(own)),
    listTrash: () => listTrash(directory, disk),
    emptyTrash: (olderThan) => emptyTrash(directory, olderThan, disk),
    watch: (onChange, knownFiles) => watchFolder(directory, onChange, { knownFiles }),
    holders: async (among) => findHolders(among ?? heldFiles(directory, await namesIn(disk, directory)), disk),
  };
}

/** None if the folder cannot be read: the list says why. */
async function namesIn(disk: Disk, folder: string): Promise<readonly string[]> {
  try {
    return await disk.readdir(folder);
  } catch (error) {
    throwIfBug(error);
    return [];
  }
}

async function noteOn(
  parts: StoreParts,
  filePath: string,
  event: SessionEvent,
  tell: (note: string) => void = () => undefined,
): Promise<Result<SessionSummary>> {
  const resolved = path.resolve(filePath);
  const held = [...parts.open].find((session) => session.summary.filePath === resolved);
  if (held) {
    const noted = await held.note(event);
    return noted.ok ? ok(held.summary) : noted;
  }
  const opened = await openSession(parts, filePath);
  if (!opened.ok) return opened;
  const session = opened.value;
  session.report.notes.forEach(tell);
  const noted = await session.note(event);
  const closed = await session.close();
  if (!noted.ok) return noted;
  return closed.ok ? ok(session.summary) : closed;
}
