/** The list: in the right order, from the cache first, and never without a session because of another file. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { SessionList } from '../../src/ports.ts';
import { type Disk, nodeDisk } from '../../src/store/disk.ts';
import { examine } from '../../src/store/doctor.ts';
import { compareSessions, type FolderListOptions, listSessions } from '../../src/store/list.ts';
import { writeManySessions } from '../support/many-sessions.ts';
import { created, testStore, value } from '../support/open-store.ts';
import { tempFolder } from '../support/temp-home.ts';

interface Place {
  readonly folder: string;
  readonly cacheFile: string;
  readonly list: (options?: FolderListOptions) => Promise<SessionList>;
}

function place(t: TestContext, count: number): Place {
  const root = tempFolder(t);
  const folder = path.join(root, 'sessions');
  writeManySessions(folder, { count });
  const cacheFile = path.join(root, 'cache', 'list.jsonl');
  return { folder, cacheFile, list: (options) => listSessions(folder, { cacheFile, ...options }) };
}

/** All answers of one listing, the last among them. */
async function answers(list: Place['list'], options: FolderListOptions = {}): Promise<SessionList[]> {
  const told: SessionList[] = [];
  const last = await list({ ...options, onUpdate: (answer) => told.push(answer) });
  assert.equal(told.at(-1), last);
  return told;
}

/** Waits until the last change of each file is so long ago that its time is believed. */
async function atRest(folder: string): Promise<void> {
  for (const name of fs.readdirSync(folder)) {
    while (Date.now() - fs.statSync(path.join(folder, name)).ctimeMs < 60) await setTimeout(5);
  }
}

const names = (list: SessionList | undefined) => list?.sessions.map((session) => path.basename(session.filePath));

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
  assert.match((await listSessions(link)).problem?.message ?? '', /a link to a folder that is not there/);
  const { store } = testStore(t, link);
  const session = await created(store);
  assert.match(session.report.notes.join(' '), /not saved: .* a link to a folder that is not there/);
  await session.close();
  const report = (await examine(link).next()).value;
  assert.equal(report?.findings[0]?.code, 'unreadable');
});

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
  assert.deepEqual([told[0]?.sessions.length, told[0]?.total, told[0]?.fromCache], [100, 250, false]);
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
  let opened = 0;
  const disk = {
    ...nodeDisk,
    openSync: (...args: Parameters<typeof nodeDisk.openSync>) => {
      opened += 1;
      return nodeDisk.openSync(...args);
    },
  };
  const { sessions } = await list({ disk });
  assert.equal(opened, 2);
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
function goFile(folder: string, start: number, turns: number): string {
  const lines = [
    {
      end_time_ms: 0,
      input_tokens: 0,
      model: 'm',
      output_tokens: 0,
      session_id: 'sess_go',
      start_time_ms: start,
      status: 'running',
      turn_count: 0,
      type: 'meta',
    },
    ...Array.from({ length: turns }, (_, i) => [
      { content: `question ${i}`, role: 'user', timestamp_ms: start + i, type: 'message' },
      { content: `[tool result: ${i}]`, role: 'user', timestamp_ms: start + i, type: 'message' },
      { content: `answer ${i}`, role: 'assistant', timestamp_ms: start + i, type: 'message' },
    ]).flat(),
    {
      input_tokens: 100 * turns,
      output_tokens: 9,
      status: 'completed',
      timestamp_ms: start + 500,
      turn_count: 0,
      type: 'status',
    },
  ];
  const file = path.join(folder, `session-${start / 1000}.jsonl`);
  fs.writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
}

test('claude-code-Go’s files of one session are listed once, by the fullest, with its turns counted', async (t) => {
  const { folder, list } = place(t, 2);
  goFile(folder, 1_777_000_000_000, 1);
  const fullest = goFile(folder, 1_777_000_060_000, 3);
  goFile(folder, 1_777_000_120_000, 2);
  for (const round of ['fresh', 'cached']) {
    const { sessions } = await list();
    const go = sessions.filter((session) => session.id === 'sess_go');
    assert.deepEqual(
      go.map((session) => session.filePath),
      [fullest],
      round,
    );
    assert.deepEqual(
      [go[0]?.turnCount, go[0]?.inputTokens, go[0]?.title, go[0]?.foreign],
      [3, 300, 'question 0', true],
      round,
    );
    assert.equal(sessions.length, 3);
  }
});

test('a session that goes on in a file of ours is listed by that one, until the other program has gone on with it', async (t) => {
  const folder = path.join(tempFolder(t), 'sessions');
  const { store } = testStore(t, folder);
  fs.mkdirSync(folder, { mode: 0o700 });
  const adopted = goFile(folder, 1_777_000_060_000, 2);
  const older = goFile(folder, 1_777_000_120_000, 1);
  await value(await store.open(adopted)).close();
  const shown = async () => (await listSessions(folder)).sessions.map((session) => session.filePath);
  assert.deepEqual(await shown(), [adopted], `${older} has nothing that is not in it`);
  const goneOn = goFile(folder, 1_777_000_180_000, 3);
  assert.deepEqual(await shown(), [goneOn, adopted]);
});

test('the first page does not wait for files of other programs to be counted', async (t) => {
  const { folder, list } = place(t, 2);
  const file = goFile(folder, 1_777_000_000_000, 4);
  const turns = (await answers(list)).map(
    (answer) => answer.sessions.find((session) => session.filePath === file)?.turnCount,
  );
  assert.deepEqual(turns, [0, 4]);
});

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
