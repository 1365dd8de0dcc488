/** Settings: where each comes from, and what is said of variables and flags that are wrong. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultSettings } from '../../src/core/settings.ts';
import { loadSettings, settingNames } from '../../src/store/settings.ts';
import { allNames, knownNames } from '../../src/store/settings-schema.ts';
import { folder, load } from '../support/config-files.ts';

test('without a file, an environment or flags, everything has its default', async () => {
  const { settings, origins, problems } = await loadSettings({ configFile: join(folder, 'none.json'), env: {} });
  assert.deepEqual(problems, []);
  assert.equal(
    JSON.stringify(settings, Object.keys(defaultSettings).sort()),
    JSON.stringify(defaultSettings, Object.keys(defaultSettings).sort()),
  );
  assert.ok(Object.values(origins).every((origin) => origin === 'default'));
});

test('every setting of the schema has an origin, and no other name has', () => {
  const servers = ['anthropic', 'openai', 'compatible'];
  assert.deepEqual(
    [...settingNames].sort(),
    allNames()
      .filter((name) => !servers.includes(name))
      .sort(),
  );
  assert.deepEqual(
    Object.keys(defaultSettings).filter((name) => !knownNames([]).includes(name)),
    [],
  );
});

test('a flag beats the environment, which beats the file', async () => {
  const text = '{"provider": "anthropic", "model": "file-model", "theme": "file-theme"}';
  const env = { REPRISE_PROVIDER: 'openai', REPRISE_MODEL: 'env-model' };
  const { settings, origins } = await load(text, env, { provider: 'offline' });
  assert.deepEqual([settings.provider, settings.model, settings.theme], ['offline', 'env-model', 'file-theme']);
  assert.deepEqual([origins.provider, origins.model, origins.theme], ['flag', 'environment', 'config']);
});

test('each variable of the environment reaches its setting, trimmed; empty ones count as not set', async () => {
  const env = {
    ANTHROPIC_API_KEY: ' sk-ant-1\n',
    OPENAI_API_KEY: 'sk-2',
    REPRISE_API_KEY: 'local',
    ANTHROPIC_BASE_URL: 'https://a.example',
    OPENAI_BASE_URL: 'https://o.example/v1',
    REPRISE_BASE_URL: 'http://localhost:11434/v1',
    REPRISE_THEME: 'paper',
    REPRISE_MODEL: '',
  };
  const { settings, origins, problems } = await load(
    '{"model": "kept", "openai": {"model": "m", "apiKey": "old"}}',
    env,
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(settings.anthropic, { apiKey: 'sk-ant-1', baseUrl: 'https://a.example' });
  assert.deepEqual(settings.openai, {
    apiKey: 'sk-2',
    baseUrl: 'https://o.example/v1',
    model: 'm',
    hidden: { apiKey: 'old' },
  });
  assert.deepEqual(settings.compatible, { apiKey: 'local', baseUrl: 'http://localhost:11434/v1' });
  assert.equal(settings.theme, 'paper');
  assert.equal(settings.model, 'kept');
  assert.equal(origins['openai.apiKey'], 'environment');
  assert.equal(origins['openai.model'], 'config');
});

test('a provider is known however it is written', async () => {
  assert.equal((await load('{}', { REPRISE_PROVIDER: ' OpenAI ' })).settings.provider, 'openai');
  assert.equal((await load('{}', {}, { provider: 'Offline' })).settings.provider, 'offline');
  assert.equal((await load('{"provider": "Anthropic"}', {})).settings.provider, 'anthropic');
});

test('of a provider in the environment that does not exist it is said that nobody is asked in its place', async () => {
  const { problems } = await load('{}', { REPRISE_PROVIDER: 'gemini' });
  assert.deepEqual(
    problems.map((found) => found.next),
    ['No request is sent until you correct it.'],
  );
});

test('of a wrong address in the environment it is said that nothing is sent there', async () => {
  const { problems } = await load('{}', { OPENAI_BASE_URL: 'localhost:8080', OPENAI_API_KEY: 'a b' });
  assert.deepEqual(
    problems.map((found) => found.next),
    ['It is ignored until you correct it.', 'Nothing is sent there until you correct it.'],
  );
});

test('bad variables and flags are named and ignored', async () => {
  const { settings, problems } = await load(
    '{}',
    { REPRISE_PROVIDER: 'gpt', OPENAI_BASE_URL: 'ftp://x' },
    { provider: 'nobody' },
  );
  assert.equal(settings.provider, undefined);
  assert.deepEqual(
    problems.map((found) => [found.code, found.message.split(' should')[0]]),
    [
      ['bad-config', 'The variable REPRISE_PROVIDER'],
      ['bad-config', 'The variable OPENAI_BASE_URL'],
      ['bad-argument', '--provider'],
    ],
  );
});

test('a start without a config file loads neither zod nor the JSON parser', () => {
  const module = new URL('../../src/store/settings.ts', import.meta.url).href;
  const code = `
    const { registerHooks } = await import('node:module');
    const seen = [];
    registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
    const { loadSettings } = await import(${JSON.stringify(module)});
    await loadSettings({ configFile: ${JSON.stringify(join(folder, 'none.json'))}, env: { REPRISE_PROVIDER: 'openai', OPENAI_API_KEY: 'sk-1' } });
    process.stdout.write(seen.filter((url) => /zod|jsonc/.test(url)).length + ' ' + (seen.length > 0));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  assert.equal(run.stdout.trim(), '0 true', run.stderr);
});
