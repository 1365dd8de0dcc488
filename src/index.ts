/** The library: reads session files, those of reprise and those of claude-code-Go. Never writes, loads no terminal code. */
import { type Problem, type ProblemCode, problem, sentence } from './core/problem.ts';
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
import { nodeDisk } from './store/disk.ts';
import { listSessions as listFolder } from './store/list.ts';
import { createOwnIds } from './store/own-ids.ts';
import { readTranscript } from './store/reader.ts';
import { readSummary } from './store/summary.ts';
import { currentFolder, userPath } from './store/user-path.ts';

export type { Attachment, Lineage, Part, ProblemCode, Role, StopReason, Usage };

/** A session as the list shows it. */
export interface Session extends Omit<SessionSummary, 'startTime' | 'endTime'> {
  readonly startTime: Date;
  /** When the last message was stored. */
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

/** The error both functions reject with; `code` is stable, `message` is for people. */
export class SessionError extends Error {
  readonly code: ProblemCode;

  constructor(problem: Problem) {
    super(sentence(problem));
    this.name = 'SessionError';
    this.code = problem.code;
  }
}

/**
 * The sessions of a folder, newest first; by default, this user's (`REPRISE_HOME` and XDG variables apply).
 * A missing folder has none. Damaged files are listed with their `damage`. Rejects with a `SessionError`
 * if the folder cannot be read, or if none is given and the user's home folder is not known. `filePath` is
 * always absolute. No two have the same `id`: of copies of a file, one keeps what is in it, and the others are
 * known by their file names, as in `reprise list --json`.
 */
export async function listSessions(directory?: string): Promise<Session[]> {
  const list = await listFolder(whole(directory ?? (await ownFolder()), 'a folder'));
  if (list.problem) throw new SessionError(list.problem);
  return createOwnIds(nodeDisk, () => [])
    .ofList(list.sessions)
    .map(toSession);
}

/**
 * One whole session file. Damaged lines are skipped, and so is all but the last 256 MB of a giant file; `session.damage`
 * reports both. Where prompts were edited or replies regenerated, `messages` is the branch that is shown. Rejects with a
 * `SessionError` if the file cannot be read.
 */
export async function loadSession(filePath: string): Promise<LoadedSession> {
  const file = whole(filePath, 'the `filePath` of a session');
  const summary = await readSummary(file);
  if (!summary.ok) throw new SessionError(summary.problem);
  const transcript = await readTranscript(file);
  if (!transcript.ok) throw new SessionError(transcript.problem);
  const { bytesBefore, notices } = transcript.value;
  const leftOut = bytesBefore > 0 ? (notices[0]?.text ?? '') : '';
  const damage = [summary.value.damage, leftOut].filter((one) => one !== '').join('; ');
  return { session: toSession({ ...summary.value, damage }), messages: branch(transcript.value).map(toMessage) };
}

/**
 * A path as it was given, made absolute, so that a `filePath` works in every folder. Checked, because JavaScript
 * callers have no types, and passing a session instead of its file is the likeliest mistake.
 */
function whole(path: string, wanted: string): string {
  if (typeof path === 'string' && path !== '') return userPath(path, currentFolder(process.env));
  throw new TypeError(`Give ${wanted} as a string that is not empty, not ${path === '' ? "''" : typeof path}.`);
}

/** Looked up on demand: env-paths asks the system for the home folder when it is loaded, and a user may have none. */
async function ownFolder(): Promise<string> {
  const paths = await import('./store/paths.ts').catch(() => {
    const message = 'HOME is not set, and the system does not know this user’s home folder.';
    throw new SessionError(problem('bad-config', message, 'Set HOME, or pass the sessions folder.'));
  });
  return paths.findPaths(process.env).sessionsDir;
}

function toSession(summary: SessionSummary): Session {
  return { ...summary, startTime: new Date(summary.startTime), endTime: new Date(summary.endTime) };
}

function toMessage(message: StoredMessage): Message {
  return { ...message, timestamp: new Date(message.timestamp) };
}
