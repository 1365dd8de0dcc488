/** The trash: nothing is lost on the way there and on the way back. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { sentence } from '../../src/core/problem.ts';
import { nodeDisk } from '../../src/store/disk.ts';
import { listSessions } from '../../src/store/list.ts';
import { acquireLock } from '../../src/store/lock.ts';
import { createStore } from '../../src/store/store.ts';
import { emptyTrash, listTrash, restoreSessions, trashSessions } from '../../src/store/trash.ts';
import { type Call, faultyDisk } from '../support/faulty-disk.ts';
import { only, value } from '../support/open-store.ts';
import { testClock } from '../support/temp-home.ts';
import { contents, now, place, restoreSession, sortedBytes, trashSession } from '../support/trash-place.ts';

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

test('whatever a session file is called, it goes alone, is seen in the trash and comes back', async (t) => {
  const { folder, first } = place(t);
  const beside = path.basename(first);
  for (const name of [
    'two\nlines.jsonl',
    `${beside}.also-other.jsonl`,
    '7~a.jsonl.also-b.jsonl',
    '-n ünï 会话.jsonl',
  ]) {
    const filePath = path.join(folder, name);
    fs.copyFileSync(first, filePath);
    const before = contents(folder);
    const along = value(await trashSession(folder, first, now));
    assert.ok(fs.existsSync(filePath), 'stays when another session is deleted');
    value(await restoreSession(folder, along.trashPath));
    const { trashPath } = value(await trashSession(folder, filePath, now + 1));
    assert.deepEqual(
      value(await listTrash(folder)).map((one) => one.trashPath),
      [trashPath],
    );
    assert.equal(value(await restoreSession(folder, trashPath)).filePath, filePath);
    assert.deepEqual(contents(folder), before);
    fs.rmSync(filePath);
  }
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
  // One of them for the trash itself, which is new.
  assert.ok(away.calls <= 9, `${away.calls} calls for three groups`);
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
    /^This session is open elsewhere: .*Close it/,
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

test('what a wrong clock says was deleted long ago stays until all is deleted', async (t) => {
  const { folder, first, second } = place(t);
  const [session] = (await listSessions(folder)).sessions;
  // Before the clock was set after a start, and with a clock that went wrong after the session ended.
  value(await trashSession(folder, first, 60_000));
  value(await trashSession(folder, second, (session?.startTime ?? 0) - 86_400_000));
  assert.equal(value(await emptyTrash(folder, now + 86_400_000)), 0);
  assert.equal(value(await listTrash(folder)).length, 2);
  assert.equal(value(await emptyTrash(folder)), 2);
});

test('a trash that was never used is empty', async (t) => {
  const { folder } = place(t);
  assert.deepEqual(value(await listTrash(folder)), []);
  assert.equal(value(await emptyTrash(folder)), 0);
});
