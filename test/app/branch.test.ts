/** Branches: variants of prompts and replies, commands on sessions that are not open yet, forks, system prompts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWorld } from '../support/fake-world.ts';
import { screenOf } from '../support/panes.ts';

function roles(messages: readonly { readonly content: string }[]): readonly string[] {
  return messages.map((message) => message.content);
}

test('an edited prompt stands beside the one it was made from, and what is sent is what is shown', () => {
  const world = new FakeWorld();
  const id = world.session('one', 'two');
  world.send({ type: 'askEditPrompt', messageId: world.file(id).messages[0]?.id ?? '' });
  assert.equal(world.inputText(), 'one');
  world.write(' and a half');
  world.settle();
  assert.deepEqual(roles(world.requests.at(-1)?.messages ?? []), ['one and a half']);
  world.answer(id, 'better');
  assert.deepEqual(world.branchTexts(), ['one and a half', 'better']);
  assert.equal(world.file(id).messages.length, 6);
  const [first, , , , edited] = world.file(id).messages;
  assert.equal(edited?.parent, first?.parent);
});

test('a prompt that begins with a slash is edited as it was typed, and does not become a command', () => {
  const world = new FakeWorld();
  const id = world.session('//help is what I wrote');
  world.send({ type: 'askEditPrompt', messageId: world.file(id).messages[0]?.id ?? '' });
  assert.equal(world.inputText(), '//help is what I wrote');
  world.send({ type: 'submit' });
  world.settle();
  assert.deepEqual(roles(world.requests.at(-1)?.messages ?? []), ['/help is what I wrote']);
});

test('Esc leaves the editing and gives back what was typed before, and so does sending', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  const prompt = world.file(id).messages[0]?.id ?? '';
  world.send({ type: 'input', event: { type: 'paste', text: 'half a thought' } });
  world.send({ type: 'askEditPrompt', messageId: prompt });
  world.key('escape');
  assert.equal(world.inputText(), 'half a thought');
  assert.equal(world.shown().editing, null);
  world.send({ type: 'askEditPrompt', messageId: prompt });
  world.send({ type: 'submit' });
  world.settle();
  assert.equal(world.inputText(), 'half a thought');
  assert.deepEqual(world.branchTexts(), ['one']);
});

test('the line above the box tells of an edit as long as it lasts; a slash command in its place ends it', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  const told = () => /─ Editing an earlier prompt/.test(screenOf(world));
  world.send({ type: 'input', event: { type: 'paste', text: 'half a thought' } });
  assert.ok(!told());
  world.send({ type: 'askEditPrompt', messageId: world.file(id).messages[0]?.id ?? '' });
  world.key('x', 'x');
  world.key('tab');
  world.key('tab');
  assert.ok(told());
  world.send({ type: 'focus', to: 'input' });
  world.key('C-u');
  world.write('/rename roads');
  assert.equal(world.shown().editing, null);
  assert.equal(world.inputText(), 'half a thought');
  assert.ok(!told());
});

test('regenerating adds a variant; flipping shows the other one and tells the file', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  const [, first] = world.file(id).messages;
  world.send({ type: 'regenerate' });
  world.settle();
  assert.deepEqual(world.branchTexts(), ['one']);
  world.answer(id, 'another answer');
  assert.deepEqual(world.branchTexts(), ['one', 'another answer']);
  world.send({ type: 'variant', by: -1 });
  world.settle();
  assert.deepEqual(world.branchTexts(), ['one', 'answer to one']);
  assert.equal(world.file(id).head, first?.id);
});

test('of three variants < goes to the one before, > to the one after, and around the ends', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  for (const text of ['second', 'third']) {
    world.send({ type: 'regenerate' });
    world.settle();
    world.answer(id, text);
  }
  const first = 'answer to one';
  for (const [by, shown] of [
    [-1, 'second'],
    [-1, first],
    [1, 'second'],
    [1, 'third'],
    [1, first],
    [-1, 'third'],
  ] as const) {
    world.send({ type: 'variant', by });
    world.settle();
    assert.equal(world.branchTexts().at(-1), shown);
  }
});

test('a variant that brings nothing leaves the old reply in its place', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.send({ type: 'regenerate' });
  world.settle();
  world.fail(id);
  assert.deepEqual(world.branchTexts(), ['one', 'answer to one']);
  assert.equal(world.shown().problem?.code, 'overloaded');
});

test('another model answers once, and the session keeps its own', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.send({ type: 'regenerate', model: 'other' });
  world.settle();
  assert.equal(world.requests.at(-1)?.model, 'other');
  world.answer(id, 'from the other');
  assert.equal(world.shown().model, 'm');
});

test('regenerating in a session that is only read opens it, reads it whole and goes on by itself', () => {
  const world = new FakeWorld({ tail: 2 });
  const id = world.session('one', 'two', 'three');
  world.restart();
  world.send({ type: 'peek', id });
  world.settle();
  assert.equal(world.shown().transcript.complete, false);
  world.send({ type: 'regenerate' });
  world.settle();
  const sent = world.requests.at(-1);
  assert.deepEqual(roles(sent?.messages ?? []), ['one', 'answer to one', 'two', 'answer to two', 'three']);
  assert.equal(world.shown().access.kind, 'writing');
});

test('what is pressed before a session is read is carried out once it is', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.restart();
  world.send({ type: 'peek', id });
  world.key('.');
  world.settle();
  assert.deepEqual(roles(world.requests.at(-1)?.messages ?? []), ['one']);
  assert.equal(world.requests.length, 2);
});

test('a pending command is dropped when the user goes elsewhere before it can be carried out', () => {
  const world = new FakeWorld();
  const other = world.session('other');
  const id = world.session('one');
  world.restart();
  const asked = world.requests.length;
  world.send({ type: 'peek', id });
  world.settle();
  world.send({ type: 'regenerate' });
  world.send({ type: 'peek', id: other });
  world.settle();
  assert.equal(world.requests.length, asked);
});

test('a session that is locked elsewhere drops the pending command and says who has it', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.restart();
  world.locked = true;
  world.send({ type: 'peek', id });
  world.settle();
  world.send({ type: 'regenerate' });
  world.settle();
  assert.equal(world.state.overlay.kind, 'locked');
  assert.equal(world.shown().pending, null);
});

test('flipping while peeking changes the view alone; writing on continues what is shown', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.send({ type: 'regenerate' });
  world.settle();
  world.answer(id, 'second answer');
  const newest = world.file(id).head;
  world.restart();
  world.send({ type: 'peek', id });
  world.settle();
  world.send({ type: 'variant', by: -1 });
  world.settle();
  assert.deepEqual(world.branchTexts(), ['one', 'answer to one']);
  assert.equal(world.file(id).head, newest);
  world.write('go on');
  world.settle();
  assert.deepEqual(roles(world.requests.at(-1)?.messages ?? []), ['one', 'answer to one', 'go on']);
});

test('flipping is refused while the next message is being stored', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.send({ type: 'regenerate' });
  world.settle();
  world.answer(id, 'second answer');
  world.write('two');
  world.send({ type: 'variant', by: -1 });
  world.settle();
  assert.deepEqual(roles(world.requests.at(-1)?.messages ?? []), ['one', 'second answer', 'two']);
});

test('a fork begins as a copy up to the message and names where it comes from', () => {
  const world = new FakeWorld();
  const id = world.session('one', 'two');
  const upTo = world.file(id).messages[1]?.id ?? null;
  world.send({ type: 'fork', id, upTo, name: 'side road' });
  world.settle();
  assert.deepEqual(world.branchTexts(), ['one', 'answer to one']);
  const fork = world.file(world.shown().id);
  assert.deepEqual(fork.summary.forkedFrom, { sessionId: id, name: world.file(id).summary.name, messageId: upTo });
  assert.equal(world.file(id).messages.length, 4);
});

test('a fork of the whole session brings every variant along, and shows the branch that was shown', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.send({ type: 'regenerate' });
  world.settle();
  world.answer(id, 'second answer');
  world.send({ type: 'variant', by: -1 });
  world.settle();
  world.send({ type: 'fork', id, upTo: null, name: 'copy' });
  world.settle();
  assert.notEqual(world.shown().id, id);
  assert.deepEqual(world.branchTexts(), ['one', 'answer to one']);
  world.send({ type: 'variant', by: 1 });
  world.settle();
  assert.deepEqual(world.branchTexts(), ['one', 'second answer']);
  assert.equal(world.file(id).head, world.file(id).messages[1]?.id, 'the original shows what it showed');
});

test('a second fork proposes a name that is free', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  const { name } = world.file(id).summary;
  world.send({ type: 'fork', id, upTo: null, name: `${name}-fork` });
  world.settle();
  world.send({ type: 'peek', id });
  world.settle();
  world.send({ type: 'askFork', fromHere: true });
  const { overlay } = world.state;
  assert.equal(overlay.kind === 'prompt' && overlay.editor.text, `${name}-fork-2`);
});

test('/system sets, shows and takes away; typed while the file is being made it is kept', () => {
  const world = new FakeWorld({ settings: { system: 'Be brief.' } });
  world.send({ type: 'newSession', name: 'fresh' });
  world.write('/system Answer in verse.');
  world.settle();
  const { id } = world.shown();
  assert.equal(world.file(id).system, 'Answer in verse.');
  world.write('hello');
  world.settle();
  assert.equal(world.requests.at(-1)?.system, 'Answer in verse.');
  world.answer(id, 'ok');
  world.write('/system none');
  world.settle();
  assert.equal(world.file(id).system, '');
});

test('the default system prompt goes into new sessions', () => {
  const world = new FakeWorld({ settings: { system: 'Be brief.' } });
  const id = world.session('one');
  assert.equal(world.file(id).system, 'Be brief.');
  assert.equal(world.requests[0]?.system, 'Be brief.');
});
