/** Output that never blocks the program, and a final write that gets through even when the stream is stuck. */
import { codeOf } from '../../core/error.ts';
import { descriptorOf, setBlocking, type TerminalInput, type TerminalOutput } from './streams.ts';

/** How long the farewell waits for a terminal that does not read. */
const farewellMs = 1_000;
/** CAN: ends a sequence that was only partly written. */
const cancel = '\x18';

export class Output {
  readonly #stream: TerminalOutput;
  readonly #onDrain: () => void;
  #blocked = false;
  #bytes = 0;

  /** `onDrain` is called when the terminal reads again after a pause. */
  constructor(stream: TerminalOutput, onDrain: () => void) {
    this.#stream = stream;
    this.#onDrain = onDrain;
  }

  /** True while the terminal does not take what was written; frames are skipped then. */
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

  /** Resolves when the stream is empty, or after `ms` if the terminal does not read. */
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

  /** Writes at once, past the stream's queue: what is queued may be lost at exit, but this must not be. */
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
        // EAGAIN: full for the moment. With anything else (EIO, EPIPE, EBADF) the terminal is gone and needs no
        // farewell.
        if (codeOf(error) !== 'EAGAIN') return;
        napSync(5);
      }
    }
  }
}

/**
 * Reads and discards replies that are still coming, so that they do not show up at the shell's prompt. Ends with the
 * device attributes, which are queried last, or after `ms`.
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

/** Only needed on the way out; an `import` would also load its promises, for which the start has no time. */
function fileSystem(): typeof import('node:fs') {
  return process.getBuiltinModule('node:fs');
}
