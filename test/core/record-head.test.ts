/** Line 1 of a session file: 1024 bytes whatever is in it, and the summary that is made of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeHead,
  emptyHead,
  encodeHead,
  type Head,
  headBytes,
  startTimeOfFile,
  summarize,
  utf8Length,
} from '../../src/core/record.ts';
import { formatVersion } from '../../src/core/session.ts';
import { fc } from '../support/property.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom('', '\ud800', '👩‍👩‍👧‍👦'.repeat(80), '\u0000'.repeat(300), '漢'.repeat(500), 'e\u0301'.repeat(300)),
);
const anyCount = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const anyHead: fc.Arbitrary<Head> = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9_]{1,128}$/),
  name: anyText,
  named: fc.boolean(),
  title: anyText,
  provider: anyText,
  model: anyText,
  cwd: anyText,
  startTime: anyCount,
  endTime: anyCount,
  turnCount: anyCount,
  inputTokens: anyCount,
  outputTokens: anyCount,
  contextTokens: anyCount,
  pinned: fc.boolean(),
  archived: fc.boolean(),
  waiting: fc.boolean(),
  failed: fc.boolean(),
  forkedFrom: fc.record({ sessionId: anyText, name: anyText, messageId: fc.option(anyText, { nil: null }) }),
  version: fc.constant(formatVersion),
  damagedLines: anyCount,
  fileBytes: anyCount,
  seq: anyCount,
  systemAt: anyCount,
});

test('line 1 has 1024 bytes and is JSON, whatever is in it', () => {
  fc.assert(
    fc.property(anyHead, (head) => {
      const line = encodeHead(head);
      assert.equal(Buffer.byteLength(line), headBytes);
      assert.equal(line.indexOf('\n'), line.length - 1);
      const back = decodeHead(JSON.parse(line));
      assert.equal(back.id, head.id);
      assert.equal(back.turnCount, head.turnCount);
      assert.equal(back.fileBytes, head.fileBytes);
      assert.equal(back.waiting, head.waiting);
      assert.equal(back.failed, head.failed);
      for (const cut of ['name', 'model', 'provider', 'cwd'] as const) {
        assert.ok(head[cut].toWellFormed().startsWith(back[cut].toWellFormed()) || head[cut].startsWith(back[cut]));
      }
    }),
    { numRuns: 300 },
  );
});

test('line 1 gives back all of a session with a name of ordinary length', () => {
  const head: Head = {
    ...emptyHead,
    id: 'sess_1',
    name: 'react-migration',
    named: true,
    provider: 'anthropic',
    model: 'some-model-20260101',
    cwd: '/home/ana/projects/überraschung',
    startTime: 1_777_728_000_000,
    endTime: 1_777_728_100_000,
    turnCount: 12,
    inputTokens: 3000,
    cachedTokens: 2000,
    cacheWrittenTokens: 600,
    outputTokens: 400,
    contextTokens: 1200,
    pinned: true,
    waiting: true,
    failed: true,
    forkedFrom: { sessionId: 'sess_0', name: 'first try', messageId: null },
    version: formatVersion,
    fileBytes: 5000,
    seq: 40,
  };
  assert.deepEqual(decodeHead(JSON.parse(encodeHead(head))), head);
});

test('of a named session the title is the name, for other readers, and the first to be cut for want of room', () => {
  const head = { ...emptyHead, id: 'sess_1', name: 'blog', named: true, title: 'what I asked first', cwd: '/home/me' };
  assert.equal(JSON.parse(encodeHead(head)).title, 'blog');
  assert.equal(decodeHead(JSON.parse(encodeHead(head))).title, '');
  const long = { ...head, name: 'n'.repeat(200), cwd: 'c'.repeat(500) };
  const { name, title, cwd } = JSON.parse(encodeHead(long));
  assert.deepEqual([name, cwd], [long.name, long.cwd]);
  assert.ok(long.name.startsWith(title) && title.length < name.length);
});

test('a long folder is cut before the title, and the name last', () => {
  const head = { ...emptyHead, id: 'sess_1', name: 'n'.repeat(200), title: 't'.repeat(100), cwd: 'c'.repeat(900) };
  const back = decodeHead(JSON.parse(encodeHead(head)));
  assert.equal(back.name, head.name);
  assert.equal(back.title, head.title);
  assert.ok(back.cwd.length < 900 && back.cwd.length > 60);
});

test('a byte count agrees with the encoder, lone surrogates apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      if (value.isWellFormed()) assert.equal(utf8Length(value), Buffer.byteLength(value));
    }),
  );
});

test('a session without a name in line 1 is called by its file', () => {
  const origin = { filePath: '/s/session-1777728000-2.jsonl', sizeBytes: 9, foreign: true, damage: '' };
  const summary = summarize({ ...emptyHead, damagedLines: 2 }, origin);
  assert.equal(summary.name, 'session-1777728000-2');
  assert.equal(summary.title, summary.name);
  assert.equal(summary.id, summary.name);
  assert.equal(summary.startTime, 1_777_728_000_000);
  assert.equal(summary.damage, '2 damaged lines, kept in the file');
});

for (const id of ['../../etc/passwd', 'a b', 'x\u001b[2J', 'con', 'x'.repeat(200)]) {
  test(`an id in the file that could be no file's name is not taken: ${JSON.stringify(id).slice(0, 30)}`, () => {
    const origin = { filePath: '/s/session-12.jsonl', sizeBytes: 9, foreign: true, damage: '' };
    assert.equal(summarize({ ...emptyHead, id }, origin).id, 'session-12');
  });
}

test('the start of a session is read from its file name', () => {
  assert.equal(startTimeOfFile('session-12.jsonl'), 12_000);
  assert.equal(startTimeOfFile('session-12-3.jsonl'), 12_000);
  assert.equal(startTimeOfFile('notes.jsonl'), 0);
});
