/** Somebody else changes the file of an open session: nothing acknowledged is lost, and it is said. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { branch } from '../../src/core/tree.ts';
import type { OpenSession, SessionStore } from '../../src/ports.ts';
import type { Disk } from '../../src/store/disk.ts';
import { examine } from '../../src/store/doctor.ts';
import { code, created, reopened, testStore, value } from '../support/open-store.ts';
import { idsIn, message } from '../support/temp-home.ts';

/** A session with two messages, and the sentences it has said since. */
async function conversation(store: SessionStore): Promise<{ session: OpenSession; said: string[]; filePath: string }> {
  const session = await created(store);
  const said: string[] = [];
  session.onState((state) => said.push(...(state.notes ?? [])));
  value(await session.append(message({ id: 'a' })));
  value(await session.append(message({ id: 'b', parent: 'a', role: 'assistant' })));
  return { session, said, filePath: session.summary.filePath };
}

async function goOn(session: OpenSession, id = 'c'): Promise<void> {
  value(await session.append(message({ id, parent: 'b' })));
  await session.retryNow();
}

test('deleted: all of it is written again, and told', async (t) => {
  const { store } = testStore(t);
  const { session, said, filePath } = await conversation(store);
  fs.unlinkSync(filePath);
  await goOn(session);
  assert.deepEqual(idsIn(filePath), ['a', 'b', 'c']);
  assert.match(said.join(' '), /moved or deleted by another program; the session was written again to /);
  value(await session.close());
  const again = await reopened(store, filePath);
  assert.equal(again.summary.turnCount, 2);
  assert.equal(again.summary.name, 'first');
  value(await again.close());
});

test('renamed: the moved file keeps what it had, the conversation goes on under the old name', async (t) => {
  const { store, directory } = testStore(t);
  const { session, said, filePath } = await conversation(store);
  const moved = path.join(directory, 'moved.jsonl');
  fs.renameSync(filePath, moved);
  await goOn(session);
  assert.deepEqual(idsIn(moved), ['a', 'b']);
  assert.deepEqual(idsIn(filePath), ['a', 'b', 'c']);
  assert.equal(said.length, 1);
  value(await session.close());
});

test('the whole folder deleted: it is made again', async (t) => {
  const { store, directory } = testStore(t);
  const { session, filePath } = await conversation(store);
  fs.rmSync(directory, { recursive: true });
  await goOn(session);
  assert.deepEqual(idsIn(filePath), ['a', 'b', 'c']);
  value(await session.close());
});

test('replaced by another file: that one is not touched, the conversation goes on in a file of the next name', async (t) => {
  const { store, directory } = testStore(t);
  const { session, said, filePath } = await conversation(store);
  const other = path.join(directory, 'other.tmp');
  fs.writeFileSync(other, 'something else\n');
  fs.renameSync(other, filePath);
  session.delta('r', 'b', 'words');
  await goOn(session);
  assert.equal(fs.readFileSync(filePath, 'utf8'), 'something else\n');
  assert.equal(path.basename(session.summary.filePath), 'session-1777728000-2.jsonl');
  assert.deepEqual(idsIn(session.summary.filePath), ['a', 'b', 'c']);
  assert.match(said.join(' '), /This session’s file was replaced/);
  assert.ok(fs.existsSync(`${session.summary.filePath}.partial`), 'the sidecar goes along');
  session.dropPartial('r');
  value(await session.close());
});

test('lines that another program appends are picked up, shown and counted, and ours come after them', async (t) => {
  const { store } = testStore(t);
  const { session, said, filePath } = await conversation(store);
  fs.appendFileSync(
    filePath,
    '{"type":"message","role":"user","content":"from outside","timestamp_ms":5}\n{"type":"odd"}\n',
  );
  await goOn(session);
  const { messages, notices } = session.transcript;
  assert.deepEqual(
    messages.map((one) => one.content),
    ['text of a', 'text of b', 'from outside', 'text of c'],
  );
  assert.ok(messages.every((one, i) => i === 0 || one.seq > (messages[i - 1]?.seq ?? 0)));
  assert.equal(notices.at(-1)?.text, 'unsupported entry: odd');
  assert.equal(session.summary.turnCount, 3);
  assert.deepEqual(said, ['Another program added 2 lines to the file of this session; they are now part of it.']);
  value(await session.close());
  const again = await reopened(store, filePath);
  assert.deepEqual(
    again.transcript.messages.map((one) => [one.id, one.seq]),
    messages.map((one) => [one.id, one.seq]),
  );
  assert.equal(again.summary.turnCount, 3);
  value(await again.close());
});

test('half a line of another program gets an end, so that ours stands on a line of its own', async (t) => {
  const { store } = testStore(t);
  const { session, filePath } = await conversation(store);
  fs.appendFileSync(filePath, '{"type":"message","role":"us');
  await goOn(session);
  value(await session.close());
  const again = await reopened(store, filePath);
  assert.deepEqual(
    again.transcript.messages.map((one) => one.id),
    ['a', 'b', 'c'],
  );
  assert.equal(again.transcript.damagedLines, 1);
  assert.match(again.report.notes.join(' '), /1 damaged line is skipped and kept/);
  value(await again.close());
});

for (const [what, cut] of [
  ['after the first message', -1],
  ['inside a line', -20],
  ['inside line 1', 500],
  ['to nothing', 0],
] as const) {
  test(`the file is cut ${what}: what is missing is written again`, async (t) => {
    const { store } = testStore(t);
    const { session, said, filePath } = await conversation(store);
    const file = fs.readFileSync(filePath);
    const lastLine = file.lastIndexOf('\n', file.length - 2) + 1;
    value(await session.note({ event: 'renamed', name: 'second' }));
    value(await session.note({ event: 'system', text: 'be brief' }));
    fs.truncateSync(filePath, cut === -1 ? lastLine : cut < 0 ? file.length + cut : cut);
    await goOn(session);
    assert.match(said.join(' '), /the missing part was written again/);
    value(await session.close());
    const begins = fs
      .readFileSync(filePath, 'utf8')
      .split('\n')
      .map((line) => line.includes('"event":"created"'));
    assert.deepEqual([begins.indexOf(true), begins.lastIndexOf(true)], [1, 1], 'line 2, and no other');
    const again = await reopened(store, filePath);
    assert.deepEqual(again.report.notes, []);
    assert.deepEqual(
      again.transcript.messages.map((one) => one.id),
      ['a', 'b', 'c'],
    );
    assert.deepEqual([again.summary.name, again.summary.turnCount], ['second', 2]);
    assert.equal(again.transcript.system, 'be brief');
    value(await again.close());
  });
}

test('an editor that writes the open file anew: it is read again, nothing of it counts as damaged, and we go on after it', async (t) => {
  const { store } = testStore(t);
  const { session, said, filePath } = await conversation(store);
  value(await session.note({ event: 'system', text: 'be brief' }));
  const edit = (from: string, to: string): void => {
    const before = fs.readFileSync(filePath, 'utf8');
    assert.ok(before.includes(from));
    fs.writeFileSync(filePath, before.replace(from, to));
  };
  const [first = ''] = session.transcript.messages.map((one) => one.content);
  edit(`"${first}"`, '"other, and longer words"');
  await goOn(session);
  assert.match(said.join(' '), /changed the file of this session; it was read again/);
  assert.equal(session.transcript.messages[0]?.content, 'other, and longer words');
  edit('other, and longer words', 'x');
  value(await session.append(message({ id: 'd', parent: 'c', content: 'last' })));
  value(await session.close());
  const again = await reopened(store, filePath);
  assert.deepEqual(again.report.notes, []);
  assert.deepEqual(
    again.transcript.messages.map(({ id, content }) => (id === 'a' ? content : id)),
    ['x', 'b', 'c', 'd'],
  );
  assert.equal(value(await store.read(filePath, { maxBytes: 10 })).system, 'be brief');
  value(await again.close());
});

test('a message that somebody took out of the open file stays out', async (t) => {
  const { store } = testStore(t);
  const { session, filePath } = await conversation(store);
  const lines = fs.readFileSync(filePath, 'utf8').split('\n');
  fs.writeFileSync(filePath, lines.filter((line) => !line.includes('"id":"a"')).join('\n'));
  await goOn(session);
  value(await session.close());
  const read = value(await store.read(filePath));
  assert.deepEqual(
    branch(read).map((one) => one.id),
    ['b', 'c'],
  );
});

test('a file that was taken over from another program and is cut behind its messages knows again whose it is', async (t) => {
  const { store, directory } = testStore(t);
  const { session, filePath } = await conversation(store);
  value(await session.close());
  const theirs = path.join(directory, 'theirs.jsonl');
  const lines = ['{"type":"meta","session_id":"sess_go"}', '{"type":"message","role":"user","content":"Q"}', ''];
  fs.writeFileSync(theirs, lines.join('\n'), { mode: 0o600 });
  const adopted = await reopened(store, theirs);
  value(await adopted.append(message({ id: 'd', parent: null })));
  const [head = '', first = ''] = fs.readFileSync(theirs, 'utf8').split('\n');
  fs.truncateSync(theirs, head.length + first.length + 2);
  value(await adopted.append(message({ id: 'e', parent: 'd' })));
  value(await adopted.close());
  fs.rmSync(filePath);
  for await (const { findings } of examine(directory)) assert.deepEqual(findings, []);
  assert.deepEqual(
    value(await store.read(theirs)).messages.map((one) => one.content),
    ['Q', 'text of d', 'text of e'],
  );
});

for (const [what, spoil] of [
  ['cut', (file: string) => fs.truncateSync(file, 1500)],
  ['emptied', (file: string) => fs.truncateSync(file)],
  ['lengthened', (file: string) => fs.appendFileSync(file, '{"torn')],
] as const) {
  test(`${what} and then deleted, before we looked: all of it is written again`, async (t) => {
    const { store } = testStore(t);
    const { session, filePath } = await conversation(store);
    spoil(filePath);
    fs.rmSync(filePath);
    await goOn(session);
    value(await session.close());
    const again = await reopened(store, filePath);
    assert.deepEqual(
      again.transcript.messages.map((one) => one.id),
      ['a', 'b', 'c'],
    );
    assert.equal(again.summary.name, 'first');
    value(await again.close());
  });
}

/** A disk of which every descriptor that is open now answers no more, as when its server was away or it is mounted anew. */
function cutOff(disk: Disk): () => void {
  const open = new Set<number>();
  const dead = new Set<number>();
  const { open: openFile, fstatSync, write, ftruncate } = disk;
  const living = (fd: number): number => {
    if (dead.has(fd)) throw Object.assign(new Error('stale'), { code: 'ESTALE' });
    return fd;
  };
  disk.open = async (...how) => {
    const fd = await openFile(...how);
    open.add(fd);
    dead.delete(fd);
    return fd;
  };
  disk.fstatSync = (fd) => fstatSync(living(fd));
  disk.write = async (fd, ...what) => write(living(fd), ...what);
  disk.ftruncate = async (fd, size) => ftruncate(living(fd), size);
  return () => {
    for (const fd of open) dead.add(fd);
  };
}

test('the disk was away (a network, a mount): the session goes on in its file when that is there again', async (t) => {
  const { store, disk } = testStore(t);
  const goAway = cutOff(disk);
  const { session, said, filePath } = await conversation(store);
  goAway();
  await goOn(session);
  assert.deepEqual(idsIn(filePath), ['a', 'b', 'c']);
  goAway();
  fs.truncateSync(filePath, fs.statSync(filePath).size - 10);
  value(await session.append(message({ id: 'd', parent: 'c' })));
  await session.retryNow();
  assert.deepEqual(idsIn(filePath), ['a', 'b', 'c', 'd']);
  assert.match(said.join(' '), /shortened the file of this session; the missing part was written again/);
  goAway();
  // Something else stands there now.
  fs.copyFileSync(filePath, `${filePath}.kept`);
  fs.writeFileSync(filePath, 'not ours');
  assert.equal(code(await session.append(message({ id: 'e', parent: 'd' }))), 'io-error');
  assert.equal(fs.readFileSync(filePath, 'utf8'), 'not ours');
  fs.renameSync(`${filePath}.kept`, filePath);
  await session.retryNow();
  value(await session.close());
  assert.deepEqual(idsIn(filePath), ['a', 'b', 'c', 'd', 'e']);
});
