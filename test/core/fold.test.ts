/** Records add up to the facts of line 1 and to a transcript. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldTranscript, resetHead, stepHead } from '../../src/core/fold.ts';
import { decodeRecord, emptyHead, type FileRecord, type Head } from '../../src/core/record.ts';

function record(fields: Record<string, unknown>): FileRecord {
  const decoded = decodeRecord(fields);
  assert.ok(decoded);
  return decoded;
}
const user = (content: string, more: Record<string, unknown> = {}) =>
  record({ type: 'message', role: 'user', content, timestamp_ms: 10, ...more });
const reply = (content: string, more: Record<string, unknown> = {}) =>
  record({ type: 'message', role: 'assistant', content, timestamp_ms: 20, ...more });
const event = (name: string, more: Record<string, unknown> = {}) =>
  record({ type: 'extension', name: 'reprise', event: name, timestamp_ms: 5, ...more });
const fold = (records: readonly FileRecord[], start: Head = emptyHead): Head =>
  records.reduce((head, one, i) => stepHead(head, one, 1024 + i * 100), start);

test('turns are the messages of the user; tokens are sums; the context is the last reply', () => {
  const head = fold([
    user('one', { id: 'a', seq: 1 }),
    reply('1', { id: 'b', seq: 2, usage: { input: 10, output: 5 }, model: 'm1', provider: 'p1' }),
    user('two', { id: 'c', seq: 3 }),
    reply('2', { id: 'd', seq: 4, usage: { input: 20, output: 7 }, model: 'm2', provider: 'p2' }),
  ]);
  assert.equal(head.turnCount, 2);
  assert.deepEqual([head.inputTokens, head.outputTokens, head.contextTokens], [30, 12, 27]);
  assert.deepEqual([head.model, head.provider, head.title, head.seq], ['m2', 'p2', 'one', 4]);
});

test('who answers next is who was chosen: not a server’s own name for the model, one that answered once, or one that still answered', () => {
  const created = event('created', { provider: 'openai', model: 'gpt' });
  const said = (model: string, provider = 'openai') => reply('x', { provider, model });
  const rows: readonly (readonly [readonly FileRecord[], string])[] = [
    [[created, said('gpt-2026-01-31')], 'openai/gpt'],
    [[created, said('gpt'), said('gpt-large')], 'openai/gpt'],
    [[created, event('model', { provider: 'openai', model: 'mini' }), said('mini-2026')], 'openai/mini'],
    [[created, event('model', { provider: 'anthropic', model: 'claude' }), said('gpt')], 'anthropic/claude'],
    [[created, event('model', { provider: 'compatible', model: '' }), said('gpt')], 'compatible/'],
    [[event('created', { provider: 'compatible', model: '' }), said('llama', 'compatible')], 'compatible/llama'],
    [[said('gpt')], 'openai/gpt'],
    [[said('gpt'), said('claude', 'anthropic')], 'anthropic/claude'],
  ];
  for (const [records, expected] of rows) {
    const { provider, model } = fold(records);
    assert.equal(`${provider}/${model}`, expected);
  }
});

test('after a summary the context is the summary; one that was cut changes nothing', () => {
  const before = reply('long', { usage: { input: 9000, output: 500 } });
  const summary = (stop: string) => reply('short', { usage: { input: 9600, output: 40 }, summary_of: 'b', stop });
  assert.equal(fold([user('one'), before, summary('end')]).contextTokens, 40);
  assert.equal(fold([user('one'), before, summary('aborted')]).contextTokens, 9500);
  assert.equal(fold([user('one'), before, summary('aborted')]).inputTokens, 18_600, 'it was paid for');
});

test("tool results that claude-code-Go writes as the user's are no turns; the same words of a person are one", () => {
  assert.equal(fold([user('go'), reply('x'), user('[tool result: hello\n]'), reply('y')]).turnCount, 1);
  assert.equal(fold([user('[tool result: hello\n]', { id: 'a', seq: 1 })]).turnCount, 1);
});

test('a status line overrides the totals, and the last one wins', () => {
  const status = (input: number, time: number) =>
    record({ type: 'status', status: 'x', turn_count: 9, input_tokens: input, output_tokens: 1, timestamp_ms: time });
  const head = fold([user('a'), status(100, 50), status(200, 40)], { ...emptyHead, inputTokens: 7, startTime: 1 });
  assert.deepEqual([head.inputTokens, head.outputTokens, head.turnCount, head.endTime], [200, 1, 1, 50]);
});

test('the end of a session never goes back with the clock', () => {
  const head = fold([user('a', { timestamp_ms: 90_000_000 }), user('b', { timestamp_ms: 1 })]);
  assert.equal(head.endTime, 90_000_000);
});

test('a finished reply waits until it is seen, answered, or was stopped by the user', () => {
  const ours = { ...emptyHead, version: 1 };
  const asked = user('a', { id: 'a', seq: 1 });
  const answered = reply('b', { id: 'b', seq: 2, stop: 'end' });
  assert.equal(fold([asked, answered], ours).waiting, true);
  assert.equal(fold([asked, answered, event('seen', { seq: 3 })], ours).waiting, false);
  assert.equal(fold([asked, answered, user('c', { id: 'c', seq: 3 })], ours).waiting, false);
  assert.equal(fold([asked, reply('b', { id: 'b', seq: 2, stop: 'aborted' })], ours).waiting, false);
  assert.equal(fold([asked, reply('b', { id: 'b', seq: 2, stop: 'failed' })], ours).failed, true);
  assert.equal(fold([asked, answered]).waiting, false, 'another program may give its messages ids');
});

test('a name the user gave wins over any title', () => {
  const head = fold([event('created', { session_name: 'x1', seq: 1 }), user('How do I?\nmore', { id: 'a', seq: 2 })]);
  assert.deepEqual([head.title, head.named], ['How do I?', false]);
  const titled = fold([event('titled', { title: 'Hooks', seq: 3 })], head);
  assert.equal(titled.title, 'Hooks');
  const named = fold(
    [event('renamed', { session_name: 'react', seq: 4 }), event('titled', { title: 'T', seq: 5 })],
    titled,
  );
  assert.deepEqual([named.name, named.named], ['react', true]);
});

test('pins, archive, model and system prompt follow their events', () => {
  const head = fold([
    event('pinned', { on: true, seq: 1 }),
    event('archived', { on: true, seq: 2 }),
    event('archived', { on: false, seq: 3 }),
    event('model', { provider: 'p', model: 'm', seq: 4 }),
    event('system', { text: 's', seq: 5 }),
  ]);
  assert.deepEqual(
    [head.pinned, head.archived, head.provider, head.model, head.systemAt],
    [true, false, 'p', 'm', 1424],
  );
});

test('tokens that went through a cache are counted as parts of the input, however much a file claims', () => {
  const usage = (cached: number, cache_written: number) => ({
    usage: { input: 100, output: 5, cached, cache_written },
  });
  const counted = ({ inputTokens, cachedTokens, cacheWrittenTokens }: Head) => [
    inputTokens,
    cachedTokens,
    cacheWrittenTokens,
  ];
  const first = fold([user('a'), reply('b', usage(60, 30))]);
  assert.deepEqual(counted(first), [100, 60, 30]);
  assert.deepEqual(counted(fold([reply('c', usage(90, 90))], first)), [200, 150, 40]);
  assert.deepEqual(counted(resetHead({ ...first, version: 1 })), [0, undefined, undefined]);
});

test('what was asked beside the conversation is counted, and is no message', () => {
  const usage = { input: 100, output: 5 };
  const aside = event('aside', { provider: 'p', model: 'm', usage, seq: 3, timestamp_ms: 30 });
  const asked = [
    user('a', { id: 'a', seq: 1 }),
    reply('b', { id: 'b', seq: 2, usage: { input: 10, output: 1 } }),
    aside,
  ];
  const head = fold(asked);
  assert.deepEqual([head.inputTokens, head.outputTokens, head.contextTokens, head.turnCount], [110, 6, 11, 1]);
  const transcript = foldTranscript();
  asked.forEach((one, i) => {
    transcript.add(one, 1024 + i * 100);
  });
  const { messages, asides, head: last, notices } = transcript.finish('s', 0);
  assert.deepEqual([messages.length, last, notices], [2, 'b', []]);
  assert.deepEqual(asides, [{ provider: 'p', model: 'm', usage, timestamp: 30 }]);
  // Also from where somebody left off.
  assert.deepEqual(foldTranscript(transcript.finish('s', 0)).finish('s', 0).asides, asides);
});

test('a message that a retry stored twice counts once', () => {
  const once = user('a', { id: 'a', seq: 1 });
  assert.equal(fold([once, once]).turnCount, 1);
  const transcript = foldTranscript();
  transcript.add(once, 1024);
  transcript.add(once, 1100);
  assert.equal(transcript.finish('s', 0).messages.length, 1);
});

test('other words under an id that is taken are a message of their own', () => {
  const transcript = foldTranscript();
  transcript.add(user('a', { id: 'a', parent: null, seq: 1 }), 1024);
  transcript.add(user('b', { id: 'a', parent: 'a', seq: 2 }), 1100);
  transcript.add(reply('c', { id: 'a', seq: 3 }), 1200);
  const { messages, head } = transcript.finish('s', 0);
  assert.deepEqual(
    messages.map(({ content, id, parent }) => [content, id, parent]),
    [
      ['a', 'a', null],
      ['b', 'at-1100', 'a'],
      ['c', 'at-1200', 'at-1100'],
    ],
  );
  assert.equal(head, 'at-1200');
});

test('counting again begins at zero, but keeps the totals of a program that only writes totals', () => {
  const ours: Head = { ...emptyHead, version: 1, inputTokens: 5, turnCount: 3, waiting: true, seq: 9, name: 'n' };
  const again = resetHead(ours);
  assert.deepEqual([again.inputTokens, again.turnCount, again.waiting, again.seq, again.name], [0, 0, false, 0, 'n']);
  assert.equal(resetHead({ ...emptyHead, inputTokens: 5 }).inputTokens, 5);
});

test("lines of another program get the same ids and order from a file's tail as from all of it", () => {
  const records = [user('a'), reply('b'), user('c'), reply('d')];
  const whole = foldTranscript();
  for (const [i, one] of records.entries()) whole.add(one, 1024 + 100 * i);
  const tail = foldTranscript();
  for (const [i, one] of records.slice(2).entries()) tail.add(one, 1224 + 100 * i);
  const all = whole.finish('s', 0);
  const end = tail.finish('s', 1224);
  assert.deepEqual(
    end.messages.map(({ id, seq }) => [id, seq]),
    all.messages.slice(2).map(({ id, seq }) => [id, seq]),
  );
  assert.deepEqual(
    all.messages.map((one) => one.parent),
    [null, 'at-1024', 'at-1124', 'at-1224'],
  );
  assert.equal(end.complete, false);
});

test('the branch ends at the last message unless an event says otherwise', () => {
  const transcript = foldTranscript();
  transcript.add(user('a', { id: 'a', parent: null, seq: 1 }), 1024);
  transcript.add(reply('b', { id: 'b', parent: 'a', seq: 2 }), 1100);
  transcript.add(reply('c', { id: 'c', parent: 'a', seq: 3 }), 1200);
  assert.equal(transcript.finish('s', 0).head, 'c');
  transcript.add(event('branch', { head: 'b', seq: 4 }), 1300);
  assert.equal(transcript.finish('s', 0).head, 'b');
  transcript.add(event('branch', { head: 'lost', seq: 5 }), 1400);
  assert.equal(transcript.finish('s', 0).head, 'c', 'a branch whose end is lost falls back to the last message');
});

test('unsupported entries and damage become quiet lines at their place', () => {
  const transcript = foldTranscript();
  transcript.add(user('a', { id: 'a', seq: 4 }), 1024);
  transcript.add(record({ type: 'hologram' }), 1100);
  transcript.damage('1 damaged line, kept in the file');
  const { notices, damagedLines } = transcript.finish('s', 0);
  assert.deepEqual(notices, [
    { after: 4, text: 'unsupported entry: hologram' },
    { after: 4, text: '1 damaged line, kept in the file' },
  ]);
  assert.equal(damagedLines, 1);
});

test('what cannot be read is told once for each place, with how much of it there is', () => {
  const transcript = foldTranscript();
  const lines = (count: number): void => {
    for (let i = 0; i < count; i++) {
      transcript.add({ kind: 'unknown', type: i % 2 === 0 ? 'question' : 'answer' }, 1024);
      transcript.damage('1 damaged line, kept in the file');
    }
  };
  lines(4);
  transcript.add(user('hi', { id: 'a', seq: 4 }), 1124);
  lines(1);
  const { notices, damagedLines } = transcript.finish('s', 0);
  assert.deepEqual(
    notices.map(({ after, text }) => `${after}: ${text}`),
    [
      '0: unsupported entry: question (2 times)',
      '0: 4 damaged lines, kept in the file',
      '0: unsupported entry: answer (2 times)',
      '4: unsupported entry: question',
      '4: 1 damaged line, kept in the file',
    ],
  );
  assert.equal(damagedLines, 5);
});
