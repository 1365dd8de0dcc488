/** The real program as a child process with its own home: stdout, stderr, exit code, signals, pipes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { atEnd } from './at-end.ts';
import { root } from './sources.ts';
import { tempFolder } from './temp-home.ts';

export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  /** 128 + the signal's number if a signal ended the process. */
  readonly exitCode: number;
}

export interface RunOptions {
  /** What is piped in; without it, the input is closed. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** A descriptor to write to, when the output is not wanted. */
  readonly stdout?: number;
}

/** A running child: wait for its output, write to it, signal it. */
export interface Running {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when stdout and stderr together match; rejects when the child ends first. */
  says(pattern: RegExp): Promise<void>;
  readonly ended: Promise<Run>;
}

export interface Cli {
  readonly home: string;
  readonly sessions: string;
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  start(args: readonly string[], options?: RunOptions & { readonly keepInputOpen?: boolean }): Running;
  /** Runs, expects exit code 0, gives stdout. */
  ok(args: readonly string[], options?: RunOptions): Promise<string>;
  /** Names of the session files. */
  files(): string[];
  /** The parsed lines of a session file. */
  lines(file: string): Record<string, unknown>[];
}

const longestRunMs = 60_000;
const door = join(root, 'bin', 'reprise.js');

/** A program with an empty home, offline, without keys, in UTC; removed after the test. */
export function createCli(test: TestContext, env: Readonly<Record<string, string>> = {}): Cli {
  const home = tempFolder(test);
  const children = new Set<Running>();
  atEnd(test, async () => {
    for (const { child } of children) child.kill('SIGKILL');
    // A child that still writes would create its folder again.
    await Promise.allSettled([...children].map(({ ended }) => ended));
  });
  const sessions = join(home, 'sessions');
  const base: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    REPRISE_HOME: home,
    REPRISE_PROVIDER: 'offline',
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    // One compile cache for all tests: otherwise each home would compile everything again.
    NODE_COMPILE_CACHE: join(tmpdir(), `reprise-test-compiled-${process.getuid?.() ?? 0}`),
    ...env,
  };

  const start: Cli['start'] = (args, options = {}) => {
    const piped = options.input !== undefined || options.keepInputOpen === true;
    const child = spawn(process.execPath, [door, ...args], {
      cwd: home,
      env: { ...base, ...options.env },
      stdio: [piped ? 'pipe' : 'ignore', options.stdout ?? 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let over = false;
    const listeners = new Set<() => void>();
    const changed = () => {
      for (const listener of listeners) listener();
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      changed();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      changed();
    });
    // It is not the test's fault if a child does not read its input.
    child.stdin?.on('error', () => undefined);
    if (options.input !== undefined) {
      if (options.keepInputOpen) child.stdin?.write(options.input);
      else child.stdin?.end(options.input);
    }
    // No test may wait forever: a hanging child is ended, and its output is in the failure.
    const guard = setTimeout(() => child.kill('SIGKILL'), longestRunMs);
    const ended = new Promise<Run>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        clearTimeout(guard);
        over = true;
        changed();
        resolve({ stdout, stderr, exitCode: code ?? (signal === 'SIGKILL' ? 137 : 128) });
      });
    });
    const says = (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (pattern.test(stdout + stderr)) resolve();
          else if (over) reject(new Error(`It ended without saying ${pattern}:\n${stdout}\n${stderr}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      });
    const running = { child, stdout: () => stdout, stderr: () => stderr, says, ended };
    children.add(running);
    return running;
  };
  const run: Cli['run'] = (args, options) => start(args, options).ended;

  return {
    home,
    sessions,
    start,
    run,
    async ok(args, options) {
      const { stdout, stderr, exitCode } = await run(args, options);
      if (exitCode !== 0) throw new Error(`reprise ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
      return stdout;
    },
    files: () => readdirSync(sessions).filter((name) => name.endsWith('.jsonl')),
    lines: (file) =>
      readFileSync(join(sessions, file), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}
