/** What stands unsent in the input box, per session: one small file each, so that it survives a restart and kill -9. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../core/problem.ts';
import { diskProblem } from './disk.ts';
import { isSafeName } from './files.ts';
import { replaceFile } from './replace.ts';

/** A longer text is a document, not a draft; the input box keeps it, the disk does not. */
const longestDraft = 4 << 20;

/** The last write of each draft, so that an older text never lands on a newer one. */
const pending = new Map<string, Promise<unknown>>();

/**
 * Keeps the text; an empty one removes the draft. The caller waits for a pause in typing before it calls. Not synced:
 * a power cut may bring back the draft before this one, nothing else can.
 */
export async function saveDraft(draftsDir: string, sessionId: string, text: string): Promise<Result<void>> {
  const path = draftPath(draftsDir, sessionId);
  const write = (pending.get(path) ?? Promise.resolve()).then(async (): Promise<Result<void>> => {
    try {
      if (text === '' || text.length > longestDraft) await rm(path, { force: true });
      else await replaceFile(path, text, false);
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

/** The session's draft; empty when there is none or it cannot be read. */
export async function loadDraft(draftsDir: string, sessionId: string): Promise<string> {
  const path = draftPath(draftsDir, sessionId);
  await pending.get(path);
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= 4 * longestDraft ? await readFile(path, 'utf8') : '';
  } catch {
    return '';
  }
}

/** The ids of all sessions that have a draft: for a mark in the list. */
export async function draftedSessions(draftsDir: string): Promise<ReadonlySet<string>> {
  try {
    const names = await readdir(draftsDir);
    return new Set(names.filter((name) => name.endsWith(suffix)).map((name) => idOf(name.slice(0, -suffix.length))));
  } catch {
    // A missing or closed folder holds no draft that could be shown.
    return new Set();
  }
}

const suffix = '.draft';
const encoded = '=';

/** Ids of other programs may hold anything: what is not a safe name is written in hexadecimal. */
function draftPath(draftsDir: string, sessionId: string): string {
  const name = isSafeName(sessionId)
    ? sessionId
    : encoded + Buffer.from(sessionId.slice(0, 100), 'utf8').toString('hex').slice(0, 200);
  return join(draftsDir, name + suffix);
}

function idOf(name: string): string {
  return name.startsWith(encoded) ? Buffer.from(name.slice(1), 'hex').toString('utf8') : name;
}
