/** What stands at the beginning of a session file: our line 1, a broken one, or another program's. */
import { isUtf8 } from 'node:buffer';
import { decodeLine, type FileRecord, type Head, headBytes } from '../core/record.ts';

/** So much is looked at when line 1 is not ours. */
export const foreignHeadBytes = 64 * 1024;

export type HeadKind =
  | { readonly kind: 'ours'; readonly head: Head }
  /** 1024 bytes are set apart for it, but it cannot be read: it is rebuilt in place. */
  | { readonly kind: 'broken' }
  /**
   * Not 1024 bytes wide: another program's, or edited by hand. `bodyStart` is where the lines to be kept begin
   * (0 when the first line is no summary); `head` is what it tells.
   */
  | { readonly kind: 'foreign'; readonly head: Head | undefined; readonly bodyStart: number }
  | { readonly kind: 'empty' };

const newline = 0x0a;

/** Looks at the first bytes of a file (`headBytes` are enough for our own, `foreignHeadBytes` for others). */
export function recognizeHead(start: Buffer): HeadKind {
  if (start.length === 0) return { kind: 'empty' };
  const end = start.indexOf(newline);
  if (end === headBytes - 1) {
    const record = decodeBytes(start.subarray(0, end));
    if (!record) return { kind: 'broken' };
    if (record.kind !== 'meta') return { kind: 'foreign', head: undefined, bodyStart: 0 };
    return record.head.version > 0
      ? { kind: 'ours', head: record.head }
      : { kind: 'foreign', head: record.head, bodyStart: headBytes };
  }
  const record = decodeBytes(start.subarray(0, end < 0 ? start.length : end));
  if (record?.kind === 'meta') {
    return { kind: 'foreign', head: record.head, bodyStart: end < 0 ? start.length : end + 1 };
  }
  // A flipped byte can hide our newline, or make one too many: line 2 still begins where it always does.
  if (!record && start.length > headBytes && looksLikeLine(start, headBytes)) return { kind: 'broken' };
  return { kind: 'foreign', head: undefined, bodyStart: 0 };
}

/** A line's bytes as a record; undefined for what is not JSON, not UTF-8 or no record. */
export function decodeBytes(line: Buffer): FileRecord | undefined {
  return isUtf8(line) ? decodeLine(line.toString('utf8')) : undefined;
}

function looksLikeLine(start: Buffer, at: number): boolean {
  return start[at] === 0x7b && start[at + 1] === 0x22;
}
