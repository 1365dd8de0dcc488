/** Sessions made, written, closed and opened again. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { examine } from '../../src/store/doctor.ts';
import { createStore } from '../../src/store/store.ts';
import { readSummarySync } from '../../src/store/summary.ts';
import { code, created, init, only, reopened, testStore, value } from '../support/open-store.ts';
import { bodyOf, idsIn, message } from '../support/temp-home.ts';

test('a session is made, written, closed and opened again with every word', async (t) => {
  const { store } = testStore(t);
  const session = await created(store, { system: 'Be brief.' });
  const { filePath } = session.summary;
  value(await session.append(message({ id: 'a', content: 'How do I …?' })));
  const usage = { input: 30, output: 4 };
  value(await session.append(message({ id: 'b', parent: 'a', role: 'assistant', content: 'So.', usage, stop: 'end' })));
  value(await session.close());

  const again = await reopened(store, filePath);
  assert.deepEqual(again.report.notes, []);
  assert.deepEqual(
    again.transcript.messages.map((one) => [one.id, one.seq, one.parent, one.content]),
    [
      ['a', 2, null, 'How do I …?'],
      ['b', 3, 'a', 'So.'],
    ],
  );
  assert.equal(again.transcript.system, 'Be brief.');
  assert.equal(again.transcript.head, 'b');
  assert.equal(again.summary.turnCount, 1);
  assert.equal(again.summary.inputTokens, 30);
  assert.equal(again.summary.waiting, true);
  value(await again.close());
});

test('line 1 has 1024 bytes and counts right whenever the writer is idle', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  for (const id of ['a', 'b', 'c']) {
    value(await session.append(message({ id })));
    await session.retryNow();
    const file = fs.readFileSync(session.summary.filePath);
    assert.equal(file.indexOf('\n'), 1023);
    const line1 = JSON.parse(file.toString('utf8', 0, 1023));
    assert.equal(line1.turn_count, session.summary.turnCount);
    assert.equal(line1.file_bytes, file.length);
  }
  assert.equal(readSummarySync(session.summary.filePath)?.turnCount, 3);
  value(await session.close());
});

test('messages given at once are stored in the order they were given', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const ids = Array.from({ length: 50 }, (_, i) => `m${i}`);
  const results = await Promise.all(ids.map((id) => session.append(message({ id }))));
  assert.ok(results.every((result) => result.ok));
  assert.deepEqual(idsIn(session.summary.filePath), ids);
  const seqs = bodyOf(session.summary.filePath).map((line) => line.seq);
  assert.deepEqual(
    seqs,
    [...seqs].sort((a, b) => Number(a) - Number(b)),
  );
  value(await session.close());
});

test('the same message twice is stored once, and both callers are told', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const [first, second] = await Promise.all([
    session.append(message({ id: 'a' })),
    session.append(message({ id: 'a' })),
  ]);
  const third = await session.append(message({ id: 'a' }));
  assert.deepEqual([value(first).seq, value(second).seq, value(third).seq], [2, 2, 2]);
  assert.deepEqual(idsIn(session.summary.filePath), ['a']);
  value(await session.close());
});

test('two sessions that begin in one second get two files, and neither is overwritten', async (t) => {
  const { store } = testStore(t);
  const first = await created(store);
  const second = await created(store, { name: 'second' });
  assert.match(first.summary.filePath, /session-1777728000\.jsonl$/);
  assert.match(second.summary.filePath, /session-1777728000-2\.jsonl$/);
  value(await first.close());
  value(await second.close());
  assert.deepEqual(fs.readdirSync(store.directory).sort(), ['session-1777728000-2.jsonl', 'session-1777728000.jsonl']);
});

test('line 2 holds in full what line 1 has to cut', async (t) => {
  const { store } = testStore(t);
  const cwd = `/${'long-folder/'.repeat(120)}`;
  const session = await created(store, { cwd, forkedFrom: { sessionId: 'sess_0', name: 'origin', messageId: 'm1' } });
  const { filePath } = session.summary;
  value(await session.close());
  assert.equal(bodyOf(filePath)[0]?.cwd, cwd);
  assert.equal(fs.readFileSync(filePath).indexOf('\n'), 1023);
  assert.deepEqual(value(await store.summary(filePath)).forkedFrom?.name, 'origin');
});

test('a session without a name is called by the end of its id, and its title is the first prompt', async (t) => {
  const { store } = testStore(t);
  const session = value(await store.create({ provider: 'offline', model: 'small', cwd: '/' }));
  value(await session.append(message({ id: 'a', content: '  Plan a trip\nto Lisbon' })));
  assert.deepEqual(
    [session.summary.named, session.summary.name, session.summary.title],
    [false, '000001', 'Plan a trip'],
  );
  value(await session.close());
});

test('a rename is noted on a closed session, on an open one, and outlives both', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const { filePath } = session.summary;
  assert.equal(value(await store.note(filePath, { event: 'renamed', name: 'second' })).name, 'second');
  assert.equal(session.summary.name, 'second');
  value(await session.close());
  assert.equal(value(await store.note(filePath, { event: 'renamed', name: 'third' })).title, 'third');
  value(await store.note(filePath, { event: 'pinned', on: true }));
  const summary = value(await store.summary(filePath));
  assert.deepEqual([summary.name, summary.named, summary.pinned], ['third', true, true]);
});

test('a fact that is noted on a torn session tells what was mended for it', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const { filePath } = session.summary;
  value(await session.close());
  fs.appendFileSync(filePath, '{"type":"message","role":"us');
  const told: string[] = [];
  value(await store.note(filePath, { event: 'pinned', on: true }, (note) => told.push(note)));
  assert.match(told.join(' '), /torn-\d+/);
});

test('the branch, the model and the system prompt change by events', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  value(await session.append(message({ id: 'a' })));
  value(await session.append(message({ id: 'b', parent: 'a', role: 'assistant' })));
  value(await session.append(message({ id: 'c', parent: 'a', role: 'assistant' })));
  value(await session.note({ event: 'branch', head: 'b' }));
  value(await session.note({ event: 'model', provider: 'openai', model: 'large' }));
  value(await session.note({ event: 'system', text: 'Rhyme.' }));
  value(await session.note({ event: 'seen' }));
  value(await session.close());
  const again = await reopened(store, session.summary.filePath);
  assert.deepEqual([again.transcript.head, again.transcript.system], ['b', 'Rhyme.']);
  assert.deepEqual([again.summary.model, again.summary.provider, again.summary.waiting], ['large', 'openai', false]);
  value(await again.close());
});

test('a fork begins with the messages it was given, ids and parents kept, and nobody waits for it', async (t) => {
  const { store } = testStore(t);
  const messages = [message({ id: 'a' }), message({ id: 'b', parent: 'a', role: 'assistant', stop: 'end' })];
  const forkedFrom = { sessionId: 'sess_0', name: 'first', messageId: 'b' };
  const session = await created(store, { name: 'fork', messages, forkedFrom });
  assert.deepEqual(
    session.transcript.messages.map((one) => one.id),
    ['a', 'b'],
  );
  assert.equal(session.summary.waiting, false);
  value(await session.append(message({ id: 'c', parent: 'b' })));
  value(await session.close());
  const again = await reopened(store, session.summary.filePath);
  assert.deepEqual(
    again.transcript.messages.map((one) => [one.id, one.parent]),
    [
      ['a', null],
      ['b', 'a'],
      ['c', 'b'],
    ],
  );
  assert.deepEqual(again.summary.forkedFrom, forkedFrom);
  assert.equal(again.summary.turnCount, 2);
  value(await again.close());
});

test('while a fork is being written, nobody finds a half of it', async (t) => {
  const { store, disk, directory } = testStore(t);
  const found: string[] = [];
  let whole: readonly unknown[] = [];
  for (const call of ['write', 'fsync'] as const) {
    const real = disk[call];
    Object.assign(disk, {
      [call]: async (...given: unknown[]) => {
        if (whole.length === 0) found.push(...fs.readdirSync(directory).filter((name) => name.endsWith('.jsonl')));
        return Reflect.apply(real, disk, given);
      },
    });
  }
  const move = disk.rename;
  disk.rename = async (from, to) => {
    whole = idsIn(from);
    return move(from, to);
  };
  const fork = await created(store, { messages: [message({ id: 'a' }), message({ id: 'b', parent: 'a' })] });
  assert.deepEqual(found, [], 'neither while it is written nor before it is on the disk');
  assert.deepEqual(whole, ['a', 'b']);
  assert.deepEqual(
    fs.readdirSync(directory).filter((name) => name.endsWith('.tmp')),
    [],
  );
  value(await fork.close());
});

test('a fork goes on with who was chosen, whoever answered before', async (t) => {
  const { store } = testStore(t);
  const answered = { role: 'assistant', stop: 'end' } as const;
  const messages = [
    message({ id: 'a' }),
    message({ id: 'b', parent: 'a', ...answered, provider: 'compatible', model: 'qwen3' }),
    message({ id: 'c', parent: 'b' }),
    message({ id: 'd', parent: 'c', ...answered, provider: 'openai', model: 'large-2026-01-01' }),
  ];
  const session = await created(store, { provider: 'openai', model: 'large', messages });
  assert.deepEqual([session.summary.provider, session.summary.model], ['openai', 'large']);
  value(await session.close());
  const again = await reopened(store, session.summary.filePath, { recount: true });
  assert.deepEqual([again.summary.provider, again.summary.model], ['openai', 'large']);
  value(await again.close());
});

test('a copy of a session with a hole in it has none: what followed nothing follows what stands before it', async (t) => {
  const { store, directory } = testStore(t);
  const messages = [
    message({ id: 'a', parent: 'lost' }),
    message({ id: 'b', parent: 'a', role: 'assistant' }),
    message({ id: 'c', parent: 'lost too' }),
    message({ id: 'd', parent: 'a', role: 'assistant' }),
  ];
  const fork = await created(store, { messages });
  value(await fork.close());
  const { filePath } = fork.summary;
  assert.deepEqual(
    bodyOf(filePath).flatMap((line) => (line.type === 'message' ? [line.parent] : [])),
    [null, 'a', 'b', 'a'],
  );
  for await (const report of examine(directory)) assert.deepEqual(report.findings, []);
});

test('a session that begins with several branches shows the one that it is told', async (t) => {
  const { store } = testStore(t);
  const messages = [
    message({ id: 'a' }),
    message({ id: 'b', parent: 'a', role: 'assistant', stop: 'end' }),
    message({ id: 'c', parent: 'a', role: 'assistant', stop: 'end' }),
  ];
  const session = await created(store, { messages, head: 'b' });
  assert.equal(session.transcript.head, 'b');
  value(await session.close());
  const again = await reopened(store, session.summary.filePath);
  assert.deepEqual([again.transcript.head, again.transcript.messages.length], ['b', 3]);
  assert.equal(again.summary.turnCount, 1);
  assert.equal(again.summary.waiting, false);
  value(await again.close());
});

test('a clock that jumps back a day changes no order and no end', async (t) => {
  const { store, clock } = testStore(t);
  const session = await created(store);
  value(await session.append(message({ id: 'a', timestamp: clock.now() + 5000 })));
  const { endTime } = session.summary;
  clock.move(-86_400_000);
  value(await session.append(message({ id: 'b', parent: 'a', timestamp: clock.now() })));
  value(await session.note({ event: 'seen' }));
  value(await session.close());
  const again = await reopened(store, session.summary.filePath);
  assert.deepEqual(
    again.transcript.messages.map((one) => one.id),
    ['a', 'b'],
  );
  assert.ok(again.summary.endTime >= again.summary.startTime);
  assert.equal(again.summary.endTime, endTime);
  value(await again.close());
});

test('half a pair in a message is stored as well-formed text', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  value(await session.append(message({ id: 'a', content: 'cut \ud83d here' })));
  value(await session.close());
  const again = await reopened(store, session.summary.filePath);
  assert.equal(again.transcript.messages[0]?.content, 'cut \ufffd here');
  value(await again.close());
});

test('a session that does not exist is said so, and leaves no lock behind', async (t) => {
  const { store, directory } = testStore(t);
  fs.mkdirSync(directory);
  assert.equal(code(await store.open(path.join(directory, 'session-1.jsonl'))), 'session-not-found');
  assert.deepEqual(fs.readdirSync(directory), []);
});

test('a closed session takes nothing more', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  value(await session.close());
  value(await session.close());
  assert.equal(code(await session.append(message({ id: 'a' }))), 'internal');
  assert.equal(code(await session.note({ event: 'seen' })), 'internal');
});

test('sync "none" stores the same lines and never asks for a sync', async (t) => {
  const { disk, clock, directory } = testStore(t);
  const store = createStore({ directory, clock, disk, sync: 'none' });
  const session = value(await store.create(init));
  disk.fail({ from: 1, count: 1000, only: ['fsync', 'fdatasync'] });
  value(await session.append(message({ id: 'a' })));
  value(await session.close());
  assert.equal(disk.calls, 0);
  assert.deepEqual(idsIn(session.summary.filePath), ['a']);
});

test('a session in the trash is out of the folder, and comes back', async (t) => {
  const { store, directory } = testStore(t);
  const session = await created(store);
  value(await session.append(message({ id: 'a' })));
  assert.equal(code(only(await store.trash([session.summary.filePath]))), 'locked');
  value(await session.close());
  const trashed = value(only(await store.trash([session.summary.filePath])));
  assert.deepEqual(
    fs.readdirSync(directory).filter((name) => name.startsWith('session')),
    [],
  );
  const back = value(only(await store.restore([trashed.trashPath])));
  assert.deepEqual(idsIn(back.filePath), ['a']);
});
