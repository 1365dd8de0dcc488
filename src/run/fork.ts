/** A fork: a new session that begins as a copy of another, whole with its variants or up to a message. */
import { ok, type Result } from '../core/problem.ts';
import type { ModelRef, SessionSummary } from '../core/session.ts';
import { branch } from '../core/tree.ts';
import type { OpenSession, SessionStore } from '../ports.ts';
import { readWholeSession, type WholeSession } from './whole-session.ts';

export interface ForkRequest {
  readonly filePath: string;
  /** Copies only the branch that ends at this message; by default, every branch. */
  readonly upTo?: string;
  /** Where the shown branch ends, if that is not what the file says. */
  readonly head?: string;
  readonly name?: string;
  /** What the copy continues with, when that is not the original's provider and model. */
  readonly model?: ModelRef;
  /** The session as this process has it open. */
  readonly held?: WholeSession;
}

/** The new session, open for writing; ids, parents and folder are those of the old one. */
export async function beginFork(store: SessionStore, request: ForkRequest): Promise<Result<OpenSession>> {
  const { filePath, upTo, name } = request;
  const read = await readWholeSession(store, filePath, request.held);
  if (!read.ok) return read;
  const { summary, transcript } = read.value;
  const copied = upTo === undefined ? transcript.messages : branch(transcript, upTo);
  const shown = upTo === undefined ? (request.head ?? transcript.head) : copied.at(-1)?.id;
  const head = copied.some((message) => message.id === shown) ? shown : copied.at(-1)?.id;
  const { provider, model } = request.model ?? summary;
  return store.create({
    provider,
    model,
    cwd: summary.cwd,
    ...(name === undefined ? {} : { name }),
    ...(transcript.system === '' ? {} : { system: transcript.system }),
    forkedFrom: { sessionId: summary.id, name: summary.name, messageId: copied.at(-1)?.id ?? null },
    messages: copied.map(({ seq: _seq, ...message }) => message),
    ...(head == null ? {} : { head }),
  });
}

/** The same, written and closed. */
export async function forkSession(store: SessionStore, request: ForkRequest): Promise<Result<SessionSummary>> {
  const begun = await beginFork(store, request);
  if (!begun.ok) return begun;
  const closed = await begun.value.close();
  return closed.ok ? ok(begun.value.summary) : closed;
}
