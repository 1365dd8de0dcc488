/** What `--json` prints, for scripts: always the same names, null or 0 if there is nothing, times in ISO 8601. */
import type { Problem } from '../core/problem.ts';
import type { Message, SessionSummary, Usage } from '../core/session.ts';

/** A session: everything the list knows. */
export function sessionJson(session: SessionSummary): Record<string, unknown> {
  const {
    behind: _behind,
    cachedTokens = 0,
    cacheWrittenTokens = 0,
    endTime,
    forkedFrom = null,
    startTime,
    ...rest
  } = session;
  return {
    ...rest,
    cachedTokens,
    cacheWrittenTokens,
    forkedFrom,
    startTime: isoTime(startTime),
    endTime: isoTime(endTime),
  };
}

/** A message of a transcript. */
export function messageJson(message: Message): Record<string, unknown> {
  const { id, parent, seq, role, content, timestamp } = message;
  const { provider = null, model = null, stop = null, problem = null } = message;
  const { parts = [], attachments = [], seen = false, summaryOf = null, usage } = message;
  const answer = { provider, model, stop, problem, usage: usageJson(usage) };
  return {
    id,
    parent,
    seq,
    role,
    content,
    timestamp: isoTime(timestamp),
    ...answer,
    parts,
    attachments,
    seen,
    summaryOf,
  };
}

/** Null where no tokens were counted. */
export function usageJson(usage: Usage | undefined): Record<string, unknown> | null {
  if (usage === undefined) return null;
  const { cached = 0, cacheWritten = 0, estimated = false, input, output } = usage;
  return { input, output, cached, cacheWritten, estimated };
}

/** Why something is incomplete; null if it is complete. */
export function problemJson(problem: Problem | undefined): Record<string, unknown> | null {
  return problem === undefined ? null : { code: problem.code, message: problem.message, next: problem.next };
}

/** Null when there is no time. */
export function isoTime(ms: number): string | null {
  const date = new Date(ms);
  return ms > 0 && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}
