/** Files that the user names: exports, which never overwrite unasked, and texts, read up to a limit. */
import { chmod, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { diskProblem, errorCode } from '../store/disk.ts';
import { replaceFile } from '../store/replace.ts';
import { userPath } from '../store/user-path.ts';

/**
 * Writes a file of 0600 and returns its absolute path. Problem `already-exists` if the file exists and `overwrite` was
 * not requested; with it, the old file keeps its mode, and stays intact until the new one is complete. A pipe or a
 * device gets the text directly. Nothing half-written stays.
 */
export async function writeNewFile(
  name: string,
  text: string,
  options: { readonly cwd: string; readonly overwrite: boolean },
): Promise<Result<string>> {
  const path = userPath(name, options.cwd);
  try {
    const there = await stat(path).catch(() => undefined);
    if (there && !there.isFile() && !there.isDirectory()) await writeFile(path, text);
    else if (there?.isFile() && options.overwrite) {
      await replaceFile(path, text, 'all');
      await chmod(path, there.mode & 0o777);
    } else await writeWhole(path, text, options.overwrite ? 'w' : 'wx');
    return ok(path);
  } catch (error) {
    return fail(writeProblem(error, path));
  }
}

/** Creates the file; one that could not be written completely is removed again. */
async function writeWhole(path: string, text: string, flags: 'w' | 'wx'): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

function writeProblem(error: unknown, path: string): Problem {
  if (errorCode(error) === 'EEXIST')
    return problem('already-exists', `${path} already exists.`, 'Choose another name.');
  if (errorCode(error) === 'ENOENT') {
    return problem('bad-argument', `There is no folder ${dirname(path)}.`, 'Create it, or choose another place.');
  }
  const found = diskProblem(error, path);
  // Unlike a session, an export is not retried automatically.
  const isFull = found.code === 'disk-full' || found.code === 'disk-quota';
  return isFull ? { ...found, next: 'Free some space, or choose another disk.' } : found;
}

/** True for an existing folder, or a link to one. */
export async function isFolder(name: string, cwd: string): Promise<boolean> {
  const found = await stat(userPath(name, cwd)).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** All files in a folder and the folders below it, as paths in order of name; undefined when it is no folder. */
export async function listFolder(name: string, cwd: string): Promise<Result<readonly string[]> | undefined> {
  const path = userPath(name, cwd);
  if (!(await isFolder(name, cwd))) return undefined;
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return ok(files.sort());
  } catch (error) {
    return fail(diskProblem(error, path));
  }
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
