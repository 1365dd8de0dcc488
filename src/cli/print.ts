/** What the commands say: results to stdout, everything else to stderr, and quiet when nobody reads any more. */
import { type Problem, type ProblemCode, sentence } from '../core/problem.ts';
import { sanitize, sanitizeLine } from '../core/text/sanitize.ts';

const closed = new AbortController();

/** Aborted when the reader of stdout has gone (`reprise list | head -1`). */
export const outputClosed: AbortSignal = closed.signal;

/**
 * A reader that goes away is no failure; any other fault of the output (a full disk) is one, and is said: what stands
 * there is not whole. Call once, before the first word.
 */
export function guardOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (stream === process.stdout) closed.abort();
      if (error.code === 'EPIPE' || error.code === 'EIO') return;
      process.exitCode = 1;
      if (stream === process.stdout) say(`reprise: The output could not be written to its end (${error.code}).`);
    });
  }
}

/** Writes to stdout as it is. */
export function write(text: string): void {
  if (!outputClosed.aborted && text !== '') process.stdout.write(text);
}

/** Writes one line of foreign text to stdout: made harmless, brought into one line. */
export function writeLine(text: string): void {
  write(`${sanitizeLine(text)}\n`);
}

/** Writes foreign text of several lines: harmless on a terminal, untouched into a file or a pipe. */
export function writeText(text: string): void {
  write(process.stdout.isTTY ? sanitize(text) : text);
}

export function writeJson(value: unknown): void {
  write(`${JSON.stringify(value, null, 2)}\n`);
}

/** One line to stderr. */
export function say(text: string): void {
  process.stderr.write(`${sanitizeLine(text)}\n`);
}

/** A problem as its sentences, and as the exit code of the process. */
export function complain(problem: Problem): void {
  say(`reprise: ${sentence(problem)}`);
  process.exitCode = exitCodeOf(problem.code);
}

/** 2 for what was typed wrong, 1 for what failed. */
function exitCodeOf(code: ProblemCode): 1 | 2 {
  return usageCodes.has(code) ? 2 : 1;
}

const usageCodes: ReadonlySet<ProblemCode> = new Set(['bad-argument', 'bad-id', 'bad-name']);
