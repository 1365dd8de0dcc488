/** The list: in the right order, and never without a session because of another file. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { SessionList } from '../../src/ports.ts';
import { type Disk, nodeDisk } from '../../src/store/disk.ts';
import { examine } from '../../src/store/doctor.ts';
import { compareSessions, listSessions } from '../../src/store/list.ts';
import { names, place } from '../support/listed-folder.ts';
import { created, testStore } from '../support/open-store.ts';
import { tempFolder } from '../support/temp-home.ts';

test('sessions are listed newest first, with what line 1 says', async (t) => {
  const { list } = place(t, 3);
  const { sessions, fromCache, problem } = await list();
  assert.equal(problem, undefined);
  assert.equal(fromCache, false);
  assert.deepEqual(names(await list()), [
    'session-1777728000.jsonl',
    'session-1777727400.jsonl',
    'session-1777726800.jsonl',
  ]);
  const [first, second] = sessions;
  assert.deepEqual([first?.name, first?.named, first?.title], ['react-migration-0', true, 'react-migration-0']);
  assert.deepEqual([second?.named, second?.title], [false, 'Please help with release notes, number 0.']);
  assert.equal(first?.turnCount, 1);
  assert.ok(sessions.every((session, i) => i === 0 || compareSessions(sessions[i - 1] ?? session, session) < 0));
});

test('a folder that is not there yet is an empty list', async (t) => {
  const folder = path.join(tempFolder(t), 'none');
  assert.deepEqual(await listSessions(folder), { sessions: [], fromCache: false });
  assert.equal(fs.existsSync(folder), false);
});

test('a file in place of the folder is said', async (t) => {
  const file = path.join(tempFolder(t), 'file');
  fs.writeFileSync(file, '');
  assert.match((await listSessions(file)).problem?.message ?? '', /is not a folder/);
});

test('a folder that another process makes at that moment is one', async (t) => {
  const directory = path.join(tempFolder(t), 'sessions');
  let looks = 0;
  const disk: Disk = {
    ...nodeDisk,
    readdir(folder) {
      const read = nodeDisk.readdir(folder);
      // Made after it was not found.
      return looks++ > 0 ? read : read.finally(() => fs.mkdirSync(directory));
    },
  };
  const { problem, sessions } = await listSessions(directory, { disk });
  assert.deepEqual([problem, sessions, looks], [undefined, [], 2]);
});

test('a link that leads nowhere is no empty folder: its disk may not be mounted', async (t) => {
  const link = path.join(tempFolder(t), 'sessions');
  fs.symlinkSync('/nowhere/at/all', link);
  assert.match((await listSessions(link)).problem?.message ?? '', /a link to a missing folder/);
  const { store } = testStore(t, link);
  const session = await created(store);
  assert.match(session.report.notes.join(' '), /not saved: .* a link to a missing folder/);
  await session.close();
  const report = (await examine(link).next()).value;
  assert.equal(report?.findings[0]?.code, 'unreadable');
});

test('one damaged file among 20: all are listed, one with its reason', async (t) => {
  const { folder, list } = place(t, 20);
  fs.writeFileSync(path.join(folder, 'session-1777728000.jsonl'), Buffer.alloc(5000, 0xff));
  const { sessions } = await list();
  assert.equal(sessions.length, 20);
  fs.writeFileSync(path.join(folder, 'session-1777727400.jsonl'), '');
  const damaged = (await list()).sessions.filter((session) => session.damage !== '');
  assert.deepEqual(damaged.map((session) => path.basename(session.filePath)).sort(), [
    'session-1777727400.jsonl',
    'session-1777728000.jsonl',
  ]);
});

test('a session whose line 1 is damaged is listed with what its lines say', async (t) => {
  const { folder, list } = place(t, 1);
  const file = path.join(folder, 'session-1777728000.jsonl');
  const bytes = fs.readFileSync(file);
  bytes.fill(0x23, 0, 1000);
  fs.writeFileSync(file, bytes);
  const [session] = (await list()).sessions;
  assert.equal(session?.name, 'react-migration-0');
  assert.equal(session?.turnCount, 1);
  assert.match(session?.damage ?? '', /line 1/);
});

test('links, pipes, sockets and folders that are named like sessions are passed over without waiting', async (t) => {
  const { folder, list } = place(t, 2);
  const secret = path.join(tempFolder(t), 'secret');
  fs.writeFileSync(secret, 'do not read');
  fs.symlinkSync(secret, path.join(folder, 'x.jsonl'));
  fs.symlinkSync('/nowhere', path.join(folder, 'dangling.jsonl'));
  fs.mkdirSync(path.join(folder, 'folder.jsonl'));
  assert.equal(spawnSync('mkfifo', [path.join(folder, 'pipe.jsonl')]).status, 0);
  assert.equal((await list()).sessions.length, 2);
  assert.equal((await list()).sessions.length, 2);
});

test('what stands beside sessions, hidden files and the trash are no sessions', async (t) => {
  const { folder, list } = place(t, 1);
  const base = path.join(folder, 'session-1777728000.jsonl');
  for (const suffix of ['.partial', '.lock.db', '.lock.db-journal', '.torn-2000']) fs.writeFileSync(base + suffix, 'x');
  fs.writeFileSync(path.join(folder, '.hidden.jsonl'), 'x');
  fs.writeFileSync(path.join(folder, 'notes.txt'), 'x');
  fs.mkdirSync(path.join(folder, '.trash'));
  assert.equal((await list()).sessions.length, 1);
});

/** One file per prompt, each with the whole conversation so far, as claude-code-Go writes them. */
test('two files of ours with one id are both listed: nothing of ours is hidden', async (t) => {
  const { folder, list } = place(t, 1);
  fs.copyFileSync(path.join(folder, 'session-1777728000.jsonl'), path.join(folder, 'copy.jsonl'));
  assert.equal((await list()).sessions.length, 2);
});

test('a listing that is aborted ends with what it had, and writes no cache', async (t) => {
  const { folder, cacheFile } = place(t, 250);
  const stop = new AbortController();
  const told: SessionList[] = [];
  const last = await listSessions(folder, {
    cacheFile,
    signal: stop.signal,
    onUpdate: (answer) => {
      told.push(answer);
      stop.abort();
    },
  });
  assert.equal(told.length, 1);
  assert.equal(last, told[0]);
  assert.equal(fs.existsSync(cacheFile), false);
});

test('on a slow disk files are read many at once, and all of them', async (t) => {
  const { folder } = place(t, 400);
  let open = 0;
  let most = 0;
  const disk = {
    ...nodeDisk,
    openSync: (...args: Parameters<typeof nodeDisk.openSync>) => {
      const until = performance.now() + 1;
      while (performance.now() < until);
      return nodeDisk.openSync(...args);
    },
    open: async (...args: Parameters<typeof nodeDisk.open>) => {
      open += 1;
      most = Math.max(most, open);
      try {
        return await nodeDisk.open(...args);
      } finally {
        open -= 1;
      }
    },
  };
  const { sessions } = await listSessions(folder, { disk });
  assert.equal(sessions.length, 400);
  assert.ok(most > 4 && most <= 16, String(most));
  assert.deepEqual(sessions, (await listSessions(folder)).sessions);
});

test('a list of thousands lets the event loop run in between', async (t) => {
  const { list } = place(t, 3000);
  for (const round of ['read', 'from the cache']) {
    let turns = 0;
    let running = true;
    const turn = () => {
      turns += 1;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    const { sessions } = await list();
    running = false;
    assert.equal(sessions.length, 3000);
    assert.ok(turns >= 2, `${round}: the loop turned ${turns} times`);
  }
});
