/** Replies on their way: one per session, late events, what stopping and failing keep, what is told out of sight. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemsOf } from '../../src/app/transcript/items.ts';
import { ok, problem } from '../../src/core/problem.ts';
import { toRequest } from '../../src/core/request.ts';
import { FakeWorld } from '../support/fake-world.ts';

function asking(text = 'first'): { world: FakeWorld; id: string } {
  const world = new FakeWorld();
  const id = world.session();
  world.write(text);
  world.settle();
  return { world, id };
}

test('events of a reply that was stopped change nothing any more', () => {
  const { world, id } = asking();
  const replyId = world.shown().reply?.id ?? '';
  world.speak(id, { type: 'text', delta: 'kept' });
  world.send({ type: 'stopReply' });
  world.send({
    type: 'replyEvents',
    id,
    replyId,
    events: [
      { type: 'text', delta: ' late' },
      { type: 'done', stop: 'end' },
    ],
  });
  world.settle();
  assert.deepEqual(world.branchTexts(), ['first', 'kept']);
  assert.equal(world.file(id).messages.length, 2);
});

test('a reply stopped before it said anything leaves the prompt without an answer', () => {
  const { world, id } = asking();
  world.send({ type: 'stopReply' });
  world.settle();
  assert.deepEqual(world.branchTexts(), ['first']);
  assert.equal(world.shown().problem, null);
  assert.ok(world.done.some((effect) => effect.type === 'dropPartial' && effect.id === id));
});

test('a reply that was stopped has been paid for: it is counted as the server told, else by an estimate', () => {
  const told = asking();
  const usage = { input: 1000, output: 1, cached: 700 };
  told.world.speak(told.id, { type: 'usage', usage }, { type: 'text', delta: 'half of what was to be said' });
  told.world.send({ type: 'stopReply' });
  told.world.settle();
  assert.deepEqual(told.world.file(told.id).messages.at(-1)?.usage, { ...usage, output: 7, estimated: true });
  const untold = asking();
  untold.world.speak(untold.id, { type: 'thinking', delta: 'hmm.' }, { type: 'text', delta: 'half' });
  untold.world.send({ type: 'stopReply' });
  untold.world.settle();
  assert.deepEqual(untold.world.file(untold.id).messages.at(-1)?.usage, { input: 6, output: 2, estimated: true });
});

test('a reply that fails half-way keeps what came and says why; one that brought nothing says why', () => {
  const half = asking();
  half.world.fail(half.id, 'half an ');
  const stored = half.world.file(half.id).messages.at(-1);
  assert.deepEqual(
    [stored?.content, stored?.stop, stored?.problem],
    ['half an ', 'failed', 'The server is overloaded.'],
  );
  const none = asking();
  none.world.fail(none.id);
  assert.equal(none.world.shown().problem?.code, 'overloaded');
  assert.equal(none.world.file(none.id).messages.length, 1);
});

for (const [stop, says] of [
  ['end', /was empty.*\/retry/],
  ['length', /output limit before its first word/],
] as const) {
  test(`an answer without a word that ends with ${stop} is no answer, and that is said`, () => {
    const { world, id } = asking();
    world.speak(id, { type: 'done', stop });
    const shown = world.shown();
    assert.equal(shown.reply, null);
    assert.match(`${shown.problem?.message} ${shown.problem?.next}`, says);
    assert.equal(world.file(id).messages.length, 1);
  });
}

test('a refusal without a word is kept, so that the refused prompt is not sent again with the next one', async () => {
  const { world, id } = asking('forbidden');
  world.speak(id, { type: 'done', stop: 'refused' });
  world.settle();
  const stored = world.file(id).messages;
  assert.deepEqual(
    stored.map(({ content, role, stop }) => [role, content, stop]),
    [
      ['user', 'forbidden', undefined],
      ['assistant', '', 'refused'],
    ],
  );
  assert.match(world.shown().problem?.message ?? '', /declined to answer/);
  world.write('allowed');
  world.settle();
  const sent = await toRequest(world.requests.at(-1)?.messages ?? [], {
    system: '',
    provider: 'openai',
    readAttachment: async () => ok(''),
  });
  assert.deepEqual(sent.ok && sent.value.messages, [{ role: 'user', blocks: [{ type: 'text', text: 'allowed' }] }]);
});

test('the request goes out only once the message is stored', () => {
  const world = new FakeWorld();
  world.session();
  world.write('first');
  assert.equal(world.requests.length, 0);
  assert.equal(world.shown().storing, 'user');
  world.settle();
  assert.equal(world.requests.length, 1);
});

test('a reply that ends out of sight marks its session and is told; one in sight is seen', () => {
  const { world, id } = asking();
  world.session('elsewhere');
  world.answer(id, 'done');
  assert.equal(world.state.list.sessions.find((session) => session.id === id)?.waiting, true);
  assert.ok(world.done.some((effect) => effect.type === 'notify'));
  const seen = asking();
  seen.world.answer(seen.id, 'done');
  assert.equal(seen.world.file(seen.id).messages.at(-1)?.seen, true);
  assert.ok(!seen.world.done.some((effect) => effect.type === 'notify'));
});

test('a key for the provider that failed leads back to what failed; else to a session, by a key that works where one is', () => {
  const { world, id } = asking();
  const saved = { type: 'keySaved', model: '', shown: 'sk-…1234', overruledBy: '' } as const;
  world.fail(id);
  world.send({ ...saved, provider: world.shown().provider });
  assert.match(world.state.toast?.text ?? '', / \/retry tries again\.$/);
  world.send({ ...saved, provider: 'anthropic' });
  assert.match(world.state.toast?.text ?? '', /Now using anthropic\. Press Ctrl\+N to start a session\.$/);
  world.send({ type: 'focus', to: 'list' });
  world.send({ ...saved, provider: 'anthropic' });
  assert.match(world.state.toast?.text ?? '', /Press n to start a session\.$/);
});

test('several sessions stream at once, each its own reply', () => {
  const { world, id } = asking('one');
  const other = world.session();
  world.write('two');
  world.settle();
  world.speak(id, { type: 'text', delta: 'to one' });
  world.speak(other, { type: 'text', delta: 'to two' });
  assert.equal(world.conversation(id).reply?.text, 'to one');
  assert.equal(world.conversation(other).reply?.text, 'to two');
  world.answer(id, '.');
  world.answer(other, '.');
  assert.deepEqual(
    [id, other].map((one) => world.file(one).messages.at(-1)?.content),
    ['to one.', 'to two.'],
  );
});

test('what cannot be stored is said until it is', () => {
  const { world, id } = asking();
  const { summary } = world.file(id);
  world.send({ type: 'storeState', id, summary, pending: 1, problem: problem('disk-full', 'The disk is full.') });
  assert.equal(world.shown().unsaved?.pending, 1);
  world.send({ type: 'storeState', id, summary, pending: 0 });
  assert.equal(world.shown().unsaved, null);
});

test('a session that was only looked at is not written to, not even its draft', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.send({ type: 'input', event: { type: 'paste', text: 'unsent' } });
  world.send({ type: 'tick', name: `draft:${id}` });
  world.restart();
  const before = world.done.length;
  world.send({ type: 'peek', id });
  world.settle();
  assert.equal(world.inputText(), 'unsent');
  world.send({ type: 'quit' });
  const written = world.done.slice(before).map((effect) => effect.type);
  for (const writing of ['saveDraft', 'appendMessage', 'changeSession', 'openSession']) {
    assert.ok(!written.includes(writing as 'quit'), `${writing} was done`);
  }
});

test('what was mended stays below what was the last message then: the answer on its way does not jump over it', () => {
  const { world, id } = asking('before');
  world.answer(id, 'one');
  world.write('after');
  world.settle();
  const { summary } = world.file(id);
  world.send({ type: 'storeState', id, summary, pending: 0, notes: ['Another program wrote in between.'] });
  const order = () =>
    itemsOf(world.shown()).map((item) => (item.kind === 'message' ? item.message.content : item.kind));
  assert.deepEqual(order(), ['before', 'one', 'after', 'notice', 'reply']);
  world.answer(id, 'two');
  assert.deepEqual(order(), ['before', 'one', 'after', 'notice', 'two']);
  world.write('later');
  world.settle();
  assert.deepEqual(order(), ['before', 'one', 'after', 'notice', 'two', 'later', 'reply']);
  world.send({ type: 'stopReply' });
  world.settle();
  assert.equal(order().at(-1), 'unanswered');
});
