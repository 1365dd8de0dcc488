/** Settings: where each comes from, and what is said of those that are wrong. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sentence } from '../../src/core/problem.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { loadSettings, settingNames } from '../../src/store/settings.ts';
import { nearest } from '../../src/store/settings-checks.ts';
import { allNames, knownNames } from '../../src/store/settings-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-settings-'));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
function config(text: string, mode = 0o600): string {
  const path = join(folder, `config-${files++}.json`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}
const load = (text: string, env: Record<string, string> = {}, flags = {}) =>
  loadSettings({ configFile: config(text), env, flags });

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

test('comments and trailing commas are allowed', async () => {
  const { settings, origins, problems } = await load(
    '{\n // quiet\n "bell": false, /* and dark */ "theme": "night",\n}',
  );
  assert.deepEqual(problems, []);
  assert.equal(settings.bell, false);
  assert.equal(settings.theme, 'night');
  assert.equal(origins.bell, 'config');
  assert.equal(origins.mouse, 'default');
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

const wrong: [string, string, RegExp][] = [
  ['a wrong type', '{\n  "bell": true,\n  "mouse": "yes"\n}', /line 3: "mouse" should be true or false, not "yes"\./],
  [
    'a wrong word',
    '{"provider": "claude"}',
    /line 1: "provider" should be one of anthropic, openai, compatible, offline, not "claude"\./,
  ],
  ['a number out of range', '{"trashDays": -1}', /"trashDays" should be a number of days from 0 to 36500, not -1\./],
  ['a misspelt name', '{\n"moues": false}', /line 2: there is no setting "moues"\. Did you mean "mouse"\?/],
  ['another spelling', '{"window_title": false}', /no setting "window_title"\. Did you mean "windowTitle"\?/],
  ['a name that belongs deeper', '{"apiKey": "sk-secret"}', /no setting "apiKey"\. Did you mean "anthropic\.apiKey"\?/],
  [
    'a misspelt name below',
    '{"openai": {\n"baseurl": "http://x"}}',
    /line 2: there is no setting "openai\.baseurl"\. Did you mean "openai\.baseUrl"\?/,
  ],
  ['a name like nothing', '{"zzzzzzzz": 1}', /no setting "zzzzzzzz"\. It is ignored/],
  [
    'half a price',
    '{"prices": {\n"m": {\n"input": 1}}}',
    /line 2: "prices\.m\.output" should be dollars per million tokens/,
  ],
  [
    'a URL that is none',
    '{"compatible": {"baseUrl": "localhost:11434"}}',
    /"compatible\.baseUrl" should be a URL that begins with http/,
  ],
  [
    'a permission that is none',
    '{"compatible": {"allowHttp": "yes"}}',
    /"compatible\.allowHttp" should be true or false, not "yes"\./,
  ],
  [
    'keys that are none',
    '{"keys": {"quit": 7}}',
    /"keys\.quit" should be a key such as "ctrl\+k", or a list of keys, not 7\./,
  ],
  ['a list', '[1]', /line 1: the file should be \{ … \} with settings in it/],
  ['no JSON', '{\n"mouse" true}', /line 2: this is not JSON \(colon expected\)\./],
  ['control characters', '{"theme": "a\\u001b[31m"}', /"theme" should be a name of 1 to 200 characters/],
];
for (const [title, text, expected] of wrong) {
  test(`${title} is told with file, line and field`, async () => {
    const { problems } = await load(text);
    assert.equal(problems.length, 1);
    const [found] = problems;
    assert.ok(found);
    assert.match(sentence(found), expected);
    // The path comes last: it may be longer than the screen is wide.
    assert.match(sentence(found), /^Settings, line \d+: .* The file is \/.*config-\d+\.json\.$/);
    assert.doesNotMatch(problems[0]?.message ?? '', /[\x00-\x1f]/);
  });
}

test('a bad field costs only itself', async () => {
  const { settings, problems } = await load(
    '{"mouse": 3, "bell": false, "prices": {"a": {"input": 1}, "b": {"input": 1, "output": 2}}, "keys": {"quit": "C-q", "help": [1]}, "openai": {"apiKey": "a b", "model": "m"}}',
  );
  assert.equal(problems.length, 4);
  assert.equal(settings.mouse, true);
  assert.equal(settings.bell, false);
  assert.deepEqual({ ...settings.prices }, { b: { input: 1, output: 2 } });
  assert.deepEqual({ ...settings.keys }, { quit: ['C-q'] });
  assert.deepEqual(settings.openai, { model: 'm' });
});

for (const [what, text] of [
  ['without its beginning', '{"openai": {"apiKey": "sk-1", "baseUrl": "localhost:8080"}}'],
  ['that is no text', '{"openai": {"apiKey": "sk-1", "baseUrl": 8080}}'],
  ['under the name of another program', '{"openai": {"apiKey": "sk-1", "base_URL": "http://localhost:8080/v1"}}'],
  ['under a name of its own', '{"openai": {"apiKey": "sk-1", "endpoint": "http://localhost:8080/v1"}}'],
  ['in place of the object', '{"openai": "http://localhost:8080/v1"}'],
  ['without quotes', '{"openai": {"apiKey": "sk-1", "baseUrl": http://localhost:8080/v1}}'],
  ['whose name is without quotes', '{"openai": {"apiKey": "sk-1", baseUrl: "http://localhost:8080/v1"}}'],
  ['of a server whose name is without quotes', '{"mouse": true, openai: {"baseUrl": "http://localhost:8080/v1"}}'],
] as const) {
  test(`an address ${what} is remembered as wrong: the vendor was not meant`, async () => {
    const { settings } = await load(text);
    assert.equal(settings.openai.wrongAddress, true);
    assert.equal(settings.anthropic.wrongAddress, undefined);
  });
}

test('a mistake elsewhere in the file leaves an address as it is, and none is none', async () => {
  const { settings } = await load(
    '{"openai": {"baseUrl": "https://o.example"}, "anthropic": {"apiKey": "k"}, "mouse" 1}',
  );
  assert.deepEqual(settings.openai, { baseUrl: 'https://o.example' });
  assert.deepEqual(settings.anthropic, { apiKey: 'k' });
});

test('another mistake in a server’s settings says nothing about its address', async () => {
  const { settings } = await load('{"openai": {"apiKey": "a b", "allowHttp": "yes", "timeout": 30}}');
  assert.deepEqual(settings.openai, {});
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

test('what stands before and after a broken place is still used', async () => {
  const { settings, problems } = await load('{"bell": false, "mouse" true, "sync": "none"}');
  assert.equal(problems.length, 1);
  assert.deepEqual([settings.bell, settings.sync], [false, 'none']);
});

test('__proto__ and constructor in the file change no object', async () => {
  const { settings, problems } = await load(
    '{"__proto__": {"x": 1, "mouse": false}, "constructor": {"prototype": {"x": 1}}, "keys": {"__proto__": ["C-x"], "constructor": ["C-y"]}, "prices": {"__proto__": {"input": 1, "output": 1}}}',
  );
  assert.equal(Reflect.get({}, 'x'), undefined);
  assert.equal(settings.mouse, true);
  assert.deepEqual(
    problems.map((found) => /setting "(\w+)"/.exec(found.message)?.[1]),
    ['__proto__', 'constructor'],
  );
  assert.equal(settings.prices.toString, undefined);
  assert.deepEqual(settings.keys.constructor, ['C-y']);
});

test('a key with control characters or blanks is refused without being repeated', async () => {
  const { settings, problems } = await load('{"anthropic": {"apiKey": "sk-ant-secret\\u0007x"}}', {
    OPENAI_API_KEY: 'sk-secret\nX-Evil: 1',
  });
  assert.equal(settings.anthropic.apiKey, undefined);
  assert.equal(settings.openai.apiKey, undefined);
  assert.equal(problems.length, 2);
  for (const found of problems) assert.doesNotMatch(JSON.stringify(found), /secret/);
});

test('a config file that holds a key and is open to others is closed, and that is told', async () => {
  const path = config('{"openai": {"apiKey": "sk-1"}}', 0o644);
  const { settings, problems } = await loadSettings({ configFile: path, env: {} });
  assert.equal(settings.openai.apiKey, 'sk-1');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.match(problems[0]?.message ?? '', /holds a key, and other users .* could read it; now only you can/);
  assert.deepEqual((await loadSettings({ configFile: path, env: {} })).problems, []);
});

test('a config file without a key may be readable', async () => {
  const path = config('{"mouse": false}', 0o644);
  assert.deepEqual((await loadSettings({ configFile: path, env: {} })).problems, []);
  assert.equal(statSync(path).mode & 0o777, 0o644);
});

test('a byte order mark, an empty file and a link are fine', async () => {
  assert.equal((await load('\ufeff{"mouse": false}')).settings.mouse, false);
  assert.deepEqual((await load(' \n')).problems, []);
  const link = join(folder, 'link.json');
  symlinkSync(config('{"mouse": false}'), link);
  assert.equal((await loadSettings({ configFile: link, env: {} })).settings.mouse, false);
});

test('a folder, a FIFO and a giant in place of the file are named, and the start goes on', async () => {
  const directory = join(folder, 'folder.json');
  mkdirSync(directory);
  const fifo = join(folder, 'fifo.json');
  spawnSync('mkfifo', [fifo]);
  for (const [path, why] of [
    [directory, /it is not a file|EISDIR/],
    [fifo, /it is not a file/],
    [config(`"${'x'.repeat(2 << 20)}"`), /far too large/],
  ] as const) {
    const { settings, problems } = await loadSettings({ configFile: path, env: {} });
    assert.equal(settings.theme, 'auto');
    assert.match(problems[0]?.message ?? '', why);
  }
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

test('the nearest name is found, and none where none is near', () => {
  assert.equal(nearest('thme', ['theme', 'mouse']), 'theme');
  assert.equal(nearest('API-KEY', ['openai.apiKey']), 'openai.apiKey');
  assert.equal(nearest('x', ['theme', 'mouse']), undefined);
});

test('plain http to another machine is allowed for the server that says so', async () => {
  const { settings, origins, problems } = await load(
    '{"compatible": {"baseUrl": "http://192.168.1.5:11434/v1", "allowHttp": true}}',
  );
  assert.deepEqual(settings.compatible, { baseUrl: 'http://192.168.1.5:11434/v1', allowHttp: true });
  assert.equal(origins['compatible.allowHttp'], 'config');
  assert.deepEqual([problems, settings.openai], [[], {}]);
});
