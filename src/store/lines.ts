/** Lines of a file by bytes, in bounded memory; and the records in a line, even in a damaged one. */
import { type Problem, problem } from '../core/problem.ts';
import { decodeLine, encodeMessage, type FileRecord } from '../core/record.ts';
import type { NewMessage } from '../core/session.ts';
import { damagedLines } from '../core/words.ts';
import { type Disk, readUpTo } from './disk.ts';

/** The longest line that is read; a longer one is skipped and reported. */
export const longestLine = 64 * 1024 * 1024;

/** Why a message may not be written: its line would never be read again. Undefined for every other one. */
export function tooLongToKeep(message: NewMessage): Problem | undefined {
  // A character takes at most six bytes (`\u0000`): only what might be too long is measured.
  if (message.content.length * 6 < longestLine / 2) return undefined;
  return tooLongLine(encodeMessage({ ...message, seq: Number.MAX_SAFE_INTEGER }), 'This message');
}

/** The same for the line of a message, which the sentence calls `what`. */
export function tooLongLine(line: string, what: string): Problem | undefined {
  // A unit of UTF-16 takes three bytes at most.
  if (line.length * 3 <= longestLine || Buffer.byteLength(line) <= longestLine) return undefined;
  const most = `${longestLine / 1024 / 1024} MB`;
  return problem(
    'request-too-large',
    `${what} is larger than ${most}, the limit for one line of a session file.`,
    'Shorten it.',
  );
}

const chunkBytes = 256 * 1024;
/** What ends a line, as a byte. */
export const newline = 0x0a;

/** One line without its newline. The bytes are only valid until the callback returns. */
export interface Line {
  /** Undefined where the line is longer than `longestLine`. */
  readonly bytes: Buffer | undefined;
  /** Byte of the file where it begins. */
  readonly start: number;
  /** Byte after it, including its newline. */
  readonly end: number;
  /** False for a last line without its newline. */
  readonly ended: boolean;
}

/**
 * Calls back with every line that begins in `from` … `to`. Reads 256 KB at a time and lets the event loop run in
 * between. Rejects with the system's errors, or with the signal's reason.
 */
export async function scanLines(
  disk: Disk,
  fd: number,
  from: number,
  to: number,
  onLine: (line: Line) => void,
  signal?: AbortSignal,
): Promise<void> {
  const chunk = Buffer.allocUnsafe(Math.max(1, Math.min(chunkBytes, to - from)));
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let start = from;
  let position = from;
  while (position < to) {
    signal?.throwIfAborted();
    const got = await disk.read(fd, chunk.subarray(0, Math.min(chunk.length, to - position)), position);
    if (got === 0) break;
    let begin = 0;
    for (;;) {
      const found = chunk.subarray(0, got).indexOf(newline, begin);
      if (found < 0) break;
      const end = position + found + 1;
      const piece = chunk.subarray(begin, found);
      const length = carriedBytes + piece.length;
      const bytes = length > longestLine ? undefined : carriedBytes === 0 ? piece : Buffer.concat([...carried, piece]);
      onLine({ bytes, start, end, ended: true });
      carried = [];
      carriedBytes = 0;
      start = end;
      begin = found + 1;
    }
    if (begin < got) {
      carriedBytes += got - begin;
      // Beyond the limit only the length is counted, so that a gigabyte without a newline costs no memory.
      if (carriedBytes <= longestLine) carried.push(Buffer.from(chunk.subarray(begin, got)));
      else carried = [];
    }
    position += got;
  }
  if (carriedBytes > 0) {
    const bytes = carriedBytes > longestLine ? undefined : Buffer.concat(carried);
    onLine({ bytes, start, end: start + carriedBytes, ended: false });
  }
}

/** What one line held. */
export interface LineContent {
  /** With the byte where each began, counted from the beginning of the line. */
  readonly records: readonly { readonly record: FileRecord; readonly offset: number }[];
  /** What could not be read, as words for a notice; empty when the line is intact or blank. */
  readonly damage: string;
}

const nothing: LineContent = { records: [], damage: '' };

/** The records of a line: one when it is intact, otherwise those that can be found in it. */
export function readLine(line: Line): LineContent {
  const { bytes } = line;
  if (bytes === undefined) {
    return {
      records: [],
      damage: `a line of ${line.end - line.start} bytes is too long to read and is kept in the file`,
    };
  }
  const record = decodeLine(bytes.toString('utf8'));
  if (record) return { records: [{ record, offset: 0 }], damage: '' };
  if (isBlank(bytes)) return nothing;
  if (isZero(bytes)) return { records: [], damage: `a block of ${bytes.length} zero bytes is kept in the file` };
  return { records: salvage(bytes), damage: damagedLines(1) };
}

const mark = Buffer.from('{"type":"');
/** How many possible beginnings of records are tried in a damaged line, so that hostile bytes cost linear time. */
const mostBeginnings = 64;

/** Whole records inside a damaged line: appended to a torn one, or joined because the newline between them was lost. */
function salvage(bytes: Buffer): { record: FileRecord; offset: number }[] {
  const found: { record: FileRecord; offset: number }[] = [];
  let tries = 0;
  for (const [from, to] of pieces(bytes)) {
    let begin = from;
    while (begin >= 0 && begin < to && tries < mostBeginnings) {
      tries += 1;
      const record = decodeLine(bytes.toString('utf8', begin, to));
      // Parts of a message have a `type` too; only records that stand on lines of their own count.
      if (record && record.kind !== 'unknown') {
        found.push({ record, offset: begin });
        break;
      }
      begin = bytes.indexOf(mark, begin + 1);
    }
  }
  return found;
}

/** Cuts a line at bytes that no JSON contains (0x00, 0xFF) and where one object directly follows another. */
function* pieces(bytes: Buffer): Generator<readonly [number, number]> {
  let from = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === 0 || byte === 0xff) {
      if (i > from) yield [from, i];
      from = i + 1;
    } else if (
      byte === 0x7d &&
      bytes.compare(mark, 0, mark.length, i + 1, Math.min(bytes.length, i + 1 + mark.length)) === 0
    ) {
      yield [from, i + 1];
      from = i + 1;
    }
  }
  if (from < bytes.length) yield [from, bytes.length];
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

/** True for bytes that are all zero, which a power cut leaves of a block that was never written. */
export function isZero(bytes: Buffer): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte === 0);
}

/**
 * Where a file of `size` bytes ends without its trailing zeros (a power cut leaves them, even gigabytes); not before
 * `begin`.
 */
export async function endWithoutZeros(disk: Disk, fd: number, begin: number, size: number): Promise<number> {
  let to = size;
  // Usually the very last byte tells.
  for (let length = 1; to > begin; length = chunkBytes) {
    const from = Math.max(begin, to - length);
    const bytes = await readUpTo(disk, fd, from, to - from);
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end -= 1;
    if (end > 0) return from + end;
    to = from;
  }
  return begin;
}
