/** The list follows the folder of sessions, whatever becomes of it while the program runs. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { faultyDisk } from '../../support/faulty-disk.ts';
import { writeManySessions } from '../../support/many-sessions.ts';
import { openScenario } from '../../support/scenario.ts';
import { message } from '../../support/temp-home.ts';

const limit = { timeout: 60_000 };

test('the folder is moved away and comes back with one session less: so does the list', limit, async (t) => {
  let names: readonly string[] = [];
  const app = await openScenario(t, {
    prepare: async ({ paths }) => {
      names = writeManySessions(paths.sessionsDir, { count: 4 });
    },
  });
  await app.until(({ list }) => list.sessions.length === 4 && !list.loading);
  const { sessionsDir } = app.services.paths;
  renameSync(sessionsDir, `${sessionsDir}-away`);
  await app.until(({ list }) => list.sessions.length === 0, 'nothing is listed that is not there');
  rmSync(join(`${sessionsDir}-away`, names[1] ?? ''));
  renameSync(`${sessionsDir}-away`, sessionsDir);
  await app.until(({ list }) => list.sessions.length === 3, 'what came back is listed');
});

test(
  'words that somebody changes in the file of the session that is looked at change on the screen',
  limit,
  async (t) => {
    const app = await openScenario(t, {
      prepare: async ({ store }) => {
        const made = await store.create({ name: 'letter', provider: 'offline', model: 'small', cwd: '/' });
        assert.ok(made.ok);
        await made.value.append(message({ id: 'a', content: 'the old words' }));
        await made.value.close();
      },
    });
    await app.sees('the old words');
    const [file = ''] = app.state().list.sessions.map(({ filePath }) => filePath);
    writeFileSync(file, readFileSync(file, 'utf8').replace('the old words', 'other words, and more of them'));
    await app.sees('other words, and more of them');
    await app.seesNot('the old words');
  },
);

test('a session that cannot be read for a while stays in the list', limit, async (t) => {
  const disk = faultyDisk();
  let names: readonly string[] = [];
  const app = await openScenario(t, {
    disk,
    prepare: async ({ paths }) => {
      names = writeManySessions(paths.sessionsDir, { count: 3 });
    },
  });
  await app.until(({ list }) => list.sessions.length === 3 && !list.loading);
  await app.program.idle();
  const place = (nth: number): string => join(app.services.paths.sessionsDir, names[nth] ?? '');
  disk.fail({ from: 1, count: 1, code: 'EACCES', only: ['open'] });
  appendFileSync(place(2), '\n');
  while (disk.thrown === 0) await delay(10);
  rmSync(place(1));
  await app.until(
    ({ list }) => !list.sessions.some(({ filePath }) => filePath === place(1)),
    'the removed one is gone',
  );
  assert.ok(app.state().list.sessions.some(({ filePath }) => filePath === place(2)));
});

test('a session whose file could not be made is not called one that was taken away', limit, async (t) => {
  const disk = faultyDisk();
  let names: readonly string[] = [];
  const app = await openScenario(t, {
    disk,
    prepare: async ({ paths }) => {
      names = writeManySessions(paths.sessionsDir, { count: 1 });
    },
  });
  await app.until(({ list }) => list.sessions.length === 1 && !list.loading);
  disk.fail({ from: 1, count: 1000, code: 'ENOSPC', only: ['write'] });
  app.program.dispatch({ type: 'newSession', name: 'no-room' });
  await app.until(({ conversations }) => [...conversations.values()].some(({ unsaved }) => unsaved !== null));
  // What is told of the folder comes in order: behind this, the file that came and went has been looked at.
  const removed = join(app.services.paths.sessionsDir, names[0] ?? '');
  rmSync(removed);
  await app.until(({ list }) => !list.sessions.some(({ filePath }) => filePath === removed));
  assert.doesNotMatch(app.state().notice ?? '', /moved or deleted the file/);
});
