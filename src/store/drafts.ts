/** What stands unsent in the input box, per session: one small file each, so that it survives a restart and kill -9. */
import { join } from 'node:path';
import type { Result } from '../core/problem.ts';
import { isSafeName } from '../core/safe-name.ts';
import { loadSmallFile, saveSmallFile } from './small-file.ts';

/**
 * Keeps the text; an empty one removes the draft, and so does one as long as a document: the input box keeps that, but
 * the disk does not. The caller waits for a pause in typing first.
 */
export function saveDraft(draftsDir: string, sessionId: string, text: string): Promise<Result<void>> {
  return saveSmallFile(draftPath(draftsDir, sessionId), text, 'bytes');
}

/** The session's draft; empty when there is none or it cannot be read. */
export function loadDraft(draftsDir: string, sessionId: string): Promise<string> {
  return loadSmallFile(draftPath(draftsDir, sessionId));
}

const suffix = '.draft';
const encoded = '=';

/** Ids of other programs may contain anything: one that is not a safe name is written in hexadecimal. */
function draftPath(draftsDir: string, sessionId: string): string {
  const name = isSafeName(sessionId)
    ? sessionId
    : encoded + Buffer.from(sessionId.slice(0, 100), 'utf8').toString('hex').slice(0, 200);
  return join(draftsDir, name + suffix);
}
