/** Small files of the state folder: one text each, replaced as a whole, for what is kept between starts. */
import { readFileSync, statSync } from 'node:fs';
import { ok, type Result } from '../core/problem.ts';
import { diskProblem } from './disk.ts';
import { removeIfThere, replaceFile, type Synced } from './replace.ts';

/** Longer than anything kept this way; UTF-16 code units when written, a quarter of the bytes when read. */
const longest = 4 << 20;

interface Write {
  /** The newest text that arrived before it began. */
  text: string;
  hasBegun: boolean;
  done: Promise<Result<void>>;
}

/**
 * The last write of each file, so that an older text never replaces a newer one, and a slow disk writes only the
 * newest.
 */
const pending = new Map<string, Write>();

/**
 * Keeps the text; an empty or a giant one removes the file. With `bytes` synced a power cut leaves this text or the one
 * before it; with `nothing` it may take both (a rename can reach the disk before the bytes do).
 */
export function saveSmallFile(path: string, text: string, synced: Synced): Promise<Result<void>> {
  const before = pending.get(path);
  if (before && !before.hasBegun) {
    before.text = text;
    return before.done;
  }
  const write: Write = { text, hasBegun: false, done: Promise.resolve(ok(undefined)) };
  write.done = (before?.done ?? write.done).then(async () => {
    write.hasBegun = true;
    const result = await put(path, write.text, synced);
    if (pending.get(path) === write) pending.delete(path);
    return result;
  });
  pending.set(path, write);
  return write.done;
}

async function put(path: string, text: string, synced: Synced): Promise<Result<void>> {
  try {
    if (text === '' || text.length > longest) await removeIfThere(path);
    else await replaceFile(path, text, synced);
    return ok(undefined);
  } catch (error) {
    return { ok: false, problem: diskProblem(error, path) };
  }
}

/**
 * The text that was kept; empty when there is none or it cannot be read. Synchronous, because the first frame waits for
 * one of these.
 */
export async function loadSmallFile(path: string): Promise<string> {
  await pending.get(path)?.done;
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() && found.size <= 4 * longest ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
