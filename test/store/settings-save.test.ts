/** Saving one setting leaves the rest of the file alone. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sentence } from '../../src/core/problem.ts';
import { loadSettings } from '../../src/store/settings.ts';
import { saveSetting } from '../../src/store/settings-save.ts';

const root = mkdtempSync(join(tmpdir(), 'reprise-save-'));
after(() => rmSync(root, { recursive: true }));
let count = 0;
function place(text?: string): string {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  const path = join(folder, 'config.json');
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

test('the first setting makes the file, for its owner alone, and nothing is left beside it', async () => {
  const path = join(root, 'new', 'config.json');
  const previous = process.umask(0);
  try {
    assert.deepEqual(await saveSetting(path, ['anthropic', 'apiKey'], 'sk-ant-1'), { ok: true, value: undefined });
  } finally {
    process.umask(previous);
  }
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(root, 'new')).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(join(root, 'new')), ['config.json']);
  assert.equal((await loadSettings({ configFile: path, env: {} })).settings.anthropic.apiKey, 'sk-ant-1');
});

test('comments, order and unknown fields survive', async () => {
  const path = place('{\n  // mine\n  "theme": "dark", // was light\n  "future": 1\n}\n');
  await saveSetting(path, ['theme'], 'paper');
  await saveSetting(path, ['keys', 'quit'], ['C-q']);
  assert.equal(
    readFileSync(path, 'utf8'),
    '{\n  // mine\n  "theme": "paper", // was light\n  "future": 1,\n  "keys": {\n    "quit": [\n      "C-q"\n    ]\n  }\n}\n',
  );
});

test('names with dots in them are one step of the path', async () => {
  const path = place();
  await saveSetting(path, ['contextWindows', 'gpt-4.1'], 1_000_000);
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { contextWindows: { 'gpt-4.1': 1_000_000 } });
});

test('undefined takes a setting out', async () => {
  const path = place('{"theme": "dark", "mouse": false}');
  assert.ok((await saveSetting(path, ['theme'], undefined)).ok);
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { mouse: false });
});

test('settings that are saved at the same time are all kept', async () => {
  const path = place();
  await Promise.all([
    saveSetting(path, ['mouse'], false),
    saveSetting(path, ['bell'], false),
    saveSetting(path, ['theme'], 'night'),
  ]);
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { mouse: false, bell: false, theme: 'night' });
});

test('what reading would refuse is not written', async () => {
  const path = place('{}');
  const refused = await saveSetting(path, ['mouse'], 'yes');
  assert.deepEqual(refused.ok ? [] : [refused.problem.code, refused.problem.message], [
    'bad-argument',
    '"mouse" should be true or false, not "yes".',
  ]);
  const key = await saveSetting(path, ['openai', 'apiKey'], 'sk-secret\n\x1b');
  assert.ok(!key.ok && !JSON.stringify(key.problem).includes('secret'));
  assert.ok(!(await saveSetting(path, ['__proto__', 'x'], 1)).ok);
  assert.equal(readFileSync(path, 'utf8'), '{}');
});

test('a broken file is not edited', async () => {
  const path = place('{"mouse": tru, "bell": false');
  const result = await saveSetting(path, ['bell'], true);
  assert.ok(!result.ok && result.problem.code === 'bad-config' && /nothing was changed/.test(result.problem.next));
  assert.equal(readFileSync(path, 'utf8'), '{"mouse": tru, "bell": false');
});

test('a link to the file stays a link', async () => {
  const target = place('{"mouse": false}');
  const link = join(root, 'link.json');
  symlinkSync(target, link);
  await saveSetting(link, ['bell'], false);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.deepEqual(JSON.parse(readFileSync(target, 'utf8')), { mouse: false, bell: false });
});

test('a folder that takes no files is told, and the next change works again', async () => {
  const path = join(root, 'file-as-folder', 'config.json');
  writeFileSync(join(root, 'file-as-folder'), '');
  const result = await saveSetting(path, ['bell'], false);
  assert.ok(!result.ok && result.problem.code === 'io-error' && sentence(result.problem).includes(path));
  assert.match(result.problem.message, /^The setting could not be saved\. The system says: E[A-Z]+: /);
  assert.ok((await saveSetting(place(), ['bell'], false)).ok);
});

test('a file that others could read is closed on saving', async () => {
  const path = place('{}');
  chmodSync(path, 0o644);
  await saveSetting(path, ['bell'], false);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});
