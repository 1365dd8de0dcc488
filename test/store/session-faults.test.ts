/** Faults of the disk: the conversation goes on, nothing half-written stays, what was not saved is saved later, once. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { sentence } from '../../src/core/problem.ts';
import type { StoreState } from '../../src/ports.ts';
import type { Fault } from '../support/faulty-disk.ts';
import { code, created, init, reopened, testStore, value } from '../support/open-store.ts';
import { bodyOf, idsIn, message } from '../support/temp-home.ts';

const always = 1_000_000;
const faults: readonly (readonly [string, Fault, string])[] = [
  ['a full disk', { from: 1, count: always, code: 'ENOSPC', only: ['write'] }, 'disk-full'],
  [
    'a full disk after half of the line',
    { from: 1, count: always, code: 'ENOSPC', only: ['write'], short: true },
    'disk-full',
  ],
  ['a used up quota', { from: 1, count: always, code: 'EDQUOT', only: ['write'] }, 'disk-quota'],
  [
    'a limit of the file size, after half of the line',
    { from: 1, count: always, code: 'EFBIG', only: ['write'], short: true },
    'file-too-large',
  ],
  ['an I/O error on writing', { from: 1, count: always, only: ['write'], short: true }, 'io-error'],
  [
    'an I/O error that also forbids to cut the file',
    { from: 1, count: always, only: ['write', 'ftruncate'], short: true },
    'io-error',
  ],
  ['an I/O error on looking at the file (not "moved")', { from: 1, count: always, only: ['lstat'] }, 'io-error'],
  ['syncs that fail for a while', { from: 1, count: always, only: ['fdatasync', 'fsync'] }, 'io-error'],
];

for (const [what, fault, expected] of faults) {
  test(`${what}: said, kept in memory, stored once when it is over`, async (t) => {
    const { store, disk } = testStore(t);
    const session = await created(store);
    const states: StoreState[] = [];
    session.onState((state) => states.push(state));
    value(await session.append(message({ id: 'a' })));
    disk.fail(fault);
    assert.equal(code(await session.append(message({ id: 'b', parent: 'a' }))), expected);
    assert.equal(code(await session.append(message({ id: 'c', parent: 'b' }))), expected);
    const last = states.at(-1);
    assert.ok(last?.kind === 'not-saved');
    assert.equal(last.pending, 2);
    assert.deepEqual(
      session.transcript.messages.map((one) => one.id),
      ['a', 'b', 'c'],
      'the conversation goes on',
    );
    assert.equal(session.transcript.head, 'c');

    disk.fail(undefined);
    await session.retryNow();
    assert.equal(states.at(-1)?.kind, 'saved');
    assert.deepEqual(idsIn(session.summary.filePath), ['a', 'b', 'c']);
    value(await session.append(message({ id: 'd', parent: 'c' })));
    value(await session.close());
    const again = await reopened(store, session.summary.filePath);
    assert.deepEqual(
      again.transcript.messages.map((one) => one.id),
      ['a', 'b', 'c', 'd'],
    );
    assert.equal(again.summary.damage, '');
    value(await again.close());
    assert.deepEqual(
      fs.readdirSync(store.directory),
      [path.basename(session.summary.filePath)],
      'nothing stays beside',
    );
  });
}

test('a single failed sync costs nothing: the session goes on in a new, synced file in the same place', async (t) => {
  const { store, disk } = testStore(t);
  const session = await created(store);
  value(await session.append(message({ id: 'a' })));
  const before = fs.statSync(session.summary.filePath).ino;
  disk.fail({ from: 1, count: 1, only: ['fdatasync'] });
  value(await session.append(message({ id: 'b', parent: 'a' })));
  assert.notEqual(fs.statSync(session.summary.filePath).ino, before);
  disk.fail(undefined);
  value(await session.append(message({ id: 'c', parent: 'b' })));
  value(await session.close());
  assert.deepEqual(idsIn(session.summary.filePath), ['a', 'b', 'c']);
});

test('line 1 that can never be written costs no message, only the last word at closing', async (t) => {
  const { store, disk, directory } = testStore(t);
  const session = await created(store);
  const real = disk.write;
  disk.write = async (fd, bytes, position) => {
    if (position === 0) throw Object.assign(new Error('no'), { code: 'EIO' });
    return real(fd, bytes, position);
  };
  value(await session.append(message({ id: 'a' })));
  value(await session.append(message({ id: 'b', parent: 'a' })));
  assert.equal(code(await session.close()), 'io-error');
  disk.write = real;
  assert.equal(value(await store.summary(session.summary.filePath)).turnCount, 2, 'the lines say what line 1 does not');
  assert.equal(fs.readdirSync(directory).length, 1, 'and the lock is free');
});

test('what cannot be saved at closing goes to the temporary folder, and the sentence says where', async (t) => {
  const { store, disk } = testStore(t);
  const session = await created(store);
  value(await session.append(message({ id: 'a' })));
  const real = disk.write;
  disk.write = async (fd, bytes, position) => {
    if (position === null) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    return real(fd, bytes, position);
  };
  assert.equal(code(await session.append(message({ id: 'b', parent: 'a', content: 'precious' }))), 'disk-full');
  const closed = await session.close();
  assert.ok(!closed.ok);
  assert.match(closed.problem.message, /^1 message was not saved\./);
  const rescued = /It is in (.+\.jsonl)/.exec(closed.problem.next)?.[1] ?? '';
  t.after(() => fs.rmSync(rescued, { force: true }));
  assert.equal(fs.statSync(rescued).mode & 0o777, 0o600);
  assert.equal(bodyOf(rescued).at(-1)?.content, 'precious');
});

test('what cannot be saved at several closings never has the name of the session itself, which a copy would replace', async (t) => {
  const { store, disk, clock } = testStore(t);
  // A start of its own: the temporary folder is shared with all tests.
  clock.move(77_000);
  const session = await created(store);
  const { filePath } = session.summary;
  value(await session.append(message({ id: 'a' })));
  value(await session.close());
  const names: string[] = [];
  for (const id of ['b', 'c', 'd']) {
    const opened = await reopened(store, filePath);
    const real = disk.write;
    disk.write = async (fd, bytes, position) => {
      if (position === null) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      return real(fd, bytes, position);
    };
    assert.equal(code(await opened.append(message({ id, parent: 'a' }))), 'disk-full');
    const closed = await opened.close();
    disk.write = real;
    const rescued = /It is in (.+\.jsonl)/.exec(closed.ok ? '' : closed.problem.next)?.[1] ?? '';
    t.after(() => fs.rmSync(rescued, { force: true }));
    assert.deepEqual(idsIn(rescued), [id]);
    names.push(path.basename(rescued));
  }
  assert.equal(new Set(names).size, 3);
  for (const name of names) assert.match(name, /^reprise-unsaved-/);
});

test('what cannot be saved anywhere is said so at closing, without a promise to go on trying', async (t) => {
  const { store, disk } = testStore(t);
  const session = await created(store);
  disk.fail({ from: 1, count: always, code: 'ENOSPC', only: ['write', 'open'] });
  assert.equal(code(await session.append(message({ id: 'a' }))), 'disk-full');
  const closed = await session.close();
  assert.match(
    closed.ok ? '' : sentence(closed.problem),
    /^1 message was not saved\. .* It could not be written to .* either\.$/,
  );
});

test('a copy of a session that could never be made is not closed as if it had been', async (t) => {
  const { store, disk, directory } = testStore(t);
  const real = disk.open;
  disk.open = async (file, flags, mode) => {
    if (file.startsWith(directory)) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    return real(file, flags, mode);
  };
  const copied = [message({ id: 'a' }), message({ id: 'b', parent: 'a', role: 'assistant' })];
  const copy = await created(store, { name: 'copy', system: 'Be brief.', messages: copied });
  assert.equal(code(await copy.append(message({ id: 'c', parent: 'b' }))), 'disk-full');
  const closed = await copy.close();
  assert.ok(!closed.ok);
  assert.match(closed.problem.message, /^3 messages were not saved\. The disk .* is full\./);
  const rescued = /They are in (.+\.jsonl)/.exec(closed.problem.next)?.[1] ?? '';
  t.after(() => fs.rmSync(rescued, { force: true }));
  assert.deepEqual(idsIn(rescued), ['a', 'b', 'c']);
  assert.equal(bodyOf(rescued)[0]?.system, 'Be brief.');
  const untouched = await created(store, { name: 'nothing said' });
  value(await untouched.close());
});

test('a message whose line would never be read again is refused, and what comes after it is stored', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const endless = message({ id: 'a', content: '\0'.repeat(11 * 1024 * 1024) });
  assert.equal(code(await session.append(endless)), 'request-too-large');
  value(await session.append(message({ id: 'b' })));
  value(await session.close());
  assert.deepEqual(idsIn(session.summary.filePath), ['b']);
});

test('a session is not begun with a message whose line would never be read', async (t) => {
  const { store, directory } = testStore(t);
  const parts = [{ type: 'tool_result', id: 't', output: '\0'.repeat(11 * 1024 * 1024) }] as const;
  const messages = [message({ id: 'a' }), message({ id: 'b', parent: 'a', role: 'assistant', parts })];
  const refused = await store.create({ ...init, messages });
  assert.equal(code(refused), 'request-too-large');
  assert.match(refused.ok ? '' : refused.problem.message, /^Message 2 is larger than 64 MB/);
  assert.equal(fs.existsSync(directory), false);
});

test('in a read-only folder a session can be begun; it says that it is not saved, and is saved when it can be', async (t) => {
  const { store, disk, directory } = testStore(t);
  disk.fail({ from: 1, count: always, code: 'EACCES', only: ['open'] });
  const session = await created(store);
  assert.match(session.report.notes.join(' '), /This session is not saved: You have no permission/);
  const states: StoreState[] = [];
  session.onState((state) => states.push(state));
  assert.equal(states[0]?.kind, 'not-saved');
  assert.equal(code(await session.append(message({ id: 'a' }))), 'no-permission');
  assert.deepEqual(
    session.transcript.messages.map((one) => one.id),
    ['a'],
  );
  assert.deepEqual(fs.readdirSync(directory), []);
  disk.fail(undefined);
  await session.retryNow();
  assert.equal(states.at(-1)?.kind, 'saved');
  assert.deepEqual(idsIn(session.summary.filePath), ['a']);
  value(await session.close());
});

test('a session that may only be read is said so when it is opened, and can be read', async (t) => {
  const { store, disk } = testStore(t);
  const session = await created(store);
  value(await session.append(message({ id: 'a' })));
  value(await session.close());
  const real = disk.open;
  const writing = fs.constants.O_RDWR | fs.constants.O_WRONLY;
  disk.open = async (file, flags, mode) => {
    if (flags & writing) throw Object.assign(new Error('read-only'), { code: 'EROFS' });
    return real(file, flags, mode);
  };
  assert.equal(code(await store.open(session.summary.filePath)), 'read-only');
  assert.equal(value(await store.read(session.summary.filePath)).messages.length, 1);
});

test('what failed is tried again by itself', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { store, disk } = testStore(t);
  const session = await created(store);
  disk.fail({ from: 1, count: 2, code: 'ENOSPC', only: ['write'] });
  assert.equal(code(await session.append(message({ id: 'a' }))), 'disk-full');
  const saved = new Promise<void>((resolve) => {
    session.onState((state) => {
      if (state.kind === 'saved') resolve();
      else t.mock.timers.tick(2_000);
    });
  });
  t.mock.timers.tick(1_000);
  await saved;
  assert.deepEqual(idsIn(session.summary.filePath), ['a']);
  value(await session.close());
});

test('the sidecar of a reply that begins as soon as the one before is stored does not go with that one', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const sidecar = (): string => fs.readFileSync(`${session.summary.filePath}.partial`, 'utf8');
  session.delta('r', null, 'one');
  const stored = session.append(message({ id: 'r', role: 'assistant', content: 'one' }));
  await stored.then(() => session.delta('s', 'r', 'two'));
  await setImmediate();
  assert.match(sidecar(), /"id":"s".*"two"/s);
  // The end of another open reply is no reason either.
  session.dropPartial('s');
  session.delta('t', 'r', 'three');
  await setImmediate();
  assert.match(sidecar(), /"id":"t".*"three"/s);
  value(await session.close());
  const again = await reopened(store, session.summary.filePath);
  assert.deepEqual(
    again.transcript.messages.map((one) => one.content),
    ['one', 'three'],
  );
  value(await again.close());
});

test('a sidecar that cannot be written does not disturb the reply', async (t) => {
  const { store, disk } = testStore(t);
  const session = await created(store);
  disk.fail({ from: 1, count: 1, code: 'ENOSPC', only: ['openSync'] });
  session.delta('r', null, 'one ');
  await Promise.resolve();
  session.delta('r', null, 'two ');
  await Promise.resolve();
  disk.fail({ from: 1, count: 1, code: 'ENOSPC', only: ['writeSync'] });
  session.delta('r', null, 'three');
  await Promise.resolve();
  session.delta('r', null, '!');
  await Promise.resolve();
  const sidecar = fs.readFileSync(`${session.summary.filePath}.partial`, 'utf8').trimEnd().split('\n');
  assert.equal(
    sidecar
      .slice(1)
      .map((line) => JSON.parse(line))
      .join(''),
    'one two three!',
  );
  value(await session.append(message({ id: 'r', role: 'assistant', content: 'one two three!' })));
  value(await session.close());
});

test('too many open files are no fault of the disk, and it is said what helps', async (t) => {
  const { store, disk } = testStore(t);
  const session = await created(store);
  value(await session.close());
  disk.fail({ from: 1, count: 1, code: 'EMFILE', only: ['open'] });
  const refused = await store.read(session.summary.filePath);
  assert.match(refused.ok ? '' : sentence(refused.problem), /too many files are open.*ulimit -n/);
});
