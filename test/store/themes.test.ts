/** Themes from files: the right one, and a usable one whatever the files say. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { themeTokens } from '../../src/core/theme.ts';
import { defaultThemes } from '../../src/core/theme-file.ts';
import { loadTheme, loadThemes } from '../../src/store/themes.ts';
import { tempFolder } from '../support/temp-home.ts';

const builtinDir = path.resolve(import.meta.dirname, '../../themes');

function folders(t: TestContext, files: Readonly<Record<string, unknown>> = {}) {
  const userDir = path.join(tempFolder(t), 'themes');
  fs.mkdirSync(userDir);
  for (const [name, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(userDir, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { builtinDir, userDir };
}

test('every theme that comes with the program loads by its name, whole', async (t) => {
  const where = folders(t);
  const { themes, problems } = await loadThemes(where);
  assert.deepEqual(problems, []);
  assert.ok(themes.length >= 3);
  for (const { name } of themes) {
    const { theme, problem } = await loadTheme(name, 'dark', where);
    assert.equal(problem, undefined);
    assert.equal(theme.name, name);
    for (const token of themeTokens) assert.ok(theme.styles[token], `${name} ${token}`);
  }
});

test('auto is the default theme of the terminal’s kind', async (t) => {
  const where = folders(t);
  assert.equal((await loadTheme('auto', 'dark', where)).theme.name, defaultThemes.dark);
  assert.equal((await loadTheme('auto', 'light', where)).theme.name, defaultThemes.light);
});

test('a user’s theme wins over a built-in one, and is found by the name in it too', async (t) => {
  const where = folders(t, {
    [`${defaultThemes.dark}.json`]: { name: defaultThemes.dark, kind: 'dark', description: 'mine' },
    'whatever.json': { name: 'sea', kind: 'light', tokens: { accent: '#123456' } },
  });
  assert.equal((await loadTheme('auto', 'dark', where)).theme.description, 'mine');
  assert.equal((await loadTheme('sea', 'dark', where)).theme.styles.accent.fg, '#123456');
  const { themes } = await loadThemes(where);
  assert.equal(themes.filter((theme) => theme.name === defaultThemes.dark).length, 1);
});

test('an unknown theme is said, with the one that was meant, and the default is used', async (t) => {
  const { theme, problem } = await loadTheme(`${defaultThemes.dark}r`, 'dark', folders(t));
  assert.equal(theme.name, defaultThemes.dark);
  assert.equal(problem?.code, 'bad-theme');
  assert.match(problem?.next ?? '', new RegExp(`Did you mean "${defaultThemes.dark}"`));
});

const bad: [string, unknown, RegExp][] = [
  ['a token that does not exist', { name: 'bad', kind: 'dark', tokens: { acent: '#ffffff' } }, /bad\.json.*"acent"/],
  ['a colour that is none', { name: 'bad', kind: 'dark', tokens: { accent: 'reddish' } }, /bad\.json.*"accent"/],
  ['no JSON', '{"name": "bad",', /bad\.json/],
  ['far too much', `"${'x'.repeat(300_000)}"`, /bad\.json.*not a theme file/],
];
for (const [title, content, expected] of bad) {
  test(`a user’s theme with ${title} is named with its file, and the others still load`, async (t) => {
    const where = folders(t, { 'bad.json': content });
    const { theme, problem } = await loadTheme('bad', 'dark', where);
    assert.equal(theme.name, defaultThemes.dark);
    assert.match(problem?.message ?? '', expected);
    const all = await loadThemes(where);
    assert.equal(all.problems.length, 1);
    assert.ok(all.themes.length >= 3);
  });
}

test('names that lead elsewhere, pipes and missing folders do no harm', async (t) => {
  const where = folders(t);
  spawnSync('mkfifo', [path.join(where.userDir, 'pipe.json')]);
  for (const name of ['../../package', '/etc/passwd', 'a\0b', 'pipe', '']) {
    const { theme, problem } = await loadTheme(name, 'light', where);
    assert.equal(theme.name, defaultThemes.light);
    assert.equal(problem?.code, 'bad-theme');
  }
  const nowhere = { builtinDir: path.join(where.userDir, 'none'), userDir: path.join(where.userDir, 'none') };
  const { theme, problem } = await loadTheme('auto', 'light', nowhere);
  assert.equal(theme.kind, 'light');
  assert.equal(problem?.code, 'bad-theme');
});

test('the start with a theme loads no schema checker', (t) => {
  const where = folders(t);
  const module = new URL('../../src/store/themes.ts', import.meta.url).href;
  const code = `
    const { registerHooks } = await import('node:module');
    const seen = [];
    registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
    const { loadTheme } = await import(${JSON.stringify(module)});
    const { problem } = await loadTheme('auto', 'dark', ${JSON.stringify(where)});
    process.stdout.write((problem === undefined) + ' ' + seen.some((url) => url.includes('zod')));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  assert.equal(run.stdout.trim(), 'true false', run.stderr);
});
