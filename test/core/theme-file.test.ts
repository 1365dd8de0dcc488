import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { addStyle } from '../../src/core/style.ts';
import { type Theme, themeTokens } from '../../src/core/theme.ts';
import { resolveTheme } from '../../src/core/theme-file.ts';
import { reduceTheme } from '../../src/core/theme-file-depth.ts';
import { fallbackTheme } from '../../src/core/theme-file-fallback.ts';

function resolved(json: unknown): Theme {
  const result = resolveTheme(json);
  assert.ok(result.ok, result.ok ? '' : result.problem.message);
  return result.value;
}

test('a theme of two tokens is complete: the rest comes from the built-in theme of its kind', () => {
  const theme = resolved({
    name: 'mine',
    kind: 'dark',
    palette: { night: '#101018', Ink: '#EEEEEE' },
    tokens: { text: { fg: 'Ink', bg: 'night' }, heading: { fg: '#ff8800', bold: true, italic: false } },
  });
  assert.deepEqual(Object.keys(theme.styles).sort(), [...themeTokens].sort());
  assert.deepEqual(theme.styles.text, { fg: '#eeeeee', bg: '#101018' });
  assert.deepEqual(theme.styles.heading, { fg: '#ff8800', bg: '#101018', bold: true });
  assert.deepEqual(theme.styles.codeKeyword, { fg: 13, bg: '#101018' });
  assert.deepEqual(theme.styles.selected, fallbackTheme('dark').styles.selected, 'a selection stays a selection');
  assert.equal(theme.description, '');
});

test('code stands on the ground of code, keys on the ground of the footer', () => {
  const theme = resolved({
    name: 'mine',
    kind: 'light',
    tokens: {
      text: { fg: 1, bg: '#ffffff' },
      code: { bg: '#eeeeee' },
      codeString: 'default',
      codeNumber: 0,
      codeType: 255,
      footer: { bg: '#dddddd' },
    },
  });
  assert.deepEqual(theme.styles.code, { fg: 1, bg: '#eeeeee' });
  assert.deepEqual(theme.styles.codeString, { fg: 'default', bg: '#eeeeee' });
  assert.equal(theme.styles.codeKeyword.bg, '#eeeeee');
  assert.deepEqual([theme.styles.codeNumber.fg, theme.styles.codeType.fg], [0, 255]);
  assert.equal(theme.styles.footerKey.bg, '#dddddd');
});

const mistakes: readonly (readonly [string, unknown, RegExp])[] = [
  ['not an object', [], /one JSON object/],
  ['null', null, /one JSON object/],
  ['no name', { kind: 'dark' }, /no "name"/],
  ['a kind of its own', { name: 'x', kind: 'dim' }, /"dark" or "light"/],
  ['a description that is a number', { name: 'x', kind: 'dark', description: 1 }, /"description"/],
  ['a palette that is a list', { name: 'x', kind: 'dark', palette: [] }, /"palette"/],
  [
    'a palette colour in words',
    { name: 'x', kind: 'dark', palette: { red: 'reddish' } },
    /"red" of the theme x should be like "#1a2b3c", not "reddish"\./,
  ],
  ['an unknown token', { name: 'x', kind: 'dark', tokens: { headingg: 1 } }, /"headingg" that does not exist/],
  ['a token of the prototype', { name: 'x', kind: 'dark', tokens: { constructor: 1 } }, /"constructor"/],
  ['a colour out of range', { name: 'x', kind: 'dark', tokens: { text: { fg: 256 } } }, /"text".*256/],
  ['an unknown palette name', { name: 'x', kind: 'dark', tokens: { link: { fg: 'blu' } } }, /"link".*fg "blu"/],
  ['an inherited palette name', { name: 'x', kind: 'dark', tokens: { link: { fg: 'toString' } } }, /"link".*toString/],
  ['an unknown attribute', { name: 'x', kind: 'dark', tokens: { link: { blink: true } } }, /"link".*"blink"/],
  ['an attribute that is text', { name: 'x', kind: 'dark', tokens: { link: { bold: 'yes' } } }, /"link".*"bold"/],
  ['a token that is a list', { name: 'x', kind: 'dark', tokens: { link: [] } }, /"link" .*must be a style/],
];
for (const [name, json, sentence] of mistakes) {
  test(`a theme with ${name} is refused in a sentence`, () => {
    const result = resolveTheme(json);
    assert.ok(!result.ok);
    assert.equal(result.problem.code, 'bad-theme');
    assert.match(result.problem.message, sentence);
    assert.notEqual(result.problem.next, '');
  });
}

test('a slip of the pen in a token is answered with the right one', () => {
  const result = resolveTheme({ name: 'x', kind: 'dark', tokens: { codestring: 1 } });
  assert.ok(!result.ok);
  assert.match(result.problem.next, /"codeString"/);
});

test('without colours nothing is coloured, and the selection can still be seen', () => {
  const { styles } = reduceTheme(fallbackTheme('dark'), 1);
  for (const token of themeTokens) assert.ok(styles[token].fg === undefined && styles[token].bg === undefined, token);
  assert.deepEqual(styles.selected, { inverse: true });
  assert.notDeepEqual(styles.match, styles.matchCurrent);
});

test('with sixteen colours the selection can be seen in every theme', () => {
  const folder = new URL('../../themes/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  for (const file of files) {
    const theme = resolveTheme(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    assert.ok(theme.ok, file);
    const { selected, text, overlaySelected, overlay } = reduceTheme(theme.value, 4).styles;
    assert.ok(selected.bg !== text.bg || selected.inverse, file);
    assert.ok(overlaySelected.bg !== overlay.bg || overlaySelected.inverse, file);
  }
  assert.ok(files.length > 0);
});

test('two styles put together are the same object every time', () => {
  const [quote, strong] = [
    { fg: 7, bg: 0, italic: true },
    { fg: 15, bg: 4, bold: true },
  ] as const;
  const strongQuote = addStyle(quote, strong);
  assert.deepEqual(strongQuote, { fg: 15, bg: 0, italic: true, bold: true });
  assert.equal(addStyle(quote, strong), strongQuote);
});
