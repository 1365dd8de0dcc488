/**
 * Reads the beginnings of very many files in two threads: the second one reads what this one then turns into rows. It
 * makes its own system calls, because a `Disk` cannot be sent to it.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { headBytes } from '../core/record.ts';
import type { FileStat } from './disk.ts';
import { openFlags } from './files.ts';

/** Files that are handed out together: a page of the list, and about a millisecond's work. */
const pieceFiles = 100;
/** A thread takes some 30 ms to start; this one reads that many files meanwhile. */
const worthAThread = 3000;

/** Some of the names to be read, from `from` to before `to`. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** A piece that the second thread has read; `fileOf` returns its files. */
export interface ReadPiece extends Piece {
  /** The first `headBytes` of each file. */
  readonly heads: Buffer;
  /** For each file its size in bytes and the times of its last modification and change in ms since 1970. */
  readonly stats: Float64Array;
  /** When the first of them was read, ms since 1970. */
  readonly readAt: number;
}

/**
 * The file at this index of the names; no bytes when it is not a regular file, is shorter than `headBytes` or cannot be
 * read.
 */
export function fileOf({ from, heads, stats }: ReadPiece, at: number): { start: Buffer; stat: Stat } {
  const place = at - from;
  const [size = 0, mtimeMs = 0, ctimeMs = 0] = [stats[place * 3], stats[place * 3 + 1], stats[place * 3 + 2]];
  const begin = place * headBytes;
  return { start: heads.subarray(begin, size === 0 ? begin : begin + headBytes), stat: { size, mtimeMs, ctimeMs } };
}

type Stat = Pick<FileStat, 'size' | 'mtimeMs' | 'ctimeMs'>;

/** What the second thread is given. */
export interface Work {
  /** Ends with a separator. */
  readonly directory: string;
  readonly names: readonly string[];
  /** One number: how many pieces have an owner. Whoever increments it owns the next piece. */
  readonly taken: Int32Array;
  readonly pieceFiles: number;
  readonly headBytes: number;
  readonly flags: number;
}

/** One of these per piece, in any order. */
export interface Delivery {
  readonly piece: number;
  readonly heads: Uint8Array;
  readonly stats: Float64Array;
  readonly readAt: number;
}

/** Starts the second thread; undefined if there can be none. */
export type StartThread = (work: Work, on: ThreadEvents) => { stop(): void } | undefined;

export interface ThreadEvents {
  delivered(delivery: Delivery): void;
  /** Called once, however it ended. What it took and did not deliver must still be read. */
  ended(): void;
}

/** Names in pieces, each for whoever takes it first: this thread or, when there are many names, a second one. */
export class SharedPieces {
  readonly #taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #count: number;
  /** By piece: 1 when it belongs to this thread, read or not. */
  readonly #here: Uint8Array;
  readonly #delivered: ReadPiece[] = [];
  #thread: { stop(): void } | undefined;
  #wake: () => void = () => {};

  constructor(count: number) {
    this.#count = count;
    this.#here = new Uint8Array(Math.ceil(count / pieceFiles));
  }

  /** Lets a second thread read as well if that pays; `directory` ends with a separator. */
  share(directory: string, names: readonly string[], start: StartThread): void {
    if (names.length < worthAThread) return;
    const work = { directory, names, taken: this.#taken, pieceFiles, headBytes, flags: openFlags.read };
    this.#thread = start(work, {
      delivered: ({ piece, heads, ...rest }) => {
        this.#here[piece] = 1;
        this.#delivered.push({ ...this.#piece(piece), ...rest, heads: Buffer.from(heads.buffer) });
        this.#wake();
      },
      ended: () => {
        this.#thread = undefined;
        this.#wake();
      },
    });
  }

  /** A piece for this thread to read; undefined when all have an owner. */
  take(): Piece | undefined {
    let next = Atomics.add(this.#taken, 0, 1);
    // A thread that ended early has left pieces it owned.
    if (next >= this.#here.length) next = this.#thread ? -1 : this.#here.indexOf(0);
    if (next < 0) return undefined;
    this.#here[next] = 1;
    return this.#piece(next);
  }

  /** A piece that the second thread has read; each is returned once. */
  delivered(): ReadPiece | undefined {
    return this.#delivered.shift();
  }

  /** Waits for the second thread; false at once when there is nothing to wait for. */
  async more(): Promise<boolean> {
    if (!this.#thread) return this.#delivered.length > 0 || this.#here.includes(0);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return true;
  }

  stop(): void {
    this.#thread?.stop();
  }

  #piece(index: number): Piece {
    return { from: index * pieceFiles, to: Math.min(this.#count, (index + 1) * pieceFiles) };
  }
}

/** A real thread, on machines with a processor to spare. */
export const startThread: StartThread = (work, on) => {
  if (availableParallelism() < 2) return undefined;
  try {
    // As the text of a function it needs no file of its own in the build.
    const worker = new Worker(`(${readPieces})(require)`, { eval: true, workerData: work, env: {}, execArgv: [] });
    worker.on('message', on.delivered);
    // A thread that fails also ends.
    worker.on('error', () => {});
    worker.on('exit', on.ended);
    return { stop: () => void worker.terminate() };
  } catch {
    // Not allowed, or the system has no more threads: one thread reads all of it.
    return undefined;
  }
};

/** What the second thread runs. Only its text is sent there, so it may use nothing from outside. */
function readPieces(require: NodeJS.Require): void {
  const { closeSync, fstatSync, openSync, readSync } = require('node:fs') as typeof import('node:fs');
  const threads = require('node:worker_threads') as typeof import('node:worker_threads');
  const { directory, names, taken, pieceFiles, headBytes, flags }: Work = threads.workerData;
  const last = Math.ceil(names.length / pieceFiles) - 1;
  for (let piece = Atomics.add(taken, 0, 1); piece <= last; piece = Atomics.add(taken, 0, 1)) {
    const some = names.slice(piece * pieceFiles, (piece + 1) * pieceFiles);
    const heads = new Uint8Array(some.length * headBytes);
    const stats = new Float64Array(some.length * 3);
    const readAt = Date.now();
    for (let at = 0; at < some.length; at++) {
      try {
        const fd = openSync(directory + some[at], flags);
        try {
          const stat = fstatSync(fd);
          if (stat.isFile() && readSync(fd, heads, at * headBytes, headBytes, 0) === headBytes) {
            stats.set([stat.size, stat.mtimeMs, stat.ctimeMs], at * 3);
          }
        } finally {
          closeSync(fd);
        }
      } catch {
        // Whoever gets this piece looks at the file itself, and reports what is wrong with it.
      }
    }
    threads.parentPort?.postMessage({ piece, heads, stats, readAt }, [heads.buffer, stats.buffer]);
  }
}
