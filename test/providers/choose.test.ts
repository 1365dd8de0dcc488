/** Which provider and model are taken, from many places that may name them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultSettings } from '../../src/core/settings.ts';
import { type Choice, type ChoiceInput, chooseProvider } from '../../src/providers/choose.ts';

const input = (parts: Partial<ChoiceInput>): ChoiceInput => ({
  flags: {},
  env: {},
  settings: defaultSettings,
  found: [],
  ...parts,
});
const ollama = {
  provider: 'compatible',
  label: 'Ollama',
  baseUrl: 'http://localhost:11434/v1',
  models: [{ id: 'llama3.2' }],
} as const;
const config = (parts: Partial<typeof defaultSettings>) => ({ ...defaultSettings, ...parts });

const rows: readonly (readonly [string, Partial<ChoiceInput>, string, string, Choice['from']])[] = [
  ['nothing is named and nothing found', {}, 'offline', 'offline', 'default'],
  [
    'a key was found',
    { found: [{ provider: 'anthropic', label: 'ANTHROPIC_API_KEY' }] },
    'anthropic',
    'claude-sonnet-5-5',
    'found',
  ],
  ['a local server was found', { found: [ollama] }, 'compatible', 'llama3.2', 'found'],
  [
    'a local server was found whose first model only embeds',
    { found: [{ ...ollama, models: [{ id: 'text-embedding-nomic-embed-text-v1.5' }, { id: 'qwen3' }] }] },
    'compatible',
    'qwen3',
    'found',
  ],
  [
    'the settings are before what was found',
    { settings: config({ provider: 'openai', model: 'gpt-x' }), found: [ollama] },
    'openai',
    'gpt-x',
    'config',
  ],
  [
    'the session is before the settings',
    { session: { provider: 'anthropic', model: 'claude-x' }, settings: config({ provider: 'openai', model: 'gpt-x' }) },
    'anthropic',
    'claude-x',
    'session',
  ],
  [
    'the environment is before the session',
    {
      env: { REPRISE_PROVIDER: 'openai', REPRISE_MODEL: 'gpt-y' },
      session: { provider: 'anthropic', model: 'claude-x' },
    },
    'openai',
    'gpt-y',
    'environment',
  ],
  [
    'a flag is before the environment',
    { flags: { provider: 'offline' }, env: { REPRISE_PROVIDER: 'openai' } },
    'offline',
    'offline',
    'flag',
  ],
  [
    'a flag names only the model',
    { flags: { model: 'claude-y' }, session: { provider: 'anthropic', model: 'claude-x' } },
    'anthropic',
    'claude-y',
    'session',
  ],
  [
    'the environment names only the model',
    { env: { REPRISE_MODEL: 'claude-y' }, session: { provider: 'anthropic', model: 'claude-x' } },
    'anthropic',
    'claude-y',
    'session',
  ],
  [
    "a flag changes the provider: the session's model is not its own",
    { flags: { provider: 'openai' }, session: { provider: 'anthropic', model: 'claude-x' } },
    'openai',
    'gpt-5.5',
    'flag',
  ],
  [
    "a flag names the session's own provider: its model stays",
    { flags: { provider: 'anthropic' }, session: { provider: 'anthropic', model: 'claude-x' } },
    'anthropic',
    'claude-x',
    'flag',
  ],
  [
    "the provider's own setting of a model",
    { flags: { provider: 'openai' }, settings: config({ openai: { model: 'gpt-z' } }) },
    'openai',
    'gpt-z',
    'flag',
  ],
  [
    'an environment variable that is set to nothing',
    { env: { REPRISE_PROVIDER: '', REPRISE_MODEL: ' ' } },
    'offline',
    'offline',
    'default',
  ],
  ['capital letters', { flags: { provider: 'OpenAI' } }, 'openai', 'gpt-5.5', 'flag'],
  [
    'the session of a provider that we do not know',
    { session: { provider: 'bedrock', model: 'x' }, found: [ollama] },
    'compatible',
    'llama3.2',
    'found',
  ],
  ["a model's name for offline", { flags: { provider: 'offline', model: 'gpt-x' } }, 'offline', 'offline', 'flag'],
  ['a compatible server without a model', { flags: { provider: 'compatible' } }, 'compatible', '', 'flag'],
];

describe('the provider and model that are chosen', () => {
  for (const [name, parts, provider, model, from] of rows) {
    it(name, () => {
      const choice = chooseProvider(input(parts));
      assert.ok(choice.ok);
      assert.deepEqual([choice.value.provider, choice.value.model, choice.value.from], [provider, model, from]);
    });
  }

  it('a provider that does not exist is refused, with those that do', () => {
    for (const parts of [{ flags: { provider: 'gemini' } }, { env: { REPRISE_PROVIDER: 'gemini' } }]) {
      const choice = chooseProvider(input(parts));
      assert.ok(!choice.ok && choice.problem.code === 'bad-argument');
      assert.match(choice.problem.next, /anthropic, openai, compatible, offline/);
    }
  });

  it('the address of a server that was found comes along, where none is set', () => {
    const found = chooseProvider(input({ found: [ollama] }));
    assert.equal(found.ok && found.value.baseUrl, ollama.baseUrl);
    const set = chooseProvider(input({ found: [ollama], env: { REPRISE_BASE_URL: 'http://localhost:9/v1' } }));
    assert.equal(set.ok && set.value.baseUrl, undefined);
  });
});
