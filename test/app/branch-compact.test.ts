/** Summing up, requests that do not fit the window, and titles made by the model. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '../../src/core/problem.ts';
import type { Aside, Message } from '../../src/core/session.ts';
import { sinceSummary } from '../../src/core/summary.ts';
import { branch } from '../../src/core/tree.ts';
import { FakeWorld, type FakeWorldOptions } from '../support/fake-world.ts';

function withWindow(contextWindow: number, options: FakeWorldOptions = {}): FakeWorld {
  return new FakeWorld({ ...options, facts: new Map([['openai/m', { contextWindow }]]) });
}

function sent(world: FakeWorld): readonly string[] {
  return (world.requests.at(-1)?.messages ?? []).map((message: Message) => message.content);
}

/** About 250 tokens. */
const long = 'word '.repeat(200).trim();

test('a summary is stored at the end of the branch, and requests begin with it', () => {
  const world = new FakeWorld();
  const id = world.session('one', 'two');
  const last = world.file(id).head;
  world.write('/compact');
  world.settle();
  assert.match(sent(world).at(-1) ?? '', /^Sum up this conversation/);
  world.answer(id, 'all of it, shortly');
  const summary = world.file(id).messages.at(-1);
  assert.equal(summary?.summaryOf, last);
  assert.equal(world.file(id).messages.length, 5);
  world.write('three');
  world.settle();
  const request = sinceSummary(world.requests.at(-1)?.messages ?? []);
  assert.deepEqual(
    request.map((message) => message.content),
    ['all of it, shortly', 'three'],
  );
});

test('a summary that was stopped is shown as what it is and left out of requests', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.write('/compact');
  world.settle();
  world.speak(id, { type: 'text', delta: 'half a summ' });
  world.send({ type: 'stopReply' });
  world.settle();
  world.write('two');
  world.settle();
  const request = sinceSummary(world.requests.at(-1)?.messages ?? []);
  assert.deepEqual(
    request.map((message) => message.content),
    ['one', 'answer to one', 'two'],
  );
});

test('asking again on a summary writes another summary beside it', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.write('/compact');
  world.settle();
  world.answer(id, 'first summary');
  world.send({ type: 'regenerate' });
  world.settle();
  assert.match(sent(world).at(-1) ?? '', /^Sum up/);
  world.answer(id, 'second summary');
  const [, , first, second] = world.file(id).messages;
  assert.equal(second?.parent, first?.parent);
  assert.equal(second?.summaryOf, first?.summaryOf);
});

test('offline there is nobody to sum up, and an empty session has nothing to', () => {
  const offline = new FakeWorld({ provider: 'offline' });
  offline.session('one');
  offline.send({ type: 'compact' });
  assert.match(offline.state.toast?.text ?? '', /The offline provider cannot sum up/);
  const empty = new FakeWorld();
  empty.session();
  empty.send({ type: 'compact' });
  assert.match(empty.state.toast?.text ?? '', /nothing to sum up/);
});

test('a message that would exceed the window waits and offers a summary; y sums up and then sends it', () => {
  const world = withWindow(1700);
  const id = world.session(long, long, long);
  world.write(long);
  world.settle();
  const { overlay } = world.state;
  assert.ok(overlay.kind === 'confirm' && overlay.action === 'compactFirst');
  assert.match(overlay.question, /about 1\.8k tokens; the context window of m holds 1\.7k/);
  assert.equal(world.file(id).messages.length, 6);
  world.key('y');
  world.settle();
  assert.match(sent(world).at(-1) ?? '', /^Sum up/);
  world.answer(id, 'short');
  assert.equal(sent(world).at(-1), long);
  assert.equal(world.file(id).messages.length, 8);
});

test('s sends it as it is; any other key leaves it in the queue, where Enter asks again', () => {
  const world = withWindow(300);
  const id = world.session();
  world.write(`${long} ${long}`);
  world.settle();
  world.key('escape');
  assert.equal(world.shown().held, 'too-long');
  world.key('enter');
  assert.equal(world.state.overlay.kind, 'confirm');
  world.key('s');
  world.settle();
  assert.equal(world.file(id).messages.length, 1);
  assert.equal(world.requests.length, 1);
});

test('the question takes nothing away that is open: the message waits, and the footer says why', () => {
  const world = withWindow(300);
  const id = world.session();
  world.write('short');
  world.write(`${long} ${long}`);
  world.send({ type: 'help' });
  world.settle();
  world.answer(id, 'yes');
  assert.equal(world.state.overlay.kind, 'help');
  assert.equal(world.shown().held, 'too-long');
  assert.match(world.state.toast?.text ?? '', /the context window of m holds 300/);
});

test('a window that nobody knows stops nothing', () => {
  const world = new FakeWorld();
  const id = world.session(long.repeat(50));
  assert.equal(world.file(id).messages.length, 2);
});

test('what the server counted comes before what is estimated', () => {
  const world = withWindow(1000);
  const id = world.session();
  world.write('short');
  world.settle();
  world.answer(id, 'short', { usage: { input: 990, output: 20 } });
  world.write('more');
  world.settle();
  assert.equal(world.state.overlay.kind, 'confirm');
});

test('a conversation longer than the window is summed up as far as it fits; the rest goes along', () => {
  const world = withWindow(100_000);
  const id = world.session(long, long, long, long, 'the last words');
  const small = new Map([['openai/m', { contextWindow: 1000 }]]);
  world.state = { ...world.state, modelFacts: small };
  world.write('/compact');
  world.settle();
  const request = world.requests.at(-1)?.messages ?? [];
  assert.ok(request.length < 11 && request.length > 2);
  world.answer(id, 'the beginning, shortly');
  const path = branch(world.shown().transcript);
  const texts = sinceSummary(path).map((message) => message.content);
  assert.equal(texts[0], 'the beginning, shortly');
  assert.ok(texts.includes('the last words'));
});

const tooLong = problem('context-too-long', 'The conversation is too long for this model.', 'Shorten it.');

function refuse(world: FakeWorld, id: string): void {
  world.speak(id, { type: 'stopped', stop: 'failed', problem: tooLong });
  world.settle();
}

/** What would go to the model now, as texts. */
function sentNow(world: FakeWorld): readonly string[] {
  return sinceSummary(world.requests.at(-1)?.messages ?? []).map((message) => message.content);
}

test('a prompt that the server found too long is answered once /compact has made room: it is not summed up itself', () => {
  const world = new FakeWorld();
  const id = world.session('one', 'two');
  world.write('three');
  world.settle();
  refuse(world, id);
  world.write('/compact');
  world.settle();
  assert.equal(sent(world).includes('three'), false);
  world.answer(id, 'one and two, shortly');
  assert.deepEqual(sentNow(world), ['one and two, shortly', 'three']);
  world.answer(id, 'answer to three');
  const texts = () => branch(world.shown().transcript).map((message) => message.content);
  assert.deepEqual(texts().slice(4), ['three', 'one and two, shortly', 'answer to three']);
  world.send({ type: 'regenerate' });
  world.settle();
  assert.deepEqual(sentNow(world), ['one and two, shortly', 'three']);
  world.answer(id, 'another answer');
  assert.deepEqual(texts().slice(4), ['three', 'one and two, shortly', 'another answer']);
});

test('a prompt that was stopped waits behind the summary until /retry asks it', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  world.write('two');
  world.settle();
  world.send({ type: 'stopReply' });
  world.settle();
  world.write('/compact');
  world.settle();
  world.answer(id, 'one, shortly');
  assert.equal(world.shown().reply, null);
  world.send({ type: 'regenerate' });
  world.settle();
  assert.deepEqual(sentNow(world), ['one, shortly', 'two']);
});

test('a summary that is itself too long for a window nobody knows is asked of half, and half again', () => {
  const world = new FakeWorld();
  const id = world.session(long, long, long, 'the last words');
  world.write('/compact');
  world.settle();
  const lengths = [sent(world).length];
  for (let asked = 0; asked < 2; asked += 1) {
    refuse(world, id);
    lengths.push(sent(world).length);
  }
  assert.deepEqual(lengths, [9, 4, 2]);
  world.answer(id, 'the beginning, shortly');
  const texts = sinceSummary(branch(world.shown().transcript)).map((message) => message.content);
  assert.equal(texts[0], 'the beginning, shortly');
  assert.ok(texts.includes('the last words'));
});

test('when not even one message can be summed up, the server’s words stand and everything is as before', () => {
  const world = new FakeWorld();
  const id = world.session(long);
  const { head } = world.shown().transcript;
  world.write('/compact');
  world.settle();
  refuse(world, id);
  refuse(world, id);
  assert.equal(world.shown().problem?.code, 'context-too-long');
  assert.equal(world.shown().transcript.head, head);
  assert.equal(world.shown().compacting, null);
});

test('regenerating with a model whose window is too small asks first', () => {
  const world = new FakeWorld({ facts: new Map([['openai/tiny', { contextWindow: 100 }]]) });
  const id = world.session(long);
  world.send({ type: 'regenerate', model: 'tiny' });
  assert.equal(world.state.overlay.kind, 'confirm');
  assert.equal(world.requests.length, 1);
  world.key('y');
  world.settle();
  assert.equal(world.requests.at(-1)?.model, 'tiny');
  world.answer(id, 'anyway');
});

function titled(options: FakeWorldOptions, name = ''): FakeWorld {
  const world = new FakeWorld({ settings: { autoTitle: true }, ...options });
  world.send({ type: 'newSession', name });
  world.settle();
  world.write('How do hooks work?');
  world.settle();
  return world;
}

const asked: Aside = { provider: 'p', model: 'm', usage: { input: 50, output: 4 } };
const changes = (world: FakeWorld) =>
  world.done.flatMap((effect) => (effect.type === 'changeSession' ? [effect.change.event] : []));

test('an unnamed session asks for a title after its first turn, once', () => {
  const world = titled({});
  const { id } = world.shown();
  world.answer(id, 'Like this.');
  const timesAsked = () => world.done.filter((effect) => effect.type === 'makeTitle').length;
  assert.equal(timesAsked(), 1);
  world.send({ type: 'titleMade', id, title: 'Hooks, explained', asked });
  assert.ok(changes(world).includes('aside'));
  assert.deepEqual(
    world.shown().transcript.asides?.map(({ usage }) => usage),
    [asked.usage],
  );
  world.settle();
  assert.equal(world.file(id).summary.title, 'Hooks, explained');
  world.write('And refs?');
  world.settle();
  world.answer(id, 'So.');
  assert.equal(timesAsked(), 1);
});

test('a name given meanwhile stands, and named sessions, offline and failures ask for none', () => {
  const renamed = titled({});
  const { id } = renamed.shown();
  renamed.answer(id, 'Like this.');
  renamed.send({ type: 'rename', id, name: 'mine' });
  renamed.settle();
  renamed.send({ type: 'titleMade', id, title: 'Hooks, explained', asked });
  renamed.settle();
  // It was paid for all the same.
  assert.deepEqual(changes(renamed).slice(-1), ['aside']);
  for (const world of [titled({}, 'named'), titled({ provider: 'offline' }), titled({ settings: {} })]) {
    world.answer(world.shown().id, 'Like this.');
    assert.ok(!world.done.some((effect) => effect.type === 'makeTitle'));
  }
  const failed = titled({});
  failed.fail(failed.shown().id, 'half');
  assert.ok(!failed.done.some((effect) => effect.type === 'makeTitle'));
});
