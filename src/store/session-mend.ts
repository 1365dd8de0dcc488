/** What a held session does when somebody else changed its file: nothing acknowledged is lost, and it is said. */
import path from 'node:path';
import { placeOfId } from '../core/fold.ts';
import { encodeMessage, type FileRecord, headBytes } from '../core/record.ts';
import { type Disk, errorCode } from './disk.ts';
import { ensureFolder, sessionFileName } from './files.ts';
import { readLine, scanLines } from './lines.ts';
import { createdLine } from './recover.ts';
import type { SessionState } from './session-state.ts';
import type { FileChange, SessionFile } from './writer.ts';

/**
 * Mends what `check` found, so that the next line may be appended. Resolves with a sentence for the user, or empty.
 * Rejects with the system's errors; then nothing was acknowledged and it may be called again.
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
      return restoreCut(disk, file, state, change.to);
    case 'gone':
      await ensureFolder(disk, path.dirname(file.filePath));
      return restoreElsewhere(file, state, 'The file of this session was moved or deleted');
    case 'replaced':
      return restoreElsewhere(file, state, 'Another file was put in the place of this session');
  }
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
  const lines = found.length === 1 ? 'a line' : `${found.length} lines`;
  return `Another program added ${lines} to the file of this session; they belong to it now.`;
}

/** Somebody made the file shorter: what is missing is written again from memory, into a new file in its place. */
async function restoreCut(disk: Disk, file: SessionFile, state: SessionState, to: number): Promise<string> {
  const kept = new Set<string>();
  let keepTo = headBytes;
  let hasCreated = false;
  await scanLines(disk, file.fd, headBytes, Math.max(headBytes, to), (line) => {
    if (!line.ended) return;
    keepTo = line.end;
    for (const { record } of readLine(line).records) {
      if (record.kind === 'message' && record.message.id !== undefined) kept.add(record.message.id);
      if (record.kind === 'extension' && record.event.event === 'created') hasCreated = true;
    }
  });
  const lines = state.stored.messages
    // Another program's lines are known by their place only; in what is left they stand where they stood.
    .filter(({ id }) => !kept.has(id) && !((placeOfId(id) ?? keepTo) < keepTo))
    .map(encodeMessage);
  if (!hasCreated) lines.unshift(createdLine(state.head, 1, state.stored.system));
  const bytes = Buffer.from(lines.join(''));
  await file.rebuild(file.filePath, {
    head: state.line1(keepTo + bytes.length),
    keepTo,
    lines: bytes,
    inPlace: true,
  });
  const lost = state.stored.complete ? '' : ' Messages from before what was read could not be restored.';
  return `Another program cut the file of this session; what was missing was written again.${lost}`;
}

/** Our descriptor still reads the old file: its bytes go to the old name, or to the next free one when that is taken. */
async function restoreElsewhere(file: SessionFile, state: SessionState, what: string): Promise<string> {
  const filePath = await writeUnderFreeName(file.filePath, state.head.startTime, (name) =>
    file.rebuild(name, { head: state.line1(file.end), keepTo: file.end, inPlace: false }),
  );
  return `${what} by another program; all of it was written again to ${filePath}.`;
}

/** The most sessions that may begin in one second. */
const mostNames = 10_000;

/** Calls with `first`, then with the names of that second, until one does not exist yet. */
export async function writeUnderFreeName(
  first: string,
  startTime: number,
  write: (filePath: string) => Promise<void>,
): Promise<string> {
  let filePath = first;
  for (let n = 1; ; n++) {
    try {
      await write(filePath);
      return filePath;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || n > mostNames) throw error;
      filePath = path.join(path.dirname(first), sessionFileName(startTime, n));
    }
  }
}
