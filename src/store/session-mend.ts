/**
 * What a held session does when another program changed its file: nothing acknowledged is lost, and the user is told.
 */
import path from 'node:path';
import { placeOfId } from '../core/fold.ts';
import { createdLine, encodeEvent, encodeMessage, type FileRecord, headBytes } from '../core/record.ts';
import type { Message } from '../core/session.ts';
import type { Disk } from './disk.ts';
import { ensureFolder, sessionFileName } from './files.ts';
import { readLine, scanLines } from './lines.ts';
import { readHead, readTranscriptOf, recountFacts } from './reader.ts';
import type { SessionState } from './session-state.ts';
import type { FileChange, SessionFile } from './writer.ts';
import { writeUnderFreeName } from './writer-copy.ts';

/**
 * Mends what `check` found, so that the next line can be appended. Resolves with a sentence for the user, or an empty
 * one. Rejects with the system's errors; then nothing was acknowledged and it may be called again.
 */
export async function mendChange(
  disk: Disk,
  file: SessionFile,
  state: SessionState,
  change: FileChange,
): Promise<string> {
  switch (change.kind) {
    case 'same':
      return '';
    case 'grown':
      return pickUp(disk, file, state, change.from, change.to);
    case 'shrunk':
    case 'edited':
      return restoreEnd(disk, file, state, change.to);
    case 'gone':
      await ensureFolder(disk, path.dirname(file.filePath));
      return restoreElsewhere(disk, file, state, 'The file of this session was moved or deleted');
    case 'cut off':
      return takeUpAgain(disk, file, state, change.why);
    case 'replaced':
      return restoreElsewhere(disk, file, state, 'This session’s file was replaced by another file');
  }
}

/** Rejects with the system's error for the old descriptors as long as the file at the path is not ours. */
async function takeUpAgain(disk: Disk, file: SessionFile, state: SessionState, why: unknown): Promise<string> {
  const isOurs = async (fd: number): Promise<boolean> => {
    const found = await readHead(disk, fd);
    return found.kind === 'ours' && found.head.id === state.head.id;
  };
  if (!(await file.openAgain(isOurs))) throw why;
  const since = await file.check();
  if (since.kind === 'cut off') throw since.why;
  return mendChange(disk, file, state, since);
}

async function pickUp(disk: Disk, file: SessionFile, state: SessionState, from: number, to: number): Promise<string> {
  const found: { record: FileRecord; at: number }[] = [];
  const damage: string[] = [];
  await scanLines(disk, file.fd, from, to, (line) => {
    const content = readLine(line);
    for (const { record, offset } of content.records) found.push({ record, at: line.start + offset });
    if (content.damage !== '') damage.push(content.damage);
  });
  await file.acceptForeign(to);
  state.addForeign(found, damage);
  const count = found.length + damage.length;
  if (count === 0) return '';
  const lines = count === 1 ? 'a line' : `${count} lines`;
  return `Another program added ${lines} to the file of this session; they are now part of it.`;
}

/** Another program shortened or rewrote the file: the missing end is restored, in a new file that replaces it. */
async function restoreEnd(disk: Disk, file: SessionFile, state: SessionState, to: number): Promise<string> {
  const { keepTo, lines, isCut } = await fromMemory(disk, file, state, to);
  if (lines.length === 0 && keepTo === to) await file.acceptForeign(to);
  else await file.rebuild(file.filePath, { head: state.line1(keepTo + lines.length), keepTo, lines, inPlace: true });
  await readAnew(disk, file, state, isCut);
  if (!isCut) return 'Another program changed the file of this session; it was read again.';
  return `Another program shortened the file of this session; the missing part was written again.${lossOf(state)}`;
}

/**
 * The lines to be written after what is left in the first `to` bytes, and where that ends: the messages after the last
 * one that is left. One that is missing in the middle was removed on purpose.
 */
async function fromMemory(
  disk: Disk,
  file: SessionFile,
  state: SessionState,
  to: number,
): Promise<{ keepTo: number; lines: Buffer; isCut: boolean }> {
  const left = await whatIsLeft(disk, file, to);
  const { messages, system } = state.stored;
  // Another program's lines are identified by their place only; those that are left are still in their place.
  const isLeft = ({ id }: Message): boolean => left.ids.has(id) || (placeOfId(id) ?? left.end) < left.end;
  const lines = messages.slice(messages.findLastIndex(isLeft) + 1).map(encodeMessage);
  const isCut = lines.length > 0 || left.end !== to;
  const { endTime, seq } = state.head;
  if (left.end === headBytes) lines.unshift(createdLine(state.head, 1, system));
  // A file that was taken over has this line at its end.
  else if (left.system === undefined) lines.push(createdLine(state.head, seq + 1, system));
  else if (isCut && left.system !== system) {
    lines.push(encodeEvent({ event: 'system', text: system }, endTime, seq + 1));
  }
  return { keepTo: left.end, lines: Buffer.from(lines.join('')), isCut };
}

function lossOf({ stored }: SessionState): string {
  return stored.complete ? '' : ' Messages that had not been loaded could not be restored.';
}

interface Left {
  /** Of the messages. */
  readonly ids: ReadonlySet<string>;
  /** Byte after the last whole line. */
  readonly end: number;
  /** The system prompt; undefined if the line that begins a session is gone too. */
  readonly system: string | undefined;
}

async function whatIsLeft(disk: Disk, file: SessionFile, to: number): Promise<Left> {
  const ids = new Set<string>();
  let end = headBytes;
  let system: string | undefined;
  await scanLines(disk, file.fd, headBytes, Math.max(headBytes, to), (line) => {
    if (!line.ended) return;
    end = line.end;
    for (const { record } of readLine(line).records) {
      if (record.kind === 'message' && record.message.id !== undefined) ids.add(record.message.id);
      if (record.kind !== 'extension') continue;
      if (record.event.event === 'created') system = record.event.system;
      if (record.event.event === 'system' && system !== undefined) system = record.event.text;
    }
  });
  return { ids, end, system };
}

/** Lines may have other contents and places now. Name and flags from lines that were cut are in line 1 only. */
async function readAnew(disk: Disk, file: SessionFile, state: SessionState, isCut: boolean): Promise<void> {
  const { name, named, title, provider, model, pinned, archived } = state.head;
  const counted = await recountFacts(disk, file.fd, file.end, { kind: 'ours', head: state.head });
  const head = isCut ? { ...counted, name, named, title, provider, model, pinned, archived } : counted;
  const { bytesBefore } = state.stored;
  const options = bytesBefore === 0 ? {} : { maxBytes: Math.max(1, file.end - bytesBefore) };
  state.replace(head, await readTranscriptOf(disk, file.fd, file.end, { kind: 'ours', head }, head.id, options));
}

/**
 * Our descriptor still reads the old file: its bytes go back to the old name, or to the next free one if that is taken.
 * The file may have been cut or edited before it was moved away.
 */
async function restoreElsewhere(disk: Disk, file: SessionFile, state: SessionState, what: string): Promise<string> {
  const { size } = await disk.fstat(file.fd);
  const isWhole = size === file.end;
  const { keepTo, lines, isCut } = isWhole
    ? { keepTo: size, lines: Buffer.alloc(0), isCut: false }
    : await fromMemory(disk, file, state, size);
  const head = state.line1(keepTo + lines.length);
  const { filePath: before } = file;
  const pathOf = (n: number): string =>
    n === 1 ? before : path.join(path.dirname(before), sessionFileName(state.head.startTime, n - 1));
  const filePath = await writeUnderFreeName(pathOf, (name) =>
    file.rebuild(name, { head, keepTo, lines, inPlace: false }),
  );
  if (!isWhole) await readAnew(disk, file, state, isCut);
  return `${what} by another program; the session was written again to ${filePath}.${isCut ? lossOf(state) : ''}`;
}
