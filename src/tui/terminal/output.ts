/** Output: one stream that never blocks the program, and a final write that gets through even when it is stuck. */
import { codeOf } from '../../core/error-code.ts';
import { descriptorOf, setBlocking, type TerminalInput, type TerminalOutput } from './streams.ts';

/** The farewell waits this long for a terminal that does not read. */
const farewellMs = 1_000;
/** CAN: ends a sequence of which only a part got out. */
const cancel = '\x18';

export class Output {
  readonly #stream: TerminalOutput;
  readonly #onDrain: () => void;
  #blocked = false;
  #bytes = 0;

  /** `onDrain`: the terminal reads again after it did not. */
  constructor(stream: TerminalOutput, onDrain: () => void) {
    this.#stream = stream;
    this.#onDrain = onDrain;
  }

  /** True while the terminal does not take what was written: frames are skipped then. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Bytes given to the stream so far. */
  get bytes(): number {
    return this.#bytes;
  }

  write(text: string): void {
    if (text === '') return;
    this.#bytes += Buffer.byteLength(text);
    if (this.#stream.write(text) || this.#blocked) return;
    this.#blocked = true;
    this.#stream.once('drain', () => {
      this.#blocked = false;
      this.#onDrain();
    });
  }

  setBlocking(on: boolean): void {
    setBlocking(this.#stream, on);
  }

  /** Resolves when the stream is empty, or after `ms` when the terminal does not read. */
  async flushed(ms: number): Promise<void> {
    if (!this.#stream.writableLength) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#stream.once('drain', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Writes past the stream's queue, at once; what is queued may be lost at exit, this must not be. */
  writeNow(text: string): void {
    const { fd } = this.#stream;
    if (fd === undefined) {
      this.#stream.write(text);
      return;
    }
    const bytes = Buffer.from(cancel + text);
    const end = performance.now() + farewellMs;
    let sent = 0;
    while (sent < bytes.length && performance.now() < end) {
      try {
        sent += fileSystem().writeSync(fd, bytes, sent);
      } catch (error) {
        // EAGAIN: full just now. Anything else (EIO, EPIPE, EBADF): the terminal is gone and needs no farewell.
        if (codeOf(error) !== 'EAGAIN') return;
        napSync(5);
      }
    }
  }
}

/**
 * Reads and forgets what the terminal still answers, so that it does not show up at the shell's prompt; ends with the
 * device attributes, which are asked for last, or after `ms`.
 */
export function swallowAnswers(stream: TerminalInput, ms: number): void {
  const fd = descriptorOf(stream);
  if (fd === undefined || ms <= 0) return;
  const end = performance.now() + ms;
  const chunk = Buffer.alloc(1_024);
  let seen = '';
  while (performance.now() < end && !/\x1b\[\?[\d;]*c/.test(seen)) {
    try {
      const length = fileSystem().readSync(fd, chunk);
      if (length === 0) return;
      seen += chunk.toString('latin1', 0, length);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') return;
      napSync(5);
    }
  }
}

const napCell = new Int32Array(new SharedArrayBuffer(4));

function napSync(ms: number): void {
  Atomics.wait(napCell, 0, 0, ms);
}

/** Only the way out needs it; an `import` of it would also load its promises, for which a start has no time. */
function fileSystem(): typeof import('node:fs') {
  return process.getBuiltinModule('node:fs');
}
