/** Opening files that are torn, flipped, foreign or newer: what is whole is kept, what is not is said. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { emptyHead, encodeHead } from '../../src/core/record.ts';
import { examine } from '../../src/store/doctor.ts';
import { readSummarySync } from '../../src/store/summary.ts';
import { code, reopened, testStore, value } from '../support/open-store.ts';
import { bodyOf, idsIn, message } from '../support/temp-home.ts';

const fixtures = path.join(import.meta.dirname, '../fixtures/sessions');
const conversation = fs.readFileSync(path.join(fixtures, 'conversation.jsonl'));
const all = ['msg_q0', 'msg_a0', 'msg_q1', 'msg_a1', 'msg_q2', 'msg_a2'];
/** Where the lines of the fixture begin. */
const starts = [...conversation.entries()].filter(([, byte]) => byte === 10).map(([i]) => i + 1);
const lineStart = (n: number): number => starts[n - 2] ?? 0;

function place(t: Parameters<typeof testStore>[0], bytes: Buffer | string, name = 'session-1777800001.jsonl') {
  const setting = testStore(t);
  fs.mkdirSync(setting.directory, { mode: 0o700 });
  const filePath = path.join(setting.directory, name);
  fs.writeFileSync(filePath, bytes, { mode: 0o600 });
  return { ...setting, filePath };
}
const beside = (filePath: string): string[] =>
  fs.readdirSync(path.dirname(filePath)).filter((name) => name.startsWith(`${path.basename(filePath)}.torn`));

const torn = Buffer.from('{"type":"message","role":"user","content":"half of a rec');
const noEnd = conversation.subarray(0, conversation.length - 1);
const middle = Buffer.from(conversation);
middle[lineStart(5) + 3] = 0x7e;
const zeroBlock = Buffer.concat([
  conversation.subarray(0, lineStart(6)),
  Buffer.alloc(700),
  Buffer.from('\n'),
  conversation.subarray(lineStart(6)),
]);
const garbage1 = Buffer.from(conversation).fill('x', 0, 1000);
const short1 = Buffer.concat([Buffer.from('{"type":"meta","session_id":"se\n'), conversation.subarray(1024)]);
const noHead = conversation.subarray(1024);
const lostNewline = Buffer.from(conversation);
lostNewline[1023] = 0;
const joined = Buffer.from(conversation);
joined[lineStart(6) - 1] = 0xff;
const glued = Buffer.concat([
  conversation,
  torn,
  Buffer.from(
    '{"type":"message","role":"user","content":"glued","timestamp_ms":5,"seq":40,"id":"z","parent":"msg_a2"}\n',
  ),
]);
const longHead = Buffer.concat([
  Buffer.from(
    encodeHead({ ...emptyHead, id: 'sess_00001eef', startTime: 5, endTime: 5, version: 1 }).replace('\n', '  \n'),
  ),
  conversation.subarray(1024),
]);

interface Case {
  readonly what: string;
  readonly bytes: Buffer;
  /** Ids in the transcript after opening. */
  readonly ids?: readonly string[];
  readonly note: RegExp;
  readonly torn?: boolean;
  readonly damaged?: number;
  /** User turns after one more has been appended. */
  readonly turns?: number;
}
const cases: readonly Case[] = [
  {
    what: 'half a record at the end',
    bytes: Buffer.concat([conversation, torn]),
    note: /last line was torn \(56 bytes\)/,
    torn: true,
  },
  {
    what: '5,000 zero bytes at the end',
    bytes: Buffer.concat([conversation, Buffer.alloc(5000)]),
    note: /5000 zero bytes/,
  },
  {
    what: 'half a record and zeros at the end',
    bytes: Buffer.concat([conversation, torn, Buffer.alloc(300)]),
    note: /last line was torn \(56 bytes\)/,
    torn: true,
  },
  { what: 'a last line without its newline', bytes: noEnd, note: /lost its newline; it is complete/ },
  {
    what: 'a last line with zeros for its newline',
    bytes: Buffer.concat([noEnd, Buffer.alloc(64)]),
    note: /lost its newline/,
  },
  {
    what: 'a bad line in the middle',
    bytes: middle,
    ids: all.filter((id) => id !== 'msg_q1'),
    note: /1 damaged line is skipped and kept/,
    damaged: 1,
  },
  { what: 'zeros in the middle', bytes: zeroBlock, note: /1 damaged line is skipped and kept/, damaged: 1 },
  { what: 'garbage in line 1', bytes: garbage1, note: /Line 1 of the file was damaged/ },
  {
    what: 'a line 1 that is too short',
    bytes: short1,
    note: /Line 1 of the file was changed or damaged/,
    damaged: 1,
  },
  { what: 'no line 1 at all', bytes: noHead, note: /Line 1 of the file was changed or damaged/ },
  { what: 'a line 1 that somebody made longer', bytes: longHead, note: /Line 1 of the file was changed/ },
  { what: 'line 1 without its newline', bytes: lostNewline, note: /Line 1 of the file was damaged/ },
  {
    what: 'two lines joined by a flipped newline',
    bytes: joined,
    note: /1 damaged line is skipped and kept/,
    damaged: 1,
  },
  {
    what: 'a record glued to a torn one',
    turns: 5,
    bytes: glued,
    ids: [...all, 'z'],
    note: /1 damaged line is skipped and kept/,
    damaged: 1,
  },
];

for (const { what, bytes, ids = all, note, torn: isTorn = false, damaged = 0, turns = 4 } of cases) {
  test(`${what}: opens, keeps what is whole, says it, and goes on on a line of its own`, async (t) => {
    const { store, directory, filePath } = place(t, bytes);
    const listed = readSummarySync(filePath);
    assert.ok(listed, 'it is listed before anybody mends it');
    assert.deepEqual(fs.readFileSync(filePath), bytes, 'looking changes nothing');
    const viewed = value(await store.read(filePath));
    assert.deepEqual(
      viewed.messages.map((one) => one.id),
      ids,
    );
    assert.deepEqual(fs.readFileSync(filePath), bytes, 'reading changes nothing');

    const session = await reopened(store, filePath);
    assert.match(session.report.notes.join(' '), note);
    assert.deepEqual(
      session.transcript.messages.map((one) => one.id),
      ids,
    );
    assert.deepEqual([session.summary.id, session.summary.name], ['sess_00001eef', 'react-migration']);
    value(await session.append(message({ id: 'next', parent: 'msg_a2' })));
    value(await session.close());

    const kept = beside(filePath);
    assert.equal(kept.length, isTorn ? 1 : 0);
    for (const name of kept) {
      assert.deepEqual(fs.readFileSync(path.join(directory, name)), torn);
      assert.equal(fs.statSync(path.join(directory, name)).mode & 0o777, 0o600);
    }
    const again = await reopened(store, filePath);
    assert.deepEqual(
      again.report.notes.filter((sentence) => !/damaged line/.test(sentence)),
      [],
      'mended once',
    );
    assert.deepEqual(
      again.transcript.messages.map((one) => one.id),
      [...ids, 'next'],
    );
    assert.equal(again.transcript.damagedLines, damaged);
    assert.equal(again.summary.turnCount, turns);
    value(await again.close());
    assert.equal(fs.readFileSync(filePath).indexOf('\n'), 1023);
  });
}

test('two ends that were torn at the same place are both kept, even if they are equally long', async (t) => {
  const { store, filePath } = place(t, conversation);
  const ends = [torn, Buffer.from(torn.toString().replace('half', 'more')), torn];
  for (const end of ends) {
    fs.appendFileSync(filePath, end);
    value(await (await reopened(store, filePath)).close());
  }
  const kept = beside(filePath).map((name) => fs.readFileSync(path.join(path.dirname(filePath), name), 'utf8'));
  assert.deepEqual(kept.sort(), [...new Set(ends.map(String))].sort(), 'and the same bytes once');
});

test('a file of claude-code-Go is adopted: its lines stay byte for byte, and ours follow', async (t) => {
  const bytes = fs.readFileSync(path.join(fixtures, 'go-whole.jsonl'));
  const { store, filePath } = place(t, bytes);
  const before = value(await store.read(filePath));
  assert.deepEqual(
    [value(await store.summary(filePath)).turnCount, value(await store.summary(filePath)).inputTokens],
    [2, 251],
  );
  const session = await reopened(store, filePath);
  assert.match(session.report.notes.join(' '), /Another program wrote this session/);
  assert.equal(session.summary.title, 'Look at the <build> & say what is wrong');
  assert.deepEqual(session.transcript.messages, before.messages, 'same ids and order as before it was adopted');
  value(await session.append(message({ id: 'ours', parent: before.head })));
  value(await session.close());
  for await (const { findings } of examine(path.dirname(filePath))) assert.deepEqual(findings, []);
  const file = fs.readFileSync(filePath);
  const theirs = bytes.subarray(bytes.indexOf('\n') + 1);
  assert.ok(file.subarray(1024, 1024 + theirs.length).equals(theirs));
  const again = await reopened(store, filePath);
  assert.deepEqual(
    [again.summary.id, again.summary.turnCount, again.summary.inputTokens],
    ['sess_1777728000123', 3, 251],
  );
  assert.deepEqual(again.report.notes, []);
  value(await again.close());
});

test('a last line of theirs without its newline gets one before ours follow', async (t) => {
  const bytes = fs.readFileSync(path.join(fixtures, 'go-whole.jsonl'));
  const { store, filePath } = place(t, bytes.subarray(0, bytes.length - 1));
  const before = value(await store.read(filePath));
  const session = await reopened(store, filePath);
  assert.match(session.report.notes.join(' '), /lost its newline.*Another program wrote this session/);
  value(await session.append(message({ id: 'ours', parent: before.head })));
  value(await session.close());
  const after = value(await store.read(filePath));
  assert.deepEqual(
    after.messages.map((one) => one.id),
    [...before.messages.map((one) => one.id), 'ours'],
  );
  assert.equal(after.damagedLines, 0);
});

test('an empty file begins anew', async (t) => {
  const { store, filePath } = place(t, '');
  const session = await reopened(store, filePath);
  value(await session.append(message({ id: 'a' })));
  value(await session.close());
  assert.deepEqual(idsIn(filePath), ['a']);
});

test('a newer version opens read-only: it can be read, and is not touched', async (t) => {
  const newer = Buffer.from(conversation.toString().replace('"v":1,', '"v":9,'));
  const { store, filePath } = place(t, newer);
  assert.equal(code(await store.open(filePath)), 'newer-version');
  assert.equal(value(await store.read(filePath)).messages.length, 6);
  assert.deepEqual(fs.readFileSync(filePath), newer);
});

test('unknown lines and fields stay in the file and are shown as unsupported entries', async (t) => {
  const odd = Buffer.concat([conversation, Buffer.from('{"type":"hologram","seq":50,"depth":3}\n')]);
  const { store, filePath } = place(t, odd);
  const session = await reopened(store, filePath);
  assert.deepEqual(
    session.transcript.notices.map((one) => one.text),
    ['unsupported entry: hologram'],
  );
  value(await session.append(message({ id: 'x' })));
  value(await session.close());
  assert.ok(bodyOf(filePath).some((line) => line.type === 'hologram' && line.depth === 3));
});

test('a reply that was cut by the end of the program is kept once, marked as interrupted', async (t) => {
  const { store, filePath } = place(t, conversation);
  fs.writeFileSync(
    `${filePath}.partial`,
    '{"id":"r1","parent":"msg_a2","timestamp_ms":1777800100000}\n"What was "\n"shown, 漢"\n"torn he',
  );
  const session = await reopened(store, filePath);
  assert.match(session.report.notes.join(' '), /cut off when reprise last ended is kept/);
  const last = session.transcript.messages.at(-1);
  assert.deepEqual(
    [last?.id, last?.parent, last?.content, last?.stop],
    ['r1', 'msg_a2', 'What was shown, 漢', 'interrupted'],
  );
  value(await session.close());
  assert.equal(fs.existsSync(`${filePath}.partial`), false);
  const again = await reopened(store, filePath);
  assert.deepEqual(again.report.notes, []);
  assert.equal(idsIn(filePath).filter((id) => id === 'r1').length, 1);
  value(await again.close());
});

test('a sidecar whose reply is stored already only goes away', async (t) => {
  const { store, filePath } = place(t, conversation);
  fs.writeFileSync(`${filePath}.partial`, '{"id":"msg_a2","parent":"msg_q2","timestamp_ms":5}\n"Answ"\n');
  const session = await reopened(store, filePath);
  assert.deepEqual(session.report.notes, []);
  assert.equal(session.transcript.messages.length, 6);
  assert.equal(fs.existsSync(`${filePath}.partial`), false);
  value(await session.close());
});

test('a full disk at opening keeps the sidecar until its words are stored', async (t) => {
  const { store, disk, filePath } = place(t, conversation);
  fs.writeFileSync(`${filePath}.partial`, '{"id":"r1","parent":"msg_a2","timestamp_ms":5}\n"words"\n');
  disk.fail({ from: 1, count: 1_000_000, code: 'ENOSPC', only: ['write'] });
  const session = await reopened(store, filePath);
  assert.equal(session.transcript.messages.at(-1)?.content, 'words');
  assert.ok(fs.existsSync(`${filePath}.partial`));
  disk.fail(undefined);
  await session.retryNow();
  value(await session.close());
  assert.equal(idsIn(filePath).at(-1), 'r1');
  assert.equal(fs.existsSync(`${filePath}.partial`), false);
});

test('line 1 that is behind (killed between the acknowledgement and its update) is brought up to date', async (t) => {
  const later =
    '{"type":"message","role":"user","content":"late","timestamp_ms":1777900000000,"seq":30,"id":"late","parent":"msg_a2"}\n';
  const { store, filePath } = place(t, Buffer.concat([conversation, Buffer.from(later)]));
  assert.equal(value(await store.summary(filePath)).turnCount, 4);
  const session = await reopened(store, filePath);
  assert.deepEqual([session.summary.turnCount, session.summary.endTime], [4, 1777900000000]);
  assert.equal(value(await session.append(message({ id: 'x' }))).seq, 31);
  value(await session.close());
});
