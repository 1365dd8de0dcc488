/** The queue: what is written while a reply streams, what is taken back, what waits after a failure. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { view } from '../../src/app/view.ts';
import { FakeWorld } from '../support/fake-world.ts';

function streaming(): { world: FakeWorld; id: string } {
  const world = new FakeWorld();
  const id = world.session();
  world.write('first');
  world.settle();
  world.speak(id, { type: 'text', delta: 'so far' });
  return { world, id };
}

function screen(world: FakeWorld): string {
  return view(world.state)
    .panes.flatMap((pane) => pane.rows.map((row) => row.map((span) => span.text).join('')))
    .join('\n');
}

test('what is written while a reply streams goes out after it, one at a time, in order', () => {
  const { world, id } = streaming();
  world.write('second');
  world.write('third');
  assert.equal(world.requests.length, 1);
  assert.match(screen(world), /⏳ second/);
  world.answer(id, ', done');
  assert.deepEqual(world.branchTexts(), ['first', 'so far, done', 'second']);
  world.answer(id, 'two');
  world.answer(id, 'three');
  assert.deepEqual(world.branchTexts(), ['first', 'so far, done', 'second', 'two', 'third', 'three']);
});

test('a message taken back is in the box again, before what is typed there, and is never sent', () => {
  const { world, id } = streaming();
  world.write('second');
  world.send({ type: 'input', event: { type: 'paste', text: 'typed' } });
  world.key('M-up');
  assert.equal(world.inputText(), 'second\ntyped');
  world.answer(id, '.');
  assert.deepEqual(world.branchTexts(), ['first', 'so far.']);
  assert.equal(world.requests.length, 1);
});

test('the picker takes any message back; what is typed meanwhile comes back with undo', () => {
  const { world, id } = streaming();
  world.write('second');
  world.write('third');
  world.send({ type: 'showQueue' });
  world.key('enter');
  assert.equal(world.inputText(), 'second');
  world.answer(id, '.');
  assert.equal(world.branchTexts().at(-1), 'third');
});

const waiting = (world: FakeWorld) => world.shown().queue.map((message) => message.text);

function takeSecond(): { world: FakeWorld; id: string } {
  const { world, id } = streaming();
  for (const text of ['second', 'third', 'fourth']) world.write(text);
  world.send({ type: 'showQueue' });
  world.key('enter');
  return { world, id };
}

test('a message that was taken back takes its place again when it is sent, and the screen says so', () => {
  const { world } = takeSecond();
  assert.match(world.state.toast?.text ?? '', /^Taken back; Enter puts it back in its place in the queue\.$/);
  world.write(' better');
  assert.deepEqual(waiting(world), ['second better', 'third', 'fourth']);
  world.write('fifth');
  assert.deepEqual(waiting(world), ['second better', 'third', 'fourth', 'fifth']);
  world.key('M-up');
  assert.match(world.state.toast?.text ?? '', /^Taken back; Enter sends it\.$/);
  assert.deepEqual(waiting(world), ['second better', 'third', 'fourth']);
});

test('its place is before what still waits of those that stood behind it', () => {
  const { world, id } = takeSecond();
  world.answer(id, '.');
  assert.deepEqual(waiting(world), ['fourth']);
  world.send({ type: 'submit' });
  assert.deepEqual(waiting(world), ['second', 'fourth']);
});

test('two that are taken back together go where the first of them stood; an emptied box gives the place up', () => {
  const both = takeSecond().world;
  both.key('M-up');
  assert.equal(both.inputText(), 'fourth\nsecond');
  both.send({ type: 'submit' });
  assert.deepEqual(waiting(both), ['fourth\nsecond', 'third']);
  const { world } = takeSecond();
  world.key('C-u');
  world.write('another');
  assert.deepEqual(waiting(world), ['third', 'fourth', 'another']);
});

test('the place outlives a restart', () => {
  const { world, id } = takeSecond();
  world.restart();
  world.send({ type: 'resume', id });
  world.settle();
  assert.equal(world.inputText(), 'second');
  world.send({ type: 'submit' });
  assert.equal(world.state.toast?.text, 'The queued messages are being sent in order.');
  world.settle();
  assert.equal(world.branchTexts().at(-1), 'second');
  assert.deepEqual(waiting(world), ['third', 'fourth']);
});

test('a queued edit of an earlier prompt is an edit again when it is taken back', () => {
  const { world, id } = streaming();
  const prompt = world.file(id).messages[0]?.id ?? '';
  world.send({ type: 'askEditPrompt', messageId: prompt });
  world.write(' changed');
  world.key('M-up');
  assert.equal(world.shown().editing, prompt);
  world.send({ type: 'submit' });
  world.answer(id, '.');
  assert.deepEqual(world.branchTexts(), ['first changed']);
});

test('what is typed when a queued edit is taken back comes back after it', () => {
  const { world, id } = streaming();
  world.send({ type: 'askEditPrompt', messageId: world.file(id).messages[0]?.id ?? '' });
  world.write(' changed');
  world.send({ type: 'input', event: { type: 'paste', text: 'typed' } });
  world.key('M-up');
  assert.equal(world.inputText(), 'first changed');
  world.key('escape');
  assert.equal(world.inputText(), 'typed');
});

test('Enter in the empty box of a session that is only read opens it and sends what waits', () => {
  const { world, id } = streaming();
  world.write('second');
  world.restart();
  world.send({ type: 'peek', id });
  world.settle();
  assert.equal(world.shown().access.kind, 'reading');
  world.send({ type: 'focus', to: 'input' });
  world.key('enter');
  world.settle();
  assert.equal(world.branchTexts().at(-1), 'second');
  assert.equal(world.requests.length, 2);
});

test('after a failed reply the queue waits and says how to go on; Enter in the empty box sends it', () => {
  const { world, id } = streaming();
  world.write('second');
  world.fail(id, ' half');
  assert.equal(world.shown().held, 'failed');
  assert.match(screen(world), /on hold: the reply failed/);
  world.send({ type: 'focus', to: 'input' });
  world.key('enter');
  world.settle();
  assert.equal(world.branchTexts().at(-1), 'second');
});

test('asking again after a failure lets the queue follow the new answer', () => {
  const { world, id } = streaming();
  world.write('second');
  world.fail(id);
  world.send({ type: 'regenerate' });
  world.settle();
  world.answer(id, 'better');
  assert.equal(world.branchTexts().at(-1), 'second');
});

test('a stopped reply keeps what came, and the next message goes out', () => {
  const { world, id } = streaming();
  world.write('second');
  world.send({ type: 'stopReply' });
  world.settle();
  assert.deepEqual(world.branchTexts(), ['first', 'so far', 'second']);
  assert.equal(world.file(id).messages[1]?.stop, 'aborted');
});

test('what was typed for a session that turns out to be locked goes back into the box', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.restart();
  world.locked = true;
  world.send({ type: 'peek', id });
  world.settle();
  world.write('hello there');
  world.settle();
  assert.equal(world.inputText(), 'hello there');
  assert.equal(world.shown().queue.length, 0);
});

test('quitting sends nothing more: what waits is kept', () => {
  const { world, id } = streaming();
  world.write('second');
  world.send({ type: 'quit' });
  world.settle();
  assert.deepEqual(
    world.file(id).messages.map((message) => message.content),
    ['first', 'so far'],
  );
  assert.match(world.drafts.get(id) ?? '', /"second"/);
});

test('while a reply streams, every pane says the key that stops it', () => {
  const { world } = streaming();
  for (const [pane, key] of [
    ['input', 'Esc'],
    ['transcript', 'Ctrl\\+C'],
    ['list', 'Ctrl\\+C'],
  ] as const) {
    world.send({ type: 'focus', to: pane });
    assert.match(screen(world), new RegExp(` ${key} stop `), pane);
  }
});

test('in a narrow window what waits is still seen beside the words about it, which are fewer', () => {
  const { world, id } = streaming();
  world.write('a question that is longer than the window is wide');
  const shownAt = (columns: number) => {
    const frame = view({ ...world.state, size: { columns, rows: 12 } });
    return frame.panes.find(({ name }) => name === 'queue')?.rows.map((row) => row.map(({ text }) => text).join(''));
  };
  assert.deepEqual(shownAt(40), [' ⏳ a question that …  Alt+↑ takes back ']);
  world.fail(id, 'half ');
  assert.deepEqual(shownAt(60), [' ‖ a question that…  on hold: the reply failed; Enter sends ']);
  assert.deepEqual(shownAt(40), [' ‖ a question th…  on hold; Enter sends ']);
});
