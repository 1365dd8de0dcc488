/** What killed processes leave of files they were replacing goes; what a living one is writing stays. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { examine } from '../../src/store/doctor.ts';
import { removeLeftOvers } from '../../src/store/left-overs.ts';
import { findPaths } from '../../src/store/paths.ts';
import { openScenario } from '../support/scenario.ts';
import { tempFolder } from '../support/temp-home.ts';

/** The number of a process that has ended. */
const gone = spawnSync(process.execPath, ['-e', '']).pid;
const living = process.ppid;
const fingerprint = '0123456789abcdef';

function place(t: TestContext) {
  const home = tempFolder(t);
  const paths = findPaths({ REPRISE_HOME: home });
  /** Makes a file that was last written so many milliseconds ago. */
  const put = (file: string, age = 60_000): string => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, 'secret');
    const time = (Date.now() - age) / 1000;
    fs.utimesSync(file, time, time);
    return file;
  };
  return { home, paths, put };
}

test('temporary files of processes that are gone are removed, wherever small files stand', async (t) => {
  const { paths, put } = place(t);
  const left = [
    `${paths.configFile}.${gone}-0.tmp`,
    `${paths.historyFile}.${gone}-3.tmp`,
    `${paths.lastViewFile}.${gone}-1.tmp`,
    `${paths.listCacheFile}.${gone}-2.tmp`,
    path.join(paths.draftsDir, `sess_1.draft.${gone}-0.tmp`),
    // Of an earlier process with our number, as in a container.
    `${paths.configFile}.${process.pid}-0.tmp`,
  ].map((file) => put(file, 86_400_000));
  const kept = [paths.configFile, paths.historyFile, path.join(paths.draftsDir, 'sess_1.draft')].map((file) =>
    put(file),
  );
  await removeLeftOvers(paths);
  assert.deepEqual(left.filter(fs.existsSync), []);
  assert.deepEqual(kept.filter(fs.existsSync), kept);
});

for (const [what, name, age] of [
  ['a living process may still be writing', `config.json.${living}-0.tmp`, 60_000],
  ['this process is writing', `config.json.${process.pid}-999.tmp`, 0],
  ['was written a moment ago, perhaps on another machine', `config.json.${gone}-0.tmp`, 0],
  ['is no file of ours', `notes.txt.${gone}-0.tmp`, 60_000],
  ['another program left', 'config.json.tmp', 60_000],
] as const) {
  test(`what ${what} stays`, async (t) => {
    const { home, paths, put } = place(t);
    const file = put(path.join(home, name), age);
    await removeLeftOvers(paths);
    assert.ok(fs.existsSync(file));
  });
}

test('beside a linked config file they stand where the link leads', async (t) => {
  const { home, paths, put } = place(t);
  const real = put(path.join(home, 'dotfiles', 'reprise.json'));
  const left = put(`${real}.${gone}-0.tmp`);
  fs.symlinkSync(real, paths.configFile);
  await removeLeftOvers(paths);
  assert.deepEqual([fs.existsSync(real), fs.existsSync(left)], [true, false]);
});

test('the doctor names them and removes nothing', async (t) => {
  const { paths, put } = place(t);
  const left = put(path.join(paths.cacheDir, `list-${fingerprint}.jsonl.${gone}-0.tmp`));
  fs.mkdirSync(paths.sessionsDir, { recursive: true, mode: 0o700 });
  for await (const { findings } of examine(paths.sessionsDir, { places: paths })) {
    assert.deepEqual(
      findings.map(({ code, message }) => [code, message.includes(left)]),
      [['left-over', true]],
    );
  }
  assert.ok(fs.existsSync(left));
});

test('the dashboard removes them when it has listed the sessions', async (t) => {
  const { home, paths, put } = place(t);
  const left = put(`${paths.configFile}.${gone}-0.tmp`);
  const app = await openScenario(t, { home });
  await app.program.idle();
  assert.equal(fs.existsSync(left), false);
});
