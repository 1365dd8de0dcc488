/**
 * A failure as a value: a code from a closed list, one sentence for a person, and the next step.
 * Nothing below `cli` prints or throws for a failure that can happen in daily use; it returns a Problem.
 */

export type ProblemCode =
  // providers
  | 'no-key'
  | 'bad-key'
  | 'forbidden'
  | 'model-not-found'
  | 'no-model'
  | 'bad-request'
  | 'context-too-long'
  | 'request-too-large'
  | 'rate-limited'
  | 'quota-exhausted'
  | 'overloaded'
  | 'server-error'
  | 'connection-refused'
  | 'host-not-found'
  | 'connection-lost'
  | 'timeout'
  | 'not-a-stream'
  | 'bad-stream'
  | 'cut-off'
  | 'stalled'
  | 'aborted'
  | 'content-refused'
  | 'insecure-server'
  // sessions and files
  | 'session-not-found'
  | 'session-ambiguous'
  | 'name-taken'
  | 'bad-name'
  | 'bad-id'
  | 'locked'
  | 'damaged'
  | 'newer-version'
  | 'read-only'
  | 'no-permission'
  | 'disk-full'
  | 'disk-quota'
  | 'file-too-large'
  | 'io-error'
  | 'not-a-file'
  | 'already-exists'
  // settings, command line, terminal
  | 'bad-config'
  | 'bad-theme'
  | 'bad-argument'
  | 'no-terminal'
  | 'attachment-unusable'
  | 'internal';

export interface Problem {
  readonly code: ProblemCode;
  /** One whole sentence in plain words, without secrets, ready to be shown. */
  readonly message: string;
  /** What the user can do now, as one sentence; empty if there is nothing to do. */
  readonly next: string;
  /** What the system or the server said, or its code; already redacted, not for the screen. */
  readonly detail?: string;
  /** HTTP status, if a server sent one. */
  readonly status?: number;
  /** How long the server asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Names or ids that may have been meant: for ambiguous and unknown sessions. */
  readonly candidates?: readonly string[];
  /** Who holds a locked session, for example `pid 4711 on host`. */
  readonly holder?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail<T = never>(problem: Problem): Result<T> {
  return { ok: false, problem };
}

/** A Problem from its parts; `extra` carries the optional fields. */
export function problem(
  code: ProblemCode,
  message: string,
  next = '',
  extra: Omit<Partial<Problem>, 'code' | 'message' | 'next'> = {},
): Problem {
  return { code, message, next, ...extra };
}

/** Both sentences of a problem, as one line. */
export function sentence(p: Problem): string {
  return p.next === '' ? p.message : `${p.message} ${p.next}`;
}
