/** Reading by bytes: the tail first, whole files in slices, bounded lines. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { encodeEvent, encodeMessage } from '../../src/core/record.ts';
import { branch } from '../../src/core/tree.ts';
import { loadSession } from '../../src/index.ts';
import { readWholeSession } from '../../src/run/whole-session.ts';
import { nodeDisk } from '../../src/store/disk.ts';
import { longestLine, readLine, scanLines } from '../../src/store/lines.ts';
import { readTranscript } from '../../src/store/reader.ts';
import { readSummary, readSummarySync } from '../../src/store/summary.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { code, created, reopened, testStore, value } from '../support/open-store.ts';
import { message, tempFolder } from '../support/temp-home.ts';

/** A closed session with `count` messages of about 1 KB. */
async function longSession(t: TestContext, count: number) {
  const setting = testStore(t);
  const messages = Array.from({ length: count }, (_, i) =>
    message({ id: `m${i}`, parent: i === 0 ? null : `m${i - 1}`, content: `${i} ${'word '.repeat(200)}` }),
  );
  const session = await created(setting.store, { messages, system: 'Be brief.' });
  value(await session.close());
  return { ...setting, filePath: session.summary.filePath };
}

test('the tail is read first: the last messages with their ids, and where the rest begins', async (t) => {
  const { filePath } = await longSession(t, 400);
  const whole = value(await readTranscript(filePath));
  const tail = value(await readTranscript(filePath, { maxBytes: 20_000 }));
  assert.equal(whole.messages.length, 400);
  assert.deepEqual([whole.complete, whole.bytesBefore], [true, 0]);
  assert.ok(tail.messages.length > 10 && tail.messages.length < 20);
  assert.deepEqual(tail.messages, whole.messages.slice(-tail.messages.length));
  assert.equal(tail.complete, false);
  assert.equal(tail.head, 'm399');
  const line = fs.readFileSync(filePath).subarray(tail.bytesBefore);
  assert.equal(JSON.parse(line.toString('utf8', 0, line.indexOf(10))).id, tail.messages[0]?.id);
});

test('a tail that begins exactly at a line keeps that line', async (t) => {
  const { filePath } = await longSession(t, 20);
  const bytes = fs.readFileSync(filePath);
  const start = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
  const tail = value(await readTranscript(filePath, { maxBytes: bytes.length - start }));
  assert.deepEqual(
    tail.messages.map((one) => one.id),
    ['m19'],
  );
  const less = value(await readTranscript(filePath, { maxBytes: 10 }));
  assert.equal(less.messages.at(-1)?.id, 'm19', 'a tail grows until there is a message in it');
});

test('the system prompt is known from the tail alone, also when it was changed long ago', async (t) => {
  const { store, filePath } = await longSession(t, 100);
  assert.equal(value(await readTranscript(filePath, { maxBytes: 3000 })).system, 'Be brief.');
  value(await store.note(filePath, { event: 'system', text: 'Rhyme.' }));
  const session = await reopened(store, filePath);
  for (let i = 0; i < 10; i++) value(await session.append(message({ id: `x${i}`, content: 'y'.repeat(900) })));
  value(await session.close());
  assert.equal(value(await readTranscript(filePath, { maxBytes: 3000 })).system, 'Rhyme.');
  assert.equal(value(await readTranscript(filePath)).system, 'Rhyme.');
});

test('a system prompt of two megabytes is known from the tail alone', async (t) => {
  const { store } = testStore(t);
  const session = await created(store, { system: 'x'.repeat(2 << 20) });
  value(await session.append(message({ id: 'a' })));
  value(await session.close());
  assert.equal(value(await readTranscript(session.summary.filePath, { maxBytes: 100 })).system.length, 2 << 20);
});

test('a long system prompt is known wherever the tail begins, also within its own line', async (t) => {
  const system = 'Be brief. '.repeat(3000);
  const { store } = testStore(t);
  const session = await created(store, { system });
  const { filePath } = session.summary;
  for (let i = 0; i < 10; i++) value(await session.append(message({ id: `m${i}`, content: 'y'.repeat(900) })));
  value(await session.close());
  const { size } = fs.statSync(filePath);
  for (let maxBytes = 1000; maxBytes < size; maxBytes += 1000) {
    const read = value(await readTranscript(filePath, { maxBytes }));
    assert.equal(read.system.length, system.length, `the last ${maxBytes} of ${size} bytes`);
  }
});

test('the variants of a foreign file have the same ids whole and from the tail', async (t) => {
  const folder = tempFolder(t);
  const filePath = path.join(folder, 'session-5.jsonl');
  const lines = Array.from(
    { length: 50 },
    (_, i) => `{"content":"${i} ${'x'.repeat(200)}","role":"user","type":"message"}\n`,
  );
  fs.writeFileSync(filePath, `{"session_id":"s","type":"meta"}\n${lines.join('')}`);
  const whole = value(await readTranscript(filePath));
  const tail = value(await readTranscript(filePath, { maxBytes: 2000 }));
  assert.deepEqual(
    tail.messages.map(({ id, seq, content }) => [id, seq, content]),
    whole.messages.slice(-tail.messages.length).map(({ id, seq, content }) => [id, seq, content]),
  );
});

test('reading stops when it is told to', async (t) => {
  const { store, filePath } = await longSession(t, 50);
  const stop = new AbortController();
  stop.abort();
  assert.equal(code(await store.read(filePath, { signal: stop.signal })), 'aborted');
});

test('lines are found whatever the chunks are, and their places are right', async (t) => {
  const filePath = path.join(tempFolder(t), 'lines');
  const lines = ['', 'a', 'b'.repeat(300_000), '', 'c'.repeat(262_143), 'd'.repeat(262_144), 'last'];
  const bytes = Buffer.from(lines.join('\n'));
  fs.writeFileSync(filePath, bytes);
  const fd = fs.openSync(filePath, 'r');
  t.after(() => fs.closeSync(fd));
  const found: string[] = [];
  await scanLines(nodeDisk, fd, 0, bytes.length, (line) => {
    const text = line.bytes?.toString() ?? '';
    assert.equal(bytes.toString('utf8', line.start, line.start + text.length), text);
    assert.equal(line.end - line.start, text.length + (line.ended ? 1 : 0));
    found.push(text);
  });
  assert.deepEqual(found, lines);
});

test('a line of 200 MB is skipped and said; its neighbours are there; memory stays bounded', async (t) => {
  const { store, filePath } = await longSession(t, 3);
  // Holes in the file read as zeros and cost no disk.
  const size = fs.statSync(filePath).size;
  fs.truncateSync(filePath, size + 200 * 1024 * 1024);
  const after = encodeMessage({ ...message({ id: 'z', parent: 'm2' }), seq: 90 });
  fs.appendFileSync(filePath, `\n${after}`);
  const before = process.memoryUsage().rss;
  assert.ok(readSummarySync(filePath));
  const session = await reopened(store, filePath);
  assert.equal(session.transcript.messages.at(-1)?.id, 'z');
  value(await session.close());
  const whole = value(await readTranscript(filePath));
  assert.deepEqual(
    whole.messages.map((one) => one.id),
    ['m0', 'm1', 'm2', 'z'],
  );
  assert.match(whole.notices[0]?.text ?? '', /a line of 2097\d+ bytes is too long to read/);
  assert.ok(process.memoryUsage().rss - before < 300 * 1024 * 1024, 'memory is bounded');
  assert.ok(longestLine < 200 * 1024 * 1024);
});

test('of a file of more than 256 MB the end is all that can be read: it is said, and nobody asks for more', async (t) => {
  const { filePath, store } = await longSession(t, 3);
  fs.truncateSync(filePath, fs.statSync(filePath).size + 257 * 1024 * 1024);
  fs.appendFileSync(filePath, `\n${encodeMessage({ ...message({ id: 'z', parent: 'm2' }), seq: 90 })}`);
  const whole = value(await readTranscript(filePath));
  assert.deepEqual(
    [branch(whole).map((one) => one.id), whole.complete, whole.notices[0]],
    [
      ['z'],
      true,
      { after: 0, text: 'the first 258 MB of the file are not shown: only the last 256 MB of a session are read' },
    ],
  );
  assert.match((await loadSession(filePath)).session.damage, /the first 258 MB of the file are not shown/);
  assert.equal(code(await readWholeSession(store, filePath)), 'file-too-large');
});

const pieces: readonly (readonly [string, string | Buffer, readonly string[], string])[] = [
  ['a whole line', '{"type":"status"}', ['status'], ''],
  ['a blank line', '  \r', [], ''],
  ['zeros', Buffer.alloc(9), [], 'a block of 9 zero bytes is kept in the file'],
  ['a torn line', '{"type":"mess', [], '1 damaged line, kept in the file'],
  ['two lines in one', '{"type":"status"}{"type":"meta"}', ['status', 'meta'], '1 damaged line, kept in the file'],
  ['a line after zeros', '\0\0{"type":"status"}', ['status'], '1 damaged line, kept in the file'],
  [
    'torn, then whole',
    '{"type":"message","content":"a{"type":"status"}',
    ['status'],
    '1 damaged line, kept in the file',
  ],
  ['a part of a torn message is no line', '{"x":[{"type":"hologram"}', [], '1 damaged line, kept in the file'],
  ['no record', '[1]', [], '1 damaged line, kept in the file'],
];
for (const [what, given, kinds, damage] of pieces) {
  test(`in a line: ${what}`, () => {
    const bytes = Buffer.from(given);
    const content = readLine({ bytes, start: 0, end: bytes.length + 1, ended: true });
    assert.deepEqual(
      content.records.map(({ record }) => record.kind),
      kinds,
    );
    assert.equal(content.damage, damage);
  });
}

test('a megabyte of beginnings without ends is read in time', () => {
  const bytes = Buffer.from('{"type":"message","content":"'.repeat(36_000));
  const took = cpuMs(() =>
    assert.equal(readLine({ bytes, start: 0, end: bytes.length, ended: true }).records.length, 0),
  );
  // Read anew from each beginning it would be 36,000 times half a megabyte.
  assert.ok(took < 5000, `${took} ms`);
});

test('looking at a pipe, a folder or a socket does not wait and shows nothing', async (t) => {
  const folder = tempFolder(t);
  fs.mkdirSync(path.join(folder, 'folder.jsonl'));
  const { execFileSync } = await import('node:child_process');
  execFileSync('mkfifo', [path.join(folder, 'pipe.jsonl')]);
  for (const name of ['folder.jsonl', 'pipe.jsonl', 'nothing.jsonl']) {
    assert.equal(readSummarySync(path.join(folder, name)), undefined, name);
    assert.match(code(await readSummary(path.join(folder, name))), /not-a-file|session-not-found/);
  }
});

test('a file that may not be read is listed with its reason', (t) => {
  const folder = tempFolder(t);
  fs.writeFileSync(path.join(folder, 'session-7.jsonl'), 'x', { mode: 0o600 });
  const forbidden = {
    ...nodeDisk,
    openSync: () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    },
  };
  const summary = readSummarySync(path.join(folder, 'session-7.jsonl'), forbidden);
  assert.match(summary?.damage ?? '', /You have no permission for/);
  assert.equal(summary?.startTime, 7000);
});

test('events and messages that were cut into one line by a lost newline are all found', () => {
  const line =
    encodeEvent({ event: 'seen' }, 1, 2).trimEnd() + encodeMessage({ ...message({ id: 'a' }), seq: 3 }).trimEnd();
  const bytes = Buffer.from(line);
  const content = readLine({ bytes, start: 0, end: bytes.length, ended: true });
  assert.deepEqual(
    content.records.map(({ record }) => record.kind),
    ['extension', 'message'],
  );
});
