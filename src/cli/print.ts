/** All output of the commands: results to stdout, everything else to stderr, silent once nobody reads any more. */
import { fstatSync, writeSync } from 'node:fs';
import { codeOf } from '../core/error-code.ts';
import { toWellFormedJson } from '../core/json.ts';
import { type Problem, type ProblemCode, sentence } from '../core/problem.ts';
import { sanitize, sanitizeLine } from '../core/text/sanitize.ts';

const closed = new AbortController();

/** Aborted when the reader of stdout has gone (`reprise list | head -1`). */
export const outputClosed: AbortSignal = closed.signal;

/**
 * A reader that goes away is no failure; any other fault of the output (a full disk) is one, and is said: what stands
 * there is not whole. Call once, before the first word. The streams are guarded when somebody first asks for them:
 * each takes milliseconds to be made, and most commands say all they have to say without one.
 */
export function guardOutput(): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const getter = Object.getOwnPropertyDescriptor(process, name)?.get;
    if (!getter) guard(name);
    else
      Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => guarded(name, getter) });
  }
}

function guarded(name: 'stdout' | 'stderr', getter: () => NodeJS.WriteStream): NodeJS.WriteStream {
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: getter });
  guard(name);
  return process[name];
}

function guard(name: 'stdout' | 'stderr'): void {
  if (name === 'stdout') streams = true;
  process[name].on('error', (error) => failed(name, error));
}

function failed(name: 'stdout' | 'stderr', error: unknown): void {
  if (name === 'stdout') {
    // Whatever is written to it from now on fails as well; that is one fault.
    if (outputClosed.aborted) return;
    closed.abort();
  }
  const code = codeOf(error) || String(error);
  // A terminal that has gone gives the same code as a bad disk.
  if (code === 'EPIPE' || (code === 'EIO' && !fstatSync(name === 'stdout' ? 1 : 2).isFile())) return;
  // Wrong usage stays wrong usage where its sentence cannot be written.
  process.exitCode ||= 1;
  if (name === 'stdout') remark(`The output could not be written completely (${code}).`);
}

/** Somebody has asked for the stream: what is written behind its back from now on could overtake it. */
let streams = process.platform === 'win32';

/** Writes to stdout as it is. */
export function write(text: string): void {
  if (outputClosed.aborted || text === '') return;
  const rest = streams ? text : writeNow(Buffer.from(text));
  if (rest.length > 0) process.stdout.write(rest);
}

/** As Node writes to files, pipes and terminals: the system takes it before this returns. What it cannot take now is given back. */
function writeNow(bytes: Buffer): Buffer {
  let rest = bytes;
  try {
    while (rest.length > 0) {
      const taken = writeSync(1, rest);
      // No byte taken and no reason given: trying again would never end.
      if (taken === 0) return lost('EIO');
      rest = rest.subarray(taken);
    }
    return rest;
  } catch (error) {
    return codeOf(error) === 'EAGAIN' ? rest : lost(error);
  }
}

/** What cannot be written any more: nothing of it is left to be written later. */
function lost(error: unknown): Buffer {
  failed('stdout', error);
  return Buffer.alloc(0);
}

/** Resolves when all that was written has gone, and a fault of the last of it has been told. */
export function written(): Promise<void> {
  return new Promise((resolve) => {
    const told = (): void => void setImmediate(resolve);
    if (streams) process.stdout.write('', told);
    else told();
  });
}

/** Writes one line of foreign text to stdout: made harmless, brought into one line. */
export function writeLine(text: string): void {
  write(`${sanitizeLine(text)}\n`);
}

/** Writes foreign text of several lines: harmless on a terminal, untouched into a file or a pipe. */
export function writeText(text: string): void {
  toTerminal ??= isTerminal();
  write(toTerminal ? sanitize(text) : text);
}

/** Once: a transcript is written message by message, and standard output stays what it is. */
let toTerminal: boolean | undefined;

/**
 * Asked of the system and not of the stream: once that is there, all that a slow reader has not taken yet waits in it, and
 * a million pieces are more than it can write.
 */
function isTerminal(): boolean {
  try {
    return fstatSync(1).isCharacterDevice();
  } catch {
    return false;
  }
}

export function writeJson(value: unknown): void {
  write(`${toWellFormedJson(value, 2)}\n`);
}

/** One line to stderr. */
export function say(text: string): void {
  process.stderr.write(`${sanitizeLine(text)}\n`);
}

/** A sentence beside the results, in the program's name. */
export function remark(text: string): void {
  say(`reprise: ${text}`);
}

/** A problem as its sentences, and as the exit code of the process. */
export function complain(problem: Problem): void {
  remark(sentence(problem));
  process.exitCode = exitCodeOf(problem.code);
}

/** 2 for what was typed wrong, 1 for what failed. */
function exitCodeOf(code: ProblemCode): 1 | 2 {
  return usageCodes.has(code) ? 2 : 1;
}

const usageCodes: ReadonlySet<ProblemCode> = new Set(['bad-argument', 'bad-id', 'bad-name']);
