/** What is said below a message: sentences behind a sign, which go on below their words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ending, problemRows, replyEnding } from '../../../src/app/transcript/ending.ts';
import type { ItemRow } from '../../../src/app/transcript/rows.ts';
import { problem } from '../../../src/core/problem.ts';
import { beginReply } from '../../../src/core/reply.ts';
import type { Message } from '../../../src/core/session.ts';
import { rowText } from '../../../src/core/text/row.ts';
import { noon, SampleWorld } from '../../support/sample-world.ts';

const { state } = new SampleWorld();
const texts = (rows: readonly ItemRow[]): readonly string[] => rows.map(({ spans }) => rowText(spans));

test('a problem and its next steps stand in one column', () => {
  const refused = problem('connection-lost', 'Nothing answers at 127.0.0.1:9.', 'Start the server, or check the port.');
  assert.deepEqual(texts(problemRows(refused, state, 28)), [
    '✗ Nothing answers at',
    '  127.0.0.1:9.',
    '  Start the server, or check',
    '  the port.',
    '  Press . in the transcript,',
    '  or type /retry, to try',
    '  again.',
  ]);
});

test('so do the files of a message and the reason of its end, also behind a wide sign', () => {
  const message: Message = {
    id: 'm',
    parent: null,
    seq: 1,
    role: 'assistant',
    content: 'So',
    timestamp: noon,
    stop: 'interrupted',
    attachments: [{ path: 'notes/of/a/long/day.md', kind: 'text', mediaType: 'text/markdown', bytes: 17, sha256: '' }],
  };
  assert.deepEqual(texts(ending(message, state, 30)), [
    '⎘ notes/of/a/long/day.md',
    '  (text/markdown, 17 B)',
    '⚡ interrupted. Write',
    '   “continue” to go on, or',
    '   press . in the transcript',
    '   to regenerate.',
  ]);
});

test('what stops a reply that is silent is named by the key that does it in the pane in use', () => {
  const draft = { ...beginReply('r', null, 'anthropic', 'm', noon), silentMs: 61_000 };
  for (const [focus, key] of [
    ['input', 'Esc'],
    ['transcript', 'Ctrl+C'],
    ['list', 'Ctrl+C'],
  ] as const) {
    assert.deepEqual(texts(replyEnding(draft, { ...state, focus }, 80)), [`Nothing received for 61 s; ${key} stops.`]);
  }
});
