/** One conversation from what was read of its file at different times. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeTranscripts } from '../../src/app/conversation.ts';
import type { Message, Notice, Transcript } from '../../src/core/session.ts';
import { transcriptOf } from '../support/sample-world.ts';

const messages = Array.from(
  { length: 6 },
  (_, i): Message => ({ id: `m${i}`, parent: null, seq: 2 + i, role: 'user', content: `${i}`, timestamp: i }),
);
const lost: Notice = { after: 3, text: '1 damaged line, kept in the file' };
const odd: Notice = { after: 6, text: 'unsupported entry: odd' };
const whole: Transcript = { ...transcriptOf('s', messages), notices: [lost, odd] };
/** Its last messages. What stands before the first of them has no place in a tail. */
const tail: Transcript = {
  ...transcriptOf('s', messages.slice(3)),
  notices: [{ ...lost, after: 0 }, odd],
  complete: false,
  bytesBefore: 9000,
};

test('a whole session that is opened for writing, which reads its end, keeps what was noticed before it', () => {
  const merged = mergeTranscripts(whole, tail, 'm5');
  assert.deepEqual(merged.notices, whole.notices);
  assert.deepEqual([merged.complete, merged.bytesBefore, merged.messages.length], [true, 0, 6]);
});

test('the whole session, read after its end, brings all that was noticed', () => {
  assert.deepEqual(mergeTranscripts(tail, whole, 'm5').notices, whole.notices);
});

test('of two reads of the end the newer one counts', () => {
  const grown: Transcript = { ...tail, notices: [odd, { after: 7, text: 'unsupported entry: new' }] };
  assert.deepEqual(mergeTranscripts(tail, grown, 'm5').notices, grown.notices);
});
