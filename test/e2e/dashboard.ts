/** The built program in a real pseudo-terminal with a home of its own: what a person sees, types, and finds on the disk. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd, type Ending } from '../support/at-end.ts';
import { type PtyProgram, spawnPty } from '../support/pty.ts';
import { root } from '../support/sources.ts';
import { tempFolder } from '../support/temp-home.ts';

export const door = join(root, 'bin', 'reprise.js');

type Environment = Readonly<Record<string, string | undefined>>;

export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Environment;
  readonly columns?: number;
  readonly rows?: number;
  /** Given to Node before the program's own file. */
  readonly nodeArgs?: readonly string[];
}

export interface Home {
  readonly folder: string;
  readonly env: Environment;
  start(options?: StartOptions): PtyProgram;
  /** The session files' paths, oldest name first. */
  files(): readonly string[];
  /** The parsed lines of the only session file. */
  lines(): readonly Record<string, unknown>[];
}

/** An empty home, removed after the test; nothing of the real environment is seen. */
export function openHome(test: Ending, env: Environment = {}): Home {
  const folder = tempFolder(test);
  const running = new Set<PtyProgram>();
  atEnd(test, async () => {
    for (const program of running) program.kill('SIGKILL');
    // One that still writes would make its folder anew.
    await Promise.allSettled([...running].map((program) => program.exited()));
  });
  const all: Environment = {
    HOME: folder,
    REPRISE_HOME: folder,
    // One compile cache for all tests: each home of its own would compile everything anew.
    NODE_COMPILE_CACHE: join(tmpdir(), `reprise-test-compiled-${process.getuid?.() ?? 0}`),
    ...env,
  };
  const sessions = join(folder, 'sessions');
  const files = (): readonly string[] =>
    readdirSync(sessions)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => join(sessions, name));
  return {
    folder,
    env: all,
    start({ args = [], env: more = {}, columns = 100, rows = 30, nodeArgs = [] } = {}) {
      const program = spawnPty(process.execPath, [...nodeArgs, door, ...args], {
        columns,
        rows,
        cwd: folder,
        env: { ...all, ...more },
      });
      running.add(program);
      return program;
    },
    files,
    lines() {
      const [file, ...others] = files();
      assert.ok(file !== undefined && others.length === 0, `one session file was expected: ${files().join(', ')}`);
      return linesOf(file);
    },
  };
}

/** All lines but a torn last one. */
export function linesOf(file: string): readonly Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

export function messagesOf(lines: readonly Record<string, unknown>[]): readonly Record<string, unknown>[] {
  return lines.filter((line) => line.type === 'message');
}
