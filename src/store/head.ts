/** What a session file begins with: our line 1, a broken one, or another program's. */
import { isUtf8 } from 'node:buffer';
import { decodeLine, emptyHead, type FileRecord, type Head, headBytes, summarize } from '../core/record.ts';
import type { SessionSummary } from '../core/session.ts';
import type { FileStat } from './disk.ts';
import { isZero, newline } from './lines.ts';

/** How much is looked at when line 1 is not ours. */
export const foreignHeadBytes = 64 * 1024;

export type HeadKind =
  | { readonly kind: 'ours'; readonly head: Head }
  /** 1024 bytes are reserved for it, but it cannot be read: it is rebuilt in place. */
  | { readonly kind: 'broken' }
  /**
   * Not 1024 bytes wide: another program's, or edited by hand. `bodyStart` is where the lines to be kept begin (0 when
   * the first line is no summary); `head` is what that line says. `zeros`: only zero bytes, which a power cut leaves of
   * a file that had just been created.
   */
  | {
      readonly kind: 'foreign';
      readonly head: Head | undefined;
      readonly bodyStart: number;
      readonly zeros?: boolean;
    }
  | { readonly kind: 'empty' };

/** Looks at the first bytes of a file (`headBytes` are enough for our own, `foreignHeadBytes` for others). */
export function recognizeHead(start: Buffer): HeadKind {
  if (start.length === 0) return { kind: 'empty' };
  const end = start.indexOf(newline);
  if (end === headBytes - 1) {
    const record = decodeBytes(start, 0, endOfText(start, end));
    if (!record) return { kind: 'broken' };
    if (record.kind !== 'meta') return { kind: 'foreign', head: undefined, bodyStart: 0 };
    return record.head.version > 0
      ? { kind: 'ours', head: record.head }
      : { kind: 'foreign', head: record.head, bodyStart: headBytes };
  }
  const from = blankBefore(start);
  const ending = start.indexOf(newline, from);
  const record = decodeBytes(start, from, ending < 0 ? start.length : ending);
  if (record?.kind === 'meta') {
    return { kind: 'foreign', head: record.head, bodyStart: ending < 0 ? start.length : ending + 1 };
  }
  // A flipped byte can hide our newline, or add one: line 2 still begins where it always does.
  if (!record && start.length > headBytes && looksLikeLine(start, headBytes)) return { kind: 'broken' };
  return { kind: 'foreign', head: undefined, bodyStart: 0, zeros: isZero(start) };
}

const closingBrace = 0x7d;
const padding = Buffer.alloc(headBytes, ' ');

/** Where the text of a padded line 1 ends: most of it is blanks, which need not be decoded ten thousand times. */
function endOfText(start: Buffer, end: number): number {
  const after = start.lastIndexOf(closingBrace, end) + 1;
  return padding.compare(start, after, end, 0, end - after) === 0 ? after : end;
}

/** Bytes of white space and byte order marks before the first line with text: editors and scripts leave them there. */
function blankBefore(start: Buffer): number {
  let at = 0;
  while (at < start.length && blanks.has(start[at] ?? 0)) at += 1;
  return at;
}

/** Space, tab, line ends, and the three bytes of a byte order mark. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** The facts in line 1, whichever program wrote it; empty values where it has none. */
export function headOf(found: HeadKind): Head {
  return found.kind === 'ours' || found.kind === 'foreign' ? (found.head ?? emptyHead) : emptyHead;
}

/** True for a file that, counted to its end, has no session entry: notes, a picture, another program's format. */
export function isNoSession(found: HeadKind, counted: Head): boolean {
  return found.kind === 'foreign' && !found.head && !found.zeros && counted.version === 0 && counted.seq === 0;
}

/** The record in these bytes; undefined when they are not UTF-8, not JSON, or not a record. */
function decodeBytes(bytes: Buffer, from: number, to: number): FileRecord | undefined {
  const text = bytes.toString('utf8', from, to);
  // Bytes that are not UTF-8 become this character; but a text may also contain it itself.
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(from, to))) return undefined;
  return decodeLine(text);
}

function looksLikeLine(start: Buffer, at: number): boolean {
  return start[at] === 0x7b && start[at + 1] === 0x22;
}

/** A summary from what stands at the beginning of the file. */
export function summaryOfHead(
  filePath: string,
  stat: Pick<FileStat, 'size' | 'mtimeMs'>,
  found: HeadKind,
): SessionSummary {
  const origin = { filePath, sizeBytes: stat.size };
  switch (found.kind) {
    case 'ours': {
      const summary = summarize(found.head, { ...origin, foreign: false, damage: '' });
      const { fileBytes } = found.head;
      return fileBytes > 0 && fileBytes !== stat.size ? { ...summary, behind: true } : summary;
    }
    case 'broken':
      return summarize(
        { ...emptyHead, endTime: Math.floor(stat.mtimeMs) },
        { ...origin, foreign: false, damage: 'line 1 is damaged; it is rebuilt when the session is opened' },
      );
    case 'foreign': {
      const head = found.head ?? emptyHead;
      // Other programs leave the end time at 0 while they write; the file's own time is the nearest to it.
      const endTime = head.endTime > 0 ? head.endTime : Math.floor(stat.mtimeMs);
      return summarize({ ...head, endTime }, { ...origin, foreign: true, damage: '' });
    }
    case 'empty':
      return summarize(
        { ...emptyHead, endTime: Math.floor(stat.mtimeMs) },
        { ...origin, foreign: false, damage: 'the file is empty' },
      );
  }
}
