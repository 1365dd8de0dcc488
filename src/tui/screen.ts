/** The dashboard's screen on a real terminal: frames come in, the terminal shows them; what the user does goes out as events. */
import type { Frame, Size } from '../app/frame.ts';
import type { ChildEnd, InputEvent, Screen, ScreenOptions } from '../app/screen.ts';
import type { Environment } from '../core/environment.ts';
import { errorMessage } from '../core/error.ts';
import { fail, ok, problem, type Result } from '../core/problem.ts';
import { Stage } from './stage.ts';
import { clearAll, hideCursor, showCursor, syncBegin, syncEnd } from './terminal/modes.ts';
import { clipboardSequence, notificationSequence } from './terminal/operating-system-commands.ts';
import type { TerminalInput, TerminalOutput } from './terminal/streams.ts';
import { createStyles } from './terminal/style.ts';
import {
  breaksOnJoinedEmoji,
  fillsJoinersCell,
  findMultiplexer,
  type Multiplexer,
  reordersText,
} from './terminal/surroundings.ts';
import { Terminal } from './terminal/terminal.ts';

export interface TerminalScreenOptions extends ScreenOptions {
  /** How long a lone Escape waits for the rest of a sequence; 30 ms when absent. */
  readonly escapeDelayMs?: number;
  /** False leaves the window's title alone. */
  readonly windowTitle?: boolean;
  /** Default: the process's own. With other streams, signals, console and warnings are left alone. */
  readonly stdin?: TerminalInput;
  readonly stdout?: TerminalOutput;
  readonly env?: Environment;
  /** Gets what would have been printed over the screen: console calls, Node's warnings, failures of charts. */
  readonly log?: (text: string) => void;
  /** Called after every frame, even if it needed no bytes. */
  readonly onPaint?: (paint: Paint) => void;
}

export interface Paint {
  /** Bytes this frame sent. */
  readonly bytes: number;
  /** Milliseconds from the start of rendering to the last byte given to the stream. */
  readonly ms: number;
}

/** The shortest time between two frames that do not answer a key. */
const streamGapMs = 33;
/** By then the start has mostly settled, even when thousands of files are read for the first list. */
const chartDelayMs = 300;

/** `no-terminal`, before the first byte, when there is no terminal to draw on. */
export function createScreen(options: TerminalScreenOptions): Result<Screen> {
  const stdin = options.stdin ?? process.stdin;
  const stdout = options.stdout ?? process.stdout;
  const env = options.env ?? process.env;
  if (!stdin.isTTY || !stdout.isTTY) {
    return fail(
      problem(
        'no-terminal',
        'The dashboard needs a terminal, but input or output is not one.',
        'Use `reprise session --plain` in pipes and scripts.',
      ),
    );
  }
  // A bare console or a container leaves TERM unset; the sequences we send need no terminfo.
  if (env.TERM === 'dumb') {
    return fail(
      problem(
        'no-terminal',
        'This terminal cannot position the cursor (TERM=dumb).',
        'Use `reprise session --plain`, or another terminal.',
      ),
    );
  }
  return ok(new TerminalScreen(options, stdin, stdout, env));
}

class TerminalScreen implements Screen {
  readonly #terminal: Terminal;
  readonly #stage: Stage;
  readonly #multiplexer: Multiplexer;
  readonly #log: (text: string) => void;
  readonly #onPaint: ((paint: Paint) => void) | undefined;
  #onEvent: (event: InputEvent) => void = () => {};
  #frame: Frame | undefined;
  /** Nothing that was drawn is still on the terminal. */
  #blank = true;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #lastPaint = Number.NEGATIVE_INFINITY;
  /** Where the terminal shows its cursor; empty when it is hidden, undefined when that is unknown. */
  #caret: string | undefined;
  #closed = false;
  #chartsWanted = false;
  #chartTimer: NodeJS.Timeout | undefined;

  constructor(options: TerminalScreenOptions, stdin: TerminalInput, stdout: TerminalOutput, env: Environment) {
    this.#log = options.log ?? (() => {});
    this.#onPaint = options.onPaint;
    this.#multiplexer = findMultiplexer(env);
    const styles = createStyles(options.depth, this.#multiplexer !== 'screen');
    this.#stage = new Stage(styles, {
      reorders: reordersText(env),
      simpleEmoji: breaksOnJoinedEmoji(env),
      fillsJoinersCell: fillsJoinersCell(env),
    });
    this.#terminal = new Terminal(
      {
        stdin,
        stdout,
        env,
        mouse: options.mouse,
        windowTitle: options.windowTitle ?? true,
        escapeDelayMs: options.escapeDelayMs ?? 30,
        ownsProcess: options.stdout === undefined,
        log: this.#log,
      },
      {
        event: (event) => this.#onEvent(event),
        cleared: () => {
          this.#blank = true;
          this.#schedule(true);
        },
        drained: () => this.#schedule(true),
      },
    );
  }

  get size(): Size {
    return this.#terminal.size;
  }

  start(onEvent: (event: InputEvent) => void): void {
    this.#onEvent = onEvent;
    this.#terminal.start();
  }

  draw(frame: Frame, urgent: boolean): void {
    this.#frame = frame;
    if (!urgent) {
      this.#schedule(false);
      return;
    }
    // The caller has already waited for the end of a burst of messages, so a key is answered in the same turn.
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#paint();
  }

  redraw(): void {
    this.#blank = true;
    this.#schedule(true);
  }

  setMouse(on: boolean): void {
    this.#terminal.setMouse(on);
  }

  copy(text: string): boolean {
    const sequence = clipboardSequence(text, this.#multiplexer);
    return sequence !== undefined && this.#say(sequence);
  }

  bell(): void {
    this.#say('\x07');
  }

  notify(text: string): void {
    this.#say(notificationSequence(text, this.#multiplexer));
  }

  suspend(): void {
    this.#terminal.suspend();
  }

  run(command: string, args: readonly string[]): Promise<ChildEnd> {
    return this.#terminal.run(command, args);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    clearTimeout(this.#chartTimer);
    this.#terminal.close();
    this.#stage.close();
  }

  /** Requests go only to a terminal that is ours and reads; they are not worth a queue. False when it was not sent. */
  #say(sequence: string): boolean {
    const { up, output } = this.#terminal;
    if (!up || output.blocked) return false;
    output.write(sequence);
    return true;
  }

  #schedule(urgent: boolean): void {
    if (this.#closed || this.#immediate || !this.#frame || !this.#terminal.up) return;
    const wait = urgent ? 0 : this.#lastPaint + streamGapMs - performance.now();
    if (wait <= 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#immediate = setImmediate(() => this.#paint());
    } else {
      this.#timer ??= setTimeout(() => this.#paint(), wait);
    }
  }

  #paint(): void {
    this.#timer = undefined;
    this.#immediate = undefined;
    const frame = this.#frame;
    const { output, up, sync, size } = this.#terminal;
    // A terminal that does not read gets the newest frame once it does.
    if (!frame || !up || output.blocked || this.#closed) return;
    const start = performance.now();
    const before = output.bytes;
    this.#lastPaint = start;
    const clear = this.#blank ? clearAll : '';
    if (this.#blank) {
      this.#blank = false;
      this.#caret = undefined;
      this.#stage.reset(size);
    }
    const cells = clear + this.#stage.render(frame, sync);
    const caret = caretMove(frame, size);
    if (cells !== '' || caret !== this.#caret) {
      // A terminal that shows a frame as a whole does not show where the cursor was in between.
      const meanwhile = cells === '' || sync ? this.#caret : '';
      const body = caretChange(this.#caret, meanwhile) + cells + caretChange(meanwhile, caret, cells !== '');
      output.write(sync ? syncBegin + body + syncEnd : body);
      this.#caret = caret;
    }
    this.#terminal.setTitle(frame.title);
    this.#wantCharts(frame);
    this.#onPaint?.({ bytes: output.bytes - before, ms: performance.now() - start });
  }

  /** contrib is loaded well after the first frame with a chart: neither the start nor the list waits for decoration. */
  #wantCharts(frame: Frame): void {
    if (frame.charts.length === 0 || this.#chartsWanted) return;
    this.#chartsWanted = true;
    this.#chartTimer = setTimeout(() => this.#loadCharts(), chartDelayMs);
  }

  #loadCharts(): void {
    import('./charts.ts')
      .then(({ createChartBoxes }) => {
        this.#stage.useCharts((quiet, styles) => createChartBoxes(quiet, styles, this.#log));
        this.#schedule(true);
      })
      .catch((error: unknown) => this.#log(`charts: ${errorMessage(error)}`));
  }
}

/** Where the hardware cursor goes, which input methods and screen readers follow; empty when it is hidden. */
function caretMove(frame: Frame, size: Size): string {
  const { caret } = frame;
  if (!caret || caret.x < 0 || caret.y < 0 || caret.x >= size.columns || caret.y >= size.rows) return '';
  return `\x1b[${caret.y + 1};${caret.x + 1}H`;
}

/**
 * From one state of the cursor to another, as given by `caretMove`; undefined means unknown. Drawing has `moved` it.
 */
function caretChange(from: string | undefined, to: string | undefined, moved = false): string {
  if (to === undefined || (to === from && !moved)) return '';
  if (to === '') return from === '' ? '' : hideCursor;
  return from ? to : to + showCursor;
}
