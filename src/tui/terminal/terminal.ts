/** The one owner of the terminal: takes it, suspends, lends it to child programs, and always restores it. */
import { StringDecoder } from 'node:string_decoder';
import type { Size } from '../../app/frame.ts';
import type { ChildEnd, InputEvent } from '../../app/screen.ts';
import type { Environment } from '../../core/environment.ts';
import { errorMessage } from '../../core/error.ts';
import { guardConsole } from './console-guard.ts';
import { InputParser } from './input.ts';
import { enterSequence, leaveSequence, mouseOff, mouseOn } from './modes.ts';
import { titleSequence } from './operating-system-commands.ts';
import { Output, swallowAnswers } from './output.ts';
import { Probe } from './probe.ts';
import { bindSignals, type HangupSignal, signalExitCodes } from './signals.ts';
import { refreshSize, type TerminalInput, type TerminalOutput } from './streams.ts';
import { findMultiplexer, type Multiplexer } from './surroundings.ts';

export interface TerminalOptions {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly env: Environment;
  readonly mouse: boolean;
  readonly windowTitle: boolean;
  readonly escapeDelayMs: number;
  /** False for streams that are not the process's own: then signals, console and warnings are left alone. */
  readonly ownsProcess: boolean;
  /** What others tried to print while the screen was up. */
  readonly log: (text: string) => void;
}

export interface TerminalHandlers {
  event(event: InputEvent): void;
  /** The screen was entered (again) or has another size: nothing that was drawn is still there. */
  cleared(): void;
  /** The terminal reads again. */
  drained(): void;
}

/** `up`: ours; `lent`: a child has it; `stopped`: after Ctrl+Z; `given back`: for good. */
type State = 'new' | 'up' | 'lent' | 'stopped' | 'given back';

/** Window managers send sizes in bursts; only the last one counts. */
const resizeRestMs = 15;
/**
 * A process group without a shell above it cannot be stopped. If we are still running after this time, we come back.
 */
const stopWithinMs = 250;
const drainBeforeChildMs = 1_000;
const childSignalMs = 250;

export class Terminal {
  readonly output: Output;
  readonly #options: TerminalOptions;
  readonly #handlers: TerminalHandlers;
  readonly #parser: InputParser;
  readonly #probe: Probe;
  readonly #multiplexer: Multiplexer;
  #state: State = 'new';
  #sync = false;
  #mouse: boolean;
  #title: string | undefined;
  #size: Size;
  #gone = false;
  #enteredAt = 0;
  #childEndedAt = Number.NEGATIVE_INFINITY;
  #decoder = new StringDecoder('utf8');
  #resizeTimer: NodeJS.Timeout | undefined;
  #unbind: (() => void)[] = [];
  #releaseConsole: (() => void) | undefined;

  constructor(options: TerminalOptions, handlers: TerminalHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#multiplexer = findMultiplexer(options.env);
    this.#mouse = options.mouse;
    this.#size = this.#measure();
    this.output = new Output(options.stdout, () => handlers.drained());
    this.#probe = new Probe({
      onSync: () => {
        this.#sync = true;
      },
      onBackground: (kind) => handlers.event({ type: 'background', kind }),
    });
    this.#parser = new InputParser(
      { event: (event) => handlers.event(event), reply: (sequence) => this.#probe.take(sequence) },
      options.escapeDelayMs,
    );
  }

  /** False while the terminal is not ours: nothing may be drawn then. */
  get up(): boolean {
    return this.#state === 'up';
  }

  get size(): Size {
    return this.#size;
  }

  /** True when the terminal understands synchronised output (mode 2026). */
  get sync(): boolean {
    return this.#sync;
  }

  start(): void {
    if (this.#state !== 'new') return;
    const { stdin, stdout } = this.#options;
    const decode = (chunk: Buffer): void => this.#parser.feed(this.#decoder.write(chunk));
    const gone = (): void => this.#lose();
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EIO' || error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') this.#lose();
      else this.#options.log(`terminal stream: ${error.message}`);
    };
    this.#listen(stdin, 'data', decode);
    this.#listen(stdin, 'end', gone);
    // These two stay: after `close`, an error from a lost terminal must not end a program that is saving its work.
    stdin.on('error', failed);
    stdout.on('error', failed);
    this.#listen(stdout, 'resize', () => this.#resizeSoon());
    if (this.#options.ownsProcess) {
      const lastMoment = (): void => this.#leave('given back');
      this.#unbind.push(
        bindSignals({
          end: (s) => this.#end(s),
          continued: () => this.#continued(),
          resized: () => this.#resizeSoon(),
          lastMoment,
        }),
      );
    }
    this.#enter();
    this.output.write(this.#probe.ask(this.#options.env.TERM ?? ''));
  }

  setMouse(on: boolean): void {
    this.#mouse = on;
    if (this.up) this.output.write(on ? mouseOn : mouseOff);
  }

  /** Writes only when the title has changed. */
  setTitle(title: string): void {
    if (title === this.#title) return;
    this.#title = title;
    if (this.up && this.#options.windowTitle) this.output.write(titleSequence(title, this.#multiplexer));
  }

  /**
   * Ctrl+Z. Stops the whole process group, as the terminal driver would: a wrapper such as `npm start` must stop too.
   */
  suspend(): void {
    if (!this.up || process.platform === 'win32') return;
    this.#leave('stopped');
    if (!this.#options.ownsProcess) {
      this.#comeBack();
      return;
    }
    process.kill(0, 'SIGTSTP');
    setTimeout(() => {
      if (this.#state === 'stopped') this.#comeBack();
    }, stopWithinMs);
  }

  /** Lends the terminal to a child program; however that ends, we take the terminal back. */
  async run(command: string, args: readonly string[]): Promise<ChildEnd> {
    // Imported here, because it takes milliseconds that the start does not have; and before the terminal is left,
    // because the import may fail.
    const { runChild } = await import('./child.ts');
    if (!this.up) return { kind: 'not-started', errorCode: 'EBUSY' };
    this.#leave('lent', false);
    await this.output.flushed(drainBeforeChildMs);
    this.output.setBlocking(true);
    const end = await runChild(command, args);
    this.#childEndedAt = performance.now();
    if (this.#state === 'lent') this.#comeBack();
    return end;
  }

  close(): void {
    this.#leave('given back');
    clearTimeout(this.#resizeTimer);
    for (const unbind of this.#unbind.splice(0)) unbind();
  }

  #enter(): void {
    const { stdin, env, windowTitle, ownsProcess, log } = this.#options;
    this.#state = 'up';
    this.#enteredAt = performance.now();
    if (ownsProcess) this.#releaseConsole = guardConsole(log);
    this.output.setBlocking(false);
    // Off first: after a stop the terminal may be in cooked mode again while libuv still believes it is raw.
    this.#setRawMode(false);
    this.#setRawMode(true);
    stdin.resume();
    this.output.write(enterSequence({ mouse: this.#mouse, title: windowTitle, term: env.TERM ?? '' }));
    if (windowTitle && this.#title !== undefined) this.output.write(titleSequence(this.#title, this.#multiplexer));
    this.#size = this.#measure();
    this.#handlers.cleared();
  }

  /** Everything that must happen at once, without the event loop. */
  #leave(next: State, blocking = true): void {
    const was = this.#state;
    if (was !== 'given back') this.#state = next;
    if (was !== 'up') return;
    this.#parser.stop();
    this.output.writeNow(leaveSequence({ title: this.#options.windowTitle }));
    swallowAnswers(this.#options.stdin, this.#gone ? 0 : this.#probe.pendingMs);
    this.#setRawMode(false);
    this.#options.stdin.pause();
    if (blocking) this.output.setBlocking(true);
    this.#releaseConsole?.();
    this.#releaseConsole = undefined;
  }

  #comeBack(): void {
    const before = this.#size;
    refreshSize(this.#options.stdout);
    this.#enter();
    this.#handlers.event({ type: 'resumed' });
    this.#tellSize(before);
  }

  #continued(): void {
    if (this.#state === 'stopped') this.#comeBack();
    // The timer in `suspend` may have noticed first; then this is the same return.
    else if (this.#state === 'up' && performance.now() - this.#enteredAt > stopWithinMs) {
      // Stopped from outside, without notice: the shell has changed the terminal in the meantime.
      this.#leave('stopped');
      this.#comeBack();
    }
  }

  #end(signal: HangupSignal): void {
    // Ctrl+C and Ctrl+\ in a child program are meant for the child; the signal may reach us a moment after it has ended
    // the child.
    const forChild = this.#state === 'lent' || performance.now() - this.#childEndedAt < childSignalMs;
    if (forChild && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
    this.#leave('given back');
    this.#handlers.event({ type: 'hangup', signal, exitCode: signalExitCodes[signal] });
  }

  #lose(): void {
    if (this.#gone || this.#state === 'given back') return;
    this.#gone = true;
    this.#end('SIGHUP');
  }

  #resizeSoon(): void {
    clearTimeout(this.#resizeTimer);
    this.#resizeTimer = setTimeout(() => {
      if (!this.up) return;
      const before = this.#size;
      this.#size = this.#measure();
      // Also when the size is the same again: in between it was another, and the terminal has cut off what was shown.
      this.#handlers.cleared();
      this.#tellSize(before);
    }, resizeRestMs);
  }

  #tellSize(before: Size): void {
    const { columns, rows } = this.#size;
    if (columns === before.columns && rows === before.rows) return;
    this.#handlers.event({ type: 'resize', size: this.#size });
  }

  #measure(): Size {
    const { columns, rows } = this.#options.stdout;
    return { columns: Math.max(1, columns || 80), rows: Math.max(1, rows || 24) };
  }

  #setRawMode(on: boolean): void {
    try {
      this.#options.stdin.setRawMode?.(on);
    } catch (error) {
      // EIO: the terminal is gone; the end of the stream will say so.
      this.#options.log(`raw mode: ${errorMessage(error)}`);
    }
  }

  #listen(
    stream: TerminalInput | TerminalOutput,
    event: string,
    listener: (() => void) | ((chunk: Buffer) => void),
  ): void {
    stream.on(event, listener);
    this.#unbind.push(() => stream.off(event, listener));
  }
}
