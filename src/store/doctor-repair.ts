/** Mends what the doctor found: makes files private, and writes a clean copy beside a damaged session, which is not changed. */
import path from 'node:path';
import { idOfPlace, resetHead, stepHead } from '../core/fold.ts';
import { parseObject, toWellFormedJson } from '../core/json.ts';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import {
  type CreatedEvent,
  emptyHead,
  encodeEvent,
  encodeHead,
  encodeMessage,
  type FileRecord,
  type Head,
  headBytes,
  type StoredMessage,
  summarize,
  wellFormed,
} from '../core/record.ts';
import { isDeep } from '../core/record-parts.ts';
import { formatVersion, type SessionSummary } from '../core/session.ts';
import type { Clock } from '../ports.ts';
import { type Disk, diskProblem, type FileStat, nodeDisk, writeAll, writeAllSync } from './disk.ts';
import type { FileReport } from './doctor-findings.ts';
import {
  closeQuietly,
  fileMode,
  folderMode,
  insideFolder,
  isOpenToOthers,
  openFile,
  openFlags,
  removeQuietly,
  sidecar,
  statFolder,
  syncFolder,
} from './files.ts';
import { headOf } from './head.ts';
import { readLine, scanLines } from './lines.ts';
import { renameToNew } from './move.ts';
import { bodyStart, readHead } from './reader.ts';

export type Repair =
  | { readonly kind: 'nothing' }
  /** The file's mode was tightened. */
  | { readonly kind: 'tightened' }
  /** The clean copy is a session of its own: with another id, named `NAME (repaired)`, forked from the damaged one. */
  | { readonly kind: 'copied'; readonly filePath: string; readonly name: string; readonly leftOut: number };

export interface RepairOptions {
  readonly clock: Clock;
  readonly disk?: Disk;
}

/**
 * Mends one report of `examine`. A file with findings that only a copy can leave behind gets `FILE.repaired.jsonl`
 * beside it: every entry that can be read, in order, with numbers and parents corrected, each message once. The damaged
 * file itself is not touched (except for its mode). Findings that opening mends are left to that. `already-exists` when
 * the copy was made before.
 */
export async function repair(directory: string, report: FileReport, options: RepairOptions): Promise<Result<Repair>> {
  const disk = options.disk ?? nodeDisk;
  const mends = new Set(report.findings.map((finding) => finding.mend));
  if (path.resolve(report.filePath) === path.resolve(directory)) {
    if (!mends.has('mode')) return ok({ kind: 'nothing' });
    const done = await tighten(disk, report.filePath, folderMode, () => statFolder(disk, report.filePath));
    return done.ok && done.value.kind === 'nothing' ? fail(noModes(report.filePath)) : done;
  }
  const inside = insideFolder(directory, report.filePath);
  if (!inside.ok) return inside;
  if (mends.has('mode')) {
    const done = await tighten(disk, inside.value, fileMode, () => disk.lstat(inside.value));
    if (!done.ok || !mends.has('copy')) return done;
  }
  return mends.has('copy') ? copyClean(disk, inside.value, options.clock) : ok({ kind: 'nothing' });
}

/**
 * On a disk that keeps no modes this changes nothing: that is reported for the folder, and the files are mended
 * otherwise.
 */
async function tighten(
  disk: Disk,
  target: string,
  mode: number,
  look: () => Promise<FileStat>,
): Promise<Result<Repair>> {
  try {
    await disk.chmod(target, mode);
    return ok({ kind: isOpenToOthers(await look()) ? 'nothing' : 'tightened' });
  } catch (error) {
    return fail(diskProblem(error, target));
  }
}

function noModes(folder: string): Problem {
  return problem(
    'no-permission',
    `The disk with ${folder} keeps no modes: whoever can use it can read what is on it.`,
    'Mount it for yourself alone (umask=077), or keep the sessions on another disk with --sessions.',
  );
}

async function copyClean(disk: Disk, filePath: string, clock: Clock): Promise<Result<Repair>> {
  const copyPath = `${filePath.slice(0, -'.jsonl'.length)}.repaired.jsonl`;
  const opened = await openFile(disk, filePath, 'read');
  if (!opened.ok) return opened;
  const temporary = sidecar.temporary(copyPath, clock.newId('msg'));
  try {
    const copied = await writeCopy(disk, opened.value, filePath, temporary, clock);
    if (!(await renameToNew(disk, temporary, copyPath))) return fail(repairedBefore(filePath, copyPath));
    await syncFolder(disk, path.dirname(copyPath));
    return ok({ kind: 'copied', filePath: copyPath, ...copied });
  } catch (error) {
    return fail(diskProblem(error, copyPath));
  } finally {
    await removeQuietly(disk, temporary);
    await closeQuietly(disk, opened.value.fd);
  }
}

function repairedBefore(filePath: string, copyPath: string): Problem {
  return problem(
    'already-exists',
    `${filePath} was already repaired as ${copyPath}.`,
    'To make a new copy, delete that one first.',
  );
}

async function writeCopy(
  disk: Disk,
  from: { readonly fd: number; readonly stat: { readonly size: number } },
  filePath: string,
  temporary: string,
  clock: Clock,
): Promise<{ name: string; leftOut: number }> {
  const found = await readHead(disk, from.fd);
  const { head, system } = await identify(disk, from, filePath);
  const created: CreatedEvent = {
    event: 'created',
    sessionId: clock.newId('sess'),
    sessionName: `${head.name} (repaired)`,
    named: true,
    provider: head.provider,
    model: head.model,
    cwd: head.cwd,
    system,
    forkedFrom: { sessionId: head.id, name: head.name, messageId: null },
  };
  const fd = await disk.open(temporary, openFlags.create, fileMode);
  try {
    const cleaner = createCleaner(created, clock, head.startTime, (bytes, position) =>
      writeAllSync(disk, fd, bytes, position),
    );
    const { size } = from.stat;
    const begin = bodyStart(found);
    const shift = headBytes - begin;
    await scanLines(disk, from.fd, begin, size, (line) => {
      const { records, damage } = readLine(line);
      const whole = damage === '' && records.length === 1 && line.bytes?.toString('utf8');
      for (const { record, offset } of records) cleaner.add(record, line.start + offset + shift, whole || undefined);
      if (damage !== '' && records.length === 0) cleaner.leaveOut();
    });
    const clean = cleaner.finish();
    await writeAll(disk, fd, Buffer.from(encodeHead(clean.head)), 0);
    await disk.fsync(fd);
    return { name: created.sessionName, leftOut: clean.leftOut };
  } finally {
    await closeQuietly(disk, fd);
  }
}

/**
 * Id, name, folder and first system prompt of the damaged session, from all of its lines, since line 1 may be what is
 * damaged.
 */
async function identify(
  disk: Disk,
  from: { readonly fd: number; readonly stat: { readonly size: number } },
  filePath: string,
): Promise<{ head: SessionSummary; system: string }> {
  const found = await readHead(disk, from.fd);
  let head = resetHead(headOf(found));
  let system = '';
  await scanLines(disk, from.fd, bodyStart(found), from.stat.size, (line) => {
    for (const { record } of readLine(line).records) {
      head = stepHead(head, record, line.start);
      if (record.kind === 'extension' && record.event.event === 'created') system = record.event.system;
    }
  });
  return { head: summarize(head, { filePath, sizeBytes: from.stat.size, foreign: false, damage: '' }), system };
}

/** Puts entries into the copy one after the other, corrected. */
function createCleaner(
  created: CreatedEvent,
  clock: Clock,
  startTime: number,
  write: (bytes: Uint8Array, position: number) => void,
) {
  const contents = new Map<string, string>();
  let head: Head = { ...emptyHead, version: formatVersion, startTime };
  let position = headBytes;
  let last = 0;
  let previous: string | null = null;
  let leftOut = 0;

  const put = (line: string, record: FileRecord) => {
    const bytes = Buffer.from(line);
    write(bytes, position);
    head = stepHead(head, record, position);
    position += bytes.length;
  };
  // Our sessions begin with this line 2; the damaged one may have lost it.
  last += 1;
  put(encodeEvent(created, startTime, last), { kind: 'extension', event: created, timestamp: startTime, seq: last });

  const putMessage = (message: StoredMessage, at: number, line: string | undefined) => {
    // By this id those that follow it know it, where another program wrote it without one.
    const id = message.id ?? idOfPlace(at);
    // A retry stores a message twice with the same text; the same id with another text is another message.
    if (contents.get(id) === message.content) {
      leftOut += 1;
      return;
    }
    const own = contents.has(id) ? clock.newId('msg') : id;
    const parent =
      message.parent === null
        ? null
        : message.parent !== undefined && contents.has(message.parent)
          ? message.parent
          : previous;
    last = Math.max(last + 1, message.seq ?? 0);
    const clean = wellFormed({ ...message, id: own, parent, seq: last });
    contents.set(own, message.content);
    previous = own;
    put(withUnknown(encodeMessage(clean), line), { kind: 'message', message: clean });
  };

  return {
    /**
     * `at` is the byte where the entry begins, counted as if line 1 had 1024; `line` is the entry's whole line in the
     * file, if it is intact: fields we do not know are copied too.
     */
    add(record: FileRecord, at: number, line: string | undefined): void {
      if (record.kind === 'message') putMessage(record.message, at, line);
      else if (record.kind === 'extension') {
        // The copy has its own beginning and name.
        if (record.event.event === 'created' || record.event.event === 'renamed') return;
        if (record.event.event === 'branch' && !contents.has(record.event.head)) {
          leftOut += 1;
          return;
        }
        last = Math.max(last + 1, record.seq);
        put(withUnknown(encodeEvent(record.event, record.timestamp, last), line), { ...record, seq: last });
      } else if (line !== undefined && record.kind !== 'meta') put(`${line}\n`, record);
    },
    leaveOut: () => {
      leftOut += 1;
    },
    finish: () => ({ head: { ...head, fileBytes: position }, leftOut }),
  };
}

/** An entry with the fields and parts that only its original line has: another version's, or somebody's own. */
function withUnknown(encoded: string, line: string | undefined): string {
  if (line === undefined) return encoded;
  const known = parseObject(encoded);
  const whole = parseObject(line);
  if (isDeep(whole)) return encoded;
  const parts = typeof whole.content === 'string' && Array.isArray(whole.parts) ? { parts: whole.parts } : {};
  return `${toWellFormedJson({ ...whole, ...known, ...parts })}\n`;
}
