/** Stores and sessions for tests, without error handling: what must be there is returned, or the test fails. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Result } from '../../src/core/problem.ts';
import type { OpenOptions, OpenSession, SessionInit, SessionStore } from '../../src/ports.ts';
import { createStore } from '../../src/store/store.ts';
import { type FaultyDisk, faultyDisk } from './faulty-disk.ts';
import { type TestClock, tempFolder, testClock } from './temp-home.ts';

export interface TestStore {
  readonly store: SessionStore;
  readonly directory: string;
  readonly disk: FaultyDisk;
  readonly clock: TestClock;
}

/** A store in its own folder, on a disk that can be made to fail. */
export function testStore(t: TestContext, directory = path.join(tempFolder(t), 'sessions')): TestStore {
  const disk = faultyDisk();
  const clock = testClock();
  return { store: createStore({ directory, clock, disk, version: '0.1.0' }), directory, disk, clock };
}

export const init: SessionInit = { name: 'first', provider: 'offline', model: 'small', cwd: '/home/ana' };

/** The value of a result that must be one. */
export function value<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.problem));
  return result.value;
}

/** The only result of a call about one session. */
export function only<T>(results: readonly T[]): T {
  const [first] = results;
  assert.ok(first !== undefined && results.length === 1, 'one answer was expected');
  return first;
}

/** The code of a result that must be a problem. */
export function code(result: Result<unknown>): string {
  assert.ok(!result.ok, 'a problem was expected');
  return result.problem.code;
}

export async function created(store: SessionStore, fields: Partial<SessionInit> = {}): Promise<OpenSession> {
  return value(await store.create({ ...init, ...fields }));
}

export async function reopened(store: SessionStore, filePath: string, options?: OpenOptions): Promise<OpenSession> {
  return value(await store.open(filePath, options));
}
