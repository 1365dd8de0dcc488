/** What stands unsent in the input box, per session: one small file each, so that it survives a restart and kill -9. */
import { join } from 'node:path';
import type { Result } from '../core/problem.ts';
import { isSafeName } from '../core/safe-name.ts';
import { loadSmallFile, saveSmallFile } from './small-file.ts';

/**
 * Keeps the text; an empty one removes the draft, and so does one as long as a document: the input box keeps that, but
 * the disk does not. The caller waits for a pause in typing first.
 */
export async function saveDraft(draftsDir: string, sessionId: string, text: string): Promise<Result<void>> {
  return saveSmallFile(await draftPath(draftsDir, sessionId), text, 'bytes');
}

/** The session's draft; empty when there is none or it cannot be read. */
export async function loadDraft(draftsDir: string, sessionId: string): Promise<string> {
  return loadSmallFile(await draftPath(draftsDir, sessionId));
}

const suffix = '.draft';
const encoded = '=';
/** In hexadecimal digits; what is longer would not fit into a file name. */
const longestEncoded = 200;

/**
 * Ids of other programs, and names of files, may contain anything: one that is not a safe name is written in hexadecimal,
 * a long one as its digest, since many may begin alike.
 */
async function draftPath(draftsDir: string, sessionId: string): Promise<string> {
  return join(draftsDir, (isSafeName(sessionId) ? sessionId : await inHexadecimal(sessionId)) + suffix);
}

async function inHexadecimal(sessionId: string): Promise<string> {
  const bytes = Buffer.from(sessionId, 'utf8');
  if (bytes.length * 2 <= longestEncoded) return encoded + bytes.toString('hex');
  const { createHash } = await import('node:crypto');
  return encoded + encoded + createHash('sha256').update(bytes).digest('hex');
}
