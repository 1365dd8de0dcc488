/** The config file: what may stand in it, and what is said of what is wrong, with its line. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sentence } from '../../src/core/problem.ts';
import { loadSettings } from '../../src/store/settings.ts';
import { config, folder, load } from '../support/config-files.ts';

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

test('plain http to another machine is allowed for the server that says so', async () => {
  const { settings, origins, problems } = await load(
    '{"compatible": {"baseUrl": "http://192.168.1.5:11434/v1", "allowHttp": true}}',
  );
  assert.deepEqual(settings.compatible, { baseUrl: 'http://192.168.1.5:11434/v1', allowHttp: true });
  assert.equal(origins['compatible.allowHttp'], 'config');
  assert.deepEqual([problems, settings.openai], [[], {}]);
});
