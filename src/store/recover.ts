/** Opening a session file for writing: mends what is torn, adopts what is foreign, and reports all of it. */
import path from 'node:path';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { createdLine, encodeHead, type Head, headBytes, startTimeOfFile } from '../core/record.ts';
import { formatVersion, type NewMessage, type Transcript } from '../core/session.ts';
import { counted } from '../core/words.ts';
import { type Disk, diskProblem, type FileStat } from './disk.ts';
import { closeQuietly, openFile, tightenFile } from './files.ts';
import { type HeadKind, headOf, isNoSession } from './head.ts';
import { readLine, scanLines } from './lines.ts';
import { readPartial } from './partial.ts';
import { bodyStart, currentFacts, readHead, readTranscriptOf, recountFacts } from './reader.ts';
import { mendTail } from './recover-tail.ts';
import { SessionFile } from './writer.ts';
import { replaceSessionFile, syncFolderOf } from './writer-copy.ts';

/** How much of the end is read when a session is opened; the rest follows when somebody scrolls there. */
const tailBytes = 128 * 1024;

export interface Recovered {
  readonly file: SessionFile;
  readonly head: Head;
  readonly transcript: Transcript;
  /** Sentences for the screen. */
  readonly notes: readonly string[];
  /** Replies that a left-over sidecar holds and the file does not; they must still be appended. */
  readonly interrupted: readonly NewMessage[];
  /** There is a sidecar. */
  readonly hasPartial: boolean;
}

export interface RecoverOptions {
  readonly sync: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Line 1 is not trusted. */
  readonly recount: boolean;
}

/** Opens a session for writing. The caller holds its lock. */
export async function recoverSession(
  disk: Disk,
  filePath: string,
  options: RecoverOptions,
): Promise<Result<Recovered>> {
  const opened = await openFile(disk, filePath, 'update');
  if (!opened.ok) return fail(withReadingHint(opened.problem));
  const notes: string[] = [];
  const { fd, stat } = opened.value;
  let file: SessionFile | undefined;
  let done = false;
  try {
    const prepared = await prepareFile(disk, fd, filePath, stat, options, notes);
    if (!prepared.ok) return prepared;
    file = await SessionFile.open(disk, filePath, options.sync);
    const known: HeadKind = { kind: 'ours', head: prepared.value.head };
    const transcript = await readTranscriptOf(disk, file.fd, file.end, known, known.head.id, { maxBytes: tailBytes });
    // A line that was damaged after line 1 was written is only found by reading.
    const damagedLines = Math.max(known.head.damagedLines, transcript.damagedLines);
    const head = { ...known.head, damagedLines };
    if (damagedLines > 0) notes.push(damageNote(damagedLines));
    if (prepared.value.rewrite || damagedLines !== known.head.damagedLines) {
      await file.writeHead(Buffer.from(encodeHead(head)));
    }
    const left = await leftReplies(disk, filePath, file, head);
    if (left && left.length > 0)
      notes.push('The reply that was cut off when reprise last ended is kept and marked as interrupted.');
    done = true;
    return ok({ file, head, transcript, notes, interrupted: left ?? [], hasPartial: left !== undefined });
  } catch (error) {
    return fail(withReadingHint(diskProblem(error, filePath)));
  } finally {
    await closeQuietly(disk, fd);
    if (!done) await file?.abandon();
  }
}

/** Mends the file until it is one of ours, with a whole line at its end. */
async function prepareFile(
  disk: Disk,
  fd: number,
  filePath: string,
  stat: FileStat,
  options: RecoverOptions,
  notes: string[],
): Promise<Result<{ head: Head; rewrite: boolean }>> {
  const found = await readHead(disk, fd);
  const { version } = headOf(found);
  if (version > formatVersion) return fail(newerVersion(filePath, version));
  const begin = bodyStart(found);
  // Mending its end, or putting a summary in front of it, would only spoil it.
  if (begin === 0 && isNoSession(found, await recountFacts(disk, fd, stat.size, found)))
    return fail(noSession(filePath));
  // Only once it is known to be a session: what another program keeps here is left alone, including its mode.
  if (await tightenFile(disk, fd, stat))
    notes.push('Other users of this machine could read this file; now only you can.');
  const mended = await mendTail(disk, fd, filePath, begin, stat.size);
  if (mended.note !== '') notes.push(mended.note);
  if (found.kind === 'ours') {
    const head = options.recount
      ? await recountFacts(disk, fd, mended.size, found)
      : await currentFacts(disk, fd, mended.size, found.head);
    if (options.recount) notes.push('Line 1 of the file was recounted from the other lines.');
    return ok({ head, rewrite: options.recount || found.head.fileBytes !== mended.size });
  }
  const facts = await recountFacts(disk, fd, mended.size, found);
  const head = completeHead(facts, filePath, options.now);
  if (found.kind === 'broken') {
    notes.push('Line 1 of the file was damaged and has been rebuilt from the other lines.');
    return ok({ head: { ...head, fileBytes: mended.size }, rewrite: true });
  }
  notes.push(adoptionNote(found, facts));
  const body = { from: Math.min(begin, mended.size), to: mended.size };
  // Without a line that identifies it, a session whose line 1 is damaged later would lose its id.
  const adopted = await adopt(disk, fd, filePath, body, head, { addCreated: facts.name === '' });
  return ok({ head: adopted, rewrite: false });
}

/** Another program's file gets our line 1, in a new file that replaces it; lines 2 and on stay as they were. */
async function adopt(
  disk: Disk,
  fd: number,
  filePath: string,
  body: { readonly from: number; readonly to: number },
  head: Head,
  { addCreated }: { readonly addCreated: boolean },
): Promise<Head> {
  const seq = head.seq + 1;
  const created = addCreated ? createdLine(head, seq) : '';
  const fileBytes = headBytes + body.to - body.from + Buffer.byteLength(created);
  const adopted: Head = { ...head, seq: addCreated ? seq : head.seq, fileBytes };
  await replaceSessionFile(disk, filePath, {
    head: Buffer.from(encodeHead(adopted)),
    source: { fd, ...body },
    lines: Buffer.from(created),
  });
  await syncFolderOf(disk, filePath);
  return adopted;
}

function completeHead(head: Head, filePath: string, now: number): Head {
  const base = path.basename(filePath, '.jsonl');
  const startTime = head.startTime || startTimeOfFile(path.basename(filePath)) || now;
  return {
    ...head,
    id: head.id === '' || head.id.length > 128 ? base : head.id,
    name: head.name === '' ? base : head.name,
    version: formatVersion,
    startTime,
    endTime: Math.max(startTime, head.endTime),
  };
}

/** The replies of a left-over sidecar that the file does not have; undefined when there is no sidecar. */
async function leftReplies(
  disk: Disk,
  filePath: string,
  file: SessionFile,
  head: Head,
): Promise<readonly NewMessage[] | undefined> {
  const replies = await readPartial(disk, filePath);
  if (!replies || replies.length === 0) return replies && [];
  const ids = new Set<string>();
  await scanLines(disk, file.fd, headBytes, file.end, (line) => {
    for (const { record } of readLine(line).records) {
      if (record.kind === 'message' && record.message.id !== undefined) ids.add(record.message.id);
    }
  });
  return replies
    .filter((reply) => !ids.has(reply.id))
    .map((reply) => ({
      id: reply.id,
      parent: reply.parent,
      role: 'assistant',
      content: reply.text,
      timestamp: reply.timestamp,
      provider: head.provider,
      model: head.model,
      stop: 'interrupted',
    }));
}

function adoptionNote(found: HeadKind, facts: Head): string {
  if (found.kind === 'empty') return 'The file was empty; the session starts over.';
  if (found.kind === 'foreign' && found.head && found.head.version === 0) {
    return 'Another program wrote this session. A summary line was added at the top; the other lines are unchanged.';
  }
  return facts.name === ''
    ? 'The file had no summary line; one was added at the top.'
    : 'Line 1 of the file was changed or damaged and has been rebuilt from the other lines.';
}

function damageNote(lines: number): string {
  return `${counted(lines, 'damaged line is', 'damaged lines are')} skipped and kept in the file.`;
}

function newerVersion(filePath: string, version: number): Problem {
  return problem(
    'newer-version',
    `${path.basename(filePath)} was written by a newer reprise (format ${version}).`,
    'You can read it here; update reprise to write to it.',
  );
}

function noSession(filePath: string): Problem {
  return problem(
    'damaged',
    `Nothing in ${path.basename(filePath)} can be read as a session; the file is unchanged.`,
    'Open it with the program that wrote it.',
  );
}

function withReadingHint(found: Problem): Problem {
  if (found.code !== 'no-permission' && found.code !== 'read-only') return found;
  return { ...found, next: 'You can still read it, or fork it into another folder with --sessions.' };
}
