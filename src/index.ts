/** The library: reads session files, those of reprise and those of claude-code-Go. Never writes, loads no terminal code. */
import type { Problem, ProblemCode } from './core/problem.ts';
import { sentence } from './core/problem.ts';
import type {
  Attachment,
  Lineage,
  Part,
  Role,
  SessionSummary,
  StopReason,
  Message as StoredMessage,
  Usage,
} from './core/session.ts';
import { branch } from './core/tree.ts';
import { listSessions as listFolder } from './store/list.ts';
import { findPaths } from './store/paths.ts';
import { readTranscript } from './store/reader.ts';
import { readSummary } from './store/summary.ts';

export type { Attachment, Lineage, Part, ProblemCode, Role, StopReason, Usage };

/** A session as the list knows it. */
export interface Session extends Omit<SessionSummary, 'startTime' | 'endTime'> {
  readonly startTime: Date;
  /** When the last message was kept. */
  readonly endTime: Date;
}

/** One message of the branch that is shown, oldest first. */
export interface Message extends Omit<StoredMessage, 'timestamp'> {
  readonly timestamp: Date;
}

export interface LoadedSession {
  readonly session: Session;
  readonly messages: readonly Message[];
}

/** What both functions reject with; `code` is stable, `message` is for people. */
export class SessionError extends Error {
  readonly code: ProblemCode;

  constructor(problem: Problem) {
    super(sentence(problem));
    this.name = 'SessionError';
    this.code = problem.code;
  }
}

/**
 * The sessions of a folder, newest first; without one, those of this user (`REPRISE_HOME` and XDG variables hold).
 * A folder that does not exist has none. Damaged files are listed with their `damage`. Rejects with a `SessionError`
 * when the folder cannot be read.
 */
export async function listSessions(directory?: string): Promise<Session[]> {
  const list = await listFolder(directory ?? findPaths(process.env).sessionsDir);
  if (list.problem) throw new SessionError(list.problem);
  return list.sessions.map(toSession);
}

/**
 * One session file, whole. Damaged lines are skipped, and so is all but the last 256 MB of a giant file; `session.damage`
 * tells of either. Of edited prompts and answer
 * variants the messages hold the branch that is shown. Rejects with a `SessionError` when the file cannot be read.
 */
export async function loadSession(filePath: string): Promise<LoadedSession> {
  const summary = await readSummary(filePath);
  if (!summary.ok) throw new SessionError(summary.problem);
  const transcript = await readTranscript(filePath);
  if (!transcript.ok) throw new SessionError(transcript.problem);
  const { bytesBefore, notices } = transcript.value;
  const leftOut = bytesBefore > 0 ? (notices[0]?.text ?? '') : '';
  const damage = [summary.value.damage, leftOut].filter((one) => one !== '').join('; ');
  return { session: toSession({ ...summary.value, damage }), messages: branch(transcript.value).map(toMessage) };
}

function toSession(summary: SessionSummary): Session {
  return { ...summary, startTime: new Date(summary.startTime), endTime: new Date(summary.endTime) };
}

function toMessage(message: StoredMessage): Message {
  return { ...message, timestamp: new Date(message.timestamp) };
}
