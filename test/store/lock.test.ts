/** One writer per session: said to the second, free at once when the first is gone. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { sentence } from '../../src/core/problem.ts';
import { createStore } from '../../src/store/store.ts';
import { raceForLocks } from '../soak/lock.soak.ts';
import { code, created, only, reopened, testStore, value } from '../support/open-store.ts';
import { idsIn, message, testClock } from '../support/temp-home.ts';

const child = path.join(import.meta.dirname, '../soak/hold-child.ts');

/** Another process that tries to open the session, and what it says of that. */
async function opener(t: TestContext, filePath: string): Promise<{ started: ChildProcess; said: string }> {
  const started = spawn(process.execPath, [child, filePath], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => started.kill('SIGKILL'));
  const [said] = (await once(started.stdout, 'data')) as [Buffer];
  return { started, said: said.toString().trim() };
}

/** A process that holds the session; resolves when it does. */
async function holder(t: TestContext, filePath: string): Promise<ChildProcess> {
  const { started, said } = await opener(t, filePath);
  assert.equal(said, 'held');
  return started;
}

test('a second opening is refused in the same process, and names who holds it', async (t) => {
  const { store, directory, disk } = testStore(t);
  const session = await created(store);
  const other = createStore({ directory, clock: testClock(), disk });
  for (const one of [store, other]) {
    const second = await one.open(session.summary.filePath);
    assert.equal(code(second), 'locked');
    assert.match(second.ok ? '' : (second.problem.holder ?? ''), new RegExp(`pid ${process.pid} on `));
  }
  assert.equal((await store.holders([session.summary.filePath])).size, 0, 'what is open here is no lock of others');
  value(await session.append(message({ id: 'a' })));
  value(await session.close());
  const again = await reopened(other, session.summary.filePath);
  assert.equal(again.transcript.messages.length, 1);
  value(await again.close());
});

test('a session of another process can be read but not opened; after kill -9 it opens at once', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const { filePath } = session.summary;
  value(await session.append(message({ id: 'a' })));
  value(await session.close());
  const other = await holder(t, filePath);
  const refused = await store.open(filePath);
  assert.equal(code(refused), 'locked');
  assert.match(refused.ok ? '' : refused.problem.message, new RegExp(`open elsewhere: pid ${other.pid} on `));
  assert.equal(code(await store.note(filePath, { event: 'seen' })), 'locked');
  assert.equal(code(only(await store.trash([filePath]))), 'locked');
  assert.equal(value(await store.read(filePath)).messages.length, 1);
  assert.match((await store.holders([filePath])).get(filePath) ?? '', new RegExp(`^pid ${other.pid} on `));

  const gone = once(other, 'exit');
  other.kill('SIGKILL');
  await gone;
  assert.equal((await store.holders([filePath])).size, 0, 'a dead process holds nothing');
  // The first attempt gets it: no age is waited for, and nobody is asked to clean up.
  const again = await reopened(store, filePath);
  value(await again.append(message({ id: 'b' })));
  value(await again.close());
  assert.deepEqual(idsIn(filePath), ['a', 'b']);
  assert.deepEqual(fs.readdirSync(path.dirname(filePath)), [path.basename(filePath)]);
});

test('a process that gave its number to another one holds nothing', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const { filePath } = session.summary;
  value(await session.close());
  const holderFile = `${filePath}.lock.db.holder`;
  const host = (await import('node:os')).hostname();
  fs.writeFileSync(holderFile, JSON.stringify({ pid: process.ppid, host, began: '1' }));
  assert.equal((await store.holders([filePath])).size, process.platform === 'linux' ? 0 : 1);
  fs.writeFileSync(holderFile, '{"pid":"x"');
  assert.equal((await store.holders([filePath])).size, 0);
  value(await (await reopened(store, filePath)).close());
});

test('a holder in another container is believed for as long as the lock is held, and looking takes nothing', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const { filePath } = session.summary;
  value(await session.close());
  const other = await holder(t, filePath);
  fs.writeFileSync(
    `${filePath}.lock.db.holder`,
    JSON.stringify({ pid: other.pid, host: 'else\u001b[2Jwhere', began: '' }),
  );
  const names = fs.readdirSync(path.dirname(filePath));
  assert.deepEqual([...(await store.holders([filePath])).values()], [`pid ${other.pid} on else??2Jwhere`]);
  assert.equal(code(await store.open(filePath)), 'locked');
  const gone = once(other, 'exit');
  other.kill('SIGKILL');
  await gone;
  assert.equal((await store.holders([filePath])).size, 0);
  assert.deepEqual(fs.readdirSync(path.dirname(filePath)), names, 'nothing is removed by looking');
  // Open here by now: a look at the lock would end it.
  const again = await reopened(store, filePath);
  fs.writeFileSync(`${filePath}.lock.db.holder`, JSON.stringify({ pid: 1, host: 'elsewhere', began: '' }));
  await store.holders([filePath]);
  assert.equal((await opener(t, filePath)).said, 'locked');
  value(await again.close());
});

for (const [what, remove] of [
  ['the folder', (filePath: string) => fs.renameSync(path.dirname(filePath), `${path.dirname(filePath)}-away`)],
  ['the lock', (filePath: string) => fs.rmSync(`${filePath}.lock.db`)],
] as const) {
  test(`${what} was taken away: the next line locks the session again`, async (t) => {
    const { store } = testStore(t);
    const session = await created(store);
    const { filePath } = session.summary;
    value(await session.append(message({ id: 'a' })));
    remove(filePath);
    value(await session.append(message({ id: 'b' })));
    assert.equal((await opener(t, filePath)).said, 'locked');
    value(await session.close());
    assert.deepEqual(idsIn(filePath), ['a', 'b']);
    assert.deepEqual(fs.readdirSync(path.dirname(filePath)), [path.basename(filePath)]);
  });
}

test('a process that opened the session while its lock was gone is named once, and keeps its lock', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const { filePath } = session.summary;
  fs.rmSync(`${filePath}.lock.db`);
  const other = await holder(t, filePath);
  const notes: string[] = [];
  session.onState((state) => notes.push(...(state.notes ?? [])));
  for (const id of ['a', 'b']) value(await session.append(message({ id })));
  await session.retryNow();
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', new RegExp(`open elsewhere: pid ${other.pid} on .* Both write to it now\\.`));
  value(await session.close());
  assert.equal(code(await store.open(filePath)), 'locked');
  const gone = once(other, 'exit');
  other.kill('SIGKILL');
  await gone;
  const again = await reopened(store, filePath);
  assert.deepEqual(idsIn(filePath), ['a', 'b']);
  value(await again.close());
});

test('eight races for a session whose holder was killed: never two winners', async (t) => {
  const { directory } = testStore(t);
  const tally = await raceForLocks({ rounds: 8, directory });
  assert.deepEqual([tally.doubleWinners, tally.lost, tally.nobody], [0, 0, 0]);
  assert.equal(tally.winners, 8);
});

test('a lock file in which another program has written is named, with the way out', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const { filePath } = session.summary;
  value(await session.close());
  const lockPath = `${filePath}.lock.db`;
  fs.writeFileSync(lockPath, 'These are words and no lock. '.repeat(100));
  const refused = await store.open(filePath);
  assert.equal(code(refused), 'io-error');
  assert.match(
    refused.ok ? '' : `${refused.problem.message} ${refused.problem.next}`,
    /\.lock\.db, .* delete that file/,
  );
  fs.rmSync(lockPath);
  value(await (await reopened(store, filePath)).close());
});

test('a session whose file name leaves no room for a lock is read, and its name is what is too long', async (t) => {
  const { store, directory } = testStore(t);
  const session = await created(store);
  value(await session.close());
  const long = path.join(directory, `${'a'.repeat(244)}.jsonl`);
  fs.renameSync(session.summary.filePath, long);
  value(await store.read(long));
  for (const refused of [await store.open(long), only(await store.trash([long]))]) {
    assert.ok(!refused.ok);
    assert.match(sentence(refused.problem), /^The file name a+\.jsonl is too long.* Shorten the file name\.$/);
  }
});
