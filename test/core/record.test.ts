/** Lines of session files as values: nothing is lost on the way, and line 1 always has its width. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLine, encodeEvent, encodeMessage, type StoredEvent, wellFormed } from '../../src/core/record.ts';
import { emptyHead, encodeHead } from '../../src/core/record-head.ts';
import type { Message } from '../../src/core/session.ts';

test('a message comes back from its line as it was', () => {
  const whole: Message = {
    id: 'msg_1',
    parent: 'msg_0',
    seq: 7,
    role: 'assistant',
    content: 'a\nb "c" \u2028 \u0000 👩‍🚀',
    timestamp: 1_777_728_000_001,
    provider: 'openai',
    model: 'm',
    usage: { input: 9, output: 2, cached: 3, cacheWritten: 4, estimated: true },
    stop: 'length',
    problem: 'It was too long.',
    parts: [
      { type: 'thinking', text: 'hm', signature: 's' },
      { type: 'text', text: 'a' },
      { type: 'tool_call', id: 't', name: 'run', input: '{"a":1}' },
      { type: 'tool_result', id: 't', output: 'ok', isError: true },
    ],
    attachments: [{ path: 'a.png', kind: 'image', mediaType: 'image/png', bytes: 10, sha256: 'ff' }],
    summaryOf: 'msg_0',
  };
  const line = encodeMessage(whole);
  assert.ok(line.startsWith('{"type":"message","role":"assistant","content":'));
  assert.equal(line.indexOf('\n'), line.length - 1);
  assert.deepEqual(decodeLine(line), { kind: 'message', message: whole });
});

const events: readonly StoredEvent[] = [
  {
    event: 'created',
    sessionId: 'sess_1',
    sessionName: 'a name',
    named: true,
    provider: 'p',
    model: 'm',
    cwd: '/x',
    system: 'Be brief.',
    forkedFrom: { sessionId: 'sess_0', name: 'n', messageId: 'msg_3' },
  },
  { event: 'renamed', name: 'reprise' },
  { event: 'titled', title: 't' },
  { event: 'aside', provider: 'p', model: 'm', usage: { input: 9, output: 2, cached: 3, cacheWritten: 4 } },
  { event: 'pinned', on: true },
  { event: 'pinned', on: false },
  { event: 'archived', on: true },
  { event: 'branch', head: 'msg_2' },
  { event: 'model', provider: 'p', model: 'm' },
  { event: 'system', text: '' },
  { event: 'seen' },
];
for (const event of events) {
  test(`the event ${JSON.stringify(event).slice(0, 50)} comes back from its line`, () => {
    const record = decodeLine(encodeEvent(event, 5, 6));
    assert.deepEqual(record, { kind: 'extension', event, timestamp: 5, seq: 6 });
  });
}

const lines: readonly (readonly [string, string, unknown])[] = [
  ['a request of another program is skipped', '{"type":"request","model":"m"}', { kind: 'skipped', type: 'request' }],
  ["another program's extension is skipped", '{"type":"extension","name":"x"}', { kind: 'skipped', type: 'extension' }],
  ['an unknown type is kept as one', '{"type":"hologram","x":1}', { kind: 'unknown', type: 'hologram' }],
  [
    'an unknown event of ours is kept as one',
    '{"type":"extension","name":"reprise","event":"sang"}',
    { kind: 'unknown', type: 'reprise sang' },
  ],
  [
    'a rename to nothing takes no name away',
    '{"type":"extension","name":"reprise","event":"renamed","session_name":7}',
    { kind: 'unknown', type: 'reprise renamed' },
  ],
  [
    'a message of an unknown role',
    '{"type":"message","role":"oracle","content":"x"}',
    { kind: 'unknown', type: 'message' },
  ],
  ['a message without text', '{"type":"message","role":"user","content":[1]}', { kind: 'unknown', type: 'message' }],
  [
    'attached files that are none',
    '{"type":"message","role":"user","content":"x","attachments":[{"kind":"text"},{"path":"a","kind":"film"},{"path":"b","kind":"text"}]}',
    {
      kind: 'message',
      message: {
        role: 'user',
        content: 'x',
        timestamp: 0,
        attachments: [{ path: 'b', kind: 'text', mediaType: '', bytes: 0, sha256: '' }],
      },
    },
  ],
  [
    'a byte order mark before it',
    '\ufeff{"type":"message","role":"user","content":"x"}',
    { kind: 'message', message: { role: 'user', content: 'x', timestamp: 0 } },
  ],
  [
    'a message in blocks of text',
    '{"type":"message","role":"user","content":[{"type":"text","text":"a"},{"type":"input_text","text":"b"}]}',
    { kind: 'message', message: { role: 'user', content: 'a\n\nb', timestamp: 0 } },
  ],
  [
    'a message in blocks with a tool call',
    '{"type":"message","role":"assistant","content":[{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"ls","input":{"x":1}}]}',
    {
      kind: 'message',
      message: {
        role: 'assistant',
        content: 'a',
        timestamp: 0,
        parts: [
          { type: 'text', text: 'a' },
          { type: 'tool_call', id: 't', name: 'ls', input: '{"x":1}' },
        ],
      },
    },
  ],
  [
    'results of tools in blocks of text, and an empty one',
    '{"type":"message","role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"type":"tool_result","tool_use_id":"u","is_error":true}]}',
    {
      kind: 'message',
      message: {
        role: 'user',
        content: '',
        timestamp: 0,
        parts: [
          { type: 'tool_result', id: 't', output: 'a\n\nb' },
          { type: 'tool_result', id: 'u', output: '', isError: true },
        ],
      },
    },
  ],
  [
    'a result of a tool with something in it that would be hidden',
    '{"type":"message","role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image"}]}]}',
    { kind: 'unknown', type: 'message' },
  ],
  [
    'results inside of results, a hundred thousand deep',
    `{"type":"message","role":"user","content":${'[{"type":"tool_result","content":'.repeat(1e5)}"x"${'}]'.repeat(1e5)}}`,
    { kind: 'unknown', type: 'message' },
  ],
  [
    'the input of a tool a hundred thousand lists deep',
    `{"type":"message","role":"assistant","content":[{"type":"tool_use","id":"t","name":"x","input":${'['.repeat(1e5)}${']'.repeat(1e5)}}]}`,
    { kind: 'unknown', type: 'message' },
  ],
  [
    'a message with a block that would be hidden',
    '{"type":"message","role":"user","content":[{"type":"text","text":"a"},{"type":"hologram"}]}',
    { kind: 'unknown', type: 'message' },
  ],
  [
    'a time in nanoseconds, and a number that nothing can follow',
    '{"type":"message","role":"user","content":"x","timestamp_ms":1777728000000000000,"seq":9007199254740991}',
    { kind: 'message', message: { role: 'user', content: 'x', timestamp: 0 } },
  ],
  ['a number', '5', undefined],
  ['a list', '[{"type":"message"}]', undefined],
  ['null', 'null', undefined],
  ['half a line', '{"type":"message","role":"us', undefined],
  ['nothing', '', undefined],
];
for (const [what, line, expected] of lines) {
  test(`one line: ${what}`, () => assert.deepEqual(decodeLine(line), expected));
}

test('keys in any order and escaped angle brackets are read', () => {
  const record = decodeLine('{"content":"\\u003cb\\u003e \\u0026","role":"user","timestamp_ms":5,"type":"message"}');
  assert.deepEqual(record, { kind: 'message', message: { role: 'user', content: '<b> &', timestamp: 5 } });
});

test('extra fields of a message change nothing', () => {
  const record = decodeLine(
    '{"type":"message","role":"user","content":"x","timestamp_ms":1,"mood":"good","stop":"moon"}',
  );
  assert.deepEqual(record, { kind: 'message', message: { role: 'user', content: 'x', timestamp: 1 } });
});

test('a line with __proto__ or constructor changes no object', () => {
  decodeLine('{"type":"message","role":"user","content":"x","__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}');
  decodeLine('{"type":"meta","v":1,"__proto__":{"x":1},"forked_from":{"session_id":"s","__proto__":{"x":1}}}');
  assert.equal(({} as Record<string, unknown>).x, undefined);
});

test('no line has half a pair in it: with the escape for it, other readers could not take the line', () => {
  const half = 'a\ud83d b';
  const message = { id: 'msg_1', parent: null, seq: 1, role: 'assistant', content: half, timestamp: 1 } as const;
  const parts = [{ type: 'thinking' as const, text: half }];
  for (const line of [
    encodeMessage({ ...message, model: half, parts }),
    encodeEvent({ event: 'system', text: half }, 1, 2),
    encodeHead({ ...emptyHead, id: 'sess_1', name: half, cwd: half.repeat(400) }),
  ]) {
    assert.ok(line.includes('a\ufffd b') && !line.includes('\\ud83d'), line);
  }
  const literal = encodeMessage({ ...message, content: '\\ud83d' });
  assert.equal(JSON.parse(literal).content, '\\ud83d', 'who writes of escapes is not misunderstood');
});

test('no line holds what ends one for another reader, and nothing of it is lost', () => {
  const text = 'a\u2028b\u2029c\u0085d';
  const message: Message = { id: 'm', parent: null, seq: 1, role: 'user', content: text, timestamp: 1 };
  const lines = [
    encodeMessage(message),
    encodeEvent({ event: 'titled', title: text }, 1, 2),
    encodeHead({ ...emptyHead, id: 'sess_1', name: text, title: text }),
  ];
  for (const line of lines) assert.equal(line.search(/[\n\u0085\u2028\u2029]/), line.length - 1, line);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).map(({ content, title }) => content ?? title),
    [text, text, text],
  );
});

test('half a pair is replaced before a message is stored, so that requests made of it are well-formed', () => {
  const message = { content: 'a\ud83d b' };
  assert.equal(wellFormed(message).content, 'a\ufffd b');
  const fine = { content: 'a 😀' };
  assert.equal(wellFormed(fine), fine);
});
