/** The side database whose exclusive transaction is a session's lock. */
import type { DatabaseSync } from 'node:sqlite';

let sqlite: Promise<typeof import('node:sqlite')> | undefined;

/** Loaded when the first session is opened. Node 22 warns that it is experimental, which would appear on the screen. */
function loadSqlite(): Promise<typeof import('node:sqlite')> {
  if (sqlite) return sqlite;
  const warn = process.emitWarning;
  const quiet = (warning: string | Error, ...rest: unknown[]): void => {
    const words = typeof warning === 'string' ? warning : warning.message;
    if (!words.includes('SQLite')) Reflect.apply(warn, process, [warning, ...rest]);
  };
  process.emitWarning = quiet;
  sqlite = import('node:sqlite').finally(() => {
    if (process.emitWarning === quiet) process.emitWarning = warn;
  });
  return sqlite;
}

export async function openDatabase(lockPath: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await loadSqlite();
  try {
    return new DatabaseSync(lockPath);
  } catch (error) {
    throw asDiskError(error);
  }
}

/** SQLite's codes for a database that somebody else holds, and for a file that is not a database. */
const heldCodes: readonly number[] = [5, 6];
const foreignCodes: readonly number[] = [11, 26];

/** Nothing is ever written to the database: it stays an empty file. Anything in it was written by another program. */
export function beginExclusive(db: DatabaseSync): 'ours' | 'held' | 'foreign' {
  try {
    // Without a journal file, a killed holder leaves nothing beside the database.
    db.prepare('PRAGMA journal_mode=MEMORY').get();
    db.prepare('BEGIN EXCLUSIVE').run();
    return 'ours';
  } catch (error) {
    const { errcode } = error as { errcode?: unknown };
    const code = typeof errcode === 'number' ? errcode & 0xff : 0;
    if (heldCodes.includes(code)) return 'held';
    if (foreignCodes.includes(code)) return 'foreign';
    throw asDiskError(error);
  }
}

/** Any other SQLite error, as an error of the system; `diskProblem` adds the lock's path. */
function asDiskError(error: unknown): Error {
  return Object.assign(new Error('SQLite cannot use the lock.', { cause: error }), { code: 'EIO' });
}

/**
 * Whether some process holds the lock just now, on whatever machine or in whatever container: the system knows. Takes
 * nothing, and makes no file. True also where it cannot be known. SQLite itself knows of the locks of this process.
 */
export async function isLocked(lockPath: string): Promise<boolean> {
  const { DatabaseSync } = await loadSqlite();
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(lockPath, { readOnly: true });
    db.prepare('SELECT 1 FROM sqlite_schema').get();
    return false;
  } catch {
    return true;
  } finally {
    db?.close();
  }
}
