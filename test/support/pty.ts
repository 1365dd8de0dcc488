/** A program in a real pseudo-terminal whose other end is the emulator: for start, signals, resize, suspend, child programs. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts';

const require = createRequire(import.meta.url);
const pty = require('@lydell/node-pty') as typeof import('@lydell/node-pty');

export interface PtyOptions extends EmulatorOptions {
  /** Replaces the inherited environment except PATH; an undefined value removes a default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export interface PtyExit {
  readonly exitCode: number;
  readonly signal: number;
}

/** A condition on what is visible: a pattern in the screen's text, or a test of the program's state. */
export type Condition = RegExp | ((program: PtyProgram) => boolean);

export interface PtyProgram {
  readonly emulator: Emulator;
  readonly pid: number;
  /** Everything the program wrote so far, as it was written. */
  readonly raw: () => string;
  readonly byteCount: () => number;
  /** Types; the bytes arrive at the program as they are. */
  write(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Re-checked whenever the emulator has taken in new output; fails with the screen's text after `ms` (20 s) or at the program's end. */
  wait(condition: Condition, what?: string, ms?: number): Promise<void>;
  /** Resolves at the program's end, when all its output is in the cells. */
  exited(ms?: number): Promise<PtyExit>;
  /** The terminal stops reading (as after Ctrl+S), and goes on. */
  pause(): void;
  resume(): void;
  kill(signal?: string): void;
  /** The terminal window is closed: the kernel hangs up. */
  hangUp(): void;
}

const running = new Set<PtyProgram>();

/** For `after`: ends what a failed test has left behind, so that the test process can end. */
export function endPrograms(): void {
  for (const program of running) program.kill('SIGKILL');
}

export function spawnPty(file: string, args: readonly string[], options: PtyOptions = {}): PtyProgram {
  const emulator = createEmulator(options);
  const env = Object.fromEntries(
    Object.entries({
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      ...options.env,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const child = pty.spawn(file, [...args], {
    name: env.TERM ?? 'dumb',
    cols: emulator.columns,
    rows: emulator.rows,
    cwd: options.cwd ?? process.cwd(),
    env,
  });
  const checks = new Set<() => void>();
  let raw = '';
  let bytes = 0;
  let unparsed = 0;
  let exit: PtyExit | undefined;
  const check = (): void => {
    for (const f of [...checks]) f();
  };
  emulator.onReply((data) => {
    if (!exit) child.write(data);
  });
  child.onData((data) => {
    raw += data;
    bytes += Buffer.byteLength(data);
    unparsed++;
    void emulator.write(data).then(() => {
      unparsed--;
      check();
    });
  });
  child.onExit(({ exitCode, signal }) => {
    exit = { exitCode, signal: signal ?? 0 };
    running.delete(program);
    // The last output may still be on its way through the stream; one turn of the event loop later it has arrived.
    setImmediate(check);
  });

  const program: PtyProgram = {
    emulator,
    pid: child.pid,
    raw: () => raw,
    byteCount: () => bytes,
    write: (keys) => child.write(keys),
    resize(columns, rows) {
      emulator.resize(columns, rows);
      child.resize(columns, rows);
    },
    wait(condition, what = String(condition), ms = 20_000) {
      const holds = (): boolean => (condition instanceof RegExp ? condition.test(emulator.text()) : condition(program));
      return poll(ms, what, () => {
        if (holds()) return { value: undefined };
        if (exit && unparsed === 0) throw new Error(`the program ended (${JSON.stringify(exit)}) before ${what}`);
        return undefined;
      });
    },
    exited: (ms = 20_000) => poll(ms, 'the program ends', () => (exit && unparsed === 0 ? { value: exit } : undefined)),
    pause: () => child.pause(),
    resume: () => child.resume(),
    kill(signal = 'SIGKILL') {
      if (!exit) child.kill(signal);
    },
    // Closing our end is what a closed window does; node-pty can do it, but its typings do not name it.
    hangUp: () => (child as { destroy?: () => void }).destroy?.(),
  };

  function poll<T>(ms: number, what: string, probe: () => { value: T } | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        checks.delete(step);
        clearTimeout(timer);
      };
      const give = (error: unknown): void => {
        stop();
        reject(
          new Error(`${error instanceof Error ? error.message : String(error)}\n--- screen\n${emulator.text()}\n---`),
        );
      };
      const step = (): void => {
        try {
          const found = probe();
          if (!found) return;
          stop();
          resolve(found.value);
        } catch (error) {
          give(error);
        }
      };
      const timer = setTimeout(() => give(new Error(`waited ${ms} ms in vain until ${what}`)), ms);
      checks.add(step);
      step();
    });
  }

  running.add(program);
  return program;
}

/** The terminal as a shell expects to find it. */
export function assertRestored(program: PtyProgram): void {
  assert.equal(program.emulator.alternate(), false, 'on the main screen');
  assert.deepEqual(program.emulator.modes(), [7, 25], 'no mode left on');
  assert.equal(program.emulator.kittyDepth(), 0);
}
