/** A session with all its messages: from its file, plus those in memory that are not in the file yet. */
import { mergeTranscripts } from '../app/conversation.ts';
import { fail, ok, problem, type Result } from '../core/problem.ts';
import type { SessionSummary, Transcript } from '../core/session.ts';
import type { SessionStore } from '../ports.ts';

export interface WholeSession {
  readonly summary: SessionSummary;
  readonly transcript: Transcript;
}

/**
 * `held` is the session as this process has it open: the head is then the one shown here. Problem `file-too-large` for
 * one whose beginning cannot be read: a copy would lack it without anybody noticing.
 */
export async function readWholeSession(
  store: SessionStore,
  filePath: string,
  held?: WholeSession,
): Promise<Result<WholeSession>> {
  const summary = held ? ok(held.summary) : await store.summary(filePath);
  if (!summary.ok) return summary;
  const read = held?.transcript.complete ? ok(held.transcript) : await store.read(filePath);
  if (!read.ok) return read;
  const transcript = held ? mergeTranscripts(held.transcript, read.value, held.transcript.head) : read.value;
  if (transcript.bytesBefore > 0) {
    const message = `The session ${summary.value.name} is too large to read as a whole.`;
    return fail(problem('file-too-large', message, `Copy its file instead: ${filePath}.`));
  }
  return ok({ summary: summary.value, transcript });
}
