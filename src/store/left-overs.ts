/** What a killed process leaves of a small file it was replacing: a temporary file, which may hold keys or drafts. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nodeDisk } from './disk.ts';
import { isRunning } from './lock-holder.ts';
import type { Paths } from './paths.ts';
import { removeIfThere, temporaryOf } from './replace.ts';

/** Where replaced files stand. */
export type Places = Pick<Paths, 'cacheDir' | 'configFile' | 'draftsDir' | 'historyFile'>;

/**
 * In milliseconds. Replacing takes a few; a process with the number in the name may live on another machine that shares
 * the folder, where it cannot be seen.
 */
const longestReplace = 10_000;

/** The temporary files of processes that are gone. Never throws: a folder that cannot be read has none. */
export async function findLeftOvers({
  cacheDir,
  configFile,
  draftsDir,
  historyFile,
}: Places): Promise<readonly string[]> {
  // As it is replaced: beside the file that a link leads to, in a folder of the user's own.
  const config = targetOf(configFile);
  const found = [
    await leftIn(dirname(config), (name) => name === basename(config)),
    await leftIn(dirname(historyFile), (name) => /^(?:history\.jsonl|view-[0-9a-f]{16}\.json)$/.test(name)),
    await leftIn(draftsDir, (name) => name.endsWith('.draft')),
    await leftIn(cacheDir, (name) => /^list-[0-9a-f]{16}\.jsonl$/.test(name)),
  ];
  return found.flat();
}

/** Removes them. One that cannot be removed stays: the doctor names it. */
export async function removeLeftOvers(places: Places): Promise<void> {
  for (const path of await findLeftOvers(places)) await removeIfThere(path).catch(() => undefined);
}

function targetOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

async function leftIn(folder: string, isReplaced: (name: string) => boolean): Promise<readonly string[]> {
  // Not `fs.promises`, which takes 5 ms to load and is not needed otherwise before something is saved.
  const names = await nodeDisk.readdir(folder).catch((): string[] => []);
  const left: string[] = [];
  for (const name of names) {
    const { of, pid } = temporaryOf(name) ?? { of: '', pid: 0 };
    const path = join(folder, name);
    if (isReplaced(of) && (await isLeft(path, pid))) left.push(path);
  }
  return left;
}

async function isLeft(path: string, pid: number): Promise<boolean> {
  const stat = await nodeDisk.lstat(path).catch(() => undefined);
  if (!stat?.isFile() || Date.now() - stat.mtimeMs < longestReplace) return false;
  // A process in a container often has the number of the one before it.
  return pid === process.pid ? stat.mtimeMs < performance.timeOrigin : !isRunning(pid);
}
