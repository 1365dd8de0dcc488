import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { contrast, reduceColor } from '../src/core/color.ts';
import { type Theme, type ThemeToken, themeTokens } from '../src/core/theme.ts';
import { defaultThemes, resolveTheme } from '../src/core/theme-file.ts';
import { reduceTheme } from '../src/core/theme-file-depth.ts';

const folder = new URL('../themes/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

function load(file: string): { readonly json: Record<string, unknown>; readonly theme: Theme } {
  const json = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, unknown>;
  const result = resolveTheme(json);
  assert.ok(result.ok, result.ok ? '' : `${file}: ${result.problem.message}`);
  return { json, theme: result.value };
}

/** Lines and what cannot be used just now: they may be quieter than text. */
const quiet = new Set<ThemeToken>(['border', 'rule', 'codeBorder', 'tableBorder', 'scrollbar', 'footerDisabled']);

/** Where a token is painted beside its own ground: rows of the list when selected, lists and texts in overlays. */
const alsoOn: { readonly [ground in ThemeToken]?: readonly ThemeToken[] } = {
  selected: ['text', 'dim', 'accent', 'marked', 'pinned', 'streaming', 'waiting', 'failed', 'locked', 'damaged'],
  selectedBlurred: ['text', 'dim', 'accent', 'marked', 'pinned', 'streaming', 'waiting', 'failed', 'locked', 'damaged'],
  overlaySelected: ['dim', 'accent', 'pinned', 'footerKey', 'error', 'warning', 'success'],
  overlay: ['text', 'dim', 'accent', 'title', 'heading', 'link', 'error', 'warning', 'success', 'footerKey', 'input'],
  footer: ['text', 'dim', 'accent', 'error', 'warning', 'success', 'streaming', 'waiting', 'failed'],
  code: ['text', 'scrollThumb'],
  text: ['strike', 'code', 'codeVariable', 'scrollThumb', 'sparkline'],
};

test('there are at least eight themes, dark and light, and the defaults are among them', () => {
  const themes = files.map((file) => load(file).theme);
  assert.ok(themes.length >= 8);
  assert.ok(themes.filter((theme) => theme.kind === 'light').length >= 2);
  for (const kind of ['dark', 'light'] as const) {
    assert.equal(themes.find((theme) => theme.name === defaultThemes[kind])?.kind, kind);
  }
});

for (const file of files) {
  test(`${file}: named as its file, described, every token given, every palette colour used`, () => {
    const { json, theme } = load(file);
    assert.equal(`${theme.name}.json`, file);
    assert.match(theme.description, /^.{10,70}$/);
    const tokens = json.tokens as Record<string, unknown>;
    assert.deepEqual(Object.keys(tokens).sort(), [...themeTokens].sort());
    const used = JSON.stringify(tokens);
    for (const color of Object.keys(json.palette as object)) assert.ok(used.includes(`"${color}"`), color);
  });

  for (const depth of [24, 8] as const) {
    test(`${file}: every text can be read with ${depth}-bit colours`, () => {
      const { styles, name } = load(file).theme;
      const text = name === 'beacon' ? 7 : 4.5;
      const line = name === 'beacon' ? 7 : 3;
      const readable = (token: ThemeToken, ground: ThemeToken) => {
        const fg = styles[token].fg ?? 'default';
        const bg = styles[ground].bg ?? 'default';
        const reached = contrast(reduceColor(fg, depth), reduceColor(bg, depth)) ?? 0;
        const wanted = quiet.has(token) ? line : text;
        assert.ok(reached >= wanted, `${token} on ${ground}: ${reached.toFixed(2)} of ${wanted}`);
      };
      for (const token of themeTokens) readable(token, token);
      for (const ground of themeTokens) for (const token of alsoOn[ground] ?? []) readable(token, ground);
    });
  }

  test(`${file}: selection, hits and code can be told from plain text in 256 colours, and in none`, () => {
    const { theme } = load(file);
    const in256 = reduceTheme(theme, 8).styles;
    for (const token of ['selected', 'selectedBlurred', 'match', 'matchCurrent', 'overlaySelected'] as const) {
      assert.notEqual(in256[token].bg, in256.text.bg, token);
    }
    assert.notEqual(in256.selected.bg, in256.selectedBlurred.bg);
    assert.notDeepEqual(in256.match, in256.matchCurrent);
    assert.notEqual(in256.codeInline.fg, in256.text.fg);
    const in16 = reduceTheme(theme, 4).styles;
    for (const token of themeTokens) {
      const { fg = 'default', bg = 'default' } = in16[token];
      assert.ok((contrast(fg, bg) ?? 0) >= 2.5, `${token} with 16 colours`);
    }
    assert.notEqual(in16.codeInline.fg, in16.text.fg);
    for (const red of [1, 9]) assert.notEqual(in16.codeInline.fg, red, 'code among words does not look like an error');
    const colourless = reduceTheme(theme, 1).styles;
    for (const token of ['selected', 'selectedBlurred', 'match', 'matchCurrent'] as const) {
      assert.notDeepEqual(colourless[token], colourless.text, token);
    }
  });
}
