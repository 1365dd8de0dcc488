/** Replaces a small file whole: readers see the old text or the new one, never half of either. */
import { constants } from 'node:fs';
import { open, readFile, realpath, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../core/error.ts';
import { makeFolder, nodeDisk } from './disk.ts';
import { fileMode, folderMode, syncFolder } from './files.ts';

let count = 0;

/**
 * What must be on the disk before we go on: everything, for what must survive a power cut; the bytes, so that a power
 * cut leaves this text or the one before; nothing, where an empty file does no harm.
 */
export type Synced = 'all' | 'bytes' | 'nothing';

/** Which file a temporary one was to replace, by its name, and which process made it; undefined for other names. */
export function temporaryOf(name: string): { readonly of: string; readonly pid: number } | undefined {
  const [, of, pid] = /^(.+)\.(\d{1,10})-\d+\.tmp$/.exec(name) ?? [];
  return of === undefined ? undefined : { of, pid: Number(pid) };
}

/**
 * Writes `text` to a new file beside `path` (0600, in a 0700 folder that is created when missing) and renames it over
 * `path`. A symbolic link at `path` stays and its target is replaced. Throws the system's error; then `path` is as it
 * was and nothing is left beside it.
 */
export async function replaceFile(path: string, text: string, synced: Synced): Promise<void> {
  const target = await realpath(path).catch((error: unknown) => {
    if (isMissing(error)) return path;
    throw error;
  });
  await makeFolder(dirname(target), folderMode);
  const temporary = `${target}.${process.pid}-${count++}.tmp`;
  // A temporary file of this name can only be a leftover of an earlier process with our pid.
  await removeIfThere(temporary);
  try {
    const file = await open(
      temporary,
      constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW,
      fileMode,
    );
    try {
      await file.writeFile(text);
      if (synced !== 'nothing') await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await removeIfThere(temporary).catch(() => undefined);
    throw error;
  }
  if (synced === 'all') await syncFolder(nodeDisk, dirname(target));
}

/**
 * Removes a file that may be missing. Throws the system's error for anything else. Not `rm`, which takes longer than a
 * frame to load.
 */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** The file's text; undefined when it is missing. Throws the system's error for anything else. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The file, or its folder, does not exist. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}
