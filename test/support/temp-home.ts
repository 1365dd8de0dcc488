/** A separate folder for each test, and a clock that moves only when told. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { NewMessage } from '../../src/core/session.ts';
import type { Clock } from '../../src/ports.ts';
import { atEnd, type Ending } from './at-end.ts';

/** An empty folder that is removed when the test ends. */
export function tempFolder(t: Ending): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reprise-test-'));
  atEnd(t, () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestClock extends Clock {
  /** Moves the time forwards or back. */
  move(ms: number): void;
}

/** Begins at 2026-05-02 13:20:00 UTC; ids are numbered. */
export function testClock(start = 1_777_728_000_000): TestClock {
  let time = start;
  let ids = 0;
  return {
    now: () => time,
    newId(kind) {
      ids += 1;
      return `${kind}_${String(ids).padStart(8, '0')}`;
    },
    move(ms) {
      time += ms;
    },
  };
}

/** A message with the fields that matter to a test, and plain values for the rest. */
export function message(fields: Partial<NewMessage> & { readonly id: string }): NewMessage {
  return { parent: null, role: 'user', content: `text of ${fields.id}`, timestamp: 1_777_728_000_000, ...fields };
}

/** All lines of a file but the first, parsed. Fails on any line that is not JSON. */
export function bodyOf(filePath: string): readonly Record<string, unknown>[] {
  const lines = fs.readFileSync(filePath, 'utf8').split('\n');
  if (lines.at(-1) !== '') throw new Error(`${filePath} does not end with a newline`);
  return lines.slice(1, -1).map((line) => JSON.parse(line));
}

/** The ids of the messages in a file, in order. */
export function idsIn(filePath: string): readonly unknown[] {
  return bodyOf(filePath)
    .filter((line) => line.type === 'message')
    .map((line) => line.id);
}
