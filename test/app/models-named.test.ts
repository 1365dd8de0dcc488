/** What flags and the environment name, beside what each session remembers and what is chosen on the screen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstNamed, type NamedModel } from '../../src/core/named-model.ts';
import { modelLabel } from '../../src/core/session.ts';
import { FakeWorld } from '../support/fake-world.ts';
import { foundKey, foundServer, newcomer } from '../support/newcomer.ts';

function resumed(world: FakeWorld, id: string): string {
  world.send({ type: 'resume', id });
  world.settle();
  return modelLabel(world.conversation(id));
}

/** Two sessions, of which the first was given another model, or another provider. */
function twoSessions(world: FakeWorld, other: { model: string } | { provider: string }): readonly [string, string] {
  const first = world.session('one');
  world.send('model' in other ? { type: 'setModel', ...other } : { type: 'setProvider', ...other });
  world.settle();
  return [first, world.session('two')];
}

test('a provider that the environment names leaves each of its sessions its own model', () => {
  const world = new FakeWorld();
  const [first] = twoSessions(world, { model: 'large' });
  world.send({ type: 'setModel', model: 'small' });
  world.settle();
  world.restart([{ provider: 'openai' }]);
  assert.equal(resumed(world, first), 'openai/large');
});

test('a model that flags name counts for every session; one of another provider is asked for its usual one', () => {
  const world = new FakeWorld();
  const [first, second] = twoSessions(world, { provider: 'anthropic' });
  world.restart([{ model: 'named' }]);
  assert.deepEqual([resumed(world, first), resumed(world, second)], ['anthropic/named', 'anthropic/named']);
  world.restart([{}, { provider: 'openai' }]);
  assert.equal(resumed(world, first), 'openai/gpt-5.5');
});

test('what is chosen in one session, or begun with, is kept in it and changes no other, whatever was named', () => {
  const world = new FakeWorld();
  const [first, second] = twoSessions(world, { model: 'large' });
  world.restart([{ provider: 'openai', model: 'named' }]);
  assert.equal(resumed(world, first), 'openai/named');
  world.send({ type: 'setProvider', provider: 'anthropic' });
  world.settle();
  const third = world.session('three');
  assert.equal(resumed(world, second), 'openai/named');
  const claude = modelLabel(world.file(third).summary);
  assert.match(claude, /^anthropic\//);
  assert.deepEqual([resumed(world, first), resumed(world, third)], [claude, claude]);
});

test('a model that is named without a provider is the one of the provider that is chosen first', () => {
  const world = newcomer([foundKey, foundServer]);
  world.state = { ...world.state, modelsNamed: [{ model: 'named' }, {}] };
  world.send({ type: 'useFound', index: 0 });
  assert.deepEqual(world.state.chosenModel, { provider: 'anthropic', model: 'named' });
  world.send({ type: 'useFound', index: 1 });
  assert.deepEqual(world.state.chosenModel, { provider: 'compatible', model: 'llama-small' });
});

test('the first provider that is named counts, and the first model for it', () => {
  const rows: readonly (readonly [readonly NamedModel[], string])[] = [
    [[], '/'],
    [[{ model: 'm' }], '/'],
    [[{ model: 'm' }, { provider: 'p', model: 'n' }], 'p/m'],
    [[{ provider: 'p' }, { model: 'm' }, { provider: 'p', model: 'n' }], 'p/n'],
    [[{ provider: 'p' }, { provider: 'q', model: 'm' }], 'p/'],
    [
      [
        { provider: '', model: '' },
        { provider: 'q', model: 'm' },
      ],
      'q/m',
    ],
  ];
  for (const [sources, expected] of rows) {
    const { provider, model } = firstNamed(sources);
    assert.equal(`${provider}/${model}`, expected);
  }
});
