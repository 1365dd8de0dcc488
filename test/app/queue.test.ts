/** The queue: what is written while a reply streams, what is taken back, what waits after a failure or a restart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EditorState } from '../../src/app/editor/editor.ts';
import { createEditor } from '../../src/app/editor/editor.ts';
import { readSavedDraft, savedDraftText } from '../../src/app/saved-draft.ts';
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

test('queue, draft and edited prompt come back after a restart, and nothing is sent before the user says so', () => {
  const { world, id } = streaming();
  world.write('second');
  world.write('third');
  const prompt = world.file(id).messages[0]?.id ?? '';
  world.send({ type: 'input', event: { type: 'paste', text: 'typed before' } });
  world.send({ type: 'askEditPrompt', messageId: prompt });
  world.send({ type: 'tick', name: `draft:${id}` });
  world.restart();
  world.send({ type: 'resume', id });
  world.settle();
  assert.deepEqual(
    world.shown().queue.map((message) => message.text),
    ['second', 'third'],
  );
  assert.equal(world.shown().held, 'restored');
  assert.equal(world.shown().editing, prompt);
  assert.equal(world.inputText(), 'first');
  assert.equal(world.requests.length, 1);
  world.key('escape');
  assert.equal(world.inputText(), 'typed before');
  world.send({ type: 'sendQueued' });
  world.settle();
  assert.equal(world.branchTexts().at(-1), 'second');
  assert.equal(world.file(id).appends.get(world.shown().transcript.head ?? ''), 1);
});

test('a message that reached the file before the kill is not sent again', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.write('two');
  // The append is answered, but the program dies before it hears of it: the draft still holds the message.
  const appended = world.asked.find((effect) => effect.type === 'appendMessage');
  assert.ok(appended?.type === 'appendMessage');
  assert.match(world.drafts.get(id) ?? '', /"two"/);
  world.file(id).messages.push({ ...appended.message, seq: 9 });
  world.file(id).head = appended.message.id;
  world.restart();
  world.send({ type: 'resume', id });
  world.settle();
  assert.equal(world.shown().queue.length, 0);
  assert.equal(world.shown().held, null);
});

test('a message that did not reach the file before the kill waits in the queue', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.write('two');
  world.restart();
  world.send({ type: 'resume', id });
  world.settle();
  assert.deepEqual(
    world.shown().queue.map((message) => message.text),
    ['two'],
  );
});

test('once a message is in its file, the draft is gone', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  assert.equal(world.drafts.get(id), '');
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

test('what is kept reads back as it was; anything else is taken as text', () => {
  const editor: EditorState = createEditor('half a\nthought');
  const attachment = { path: '/a.txt', kind: 'text', mediaType: 'text/plain', bytes: 3, sha256: 'x' } as const;
  const queue = [{ id: 'm1', text: 'waits', attachments: [attachment], variantOf: 'm0' }];
  const back = readSavedDraft(
    savedDraftText({ editor, queue, editing: 'm0', before: createEditor('before'), returnsBefore: ['m1'] }),
  );
  assert.equal(back.editor.text, editor.text);
  assert.deepEqual(back.queue, queue);
  assert.equal(back.editing, 'm0');
  assert.equal(back.before?.text, 'before');
  assert.deepEqual(back.returnsBefore, ['m1']);
  assert.equal(
    savedDraftText({ editor: createEditor(), queue: [], editing: null, before: null, returnsBefore: [] }),
    '',
  );
  assert.equal(readSavedDraft('plain words').editor.text, 'plain words');
  assert.deepEqual(
    readSavedDraft('{"text":"x","queue":[1,{"id":"a"},null,{"id":"","text":"y"}],"editing":7}').queue,
    [],
  );
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
