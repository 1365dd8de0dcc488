/** A session that is kept nowhere: what `run --no-save` asks in. */
import { ok } from '../core/problem.ts';
import type { SessionSummary, Transcript } from '../core/session.ts';
import type { OpenSession } from '../ports.ts';

/** As if it were open for writing, beginning with what `transcript` holds. */
export function unkeptSession(summary: SessionSummary, transcript: Transcript): OpenSession {
  let seq = transcript.messages.at(-1)?.seq ?? 0;
  const done = async () => ok(undefined);
  const nothing = (): void => {};
  return {
    summary,
    transcript,
    report: { notes: [] },
    append: async (message) => {
      seq += 1;
      return ok({ ...message, seq });
    },
    note: done,
    delta: nothing,
    dropPartial: nothing,
    onState: nothing,
    retryNow: done,
    close: done,
  };
}
