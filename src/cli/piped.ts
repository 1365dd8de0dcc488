/** Piped input beside a question: read to its end, up to a limit, and never dropped silently. */
import { isUtf8 } from 'node:buffer';
import { fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { remark } from './print.ts';

/** Milliseconds without a first byte after which the user is told. */
const patienceMs = 3000;

/** In bytes. No model reads this much, and each byte may take six in the session's file, whose lines are limited. */
export const mostPiped = 8 * 1024 * 1024;

/**
 * How standard input may bring something. A shell creates pipes, and closes them; programs that start others often give
 * them a socket that is never written to or closed.
 */
export type InputKind = 'pipe' | 'socket' | 'file';

/** Undefined for a terminal, a device, and no input at all. */
export function kindOfInput(descriptor: number): InputKind | undefined {
  try {
    const stat = fstatSync(descriptor);
    if (stat.isFIFO()) return 'pipe';
    if (stat.isSocket()) return 'socket';
    return stat.isFile() ? 'file' : undefined;
  } catch {
    // No standard input at all.
    return undefined;
  }
}

/**
 * All of `input`, or undefined if it is longer than `most` bytes. A silent socket is ignored when there is a question
 * without it; a silent pipe is waited for, since the program before it may only be slow. The user is told either way.
 */
export async function readPiped(
  input: Readable,
  kind: InputKind | undefined,
  hasQuestion: boolean,
  most = mostPiped,
): Promise<string | undefined> {
  if (kind === undefined) return '';
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => {
    if (kind === 'socket' && hasQuestion) {
      remark('nothing arrived on standard input; the question is sent without it.');
      input.destroy();
    } else {
      remark(`waiting for standard input.${hasQuestion ? ' To ask without it, add `< /dev/null`.' : ''}`);
    }
  }, patienceMs);
  try {
    for await (const chunk of input) {
      clearTimeout(timer);
      chunks.push(chunk);
      size += chunk.length;
      if (size > most) return undefined;
    }
  } catch (error) {
    // Destroyed by the timer above: nothing was piped in. After any other error, what has arrived is used.
    if (chunks.length > 0) remark(`standard input broke off (${(error as Error).message}).`);
  } finally {
    clearTimeout(timer);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes) && !bytes.includes(0)) remark('standard input is not all UTF-8; what is not is read as “�”.');
  return bytes.toString('utf8');
}

/** True for a picture, an archive, UTF-16: what is left of it as text means nothing. */
export function isBinary(piped: string): boolean {
  return piped.includes('\0') && piped.includes('\ufffd');
}
