/** Folders of many sessions with a list and its cache, for tests of the list. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { SessionList } from '../../src/ports.ts';
import { type Disk, nodeDisk } from '../../src/store/disk.ts';
import { type FolderListOptions, listSessions } from '../../src/store/list.ts';
import { writeManySessions } from './many-sessions.ts';
import { tempFolder } from './temp-home.ts';

export interface Place {
  readonly folder: string;
  readonly cacheFile: string;
  readonly list: (options?: FolderListOptions) => Promise<SessionList>;
}

export function place(t: TestContext, count: number): Place {
  const root = tempFolder(t);
  const folder = path.join(root, 'sessions');
  writeManySessions(folder, { count });
  const cacheFile = path.join(root, 'cache', 'list.jsonl');
  return { folder, cacheFile, list: (options) => listSessions(folder, { cacheFile, ...options }) };
}

/** All answers of one listing, the last among them. */
export async function answers(list: Place['list'], options: FolderListOptions = {}): Promise<SessionList[]> {
  const told: SessionList[] = [];
  const last = await list({ ...options, onUpdate: (answer) => told.push(answer) });
  assert.equal(told.at(-1), last);
  return told;
}

/** The real disk, counting the files that are opened at once. */
export function countingDisk(): { readonly disk: Disk; opened(): number } {
  let opened = 0;
  const openSync: Disk['openSync'] = (...args) => {
    opened += 1;
    return nodeDisk.openSync(...args);
  };
  return { disk: { ...nodeDisk, openSync }, opened: () => opened };
}

/** Waits until the last change of each file is long enough ago for its time to be trusted. */
export async function atRest(folder: string): Promise<void> {
  for (const name of fs.readdirSync(folder)) {
    while (Date.now() - fs.lstatSync(path.join(folder, name)).ctimeMs < 60) await setTimeout(5);
  }
}

/** The file names, in the order of the list. */
export const names = (list: SessionList | undefined) =>
  list?.sessions.map((session) => path.basename(session.filePath));
