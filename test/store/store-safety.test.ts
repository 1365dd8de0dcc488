/** The sessions folder and its files are for their owner, and nothing outside of the folder is touched. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Result } from '../../src/core/problem.ts';
import { type Disk, nodeDisk } from '../../src/store/disk.ts';
import { examine } from '../../src/store/doctor.ts';
import { type Repair, repair } from '../../src/store/doctor-repair.ts';
import { createStore } from '../../src/store/store.ts';
import { readSummarySync } from '../../src/store/summary.ts';
import { reports } from '../support/damaged-session.ts';
import { code, created, only, reopened, testStore, value } from '../support/open-store.ts';
import { idsIn, message, tempFolder, testClock } from '../support/temp-home.ts';

test('folder 0700 and files 0600 under umask 000, and wider modes are tightened and told', async (t) => {
  const before = process.umask(0);
  t.after(() => process.umask(before));
  const { store, directory } = testStore(t);
  const session = await created(store);
  session.delta('r', null, 'some words');
  await Promise.resolve();
  const mode = (file: string): number => fs.statSync(file).mode & 0o777;
  assert.equal(mode(directory), 0o700);
  const names = fs.readdirSync(directory);
  assert.ok(names.length >= 4, 'the session, its sidecar, its lock and its holder');
  for (const name of names) assert.equal(mode(path.join(directory, name)), 0o600, name);
  value(await session.close());

  fs.chmodSync(session.summary.filePath, 0o644);
  fs.chmodSync(directory, 0o755);
  const again = await reopened(store, session.summary.filePath);
  assert.match(again.report.notes.join(' '), /Other users of this machine could read this file/);
  assert.equal(mode(session.summary.filePath), 0o600);
  assert.match(again.report.notes.join(' '), /Other users could read the folder/);
  assert.equal(mode(directory), 0o700);
  value(await again.close());
  fs.chmodSync(directory, 0o750);
  const next = await created(store);
  assert.match(next.report.notes.join(' '), /Other users could read the folder/);
  assert.equal(mode(directory), 0o700);
  value(await next.close());
});

test('a sessions folder that is a link is tightened where it leads, and told', async (t) => {
  const folder = tempFolder(t);
  const [goal, link] = [path.join(folder, 'other-disk'), path.join(folder, 'sessions')];
  fs.mkdirSync(goal);
  fs.chmodSync(goal, 0o755);
  fs.symlinkSync(goal, link);
  const wide = /Other users (of this machine can look into|could read) the folder/;
  const [report] = await reports(link);
  assert.match(report?.findings.map(({ message }) => message).join(' ') ?? '', wide);
  const session = await created(testStore(t, link).store);
  assert.match(session.report.notes.join(' '), wide);
  assert.equal(fs.statSync(goal).mode & 0o777, 0o700);
  assert.ok(fs.lstatSync(link).isSymbolicLink());
  value(await session.close());
});

test('what is no session is left as it is when it is refused, its mode too', async (t) => {
  const { store, directory } = testStore(t);
  value(await (await created(store)).close());
  const theirs = path.join(directory, 'rollout.jsonl');
  fs.writeFileSync(theirs, '{"timestamp":"2026-01-02","type":"session_meta","payload":{}}\n');
  fs.chmodSync(theirs, 0o644);
  fs.chmodSync(directory, 0o755);
  assert.equal(code(await store.open(theirs)), 'damaged');
  assert.deepEqual(
    [theirs, directory].map((file) => fs.statSync(file).mode & 0o777),
    [0o644, 0o755],
  );
});

for (const bad of ['../../etc/passwd', 'a/b.jsonl', 'x\0.jsonl', `${'a'.repeat(300)}.txt`, '.hidden.jsonl']) {
  test(`the path ${JSON.stringify(bad).slice(0, 30)} is refused before anything is touched`, async (t) => {
    const { store, directory } = testStore(t);
    value(await (await created(store)).close());
    const before = fs.readdirSync(directory);
    assert.equal(code(await store.open(path.join(directory, '.') + path.sep + bad)), 'bad-id');
    assert.equal(code(await store.note(`${directory}/${bad}`, { event: 'seen' })), 'bad-id');
    assert.equal(code(only(await store.trash([`${directory}/${bad}`]))), 'bad-id');
    assert.deepEqual(fs.readdirSync(directory), before);
  });
}

test('a link named like a session is neither read nor written', async (t) => {
  const { store, directory } = testStore(t);
  value(await (await created(store)).close());
  const secret = path.join(tempFolder(t), 'config');
  fs.writeFileSync(secret, 'Host secret\n');
  const link = path.join(directory, 'x.jsonl');
  fs.symlinkSync(secret, link);
  assert.equal(code(await store.open(link)), 'not-a-file');
  assert.equal(code(await store.read(link)), 'not-a-file');
  assert.equal(code(await store.summary(link)), 'not-a-file');
  assert.equal(readSummarySync(path.join(directory, 'x.jsonl')), undefined);
  assert.equal(fs.readFileSync(secret, 'utf8'), 'Host secret\n');
});

test('where folders cannot be synced, or not be read, sessions are kept all the same', async (t) => {
  for (const code of ['EINVAL', 'ENOTSUP', 'EACCES']) {
    const isFolder = async (fd: number): Promise<boolean> => (await nodeDisk.fstat(fd)).isDirectory();
    const disk: Disk = {
      ...nodeDisk,
      async fsync(fd) {
        if (await isFolder(fd)) throw Object.assign(new Error(code), { code });
        await nodeDisk.fsync(fd);
      },
    };
    const store = createStore({ directory: path.join(tempFolder(t), 'sessions'), clock: testClock(), disk });
    const session = await created(store);
    assert.deepEqual(session.report.notes, []);
    value(await session.append(message({ id: 'kept' })));
    value(await session.close());
    assert.deepEqual(idsIn(session.summary.filePath), ['kept']);
  }
});

test('a disk that keeps no modes (exFAT, NTFS) takes sessions, and nobody claims to have closed them', async (t) => {
  const directory = path.join(tempFolder(t), 'sessions');
  fs.mkdirSync(directory, { mode: 0o777 });
  // It says that it did, as those disks do.
  const disk: Disk = { ...nodeDisk, chmod: async () => {}, fchmod: async () => {} };
  const store = createStore({ directory, clock: testClock(), disk });
  const session = await created(store);
  const { filePath } = session.summary;
  value(await session.close());
  fs.chmodSync(filePath, 0o777);
  fs.chmodSync(directory, 0o777);
  const again = await reopened(store, filePath);
  assert.deepEqual([...session.report.notes, ...again.report.notes], []);
  value(await again.close());
  const repairs: Result<Repair>[] = [];
  for await (const report of examine(directory))
    repairs.push(await repair(directory, report, { clock: testClock(), disk }));
  assert.deepEqual(
    repairs.map((one) => (one.ok ? one.value.kind : one.problem.message)),
    [`The disk with ${directory} keeps no modes: whoever can use it can read what is on it.`, 'nothing'],
  );
});
