/** Files that the user names: exports that never replace anything unasked, and texts that are read with a bound. */
import { open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok, problem, type Result } from '../core/problem.ts';
import { diskProblem, errorCode } from '../store/disk.ts';
import { userPath } from '../store/user-path.ts';

/**
 * Writes a file of 0600 and gives its whole path. Problem `already-exists` when something stands there and
 * `overwrite` was not asked for; nothing half-written stays under a new name.
 */
export async function writeNewFile(
  name: string,
  text: string,
  options: { readonly cwd: string; readonly overwrite: boolean },
): Promise<Result<string>> {
  const path = userPath(name, options.cwd);
  let made = false;
  try {
    const file = await open(path, options.overwrite ? 'w' : 'wx', 0o600);
    made = !options.overwrite;
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return ok(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      return fail(problem('already-exists', `${path} is already there.`, 'Choose another name.'));
    }
    if (errorCode(error) === 'ENOENT') {
      return fail(
        problem('bad-argument', `There is no folder ${dirname(path)}.`, 'Make it, or name a file somewhere else.'),
      );
    }
    if (made) await rm(path, { force: true }).catch(() => undefined);
    const found = diskProblem(error, path);
    // Unlike a session, which is tried again by itself.
    const isFull = found.code === 'disk-full' || found.code === 'disk-quota';
    return fail(isFull ? { ...found, next: 'Free some space, or name a file on another disk.' } : found);
  }
}

/** True for a folder that is there, or a link to one. */
export async function isFolder(name: string, cwd: string): Promise<boolean> {
  const found = await stat(userPath(name, cwd)).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** The text of a regular file of at most `mostBytes`; a pipe or a device would block or never end. */
export async function readTextFile(name: string, cwd: string, mostBytes: number): Promise<Result<string>> {
  const path = userPath(name, cwd);
  try {
    const found = await stat(path);
    if (!found.isFile()) return fail(problem('not-a-file', `${path} is not a regular file.`));
    if (found.size > mostBytes) {
      return fail(problem('file-too-large', `${path} is larger than ${Math.floor(mostBytes / 1024 / 1024)} MB.`));
    }
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return fail(diskProblem(error, path));
  }
}
