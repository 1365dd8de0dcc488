/** Small files of the state folder: one text each, replaced whole, for what should be found again after a restart. */
import { readFileSync, statSync } from 'node:fs';
import { ok, type Result } from '../core/problem.ts';
import { diskProblem } from './disk.ts';
import { removeIfThere, replaceFile } from './replace.ts';

/** Longer than anything that is kept so; UTF-16 code units when written, a quarter of the bytes when read. */
const longest = 4 << 20;

/** The last write of each file, so that an older text never lands on a newer one. */
const pending = new Map<string, Promise<unknown>>();

/**
 * Keeps the text; an empty or a giant one removes the file. Only with `sync` it outlives a power cut: without, that may
 * take this text and the one before it (a rename can be on the disk before the bytes are).
 */
export async function saveSmallFile(path: string, text: string, sync: boolean): Promise<Result<void>> {
  const write = (pending.get(path) ?? Promise.resolve()).then(async (): Promise<Result<void>> => {
    try {
      if (text === '' || text.length > longest) await removeIfThere(path);
      else await replaceFile(path, text, sync);
      return ok(undefined);
    } catch (error) {
      return { ok: false, problem: diskProblem(error, path) };
    }
  });
  pending.set(path, write);
  const result = await write;
  if (pending.get(path) === write) pending.delete(path);
  return result;
}

/** The text that was kept; empty when there is none or it cannot be read. Read synchronously: the first frame waits for one of them. */
export async function loadSmallFile(path: string): Promise<string> {
  await pending.get(path);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() && found.size <= 4 * longest ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
