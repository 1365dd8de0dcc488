/** All output of the commands: results to stdout, everything else to stderr, nothing once nobody reads any more. */
import { fstatSync, writeSync } from 'node:fs';
import { codeOf } from '../core/error.ts';
import { toWellFormedJson } from '../core/json.ts';
import { type Problem, type ProblemCode, sentence } from '../core/problem.ts';
import { sanitize, sanitizeLine } from '../core/text/sanitize.ts';

const closed = new AbortController();

/** Aborted when the reader of stdout has gone (`reprise list | head -1`). */
export const outputClosed: AbortSignal = closed.signal;

/**
 * A reader that goes away is not a failure; any other output error (a full disk) is one, and is reported, because the
 * output is incomplete. Call once, before any output. The streams are guarded when they are first used: each takes
 * milliseconds to create, and most commands print everything without one.
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
    // Whatever is written to it from now on fails too; that is one fault.
    if (outputClosed.aborted) return;
    closed.abort();
  }
  const code = codeOf(error) || String(error);
  // A terminal that has gone gives the same code as a bad disk.
  if (code === 'EPIPE' || (code === 'EIO' && !fstatSync(name === 'stdout' ? 1 : 2).isFile())) return;
  // Wrong usage keeps its exit code even if its sentence cannot be written.
  process.exitCode ||= 1;
  if (name === 'stdout') remark(`The output could not be written completely (${code}).`);
}

/** The stream is in use: anything written past it from now on could overtake it. */
let streams = process.platform === 'win32';

/** Writes to stdout as it is. */
export function write(text: string): void {
  if (outputClosed.aborted || text === '') return;
  const rest = streams ? text : writeNow(Buffer.from(text));
  if (rest.length > 0) process.stdout.write(rest);
}

/**
 * Writes as Node does to files, pipes and terminals: the system takes it before this returns. Returns what it cannot
 * take now.
 */
function writeNow(bytes: Buffer): Buffer {
  let rest = bytes;
  try {
    while (rest.length > 0) {
      const taken = writeSync(1, rest);
      // No byte was taken and no reason given: trying again would never end.
      if (taken === 0) return lost('EIO');
      rest = rest.subarray(taken);
    }
    return rest;
  } catch (error) {
    return codeOf(error) === 'EAGAIN' ? rest : lost(error);
  }
}

/** What cannot be written is given up: nothing of it is left to write later. */
function lost(error: unknown): Buffer {
  failed('stdout', error);
  return Buffer.alloc(0);
}

/** Resolves when everything has been written, and an error in the last write has been reported. */
export function written(): Promise<void> {
  return new Promise((resolve) => {
    const told = (): void => void setImmediate(resolve);
    if (streams) process.stdout.write('', told);
    else told();
  });
}

/** In UTF-16 units: a million small writes would take longer than all the rest. */
const batchLength = 64 * 1024;

/** Writes many pieces, a batch of them at once; asks for no more than is read, and for none when nobody reads any more. */
export async function writePieces(pieces: Iterable<string>): Promise<void> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < batchLength) continue;
    write(batch);
    await taken();
    if (outputClosed.aborted) return;
    batch = '';
  }
  write(batch);
}

/** Resolves when a slow reader has taken what waits for him, or is gone. */
async function taken(): Promise<void> {
  if (!streams || !process.stdout.writableNeedDrain) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      process.stdout.off('drain', done);
      outputClosed.removeEventListener('abort', done);
      resolve();
    };
    process.stdout.on('drain', done);
    outputClosed.addEventListener('abort', done);
    if (outputClosed.aborted) done();
  });
}

/** Foreign text as one line: made harmless, brought into one line. */
export function lineOf(text: string): string {
  return `${sanitizeLine(text)}\n`;
}

/** Writes one line of foreign text to stdout. */
export function writeLine(text: string): void {
  write(lineOf(text));
}

/** Foreign text of several lines: harmless on a terminal, unchanged to a file or a pipe. */
export function textOf(text: string): string {
  toTerminal ??= isTerminal();
  return toTerminal ? sanitize(text) : text;
}

/** Determined once: a transcript is written message by message, and standard output does not change. */
let toTerminal: boolean | undefined;

/**
 * Determined from the system, not from the stream: once that exists, it holds everything a slow reader has not taken
 * yet, and a million pieces are more than it can write.
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

/** The same of an object whose last field is a list that may be longer than any text can be. */
export function writeJsonWith(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  items: Iterable<unknown>,
): Promise<void> {
  return writePieces(jsonPieces(fields, name, items));
}

function* jsonPieces(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  items: Iterable<unknown>,
): Generator<string> {
  const [before = '', after = ''] = toWellFormedJson({ ...fields, [name]: [] }, 2).split(/(?<=\[)(?=\]\n\}$)/);
  yield before;
  let between = '\n    ';
  for (const item of items) {
    yield between + toWellFormedJson(item, 2).replaceAll('\n', '\n    ');
    between = ',\n    ';
  }
  yield `${between === '\n    ' ? '' : '\n  '}${after}\n`;
}

/** One line to stderr. */
export function say(text: string): void {
  process.stderr.write(`${sanitizeLine(text)}\n`);
}

/** A sentence beside the results, prefixed with the program's name. */
export function remark(text: string): void {
  say(`reprise: ${text}`);
}

/** Prints a problem's sentences and sets the process's exit code. */
export function complain(problem: Problem): void {
  remark(sentence(problem));
  process.exitCode = exitCodeOf(problem.code);
}

/** 2 for wrong usage, 1 for failures. */
function exitCodeOf(code: ProblemCode): 1 | 2 {
  return usageCodes.has(code) ? 2 : 1;
}

const usageCodes: ReadonlySet<ProblemCode> = new Set(['bad-argument', 'bad-id', 'bad-name']);
