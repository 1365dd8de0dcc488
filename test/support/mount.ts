/** The real screen on streams that lead to the emulator instead of a terminal: keys in, cells out, in this process. */
import { EventEmitter } from 'node:events';
import type { Frame } from '../../src/app/frame.ts';
import type { InputEvent, Screen } from '../../src/app/screen.ts';
import type { ColorDepth } from '../../src/core/theme.ts';
import { createScreen, type Paint, type TerminalScreenOptions } from '../../src/tui/screen.ts';

export { frameOf, plain } from './frames.ts';

import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts';

export interface MountOptions extends EmulatorOptions {
  readonly depth?: ColorDepth;
  readonly mouse?: boolean;
  readonly windowTitle?: boolean;
  readonly escapeDelayMs?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Deaf terminals do not reply to queries. */
  readonly deaf?: boolean;
  /** Also called with every event, for a program behind the screen. */
  readonly onEvent?: (event: InputEvent) => void;
}

export interface Mounted {
  readonly screen: Screen;
  readonly emulator: Emulator;
  /** Every event so far; `events.splice(0)` takes them. */
  readonly events: InputEvent[];
  readonly paints: readonly Paint[];
  readonly logged: readonly string[];
  /** Calls of `setRawMode`, in order. */
  readonly rawModes: readonly boolean[];
  /** All output so far. */
  output(): string;
  /** Draws, and resolves when the frame is in the cells. */
  draw(frame: Frame): Promise<void>;
  /** Bytes as a terminal sends them for keys. */
  press(bytes: string): void;
  paste(text: string): void;
  /** SGR mouse report; `x` and `y` from 0. Bits as in xterm: 0 left, 1 middle, 2 right, +32 drag, 64 wheel up, 65 down. */
  mouse(bits: number, x: number, y: number, release?: boolean): void;
  resize(columns: number, rows: number): void;
  /** The terminal stops reading; everything written from then on waits. */
  block(): void;
  unblock(): void;
  /** The terminal is gone. */
  end(): void;
  /** Resolves when the condition holds; checked after every event, paint and parsed write. */
  until(condition: () => boolean, what?: string, ms?: number): Promise<void>;
}

class FakeInput extends EventEmitter {
  readonly isTTY = true;
  readonly rawModes: boolean[] = [];
  setRawMode(on: boolean): void {
    this.rawModes.push(on);
  }
  resume(): void {}
  pause(): void {}
}

class FakeOutput extends EventEmitter {
  readonly isTTY = true;
  columns = 80;
  rows = 24;
  blocked = false;
  held: string[] = [];
  written = '';
  readonly #take: (text: string) => void;
  constructor(take: (text: string) => void) {
    super();
    this.#take = take;
  }
  get writableLength(): number {
    return this.held.reduce((total, text) => total + text.length, 0);
  }
  write(text: string): boolean {
    this.written += text;
    if (this.blocked) this.held.push(text);
    else this.#take(text);
    return !this.blocked;
  }
  unblock(): void {
    this.blocked = false;
    for (const text of this.held.splice(0)) this.#take(text);
    this.emit('drain');
  }
}

/** Creates and starts a screen. */
export function mount(options: MountOptions = {}): Mounted {
  const emulator = createEmulator(options);
  const events: InputEvent[] = [];
  const paints: Paint[] = [];
  const logged: string[] = [];
  const checks = new Set<() => void>();
  const check = (): void => {
    for (const f of [...checks]) f();
  };
  let unparsed = 0;
  const stdin = new FakeInput();
  const stdout = new FakeOutput((text) => {
    unparsed++;
    void emulator.write(text).then(() => {
      unparsed--;
      check();
    });
  });
  stdout.columns = emulator.columns;
  stdout.rows = emulator.rows;
  if (!options.deaf) emulator.onReply((data) => void stdin.emit('data', Buffer.from(data)));
  const screenOptions: TerminalScreenOptions = {
    mouse: options.mouse ?? false,
    depth: options.depth ?? 24,
    escapeDelayMs: options.escapeDelayMs ?? 5,
    windowTitle: options.windowTitle ?? true,
    stdin,
    stdout,
    env: options.env ?? { TERM: 'xterm-256color' },
    log: (text) => void logged.push(text),
    onPaint: (paint) => {
      paints.push(paint);
      check();
    },
  };
  const created = createScreen(screenOptions);
  if (!created.ok) throw new Error(created.problem.message);
  const screen = created.value;

  const until = (condition: () => boolean, what = String(condition), ms = 20_000): Promise<void> =>
    new Promise((resolve, reject) => {
      const step = (): void => {
        if (!condition()) return;
        checks.delete(step);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        checks.delete(step);
        reject(new Error(`waited ${ms} ms in vain until ${what}\n--- screen\n${emulator.text()}\n---`));
      }, ms);
      checks.add(step);
      step();
    });

  screen.start((event) => {
    events.push(event);
    options.onEvent?.(event);
    check();
  });

  return {
    screen,
    emulator,
    events,
    paints,
    logged,
    rawModes: stdin.rawModes,
    output: () => stdout.written,
    async draw(frame) {
      const before = paints.length;
      screen.draw(frame, true);
      await until(() => paints.length > before && unparsed === 0, 'the frame is drawn');
    },
    press: (bytes) => void stdin.emit('data', Buffer.from(bytes)),
    paste: (text) => void stdin.emit('data', Buffer.from(`\x1b[200~${text}\x1b[201~`)),
    mouse: (bits, x, y, release = false) =>
      void stdin.emit('data', Buffer.from(`\x1b[<${bits};${x + 1};${y + 1}${release ? 'm' : 'M'}`)),
    resize(columns, rows) {
      emulator.resize(columns, rows);
      stdout.columns = columns;
      stdout.rows = rows;
      stdout.emit('resize');
    },
    block() {
      stdout.blocked = true;
    },
    unblock: () => stdout.unblock(),
    end: () => void stdin.emit('end'),
    until,
  };
}
