/** Reading a session file without writing: its facts, its whole transcript, or the tail of it. */
import { foldTranscript, resetHead, stepHead } from '../core/fold.ts';
import { fail, ok, problem, type Result } from '../core/problem.ts';
import { type Head, headBytes } from '../core/record.ts';
import type { Transcript } from '../core/session.ts';
import { emptyTranscript } from '../core/session.ts';
import { type Disk, diskProblem, type FileStat, nodeDisk, readUpTo } from './disk.ts';
import { closeQuietly, openFile } from './files.ts';
import { foreignHeadBytes, type HeadKind, headOf, recognizeHead, summaryOfHead } from './head.ts';
import { endWithoutZeros, longestLine, newline, readLine, scanLines } from './lines.ts';

/** A whole read keeps at most this much of a file in memory; of a larger one it returns the tail, and says so. */
const mostBytes = 256 * 1024 * 1024;
/** What is read first of a line that sets the system prompt: few are longer. */
const usualSystemLine = 8 * 1024;

/** What an open file begins with. */
export async function readHead(disk: Disk, fd: number): Promise<HeadKind> {
  const first = recognizeHead(await readUpTo(disk, fd, 0, headBytes));
  return first.kind === 'ours' ? first : recognizeHead(await readUpTo(disk, fd, 0, foreignHeadBytes));
}

/** The byte where the lines after the summary begin. */
export function bodyStart(found: HeadKind): number {
  return found.kind === 'foreign' ? found.bodyStart : found.kind === 'empty' ? 0 : headBytes;
}

/**
 * The facts of the lines that begin in `from` … `to`, added to `start`. `shift` is added to a byte offset to count it
 * as if line 1 had 1024 bytes.
 */
async function foldFacts(
  disk: Disk,
  fd: number,
  range: { readonly from: number; readonly to: number; readonly shift: number },
  start: Head,
): Promise<Head> {
  let head = start;
  await scanLines(disk, fd, range.from, range.to, (line) => {
    const { records, damage } = readLine(line);
    for (const { record, offset } of records) head = stepHead(head, record, line.start + offset + range.shift);
    // A last line without a newline may still be being written.
    if (damage !== '' && line.ended) head = { ...head, damagedLines: head.damagedLines + 1 };
  });
  return head;
}

/** The facts of all lines after the summary, whatever the summary says. */
export async function recountFacts(disk: Disk, fd: number, size: number, found: HeadKind): Promise<Head> {
  const begin = bodyStart(found);
  const head = await foldFacts(disk, fd, { from: begin, to: size, shift: headBytes - begin }, resetHead(headOf(found)));
  return { ...head, fileBytes: size - begin + headBytes };
}

/**
 * The facts of one of our files as it is now: what line 1 says, plus what was written after it. If line 1 does not say
 * how far it has counted, or no line ends there (somebody has edited the file), all lines are counted.
 */
export async function currentFacts(disk: Disk, fd: number, size: number, head: Head): Promise<Head> {
  const { fileBytes } = head;
  const isCounted = fileBytes >= headBytes && fileBytes <= size;
  if (!isCounted || (await readUpTo(disk, fd, fileBytes - 1, 1))[0] !== newline) {
    return recountFacts(disk, fd, size, { kind: 'ours', head });
  }
  if (fileBytes === size) return head;
  return { ...(await foldFacts(disk, fd, { from: fileBytes, to: size, shift: 0 }, head)), fileBytes: size };
}

/** How much of a transcript to read. */
export interface ReadOptions {
  /** Bytes of the tail; undefined for all. The tail grows until it holds at least one message. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** The transcript of an open file of `size` bytes. Rejects with the system's errors. */
export async function readTranscriptOf(
  disk: Disk,
  fd: number,
  size: number,
  found: HeadKind,
  sessionId: string,
  options: ReadOptions = {},
): Promise<Transcript> {
  const begin = bodyStart(found);
  const shift = headBytes - begin;
  let bytes = Math.min(options.maxBytes ?? mostBytes, mostBytes);
  for (;;) {
    const from = size - begin <= bytes ? begin : size - bytes;
    const earlier = from > begin ? await systemBefore(disk, fd, found, from) : undefined;
    const fold = foldTranscript(earlier);
    let first = from === begin ? 0 : -1;
    let count = 0;
    // A tail begins one byte early: a newline there means that a whole line follows; anything else is the end of a
    // line.
    await scanLines(
      disk,
      fd,
      first < 0 ? from - 1 : from,
      size,
      (line) => {
        if (first < 0) {
          first = line.end;
          return;
        }
        const { records, damage } = readLine(line);
        for (const { record, offset } of records) {
          fold.add(record, line.start + offset + shift);
          if (record.kind === 'message') count += 1;
        }
        if (damage !== '') fold.damage(line.ended ? damage : 'the last line is not complete');
      },
      options.signal,
    );
    if (from > begin && bytes >= mostBytes) return withoutBeginning(fold.finish(sessionId, first));
    if (count > 0 || from === begin) return fold.finish(sessionId, first);
    bytes = Math.min(4 * bytes, mostBytes);
  }
}

/** More than this is never read: asking again for the beginning would not bring it. */
function withoutBeginning(transcript: Transcript): Transcript {
  const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024);
  const text = `the first ${megabytes(transcript.bytesBefore)} MB of the file are not shown: only the last ${megabytes(mostBytes)} MB of a session are read`;
  return { ...transcript, complete: true, notices: [{ after: 0, text }, ...transcript.notices] };
}

/** The system prompt that applied before the tail: from an event whose place line 1 knows, or from line 2. */
async function systemBefore(disk: Disk, fd: number, found: HeadKind, from: number): Promise<Transcript | undefined> {
  if (found.kind !== 'ours') return undefined;
  const at = found.head.systemAt > 0 && found.head.systemAt < from ? found.head.systemAt : headBytes;
  const bytes = await lineAt(disk, fd, at);
  if (bytes === undefined) return undefined;
  const fold = foldTranscript();
  const { records } = readLine({ bytes, start: at, end: at + bytes.length + 1, ended: true });
  for (const { record } of records) if (record.kind === 'extension') fold.add(record, at);
  // Neither the place nor the branch of that line matters here, only its text.
  return emptyTranscript('', false, fold.finish('', 0).system);
}

/** The line that begins at this byte, without its newline, wherever it ends; undefined if it is too long. */
async function lineAt(disk: Disk, fd: number, at: number): Promise<Buffer | undefined> {
  for (let length = usualSystemLine; ; length *= 8) {
    const bytes = await readUpTo(disk, fd, at, Math.min(length, longestLine));
    const end = bytes.indexOf(newline);
    if (end >= 0) return bytes.subarray(0, end);
    if (bytes.length < length) return undefined;
  }
}

/** Opens a file for reading, passes it to `use`, and closes it; the system's errors become problems. */
export async function withFile<T>(
  disk: Disk,
  filePath: string,
  use: (fd: number, stat: FileStat) => Promise<T>,
  signal?: AbortSignal,
): Promise<Result<T>> {
  const opened = await openFile(disk, filePath, 'read');
  if (!opened.ok) return opened;
  const { fd, stat } = opened.value;
  try {
    return ok(await use(fd, stat));
  } catch (error) {
    if (signal?.aborted) return fail(problem('aborted', 'Reading was stopped.'));
    return fail(diskProblem(error, filePath));
  } finally {
    await closeQuietly(disk, fd);
  }
}

/** A transcript, its tail or whole. Never writes; works for files of other programs and of newer versions. */
export function readTranscript(
  filePath: string,
  options: ReadOptions = {},
  disk: Disk = nodeDisk,
): Promise<Result<Transcript>> {
  const read = async (fd: number, stat: FileStat): Promise<Transcript> => {
    const found = await readHead(disk, fd);
    const { id } = summaryOfHead(filePath, stat, found);
    const size = await endWithoutZeros(disk, fd, bodyStart(found), stat.size);
    return readTranscriptOf(disk, fd, size, found, id, options);
  };
  return withFile(disk, filePath, read, options.signal);
}
