/** A folder of sessions with a trash, for tests that move sessions there and back. */
import fs from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Disk } from '../../src/store/disk.ts';
import { restoreSessions, trashSessions } from '../../src/store/trash.ts';
import { writeManySessions } from './many-sessions.ts';
import { only } from './open-store.ts';
import { tempFolder } from './temp-home.ts';

/** When the tests delete sessions; milliseconds since 1970. */
export const now = 1_777_800_000_000;

/** Sessions that line 1 describes; `trash` does not exist yet. */
export function place(t: TestContext, count = 2) {
  const folder = path.join(tempFolder(t), 'sessions');
  const paths = writeManySessions(folder, { count }).map((name) => path.join(folder, name));
  const [first = '', second = ''] = paths;
  return { folder, paths, first, second, trash: path.join(folder, '.trash') };
}

export async function trashSession(folder: string, filePath: string, at: number, disk?: Disk) {
  return only(await trashSessions(folder, [filePath], at, disk));
}

export async function restoreSession(folder: string, trashPath: string, disk?: Disk) {
  return only(await restoreSessions(folder, [trashPath], disk));
}

/** Every file below the folder with its bytes, except locks: if two of these are equal, nothing was lost. */
export function contents(folder: string): Map<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    files
      .filter((name) => fs.statSync(path.join(folder, name)).isFile() && !name.includes('.lock.db'))
      .map((name) => [name, fs.readFileSync(path.join(folder, name), 'latin1')]),
  );
}

/** The bytes of all files, whatever their names. */
export const sortedBytes = (folder: string) => [...contents(folder).values()].sort();
