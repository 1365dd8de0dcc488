/** What must not happen: a bug in one action, a disk that never answers. The program goes on, or can be ended. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Services } from '../../src/run/services.ts';
import { nodeDisk } from '../../src/store/disk.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';

test('a bug in one action ends that action, not the program; its report has no key and is ours alone', async (t) => {
  const key = 'sk-test-0123456789abcdefghijKLMN';
  const app = await openScenario(t, {
    async prepare(services) {
      const broken: Pick<Services, 'listThemes'> = {
        listThemes: async () => {
          throw new Error(`on purpose, with ${key}`);
        },
      };
      Object.assign(services, broken);
    },
  });
  app.program.dispatch({ type: 'pickTheme' });
  await app.sees(/hit a bug/);
  assert.ok(!app.mounted.output().includes(key));
  const folder = app.services.paths.crashDir;
  const [name = '', ...others] = readdirSync(folder);
  assert.deepEqual(others, []);
  const report = readFileSync(join(folder, name), 'utf8');
  assert.match(report, /on purpose, with \[key removed\]/);
  assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
  // It goes on.
  await app.press('escape', 'n', 'enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  assert.equal(await app.quit(), 0);
});

/** A session whose message is on its way to a disk that never answers. */
async function hungDisk(t: TestContext): Promise<Scenario> {
  let hangs = false;
  const disk = {
    ...nodeDisk,
    fdatasync: (fd: number) => (hangs ? new Promise<void>(() => {}) : nodeDisk.fdatasync(fd)),
  };
  const app = await openScenario(t, { disk });
  await app.press('n', 'enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  hangs = true;
  await app.type('Hello?');
  await app.press('enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.storing === 'user'));
  return app;
}

test('a disk that never answers holds the program only until it is asked to end a second time', async (t) => {
  const app = await hungDisk(t);
  const ask = () =>
    app.program.dispatch({ type: 'input', event: { type: 'hangup', signal: 'SIGTERM', exitCode: 143 } });
  ask();
  let exitCode: number | undefined;
  void app.program.finished.then((code) => {
    exitCode = code;
  });
  // Both come from one request: a closed window sends it several times at once.
  ask();
  await new Promise(setImmediate);
  assert.equal(exitCode, undefined);
  assert.equal(app.state().quitting, true);
  const asked = performance.now();
  // Somebody who loses patience asks again and again.
  while (exitCode === undefined && performance.now() - asked < 5000) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    ask();
  }
  assert.equal(await app.program.finished, 143);
});

test('the same by keys: the footer says what it waits for, and a later Ctrl+C ends it', async (t) => {
  const app = await hungDisk(t);
  await app.press('C-c', 'C-c');
  await app.sees('Storing what was said, then quitting');
  let exitCode: number | undefined;
  void app.program.finished.then((code) => {
    exitCode = code;
  });
  await app.press('C-c');
  assert.equal(exitCode, undefined);
  while (exitCode === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    app.program.dispatch({ type: 'input', event: { type: 'key', key: 'C-c' } });
  }
  assert.equal(exitCode, 130);
});
