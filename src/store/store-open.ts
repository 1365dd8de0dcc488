/** Making and opening sessions: name, lock, file, and the held session around them. */
import path from 'node:path';
import { stepHead } from '../core/fold.ts';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import {
  createdLine,
  emptyHead,
  encodeEvent,
  encodeMessage,
  type Head,
  headBytes,
  wellFormed,
} from '../core/record.ts';
import { emptyTranscript, formatVersion, isModelChange, type Message, type SessionEvent } from '../core/session.ts';
import type { Clock, OpenOptions, OpenSession, SessionInit } from '../ports.ts';
import { type Disk, diskProblem, throwIfBug } from './disk.ts';
import { ensureFolder, insideFolder, removeQuietly, sessionFileName, tightenFolder } from './files.ts';
import { tooLongLine } from './lines.ts';
import { acquireLock } from './lock.ts';
import type { OwnIds } from './own-ids.ts';
import { PartialWriter } from './partial.ts';
import { recoverSession } from './recover.ts';
import { type HeldFile, HeldSession, type SessionParts } from './session.ts';
import { SessionState } from './session-state.ts';
import { SessionFile } from './writer.ts';
import { createSessionFile, syncFolderOf } from './writer-copy.ts';

/** What all sessions of one store share. */
export interface StoreParts {
  readonly directory: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly sync: boolean;
  readonly program: string | undefined;
  /** The sessions that are open in this store. */
  readonly open: Set<OpenSession>;
  readonly ids: OwnIds;
}

/**
 * Begins a session. If its file cannot be created now (full disk, read-only folder), the session begins all the same:
 * it reports that it is not saved, and tries again.
 */
export async function createSession(parts: StoreParts, init: SessionInit): Promise<Result<OpenSession>> {
  const { disk, clock } = parts;
  const begun = beginState(parts, init);
  if (!begun.ok) return begun;
  const { state } = begun.value;
  let { lines } = begun.value;
  const filePath = path.join(parts.directory, sessionFileName(state.head.startTime, 1));
  const notes: string[] = [];
  // Files of failed attempts that could not be removed either: nobody must find two halves of one session.
  const leftovers = new Set<string>();
  const make = async (): Promise<Result<HeldFile>> => {
    const clear = async (): Promise<void> => {
      for (const left of leftovers) if (await removeQuietly(disk, left)) leftovers.delete(left);
    };
    await clear();
    const made = await makeFile(parts, { filePath, state, lines, notes, left: (name) => leftovers.add(name) });
    if (!made.ok) return made;
    await clear();
    // Once the lines of a long fork are in its file, memory need not keep them too.
    lines = Buffer.alloc(0);
    return made;
  };
  const made = await make();
  if (!made.ok && !isStorageFault(made.problem)) return made;
  const held = made.ok ? made.value : undefined;
  if (!made.ok) notes.push(`This session is not saved: ${made.problem.message}`);
  return ok(
    hold(parts, {
      disk,
      now: () => clock.now(),
      state,
      partial: new PartialWriter(disk, held?.file.filePath ?? filePath, () => clock.now()),
      notes,
      held,
      make,
      filePath,
      interrupted: [],
      ...(made.ok ? {} : { problem: made.problem }),
    }),
  );
}

/** Opens a session of this folder for writing. */
export async function openSession(
  parts: StoreParts,
  filePath: string,
  { recount = false }: OpenOptions = {},
): Promise<Result<OpenSession>> {
  const inside = insideFolder(parts.directory, filePath);
  if (!inside.ok) return inside;
  const { disk, clock, sync } = parts;
  // A lock on a file that does not exist would leave stray files behind.
  const there = await exists(disk, inside.value);
  if (!there.ok) return there;
  const lock = await acquireLock(disk, inside.value);
  if (!lock.ok) return lock;
  const recovered = await recoverSession(disk, inside.value, { sync, recount, now: clock.now() });
  if (!recovered.ok) {
    await lock.value.release();
    return recovered;
  }
  const { file, head, transcript, interrupted, hasPartial } = recovered.value;
  const tightened = await tightenFolder(disk, parts.directory).catch(throwIfBug);
  const notes = tightened ? [folderNote(parts.directory), ...recovered.value.notes] : recovered.value.notes;
  const partial = new PartialWriter(disk, inside.value, () => clock.now());
  if (hasPartial) {
    partial.inherit(interrupted.map((message) => message.id));
    if (interrupted.length === 0) partial.remove();
  }
  const state = new SessionState(head, transcript);
  state.goBy(await parts.ids.of(inside.value, state.summary(inside.value, 0).id));
  const session = hold(parts, {
    disk,
    now: () => clock.now(),
    state,
    partial,
    notes,
    held: { file, lock: lock.value },
    make: async () => fail(problem('internal', 'An open session has its file.')),
    filePath: inside.value,
    interrupted,
  });
  // Queued first and in order: when this one resolves, the others have been tried too.
  const last = interrupted.at(-1);
  if (last) await session.append(last);
  return ok(session);
}

function hold(parts: StoreParts, sessionParts: Omit<SessionParts, 'onClosed'>): OpenSession {
  const session: OpenSession = new HeldSession({ ...sessionParts, onClosed: () => parts.open.delete(session) });
  parts.open.add(session);
  return session;
}

async function exists(disk: Disk, filePath: string): Promise<Result<void>> {
  try {
    await disk.lstat(filePath);
    return ok(undefined);
  } catch (error) {
    return fail(diskProblem(error, filePath));
  }
}

/** The new session in memory, and the first lines of its file. */
function beginState(parts: StoreParts, init: SessionInit): Result<{ state: SessionState; lines: Buffer }> {
  const now = parts.clock.now();
  const id = init.id ?? parts.clock.newId('sess');
  const named = init.name !== undefined && init.name !== '';
  const system = init.system ?? '';
  const startTime = Math.min(init.startTime ?? now, now);
  const head: Head = {
    ...emptyHead,
    id,
    name: named && init.name !== undefined ? init.name : shortName(id),
    named,
    provider: init.provider,
    model: init.model,
    cwd: init.cwd,
    startTime,
    endTime: startTime,
    version: formatVersion,
    seq: 1,
    ...(init.forkedFrom ? { forkedFrom: init.forkedFrom } : {}),
  };
  const lines = [createdLine(head, 1, system, parts.program)];
  const messages: Message[] = [];
  const ids = new Set<string>();
  let facts = head;
  for (const given of init.messages ?? []) {
    // A message copied from a damaged session may follow one that is missing: it then follows the one before it, as it
    // was shown.
    const before = messages.at(-1)?.id ?? null;
    const parent = given.parent === null || ids.has(given.parent) ? given.parent : before;
    const message: Message = { ...wellFormed(given), parent, seq: facts.seq + 1 };
    ids.add(message.id);
    messages.push(message);
    facts = stepHead(facts, { kind: 'message', message }, headBytes);
    const line = encodeMessage(message);
    const tooLong = tooLongLine(line, `Message ${messages.length}`);
    if (tooLong) return fail(tooLong);
    lines.push(line);
  }
  // Not one by one: `addMessage` copies the list.
  const empty = emptyTranscript(id, true, system);
  const state = new SessionState(facts, { ...empty, messages, head: messages.at(-1)?.id ?? null });
  const note = (event: SessionEvent): void => {
    const seq = state.head.seq + 1;
    state.addEvent(event, now, seq, headBytes);
    lines.push(encodeEvent(event, now, seq));
  };
  if (init.head !== undefined && init.head !== init.messages?.at(-1)?.id) note({ event: 'branch', head: init.head });
  // Of the messages only who answered is known: another provider than the one that was chosen, or a server's own name.
  const { provider, model } = init;
  if (isModelChange(state.head, init)) note({ event: 'model', provider, model });
  if (!named && init.title !== undefined && init.title !== state.head.title)
    note({ event: 'titled', title: init.title });
  // A user who forks a session has seen its last reply.
  if (state.head.waiting) note({ event: 'seen' });
  return ok({ state, lines: Buffer.from(lines.join('')) });
}

/** A short name for a session that was not given one: the end of its id. */
function shortName(id: string): string {
  return id.replace(/^sess_/, '').slice(-6);
}

interface NewSession {
  readonly filePath: string;
  readonly state: SessionState;
  /** The lines after line 1. */
  readonly lines: Buffer;
  readonly notes: string[];
  /** Told about a file that could not be removed after a fault. */
  left(filePath: string): void;
}

/** Folder, file with its first lines, sync of both, lock, descriptors; after a fault, none of it stays. */
async function makeFile(parts: StoreParts, made: NewSession): Promise<Result<HeldFile>> {
  const { disk, sync, directory } = parts;
  const { state, lines } = made;
  const folder = await ensureFolder(disk, directory);
  if (!folder.ok) return folder;
  if (folder.value.tightened) made.notes.push(folderNote(directory));
  const content = { head: state.line1(headBytes + lines.length), lines };
  let filePath: string;
  try {
    const pathOf = (n: number): string => path.join(directory, sessionFileName(state.head.startTime, n));
    filePath = await createSessionFile(disk, pathOf, content, made.left);
  } catch (error) {
    return fail(diskProblem(error, made.filePath));
  }
  const lock = await acquireLock(disk, filePath);
  if (!lock.ok) {
    if (!(await removeQuietly(disk, filePath))) made.left(filePath);
    return lock;
  }
  try {
    await syncFolderOf(disk, filePath);
    return ok({ file: await SessionFile.open(disk, filePath, sync), lock: lock.value });
  } catch (error) {
    if (!(await removeQuietly(disk, filePath))) made.left(filePath);
    await lock.value.release();
    return fail(diskProblem(error, filePath));
  }
}

function folderNote(directory: string): string {
  return `Other users could read the folder ${directory}; now only you can.`;
}

/** Faults that may pass: the conversation continues meanwhile. */
function isStorageFault(found: Problem): boolean {
  return !['bad-id', 'bad-name', 'not-a-file', 'internal'].includes(found.code);
}
