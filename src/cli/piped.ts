/** Piped input beside a question: read to its end, up to a limit, and never dropped silently. */
import { fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { remark } from './print.ts';

/** Milliseconds without a first byte after which something is said. */
const patienceMs = 3000;

/** Bytes; no model reads so much, and each may take six in the session's file, where a line has its bound. */
export const mostPiped = 8 * 1024 * 1024;

/**
 * How standard input could bring something: a shell makes pipes, and closes them; programs that start others often give
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
 * All of `input`, or undefined where it does not end before `most` bytes. A silent socket is left alone where there is a
 * question without it; for a silent pipe it waits, since the program before it may only be slow. Both are said.
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
    // Destroyed by the timer above: nothing was piped in. Any other fault leaves what came.
    if (chunks.length > 0) remark(`standard input broke off (${(error as Error).message}).`);
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
