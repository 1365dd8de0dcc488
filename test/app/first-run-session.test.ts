/** The first session after the first-run card: how it begins, and what was asked for before there was a provider. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foundKey, newcomer } from '../support/newcomer.ts';
import { screenOf } from '../support/panes.ts';

test('whatever was chosen, n asks for the name of the first session, from whichever pane the card was answered', () => {
  for (const pane of ['list', 'transcript'] as const) {
    const world = newcomer();
    world.send({ type: 'focus', to: pane });
    world.keys('4');
    assert.match(screenOf(world), /n {2}start a named session/);
    world.keys('n');
    world.type('my-thread');
    world.keys('enter');
    assert.deepEqual(
      world.asked('createSession').map(({ name }) => name),
      ['my-thread'],
    );
    assert.equal(world.state.focus, 'input', 'what is typed next is its first message');
  }
});

test('whatever was chosen, the input box is one key away, and a message there begins a session', () => {
  const world = newcomer();
  world.keys('4');
  assert.match(screenOf(world), /3 {2}go to the input; your first message starts/);
  world.keys('3');
  assert.match(screenOf(world), /Enter +send the message below/);
  world.type('new here?');
  assert.match(screenOf(world), /new here\?/);
  world.keys('enter');
  assert.equal(world.asked('createSession').length, 1);
});

test('a name for a session is asked only once a provider is chosen', () => {
  const world = newcomer();
  assert.doesNotMatch(screenOf(world), /n begins one|n new/);
  for (const key of ['n', 'C-n']) {
    world.keys(key);
    assert.equal(world.state.overlay.kind, 'none');
    assert.match(screenOf(world), /Choose a provider first: a number on the card/);
  }
});

for (const [sessions, where] of [
  ['none', 'an empty folder'],
  ['some', 'a folder with sessions'],
] as const) {
  test(`a session asked for on the command line in ${where} waits for the choice, with its name`, () => {
    const world = newcomer([foundKey], sessions);
    world.send({ type: 'started', open: { kind: 'new', name: 'evening' } });
    assert.match(world.state.toast?.text ?? '', /a number on the card/);
    world.keys('1');
    assert.match(world.state.toast?.text ?? '', /Write a message to start “evening”\./);
    assert.equal(world.state.focus, 'input');
    world.type('hello');
    world.keys('enter');
    assert.deepEqual(
      world.asked('createSession').map(({ name }) => name),
      ['evening'],
    );
    assert.equal(world.state.beginning, null);
  });
}

test('after the choice the page says by its name which session the first message begins', () => {
  const world = newcomer([foundKey]);
  world.send({ type: 'started', open: { kind: 'new', name: 'evening' } });
  world.list([]);
  world.keys('1');
  assert.match(screenOf(world), /it starts\s+\n.*“evening”/);
  assert.doesNotMatch(screenOf(world), /unnamed/);
});

test('a message without a provider stays in the input, and the next digit is the card’s', () => {
  const world = newcomer([foundKey]);
  world.send({ type: 'focus', to: 'input' });
  world.type('hello');
  world.keys('enter', '1');
  assert.equal(world.state.chosenModel?.provider, 'anthropic');
  assert.equal(world.state.focus, 'input');
  assert.match(screenOf(world), /▏ hello/);
  world.keys('enter');
  assert.equal(world.asked('createSession').length, 1);
});
