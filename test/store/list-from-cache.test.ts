/** The cache of the list: it answers first, the disk confirms it, and what it lacks or has wrong costs time only. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { SessionList } from '../../src/ports.ts';
import { nodeDisk } from '../../src/store/disk.ts';
import { listSessions } from '../../src/store/list.ts';
import { answers, atRest, countingDisk, place } from '../support/listed-folder.ts';
import { writeManySessions } from '../support/many-sessions.ts';

test('the second time the cache answers before anything else runs, and the disk confirms it', async (t) => {
  const { list } = place(t, 300);
  const first = await list();
  const told: SessionList[] = [];
  const listing = list({ onUpdate: (answer) => told.push(answer) });
  const [atOnce] = told;
  assert.equal(atOnce?.fromCache, true);
  assert.equal(atOnce?.sessions.length, 200);
  assert.equal(atOnce?.total, 300);
  assert.deepEqual(atOnce?.sessions, first.sessions.slice(0, 200));
  assert.deepEqual(await listing, first);
  assert.deepEqual(
    told.map((answer) => [answer.sessions.length, answer.fromCache, answer.total]),
    [
      [200, true, 300],
      [300, false, undefined],
    ],
  );
});

test('when the disk is slow to confirm it, all of the cache is told meanwhile', async (t) => {
  const { list } = place(t, 300);
  await list();
  const told: SessionList[] = [];
  let enough: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    enough = resolve;
  });
  // A disk that is slow keeps the process alive; a promise alone does not.
  const waiting = setInterval(() => {}, 1000);
  t.after(() => clearInterval(waiting));
  const readdir = async (folder: string) => {
    await all;
    return nodeDisk.readdir(folder);
  };
  await list({
    disk: { ...nodeDisk, readdir },
    onUpdate: (answer) => {
      told.push(answer);
      if (answer.fromCache && answer.sessions.length === 300) enough();
    },
  });
  assert.deepEqual(
    told.map((answer) => [answer.sessions.length, answer.fromCache, answer.total]),
    [
      [200, true, 300],
      [300, true, undefined],
      [300, false, undefined],
    ],
  );
});

test('what did not change keeps its identity between cache and check', async (t) => {
  const { folder, list } = place(t, 5);
  await atRest(folder);
  await list();
  const [cached, checked] = await answers(list);
  assert.equal(cached?.fromCache, true);
  assert.equal(checked?.fromCache, false);
  assert.ok(cached?.sessions.every((session, i) => session === checked?.sessions[i]));
});

test('without a cache the newest page by file name comes first, then all', async (t) => {
  const { folder } = place(t, 250);
  const told = await answers((options) => listSessions(folder, options));
  const page = told[0]?.sessions.length ?? 0;
  // A hundred, or as many of them as a busy machine reads in a moment.
  assert.ok(page > 0 && page <= 100, `${page} of 250`);
  assert.deepEqual([told[0]?.total, told[0]?.fromCache], [250, false]);
  assert.equal(told[0]?.sessions[0]?.filePath, path.join(folder, 'session-1777728000.jsonl'));
  assert.equal(told.at(-1)?.sessions.length, 250);
  assert.equal(told.at(-1)?.total, undefined);
});

test('a changed, a new and a removed file are found; only they are read', async (t) => {
  const { folder, list } = place(t, 20);
  await atRest(folder);
  await list();
  const [changed, removed] = ['session-1777727400.jsonl', 'session-1777726800.jsonl'];
  const text = fs.readFileSync(path.join(folder, changed), 'utf8');
  fs.writeFileSync(path.join(folder, changed), text.replace('"turn_count":1,', '"turn_count":7,'));
  fs.rmSync(path.join(folder, removed));
  writeManySessions(folder, { count: 1, newest: 1_800_000_000_000 });
  const { disk, opened } = countingDisk();
  const { sessions } = await list({ disk });
  assert.equal(opened(), 2);
  assert.equal(sessions.length, 20);
  assert.equal(sessions[0]?.filePath, path.join(folder, 'session-1800000000.jsonl'));
  assert.equal(sessions.find((session) => session.filePath.endsWith(changed))?.turnCount, 7);
  assert.ok(!sessions.some((session) => session.filePath.endsWith(removed)));
});

test('a file that had just been written when it was read is read again: it could have changed without getting another time', async (t) => {
  const { folder, list } = place(t, 1);
  const { ctimeMs } = fs.statSync(path.join(folder, 'session-1777728000.jsonl'));
  const readsAt = async (now: number): Promise<number> => {
    const clock = t.mock.method(Date, 'now', () => now);
    const reads = t.mock.method(fs, 'readSync');
    await list();
    const count = reads.mock.callCount();
    for (const mock of [clock, reads]) mock.mock.restore();
    return count;
  };
  assert.deepEqual(
    [await readsAt(ctimeMs + 10), await readsAt(ctimeMs + 9999), await readsAt(ctimeMs + 9999)],
    [1, 1, 0],
  );
});

test('a file with other words, but of the size and with the time that are remembered, is read', async (t) => {
  const { folder, list } = place(t, 1);
  const file = path.join(folder, 'session-1777728000.jsonl');
  const { atime, mtime } = fs.statSync(file);
  await atRest(folder);
  await list();
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"turn_count":1,', '"turn_count":2,'));
  fs.utimesSync(file, atime, mtime);
  assert.equal((await list()).sessions[0]?.turnCount, 2);
});

const badCaches: [string, (good: string) => string][] = [
  ['empty', () => ''],
  ['not JSON', () => '\0\0\0 what?\n'],
  ['of another version', (good) => good.replaceAll(/"v":\d+/g, '"v":999')],
  ['of another folder', (good) => good.replaceAll(/"directory":"[^"]*"/g, '"directory":"/elsewhere"')],
  ['of fewer sessions', (good) => good.replace(/"total":\d+/, '"total":2')],
  ['torn in a row', (good) => good.slice(0, -40)],
  ['torn between two lines', (good) => `${good.split('\n').slice(0, 2).join('\n')}\n`],
  ['changed in a number', (good) => good.replace(/,\d+,"sess_/, ',7,"sess_')],
  ['changed in a name', (good) => good.replace('"xxx1"', '"xxx2"')],
  ['changed in a folder', (good) => good.replace('["session-', '["../session-')],
  ['with NULs in it', (good) => `${good.slice(0, 200)}\0\0\0${good.slice(203)}`],
  ['with a prototype', (good) => `${good.split('\n')[0]}\n{"__proto__":{"x":1}}\n`],
  ['with a line twice', (good) => good.replace(/(\n.*\n)/, '$1$1')],
  ['with one line in place of another', (good) => good.replace(/\n(.*\n).*\n/, '\n$1$1')],
  ['half as long', (good) => good.slice(0, good.length / 2)],
  ['without a line', (good) => good.replace(/\n.*\n/, '\n')],
];
test('a cache that is damaged costs time only', async (t) => {
  const { folder, cacheFile, list } = place(t, 120);
  await atRest(folder);
  const right = await list();
  const good = fs.readFileSync(cacheFile, 'utf8');
  for (const [title, spoil] of badCaches) {
    await t.test(title, async () => {
      const bad = spoil(good);
      assert.ok(bad !== good);
      fs.writeFileSync(cacheFile, bad);
      assert.deepEqual(await list(), right);
      assert.ok(fs.readFileSync(cacheFile, 'utf8') === good, 'it is written anew');
    });
  }
});

test('the cache is for its owner alone and leaves nothing beside it', async (t) => {
  const { cacheFile, list } = place(t, 2);
  await list();
  assert.equal(fs.statSync(cacheFile).mode & 0o777, 0o600);
  assert.deepEqual(fs.readdirSync(path.dirname(cacheFile)), ['list.jsonl']);
});

test('a cache that cannot be written takes nothing from the list', async (t) => {
  const { folder, cacheFile } = place(t, 2);
  fs.writeFileSync(path.dirname(cacheFile), '');
  assert.equal((await listSessions(folder, { cacheFile })).sessions.length, 2);
});
