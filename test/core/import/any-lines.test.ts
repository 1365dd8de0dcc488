/** Whatever another program's file holds: reading it never fails, and what comes of it can be stored. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readForeign } from '../../../src/core/import/foreign.ts';
import { decodeRecord, encodeMessage } from '../../../src/core/record.ts';
import { fc } from '../../support/property.ts';

const id = fc.constantFrom('a', 'b', 'c', 'imported_2', '', null, 7);
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('[Request interrupted by user]', '<command-name>/x</command-name>', '<local-command-stdout>y'),
);
const block = fc.oneof(
  fc.record({ type: fc.constant('text'), text }),
  fc.record({ type: fc.constantFrom('thinking', 'reasoning'), thinking: text, text }),
  fc.record({
    type: fc.constantFrom('tool_use', 'toolCall', 'tool', 'toolRequest'),
    id,
    name: text,
    input: fc.jsonValue(),
  }),
  fc.record({ type: fc.constantFrom('tool_result', 'toolResponse'), tool_use_id: id, id, content: fc.jsonValue() }),
  fc.jsonValue(),
);
const content = fc.oneof(text, fc.array(block, { maxLength: 3 }), fc.jsonValue());
const role = fc.constantFrom('user', 'assistant', 'toolResult', 'bashExecution', 'system', 'other');
const message = fc.oneof(fc.record({ id, role, content, usage: fc.jsonValue(), model: text }), fc.jsonValue());
const payload = fc.record({
  type: fc.constantFrom('message', 'reasoning', 'function_call', 'function_call_output', 'token_count', 'turn_aborted'),
  role,
  content,
  summary: content,
  call_id: id,
  output: content,
  arguments: content,
  info: fc.jsonValue(),
});
const line = fc.record({
  type: fc.constantFrom(
    'user',
    'assistant',
    'system',
    'summary',
    'message',
    'compaction',
    'compacted',
    'response_item',
    'event_msg',
  ),
  uuid: id,
  parentUuid: id,
  logicalParentUuid: id,
  id,
  parentId: id,
  sessionId: fc.constant('s'),
  timestamp: fc.oneof(fc.constant('2026-01-05T12:00:00Z'), fc.jsonValue()),
  isCompactSummary: fc.boolean(),
  summary: content,
  message,
  payload: fc.oneof(payload, fc.jsonValue()),
});
const heads: readonly object[] = [
  { type: 'user', sessionId: 's', message: { content: 'Claude Code' } },
  { type: 'session_meta', payload: { id: 's', cwd: '/' } },
  { type: 'session', id: 's', cwd: '/' },
  { working_dir: '/' },
];
const file = fc
  .tuple(fc.constantFrom(...heads), fc.array(line, { maxLength: 12 }))
  .map(([head, lines]) => [head, ...lines].map((value) => JSON.stringify(value)).join('\n'));
const document = fc.oneof(
  fc.array(message).map((conversation) => JSON.stringify({ working_dir: '/', conversation })),
  fc
    .array(fc.record({ info: message, parts: content }))
    .map((messages) => JSON.stringify({ info: { id: 's' }, messages })),
);

test('any lines: no failure; every message is unlike the others, follows an earlier one, and can be stored', () => {
  fc.assert(
    fc.property(fc.oneof(file, document), (source) => {
      const { messages } = readForeign(source) ?? { messages: [] };
      const known = new Set<string>();
      for (const [seq, one] of messages.entries()) {
        assert.ok(one.parent === null || known.has(one.parent), `${one.id} follows ${one.parent}`);
        assert.ok(one.summaryOf === undefined || known.has(one.summaryOf), `${one.id} sums up ${one.summaryOf}`);
        assert.ok(!known.has(one.id), `${one.id} is there twice`);
        known.add(one.id);
        const record = decodeRecord(JSON.parse(encodeMessage({ ...one, seq: seq + 1 })));
        assert.equal(record?.kind, 'message');
      }
    }),
    { numRuns: 3000 },
  );
});

test('what is nested thousands of levels deep is left out', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const call = `{"type":"tool_use","id":"t","name":"n","input":${deep}}`;
  const source = `{"type":"assistant","sessionId":"s","message":{"id":"m","content":[${call},{"type":"text","text":"Hi"}]}}\n`;
  assert.equal(readForeign(source)?.messages[0]?.content, 'Hi');
});
