/** How the events of a stream add up to one message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '../../src/core/problem.ts';
import { beginReply, finishReply, grow, isEmptyReply, type ReplyDraft, type ReplyEvent } from '../../src/core/reply.ts';

const done: ReplyEvent = { type: 'done', stop: 'end' };
const busy = problem('overloaded', 'Busy.');

function after(...events: readonly ReplyEvent[]): ReplyDraft {
  return events.reduce((draft, event) => grow(draft, event, 1000), beginReply('r', 'p', 'openai', 'asked', 0));
}

test('pieces add up; what the server calls its model is kept where it says so', () => {
  const draft = after(
    { type: 'started', model: 'dated' },
    { type: 'text', delta: 'a' },
    { type: 'text', delta: 'b' },
    done,
  );
  const { content, model, parts, stop, timestamp } = finishReply(draft, 9);
  assert.deepEqual(
    { content, model, parts, stop, timestamp },
    {
      content: 'ab',
      model: 'dated',
      parts: undefined,
      stop: 'end',
      timestamp: 9,
    },
  );
  assert.equal(after({ type: 'started', model: '' }).model, 'asked');
});

test('the text is a part beside thoughts and calls, in the order in which they are read', () => {
  const draft = after(
    { type: 'thinking', delta: 'hm' },
    { type: 'text', delta: 'Let me look.' },
    { type: 'toolCall', id: 'c', name: 'look', input: '{}' },
    done,
  );
  assert.deepEqual(finishReply(draft, 0).parts, [
    { type: 'thinking', text: 'hm' },
    { type: 'text', text: 'Let me look.' },
    { type: 'tool_call', id: 'c', name: 'look', input: '{}' },
  ]);
});

test('nothing changes a reply that has ended', () => {
  const ended = after({ type: 'text', delta: 'a' }, done);
  assert.equal(grow(ended, { type: 'text', delta: 'late' }, 0), ended);
});

test('a wait and a silence are over with the next event', () => {
  const waiting = after({ type: 'retrying', problem: busy, delayMs: 500 });
  assert.deepEqual([waiting.retryAt, waiting.retryProblem], [1500, busy]);
  const silent = grow(waiting, { type: 'quiet', silentMs: 60_000 }, 2000);
  assert.equal(silent.silentMs, 60_000);
  assert.deepEqual(grow(silent, { type: 'text', delta: 'a' }, 3000), after({ type: 'text', delta: 'a' }));
});

for (const [what, events, said, isEmpty] of [
  ['no word at all', [], /was empty/, true],
  ['thoughts alone', [{ type: 'thinking', delta: 'hm' }], /was empty/, false],
  ['a call alone', [{ type: 'toolCall', id: 'c', name: 'look', input: '{}' }], /called a tool \(look\)/, false],
] as const satisfies readonly (readonly [string, readonly ReplyEvent[], RegExp, boolean])[]) {
  test(`an end in order after ${what} is no answer, and says so`, () => {
    const draft = after(...events, done);
    assert.match(finishReply(draft, 0).problem ?? '', said);
    assert.equal(isEmptyReply(draft), isEmpty);
  });
}

test('a refusal without a word is kept, and told by its stop alone', () => {
  const draft = after({ type: 'done', stop: 'refused' });
  assert.equal(isEmptyReply(draft), false);
  const { problem: told, stop } = finishReply(draft, 0);
  assert.deepEqual([told, stop], [undefined, 'refused']);
});

test('a reply that was stopped says why, unless the user did it', () => {
  const ended = (stop: 'aborted' | 'failed', why: typeof busy) => after({ type: 'stopped', stop, problem: why });
  assert.equal(finishReply(ended('failed', busy), 0).problem, 'Busy.');
  assert.equal(finishReply(ended('aborted', problem('aborted', 'Stopped.')), 0).problem, undefined);
});
