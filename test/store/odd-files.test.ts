/** Files that editors, scripts and other programs left: each opens, looking writes nothing, writing keeps their lines byte for byte. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { emptyHead, encodeHead } from '../../src/core/record.ts';
import { branch } from '../../src/core/tree.ts';
import { examine } from '../../src/store/doctor.ts';
import { code, reopened, testStore, value } from '../support/open-store.ts';
import { message } from '../support/temp-home.ts';

const began = 1_777_800_001_000;
const head = (more: object = {}) =>
  JSON.stringify({ type: 'meta', session_id: 'sess_odd', model: 'm', start_time_ms: began, end_time_ms: 0, ...more });
const ours = encodeHead({ ...emptyHead, id: 'sess_odd', name: 'odd', version: 1, startTime: began }).slice(0, -1);
const said = (role: string, content: unknown, more: object = {}) =>
  JSON.stringify({ type: 'message', role, content, timestamp_ms: began, ...more });
const [q1, a1, q2, a2] = [said('user', 'Q1'), said('assistant', 'A1'), said('user', 'Q2'), said('assistant', 'A2')];
const talk = [q1, a1, q2, a2];
const placed = (...at: readonly (readonly [id: string, parent: string | null, seq: unknown])[]) =>
  at.map(([id, parent, seq], index) =>
    said(index % 2 === 0 ? 'user' : 'assistant', `M${index + 1}`, { id, parent, seq }),
  );
const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;
const four = 'Q1 A1 Q2 A2';

interface Row {
  readonly about: string;
  readonly bytes: string | Buffer;
  /** What the transcript shows. */
  readonly shows: string;
  /** Its id; `sess_odd` when left out. */
  readonly id?: string;
  /** Text that stays as it is, where it is not everything behind the first newline. */
  readonly kept?: string;
}

const rows: readonly Row[] = [
  { about: 'CRLF', bytes: [head(), ...talk, ''].join('\r\n'), shows: four },
  { about: 'CRLF behind our own summary', bytes: [ours, ...talk, ''].join('\r\n'), shows: four },
  { about: 'a byte order mark', bytes: `\ufeff${lines(head(), ...talk)}`, shows: four },
  { about: 'a byte order mark before our own summary', bytes: `\ufeff${lines(ours, ...talk)}`, shows: four },
  {
    about: 'a byte order mark and no summary',
    bytes: `\ufeff${lines(...talk)}`,
    shows: four,
    id: 'session-1777800001',
    kept: `\ufeff${lines(...talk)}`,
  },
  {
    about: 'blank lines everywhere',
    bytes: lines('', ' ', head(), '', ...talk.flatMap((line) => [line, '\t', '']), ''),
    shows: four,
    kept: lines('', ...talk.flatMap((line) => [line, '\t', '']), ''),
  },
  { about: 'no newline at the end', bytes: lines(head(), ...talk).slice(0, -1), shows: four },
  { about: 'two summaries', bytes: lines(head(), head({ session_id: 'sess_other' }), ...talk), shows: four },
  {
    about: 'one id for three messages',
    bytes: lines(ours, ...placed(['a', null, 2], ['a', 'a', 3], ['a', 'a', 4])),
    shows: 'M1 M3',
  },
  {
    about: 'a message stored twice',
    bytes: lines(ours, ...placed(['a', null, 2]), ...placed(['a', null, 2])),
    shows: 'M1',
  },
  {
    about: 'a parent that is not there',
    bytes: lines(ours, ...placed(['a', null, 2], ['b', 'nowhere', 3])),
    shows: 'M1 M2',
  },
  { about: 'a circle', bytes: lines(ours, ...placed(['a', 'b', 2], ['b', 'a', 3])), shows: 'M1 M2' },
  { about: 'parents of themselves', bytes: lines(ours, ...placed(['a', 'a', 2], ['b', 'b', 3])), shows: 'M1 M2' },
  {
    about: 'numbers in no order',
    bytes: lines(ours, ...placed(['a', null, 9], ['b', 'a', 5], ['c', 'b', 1])),
    shows: 'M1 M2 M3',
  },
  {
    about: 'numbers that are none',
    bytes: lines(
      ours,
      ...placed(['a', null, -1], ['b', 'a', 1.5], ['c', 'b', '7'], ['d', 'c', Number.MAX_SAFE_INTEGER]),
    ),
    shows: 'M1 M2 M3 M4',
  },
  {
    about: 'times that are none',
    bytes: lines(
      head({ start_time_ms: 'yesterday', end_time_ms: 9e15 }),
      said('user', 'Q1', { timestamp_ms: 1e300 }),
      said('assistant', 'A1', { timestamp_ms: '2026-01-01' }),
    ),
    shows: 'Q1 A1',
  },
  {
    about: 'roles and contents that nobody knows',
    bytes: lines(head(), said('oracle', 'x'), said('user', null), said('user', { text: 'x' }), q1, a1),
    shows: 'Q1 A1',
  },
  {
    about: 'contents in blocks',
    bytes: lines(
      head(),
      said('user', [{ type: 'text', text: 'Q1' }]),
      said('assistant', [{ type: 'text', text: 'A1' }]),
    ),
    shows: 'Q1 A1',
  },
  { about: 'values that are no records', bytes: lines(head(), '[]', '5', 'null', '{}', q1, a1), shows: 'Q1 A1' },
  {
    about: 'keys that mean something to JavaScript',
    bytes: lines(head(), '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"type":"message"}', q1),
    shows: 'Q1',
  },
  {
    about: 'an id that is a path',
    bytes: lines(head({ session_id: '../../etc/passwd', name: '../x' }), ...talk),
    shows: four,
    id: 'session-1777800001',
  },
];

for (const { about, bytes, id = 'sess_odd', kept, shows } of rows) {
  test(`${about}: listed, shown, examined and gone on with`, async (t) => {
    const { store, directory } = testStore(t);
    fs.mkdirSync(directory, { mode: 0o700 });
    const filePath = path.join(directory, 'session-1777800001.jsonl');
    fs.writeFileSync(filePath, bytes, { mode: 0o600 });
    const before = fs.readFileSync(filePath);

    const { sessions } = await store.list();
    assert.deepEqual(
      sessions.map((session) => session.id),
      [id],
    );
    assert.ok(sessions.every(({ startTime, endTime }) => !Number.isNaN(new Date(startTime + endTime).getTime())));
    const transcript = value(await store.read(filePath));
    assert.equal(texts(transcript), shows);
    for await (const report of examine(directory)) assert.ok(report.findings.every(({ message: text }) => text !== ''));
    assert.ok(fs.readFileSync(filePath).equals(before), 'looking writes nothing');

    const session = await reopened(store, filePath);
    value(await session.append(message({ id: 'ours', parent: session.transcript.head, content: 'more' })));
    value(await session.close());
    const after = fs.readFileSync(filePath);
    const theirs = kept === undefined ? before.subarray(before.indexOf('\n') + 1) : Buffer.from(kept);
    assert.ok(after.subarray(1024, 1024 + theirs.length).equals(theirs), 'their lines are as they were');
    const again = value(await store.read(filePath));
    assert.equal(texts(again), `${shows} more`.trim());
    assert.equal(({} as { x?: unknown }).x, undefined);
  });
}

const strangers: readonly (readonly [what: string, bytes: string | Buffer])[] = [
  ['UTF-16', Buffer.from(`\ufeff${lines(head(), ...talk)}`, 'utf16le')],
  ['a compressed session', gzipSync(lines(ours, ...talk))],
  ['one text of JSON without an end', JSON.stringify([{ title: 't', mapping: {} }])],
  ['lines of another program', lines('{"type":"user","message":{"role":"user","content":"Q1"}}', '{"type":"summary"}')],
  ['notes', 'milk\neggs'],
];
for (const [what, bytes] of strangers) {
  test(`${what}: listed with its reason, and neither mended nor written in`, async (t) => {
    const { store, directory } = testStore(t);
    fs.mkdirSync(directory, { mode: 0o700 });
    const filePath = path.join(directory, 'theirs.jsonl');
    fs.writeFileSync(filePath, bytes, { mode: 0o600 });

    const { sessions } = await store.list();
    assert.deepEqual(
      sessions.map(({ damage }) => damage),
      ['nothing in the file can be read as a session'],
    );
    const opened = await store.open(filePath);
    assert.ok(!opened.ok);
    assert.match(opened.problem.message, /theirs\.jsonl can be read as a session; the file is unchanged/);
    assert.equal(code(await store.note(filePath, { event: 'renamed', name: 'mine' })), 'damaged');
    assert.ok(fs.readFileSync(filePath).equals(Buffer.from(bytes)));
    assert.deepEqual(fs.readdirSync(directory), ['theirs.jsonl']);
  });
}

test('a file of zeros, as a power cut leaves one that has just begun, begins anew', async (t) => {
  const { store, directory } = testStore(t);
  fs.mkdirSync(directory, { mode: 0o700 });
  const filePath = path.join(directory, 'session-1777800001.jsonl');
  fs.writeFileSync(filePath, Buffer.alloc(4096), { mode: 0o600 });
  const session = await reopened(store, filePath);
  value(await session.append(message({ id: 'ours', parent: null, content: 'first' })));
  value(await session.close());
  assert.equal(texts(value(await store.read(filePath))), 'first');
});

function texts(transcript: Parameters<typeof branch>[0]): string {
  return branch(transcript)
    .map((one) => one.content)
    .join(' ');
}
