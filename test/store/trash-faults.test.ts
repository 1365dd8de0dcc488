/** The trash where something stands in the way: what is no session, what cannot be moved, a disk that refuses half-way. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { sentence } from '../../src/core/problem.ts';
import { nodeDisk } from '../../src/store/disk.ts';
import { listSessions } from '../../src/store/list.ts';
import { emptyTrash, listTrash } from '../../src/store/trash.ts';
import { faultyDisk } from '../support/faulty-disk.ts';
import { value } from '../support/open-store.ts';
import { contents, now, place, restoreSession, sortedBytes, trashSession } from '../support/trash-place.ts';

const outside: [string, (folder: string) => string][] = [
  ['a path above the folder', (folder) => path.join(folder, '..', 'x.jsonl')],
  ['an absolute path elsewhere', () => '/etc/passwd'],
  ['a path below the folder', (folder) => path.join(folder, 'sub', 'x.jsonl')],
  ['dots that lead out', (folder) => `${folder}/../${'sessions-2'}/x.jsonl`],
  ['what is no session', (folder) => path.join(folder, 'notes.txt')],
  ['a hidden file', (folder) => path.join(folder, '.trash')],
];
for (const [title, where] of outside) {
  test(`trash and restore refuse ${title}`, async (t) => {
    const { folder } = place(t);
    const before = contents(path.dirname(folder));
    const target = where(folder);
    const away = await trashSession(folder, target, now);
    const back = await restoreSession(folder, target);
    assert.ok(!away.ok && away.problem.code === 'bad-id');
    assert.ok(!back.ok && back.problem.code === 'bad-id');
    assert.deepEqual(contents(path.dirname(folder)), before);
  });
}

test('a session that is gone is said to be gone', async (t) => {
  const { folder, first } = place(t);
  fs.rmSync(first);
  const result = await trashSession(folder, first, now);
  assert.ok(!result.ok && result.problem.code === 'session-not-found');
});

test('a link that is named like a session is not moved', async (t) => {
  const { folder } = place(t);
  const link = path.join(folder, 'x.jsonl');
  fs.symlinkSync('/etc/passwd', link);
  const result = await trashSession(folder, link, now);
  assert.ok(!result.ok && result.problem.code === 'not-a-file');
  assert.ok(fs.lstatSync(link).isSymbolicLink());
});

test('a move that was done and reported as failed, as a network disk may do, costs nothing', async (t) => {
  const { folder, first } = place(t, 1);
  const before = fs.readFileSync(first);
  const disk = faultyDisk();
  const real = disk.rename;
  disk.rename = async (from, to) => {
    await real(from, to);
    throw Object.assign(new Error('answered twice'), { code: 'ENOENT' });
  };
  const { trashPath } = value(await trashSession(folder, first, now, disk));
  assert.deepEqual(fs.readFileSync(trashPath), before);
  value(await restoreSession(folder, trashPath, disk));
  assert.deepEqual(fs.readFileSync(first), before);
});

test('a session that is called by its file has the same id and name in the trash', async (t) => {
  const { folder } = place(t);
  const nameless = path.join(folder, 'session-7.jsonl');
  fs.writeFileSync(nameless, '{"type":"message","role":"user","content":"hello"}\n');
  const away = value(await trashSession(folder, nameless, now));
  const [listed] = value(await listTrash(folder));
  assert.deepEqual(
    [away.summary.id, listed?.summary.id, listed?.summary.name],
    ['session-7', 'session-7', 'session-7'],
  );
});

test('a damaged session can be thrown away and comes back as damaged as it was', async (t) => {
  const { folder, first } = place(t, 1);
  fs.writeFileSync(first, Buffer.alloc(3000, 0));
  const { trashPath } = value(await trashSession(folder, first, now));
  assert.equal(value(await listTrash(folder)).length, 1);
  value(await restoreSession(folder, trashPath));
  assert.deepEqual(fs.readFileSync(first), Buffer.alloc(3000, 0));
});

test('a session that may not be read can be thrown away, stands in the trash, and comes back', async (t) => {
  const { folder, first } = place(t, 1);
  const disk = faultyDisk();
  const name = path.basename(first);
  const refuse = (file: string, flags: number): void => {
    const unreadable = file.endsWith(name) && (flags & fs.constants.O_EXCL) === 0;
    if (unreadable) throw Object.assign(new Error(`EACCES: ${file}`), { code: 'EACCES' });
  };
  disk.open = async (file, flags, mode) => {
    refuse(file, flags);
    return nodeDisk.open(file, flags, mode);
  };
  disk.openSync = (file, flags, mode) => {
    refuse(file, flags);
    return nodeDisk.openSync(file, flags, mode);
  };
  const { trashPath, summary } = value(await trashSession(folder, first, now, disk));
  assert.match(summary.damage, /no permission/);
  assert.deepEqual(
    value(await listTrash(folder, disk)).map((one) => one.trashPath),
    [trashPath],
  );
  assert.match(value(await restoreSession(folder, trashPath, disk)).damage, /no permission/);
  assert.ok(fs.existsSync(first));
});

test('a folder that takes no files is what is named, not a lock that nobody knows', async (t) => {
  const { folder, first } = place(t, 1);
  const disk = faultyDisk();
  disk.fail({ from: 1, count: 1, code: 'EACCES', only: ['open'] });
  const away = await trashSession(folder, first, now, disk);
  assert.ok(!away.ok);
  assert.equal(away.problem.message, `You have no permission for ${folder}.`);
});

test('a trash on another disk, or that is no folder, is said to be so; the session stays', async (t) => {
  const { folder, first } = place(t, 1);
  const disk = faultyDisk();
  disk.fail({ from: 1, count: 1, code: 'EXDEV', only: ['rename'] });
  const away = await trashSession(folder, first, now, disk);
  assert.match(away.ok ? '' : sentence(away.problem), /cannot be moved to another disk.*same disk as the sessions/);
  fs.rmdirSync(path.join(folder, '.trash'));
  fs.writeFileSync(path.join(folder, '.trash'), '');
  for (const refused of [await trashSession(folder, first, now), await listTrash(folder)]) {
    assert.match(refused.ok ? '' : refused.problem.message, /\.trash is not a folder/);
  }
  assert.ok(fs.existsSync(first));
});

for (const code of ['EIO', 'ENOSPC', 'EACCES']) {
  test(`whichever call fails with ${code}, trashing and restoring lose nothing`, async (t) => {
    for (let n = 1, failed = true; failed; n++) {
      const { folder, first } = place(t, 1);
      fs.writeFileSync(`${first}.torn-2048`, 'torn');
      const bytes = sortedBytes(folder);
      const disk = faultyDisk();
      disk.fail({ from: n, count: 1, code });
      const away = await trashSession(folder, first, now, disk);
      failed = disk.thrown > 0;
      disk.fail(undefined);
      assert.deepEqual(sortedBytes(folder), bytes, `trash, call ${n}`);
      if (!away.ok) assert.ok(fs.existsSync(first), `trash, call ${n}: the session is not where it was`);
      const trashed = value(await listTrash(folder));
      assert.equal(trashed.length, away.ok ? 1 : 0);
    }
    for (let n = 1, failed = true; failed; n++) {
      const { folder, first } = place(t, 1);
      fs.writeFileSync(`${first}.torn-2048`, 'torn');
      const bytes = sortedBytes(folder);
      const { trashPath } = value(await trashSession(folder, first, now));
      const disk = faultyDisk();
      disk.fail({ from: n, count: 1, code });
      const back = await restoreSession(folder, trashPath, disk);
      failed = disk.thrown > 0;
      assert.deepEqual(sortedBytes(folder), bytes, `restore, call ${n}`);
      // A restored session whose summary could not be read is back all the same.
      if (back.ok) assert.ok(fs.existsSync(first));
      assert.equal((await listSessions(folder)).sessions.length + value(await listTrash(folder)).length, 1);
    }
  });
}

test('a failing deletion stops, says so, and what is left can be deleted later', async (t) => {
  const { folder, first, second } = place(t);
  value(await trashSession(folder, first, now));
  value(await trashSession(folder, second, now + 1));
  const disk = faultyDisk();
  disk.fail({ from: 2, count: 1, code: 'EIO', only: ['unlink'] });
  const result = await emptyTrash(folder, undefined, disk);
  assert.ok(!result.ok && result.problem.code === 'io-error');
  assert.equal(value(await listTrash(folder)).length, 1);
  assert.equal(value(await emptyTrash(folder)), 1);
});
