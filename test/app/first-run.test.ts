/** The first-run card: its choices, its keys, where it stands, and that it never stands in the way. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noDestinations } from '../../src/app/destinations.ts';
import { cardChoices } from '../../src/app/view/first-run.ts';
import { foundKey, foundServer, newcomer, saved } from '../support/newcomer.ts';
import { screenOf } from '../support/panes.ts';
import { SampleWorld, sampleTalk } from '../support/sample-world.ts';

test('what was found comes first, offline last, one digit each', () => {
  const choices = cardChoices({
    discovery: { kind: 'done', found: [foundKey, foundServer] },
    destinations: noDestinations,
  });
  assert.deepEqual(
    choices.map((one) => [one.key, one.choice.kind]),
    [
      ['1', 'found'],
      ['2', 'found'],
      ['3', 'key'],
      ['4', 'key'],
      ['5', 'server'],
      ['6', 'offline'],
    ],
  );
  const many = cardChoices({
    discovery: { kind: 'done', found: Array.from({ length: 20 }, () => foundServer) },
    destinations: noDestinations,
  });
  assert.equal(many.length, 9);
  assert.equal(many.at(-1)?.choice.kind, 'offline');
});

test('while keys and servers are looked for no digit is offered: what is found comes first and would change its meaning', () => {
  const world = new SampleWorld({ chosenModel: null, sessions: [] });
  assert.match(screenOf(world), /Looking for keys/);
  assert.doesNotMatch(screenOf(world), / 1 {2}paste|Press the number/);
  for (const key of ['1', '4', 'enter']) {
    world.keys(key);
    assert.match(world.state.toast?.text ?? '', /Still looking/, key);
    assert.equal(world.state.overlay.kind, 'none', key);
    assert.notEqual(world.state.focus, 'input', 'nor is it the key of a pane');
  }
  world.send({ type: 'providersFound', found: [foundKey] });
  assert.match(screenOf(world), / 1 {2}use the key in ANTHROPIC_API_KEY/);
});

describe('a key of the card', () => {
  test('a found key is used from now on, and kept as the setting', () => {
    const world = newcomer([foundKey, foundServer]);
    world.keys('1');
    assert.deepEqual(world.state.chosenModel, { provider: 'anthropic', model: 'claude-sonnet-5-5' });
    assert.deepEqual(world.asked('saveSetting'), [{ type: 'saveSetting', path: ['provider'], value: 'anthropic' }]);
    assert.doesNotMatch(screenOf(world), /Choose a provider/);
    assert.match(
      world.state.toast?.text ?? '',
      /Now using anthropic with the key in ANTHROPIC_API_KEY\. Press n to start a session\./,
    );
  });

  test('a found server brings its address and its first model', () => {
    const world = newcomer([foundKey, foundServer]);
    world.keys('2');
    assert.deepEqual(world.state.chosenModel, { provider: 'compatible', model: 'llama-small' });
    assert.deepEqual(saved(world), [
      ['provider', 'compatible'],
      ['compatible.baseUrl', 'http://localhost:11434/v1'],
    ]);
  });

  test('Enter takes the first', () => {
    const world = newcomer([foundServer]);
    assert.match(screenOf(world), /Press a number, or Enter for the\n?/);
    world.keys('enter');
    assert.equal(world.state.chosenModel?.provider, 'compatible');
  });

  test('pasting a key: what cannot be one is refused, the key itself is never shown', () => {
    const world = newcomer();
    world.keys('1');
    world.type('short');
    world.keys('enter');
    assert.match(screenOf(world), /That does not look like a key/);
    world.type('sk-ant-secret-1234');
    assert.doesNotMatch(screenOf(world), /secret/);
    world.keys('enter');
    assert.deepEqual(world.asked('saveKey'), [
      { type: 'saveKey', provider: 'anthropic', key: 'shortsk-ant-secret-1234' },
    ]);
    world.send({ type: 'keySaved', provider: 'anthropic', model: 'claude-large', shown: 'sk-…1234', overruledBy: '' });
    assert.match(screenOf(world), /The key sk-…1234 is saved/);
  });

  test('a pasted key that the environment overrules is not said to be the one that is used', () => {
    const world = newcomer([foundKey]);
    const overruledBy = 'ANTHROPIC_API_KEY';
    world.send({ type: 'keySaved', provider: 'anthropic', model: 'claude-large', shown: 'sk-…1234', overruledBy });
    assert.match(
      world.state.toast?.text ?? '',
      /is saved, but ANTHROPIC_API_KEY holds another key and takes precedence/,
    );
  });

  test('a server is named by its address, which has to be one', () => {
    const world = newcomer();
    world.keys('3', 'C-u');
    world.type('localhost:1234');
    world.keys('enter');
    assert.match(screenOf(world), /A base URL is one address beginning with/);
    world.keys('C-u');
    world.type('http://localhost:11434/v1http://localhost:1234/v1');
    world.keys('enter');
    assert.match(screenOf(world), /A base URL is one address beginning with/);
    assert.deepEqual(world.asked('saveSetting'), []);
  });

  test('the address that is offered gives way to the one that is typed', () => {
    const world = newcomer();
    world.keys('3');
    world.type('http://localhost:1234/v1');
    world.keys('enter');
    assert.deepEqual(saved(world), [
      ['compatible.baseUrl', 'http://localhost:1234/v1'],
      ['provider', 'compatible'],
    ]);
    assert.equal(world.state.overlay.kind, 'none', 'a server of one’s own is asked without a key');
  });

  test('a service in the net is asked for with its key at once; Press Enter to continue without', () => {
    const world = newcomer();
    world.keys('3');
    world.type('https://openrouter.example/api/v1');
    world.keys('enter');
    assert.match(screenOf(world), /API key for openrouter\.example/);
    assert.match(screenOf(world), /Press Enter to continue/);
    world.keys('enter');
    assert.equal(world.state.overlay.kind, 'none');
    assert.deepEqual(world.asked('saveKey'), []);
    assert.equal(world.state.chosenModel?.provider, 'compatible');
  });

  test('the key of one server does not stay for the next', () => {
    const world = newcomer();
    const settings = {
      ...world.state.settings,
      compatible: { baseUrl: 'https://one.example/v1', apiKey: 'sk-one-1234' },
    };
    world.send({ type: 'settingsChanged', settings });
    world.send({ type: 'baseUrlTyped', url: 'https://one.example/v2' });
    assert.ok(!saved(world).some(([path]) => path === 'compatible.apiKey'), 'the same server keeps its key');
    world.send({ type: 'baseUrlTyped', url: 'https://two.example/v1' });
    assert.deepEqual(saved(world).slice(2), [
      ['compatible.apiKey', undefined],
      ['compatible.baseUrl', 'https://two.example/v1'],
      ['provider', 'compatible'],
    ]);
  });

  test('digits are text while typing', () => {
    const world = newcomer();
    world.send({ type: 'focus', to: 'input' });
    world.type('4 apples');
    assert.equal(world.state.chosenModel, null);
    assert.match(screenOf(world), /4 apples/);
  });
});

describe('with sessions in the folder', () => {
  test('the card stands until the user moves; then sessions can be read', () => {
    const world = newcomer([], 'some');
    assert.match(screenOf(world), /Choose a provider/);
    assert.equal(world.asked('readTranscript').length, 0);
    world.keys('down');
    assert.doesNotMatch(screenOf(world), /Choose a provider/);
    assert.match(screenOf(world), /They are just strings/);
    world.keys('up');
    assert.match(screenOf(world), /They are just strings/);
  });

  test('Enter resumes the session under the cursor: the card takes only its digits', () => {
    const world = newcomer([foundKey], 'some');
    world.keys('enter');
    assert.equal(world.asked('openSession').length, 1);
    assert.equal(world.state.chosenModel, null);
  });

  test('an empty session that has a provider is not asked for one', () => {
    const world = new SampleWorld({ chosenModel: null, talk: [] });
    world.keys('down');
    assert.match(screenOf(world), /This session is empty/);
    assert.doesNotMatch(screenOf(world), /Choose a provider/);
  });

  test('a choice makes room for the session under the cursor', () => {
    const world = newcomer([], 'some');
    world.keys('4');
    assert.deepEqual(world.state.chosenModel, { provider: 'offline', model: 'offline' });
    assert.match(screenOf(world), /They are just strings/);
  });
});

describe('later', () => {
  test('/provider offers the same, and looks again only if nobody has looked', () => {
    const world = newcomer([foundServer]);
    world.keys('4', 'escape');
    world.send({ type: 'pickProvider' });
    assert.equal(world.asked('detectProviders').length, 0);
    world.type('paste an openai');
    world.keys('enter');
    assert.equal(world.state.overlay.kind === 'prompt' && world.state.overlay.purpose.kind, 'key');
    const other = new SampleWorld();
    other.send({ type: 'pickProvider' });
    assert.equal(other.asked('detectProviders').length, 1);
    other.send({ type: 'providersFound', found: [foundServer] });
    assert.match(screenOf(other), /use Ollama at localhost:11434/);
  });

  test('/provider takes the key of a server that was named, under its address', () => {
    const world = new SampleWorld();
    const destinations = new Map([['compatible', { host: 'openrouter.example', isVendor: false, warning: '' }]]);
    world.send({ type: 'destinationsKnown', destinations });
    world.send({ type: 'pickProvider' });
    world.type('paste a key for openrouter');
    world.keys('enter');
    assert.match(screenOf(world), /API key for openrouter\.example/);
    world.type('sk-or-v1-secret');
    world.keys('enter');
    assert.deepEqual(world.asked('saveKey'), [{ type: 'saveKey', provider: 'compatible', key: 'sk-or-v1-secret' }]);
  });

  test('a provider for the shown session only', () => {
    const world = new SampleWorld({ talk: sampleTalk });
    world.keys('down');
    world.send({ type: 'setProvider', provider: 'offline' });
    assert.equal(world.state.conversations.get('sess_a')?.provider, 'offline');
    world.send({ type: 'setProvider', provider: 'nobody' });
    assert.match(screenOf(world), /There is no provider “nobody”/);
  });
});
