/** The trash: nothing is lost on the way there, on the way back, or when the disk refuses half-way. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { sentence } from '../../src/core/problem.ts';
import { type Disk, nodeDisk } from '../../src/store/disk.ts';
import { listSessions } from '../../src/store/list.ts';
import { acquireLock } from '../../src/store/lock.ts';
import { createStore } from '../../src/store/store.ts';
import { emptyTrash, listTrash, restoreSessions, trashSessions } from '../../src/store/trash.ts';
import { type Call, faultyDisk } from '../support/faulty-disk.ts';
import { writeManySessions } from '../support/many-sessions.ts';
import { only, value } from '../support/open-store.ts';
import { tempFolder, testClock } from '../support/temp-home.ts';

const now = 1_777_800_000_000;

function place(t: TestContext, count = 2) {
  const folder = path.join(tempFolder(t), 'sessions');
  const paths = writeManySessions(folder, { count }).map((name) => path.join(folder, name));
  const [first = '', second = ''] = paths;
  return { folder, paths, first, second, trash: path.join(folder, '.trash') };
}

async function trashSession(folder: string, filePath: string, at: number, disk?: Disk) {
  return only(await trashSessions(folder, [filePath], at, disk));
}

async function restoreSession(folder: string, trashPath: string, disk?: Disk) {
  return only(await restoreSessions(folder, [trashPath], disk));
}

/** Every file below the folder with its bytes, but for locks: two equal ones mean that nothing was lost. */
function contents(folder: string): Map<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    files
      .filter((name) => fs.statSync(path.join(folder, name)).isFile() && !name.includes('.lock.db'))
      .map((name) => [name, fs.readFileSync(path.join(folder, name), 'latin1')]),
  );
}

const sortedBytes = (folder: string) => [...contents(folder).values()].sort();

test('a trashed session leaves the list, stands in the trash with its time, and comes back as it was', async (t) => {
  const { folder, first, trash } = place(t);
  const before = contents(folder);
  const { mtimeMs, ino } = fs.statSync(first);
  const trashed = value(await trashSession(folder, first, now));
  assert.deepEqual([trashed.deletedAt, path.dirname(trashed.trashPath), trashed.summary.turnCount], [now, trash, 1]);
  assert.equal(fs.statSync(trashed.trashPath).ino, ino);
  assert.equal(fs.statSync(trash).mode & 0o777, 0o700);
  assert.equal((await listSessions(folder)).sessions.length, 1);
  const [listed] = value(await listTrash(folder));
  assert.deepEqual(
    [listed?.trashPath, listed?.deletedAt, listed?.summary.name],
    [trashed.trashPath, now, trashed.summary.name],
  );
  const back = value(await restoreSession(folder, trashed.trashPath));
  assert.equal(back.filePath, first);
  assert.deepEqual(contents(folder), before);
  assert.equal(fs.statSync(first).mtimeMs, mtimeMs);
  assert.deepEqual(value(await listTrash(folder)), []);
});

test('what stands beside the session goes along and comes back; no lock is left', async (t) => {
  const { folder, first } = place(t);
  for (const suffix of ['.partial', '.torn-2048']) fs.writeFileSync(first + suffix, suffix);
  // A neighbour whose name begins alike is none of its business.
  fs.writeFileSync(`${first}.note.txt`, 'mine');
  const before = contents(folder);
  // Of a holder that was killed.
  fs.writeFileSync(`${first}.lock.db`, '');
  const { trashPath } = value(await trashSession(folder, first, now));
  assert.deepEqual(
    fs.readdirSync(folder).filter((name) => name.startsWith(path.basename(first))),
    [`${path.basename(first)}.note.txt`],
  );
  assert.equal(fs.readFileSync(`${trashPath}.torn-2048`, 'utf8'), '.torn-2048');
  value(await restoreSession(folder, trashPath));
  assert.deepEqual(contents(folder), before);
});

test('all files of a session that claude-code-Go wrote go together and come back by their names', async (t) => {
  const { folder, trash } = place(t, 1);
  const line = (value: object) => `${JSON.stringify(value)}\n`;
  const goFile = (name: string, id: string, turns: number) => {
    const said = line({ type: 'message', role: 'user', content: 'a' }).repeat(turns);
    fs.writeFileSync(path.join(folder, name), line({ type: 'meta', session_id: id, model: 'm' }) + said);
  };
  for (const [at, turns] of [1, 3, 2].entries()) goFile(`session-177700000${at}.jsonl`, 'sess_go', turns);
  goFile('session-1777000009.jsonl', 'sess_other', 1);
  const before = contents(folder);
  const shown = async () =>
    (await listSessions(folder)).sessions.map(({ id }) => id).filter((id) => /go|other/.test(id));

  const fullest = path.join(folder, 'session-1777000001.jsonl');
  const { trashPath } = value(await trashSession(folder, fullest, now));
  assert.deepEqual(await shown(), ['sess_other']);
  assert.equal(value(await listTrash(folder)).length, 1);
  // Meanwhile somebody took the name of one of them.
  fs.writeFileSync(path.join(folder, 'session-1777000000.jsonl'), 'taken');
  assert.equal(value(await restoreSession(folder, trashPath)).filePath, fullest);
  assert.equal(fs.readFileSync(path.join(folder, 'session-1777000000.jsonl'), 'utf8'), 'taken');
  fs.renameSync(`${fullest}.also-session-1777000000.jsonl`, path.join(folder, 'session-1777000000.jsonl'));
  assert.deepEqual(contents(folder), before);

  value(await trashSession(folder, fullest, now));
  assert.equal(value(await emptyTrash(folder)), 1);
  assert.deepEqual(fs.readdirSync(trash), []);
});

test('many are moved by a few looks at the folder and two syncs, each with what stands beside it', async (t) => {
  const { folder, paths } = place(t, 120);
  for (const filePath of paths) fs.writeFileSync(`${filePath}.partial`, path.basename(filePath));
  const before = contents(folder);
  const disk = faultyDisk();
  const callsOf = async <T>(only: readonly Call[], work: () => Promise<T>) => {
    disk.fail({ from: Number.POSITIVE_INFINITY, count: 1, only });
    return { done: await work(), calls: disk.calls };
  };
  const away = await callsOf(['readdir', 'fsync'], () => trashSessions(folder, paths, now, disk));
  assert.ok(away.calls <= 8, `${away.calls} calls for three groups`);
  const trashed = away.done.map(value);
  assert.deepEqual(
    trashed.map(({ trashPath }) => path.basename(trashPath)),
    paths.map((filePath) => `${now}~${path.basename(filePath)}`),
  );
  assert.deepEqual(fs.readdirSync(folder), ['.trash']);
  const trashPaths = trashed.map(({ trashPath }) => trashPath);
  const back = await callsOf(['readdir', 'fsync'], () => restoreSessions(folder, trashPaths, disk));
  assert.ok(back.calls <= 8, `${back.calls} calls for three groups`);
  assert.deepEqual(
    back.done.map((one) => value(one).filePath),
    paths,
  );
  assert.deepEqual(contents(folder), before);
});

test('deleting a session that was taken over from claude-code-Go brings none of its older files back', async (t) => {
  const { folder } = place(t, 0);
  const line = (record: object) => `${JSON.stringify(record)}\n`;
  for (const [at, turns] of [1, 2].entries()) {
    const said = line({ type: 'message', role: 'user', content: 'a' }).repeat(turns);
    const meta = line({ type: 'meta', session_id: 'sess_1777728000123', model: 'm' });
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, `session-177700000${at}.jsonl`), meta + said);
  }
  const store = createStore({ directory: folder, clock: testClock() });
  const fullest = path.join(folder, 'session-1777000001.jsonl');
  const session = value(await store.open(fullest));
  value(await session.note({ event: 'renamed', name: 'taken-over' }));
  value(await session.close());
  const { trashPath } = only((await store.trash([fullest])).map(value));
  assert.deepEqual((await store.list()).sessions, []);
  value(only(await store.restore([trashPath])));
  assert.deepEqual(
    (await store.list()).sessions.map(({ name }) => name),
    ['taken-over'],
  );
});

test('of many, those that cannot move stay and say why; the others move', async (t) => {
  const { folder, paths } = place(t, 4);
  const [free = '', held = '', gone = '', last = ''] = paths;
  const lock = value(await acquireLock(nodeDisk, held));
  fs.rmSync(gone);
  const elsewhere = path.join(folder, '..', 'x.jsonl');
  const away = await trashSessions(folder, [free, held, gone, elsewhere, last], now);
  await lock.release();
  assert.deepEqual(
    away.map((one) => (one.ok ? 'moved' : one.problem.code)),
    ['moved', 'locked', 'session-not-found', 'bad-id', 'moved'],
  );
  assert.match(
    away.map((one) => (one.ok ? '' : sentence(one.problem))).join(''),
    /is open in another place: .*Close it/,
  );
  assert.deepEqual(
    (await listSessions(folder)).sessions.map(({ filePath }) => filePath),
    [held],
  );
  const [first, , , , second] = away;
  assert.ok(first?.ok && second?.ok);
  const missing = path.join(folder, '.trash', `${now}~session-1.jsonl`);
  const back = await restoreSessions(folder, [first.value.trashPath, missing, second.value.trashPath]);
  assert.deepEqual(
    back.map((one) => (one.ok ? one.value.filePath : one.problem.code)),
    [free, 'session-not-found', last],
  );
});

test('whenever everything stops in the middle of many moves, each session is in one of the two places, whole', async (t) => {
  const texts = (folder: string) => sortedBytes(folder).filter((text) => text !== '');
  for (const way of ['to the trash', 'back'] as const) {
    for (let n = 1, failed = true; failed; n += 3) {
      const { folder, paths } = place(t, 3);
      for (const filePath of paths) fs.writeFileSync(`${filePath}.torn-2048`, path.basename(filePath));
      const before = texts(folder);
      const disk = faultyDisk();
      const trashPaths =
        way === 'back' ? (await trashSessions(folder, paths, now)).map((one) => value(one).trashPath) : [];
      disk.fail({ from: n, count: Number.POSITIVE_INFINITY });
      await (way === 'back' ? restoreSessions(folder, trashPaths, disk) : trashSessions(folder, paths, now, disk));
      failed = disk.thrown > 0;
      assert.deepEqual(texts(folder), before, `${way}, from call ${n}`);
    }
  }
});

test('a restored session takes another name when its own is taken, and replaces nothing', async (t) => {
  const { folder, first } = place(t, 1);
  const old = fs.readFileSync(first, 'utf8');
  const { trashPath } = value(await trashSession(folder, first, now));
  fs.writeFileSync(first, 'a new session');
  const back = value(await restoreSession(folder, trashPath));
  assert.equal(path.basename(back.filePath), 'session-1777728000-2.jsonl');
  assert.equal(fs.readFileSync(first, 'utf8'), 'a new session');
  assert.equal(fs.readFileSync(back.filePath, 'utf8'), old);
});

test('sessions of one name deleted in one millisecond are both kept', async (t) => {
  const { folder, first } = place(t, 1);
  const text = fs.readFileSync(first, 'utf8');
  value(await trashSession(folder, first, now));
  fs.writeFileSync(first, `${text}{"type":"later"}\n`);
  value(await trashSession(folder, first, now));
  assert.equal(value(await listTrash(folder)).length, 2);
  assert.equal(sortedBytes(folder).length, 2);
});

test('the last deleted comes first; files that are none of ours are passed over and never deleted', async (t) => {
  const { folder, first, second, trash } = place(t);
  value(await trashSession(folder, first, now));
  value(await trashSession(folder, second, now + 5));
  fs.writeFileSync(path.join(trash, 'notes.txt'), 'mine');
  fs.writeFileSync(path.join(trash, 'session-1.jsonl'), 'mine');
  assert.deepEqual(
    value(await listTrash(folder)).map((one) => one.deletedAt),
    [now + 5, now],
  );
  assert.equal(value(await emptyTrash(folder)), 2);
  assert.deepEqual(fs.readdirSync(trash).sort(), ['notes.txt', 'session-1.jsonl']);
});

test('emptying may spare what was deleted lately', async (t) => {
  const { folder, first, second } = place(t);
  fs.writeFileSync(`${first}.partial`, 'half a reply');
  value(await trashSession(folder, first, now));
  value(await trashSession(folder, second, now + 1000));
  assert.equal(value(await emptyTrash(folder, now + 1000)), 1);
  assert.deepEqual(
    value(await listTrash(folder)).map((one) => one.deletedAt),
    [now + 1000],
  );
  assert.equal(fs.readdirSync(path.join(folder, '.trash')).length, 1);
});

test('a trash that was never used is empty', async (t) => {
  const { folder } = place(t);
  assert.deepEqual(value(await listTrash(folder)), []);
  assert.equal(value(await emptyTrash(folder)), 0);
});

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
  disk.open = async (file, flags, mode) => {
    const unreadable = file.endsWith(name) && (flags & fs.constants.O_EXCL) === 0;
    if (unreadable) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    return nodeDisk.open(file, flags, mode);
  };
  disk.openSync = (file) => {
    throw Object.assign(new Error(`EACCES: ${file}`), { code: 'EACCES' });
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
  assert.match(away.ok ? '' : sentence(away.problem), /cannot be moved to another disk.*beside the sessions/);
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
