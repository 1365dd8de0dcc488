/** The queue after a restart: what was kept of it, what comes back, and that nothing is sent by itself or twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EditorState } from '../../src/app/editor/editor.ts';
import { createEditor } from '../../src/app/editor/editor.ts';
import { readSavedDraft, savedDraftText } from '../../src/app/saved-draft.ts';
import { FakeWorld } from '../support/fake-world.ts';

test('queue, draft and edited prompt come back after a restart, and nothing is sent before the user says so', () => {
  const world = new FakeWorld();
  const id = world.session();
  world.write('first');
  world.settle();
  world.speak(id, { type: 'text', delta: 'so far' });
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
