/** The end of a growing message: what is not shown yet, because the next character may make something else of it, and what is shown as if it were closed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GrowingMarkdown, growMarkdown } from '../../../src/core/markdown/grow.ts';
import { renderMarkdown } from '../../../src/core/markdown/markdown.ts';
import { closersFor } from '../../../src/core/markdown/open-signs.ts';
import { withoutUndecided } from '../../../src/core/markdown/undecided.ts';
import { rowText } from '../../../src/core/text/row.ts';
import { fallbackTheme } from '../../../src/core/theme-file-fallback.ts';
import { anyMarkdown } from '../../support/any-markdown.ts';
import { fc } from '../../support/property.ts';

for (const [source, shown] of [
  ['Steps:\n-', 'Steps:\n'],
  ['Steps:\n- ', 'Steps:\n'],
  ['Steps:\n- o', 'Steps:\n- o'],
  ['1. one\n   -', '1. one\n'],
  ['1. one\n2', '1. one\n'],
  ['1. one\n2.5 litres', '1. one\n2.5 litres'],
  ['A title\n==', 'A title\n'],
  ['A title\n===\n', 'A title\n===\n'],
  ['## ', ''],
  ['1. **', ''],
  ['a **bold*', 'a **bold'],
  ['a **bold**', 'a **bold'],
  ['a **bold** w', 'a **bold** w'],
  ['`code`', '`code'],
  ['text\n\n```ty', 'text\n\n'],
  ['text\n\n```ts\n', 'text\n\n```ts\n'],
  ['plain words', 'plain words'],
  ['', ''],
] as const) {
  test(`of ${JSON.stringify(source)} is shown ${JSON.stringify(shown)}`, () =>
    assert.equal(withoutUndecided(source), shown));
}

test('what is shown only grows, and of a line with words no more than a few signs are left off', () => {
  fc.assert(
    fc.property(anyMarkdown, (source) => {
      let before = '';
      for (let end = 0; end <= source.length; end += 1) {
        const part = source.slice(0, end);
        const shown = withoutUndecided(part);
        assert.ok(part.startsWith(shown) && shown.startsWith(before), JSON.stringify([before, shown]));
        assert.ok(!part.slice(shown.length).includes('\n'));
        before = shown;
      }
    }),
  );
});

test('lines above a list keep still while its first marker comes: they were a heading for as long as it was alone', () => {
  const source =
    'Here are the steps:\n- one that is long enough to wrap\n  - nested\n- two\n\nNow:\n1. first\n2. second';
  const rows: string[][] = [];
  let growing: GrowingMarkdown | undefined;
  for (let end = 1; end <= source.length; end += 1) {
    growing = growMarkdown(growing, withoutUndecided(source.slice(0, end)), {
      theme: fallbackTheme('dark'),
      width: 24,
      codeWrap: true,
    });
    rows.push(growing.rendered.rows.map(({ spans }) => rowText(spans).trimEnd()));
  }
  for (const [i, now] of rows.entries()) {
    const gone = (rows[i - 1] ?? []).filter((row, at, all) => at < all.length - 1 && row !== now[at]);
    assert.deepEqual(gone, [], `after ${JSON.stringify(source.slice(0, i + 1))}`);
  }
});

for (const [line, closers] of [
  ['a **bold wo', '**'],
  ['a **bold** word', ''],
  ['**a *b', '***'],
  ['***both', '***'],
  ['some `co', '`'],
  ['``a ` b', '``'],
  ['**see `x', '`**'],
  ['`a ** b', '`'],
  ['2 * 3', ''],
  ['* item', ''],
  ['a*b', ''],
  ['\\*not', ''],
  ['words', ''],
] as const) {
  test(`${JSON.stringify(line)} is closed by ${JSON.stringify(closers)}`, () =>
    assert.equal(closersFor(line), closers));
}

const closing = { theme: fallbackTheme('dark'), width: 30, codeWrap: true, closeOpen: true };

test('bold words, slanted ones and code are so from their first letter, and no sign of them is ever seen', () => {
  const source = 'So: **three whole steps**, *one* of them `npm test`:\n- **First** the ***very*** first\n\n## A `b`\n';
  let growing: GrowingMarkdown | undefined;
  for (let end = 1; end <= source.length; end += 1) {
    growing = growMarkdown(growing, withoutUndecided(source.slice(0, end)), closing);
    const shown = growing.rendered.rows.map(({ spans }) => rowText(spans)).join('\n');
    assert.doesNotMatch(shown, /[*`]/, `after ${JSON.stringify(source.slice(0, end))}`);
  }
});

test('what was closed too early is seen as it stands once its line has ended', () => {
  const whole = { ...closing, closeOpen: false };
  fc.assert(
    fc.property(anyMarkdown, fc.array(fc.nat(200), { maxLength: 8 }), (words, cuts) => {
      const source = `${words}\n`;
      let growing: GrowingMarkdown | undefined;
      for (const cut of cuts.toSorted((a, b) => a - b)) growing = growMarkdown(growing, source.slice(0, cut), closing);
      const texts = growMarkdown(growing, source, closing).rendered.rows.map(({ spans }) => rowText(spans));
      assert.deepEqual(
        texts,
        renderMarkdown(source, whole).rows.map(({ spans }) => rowText(spans)),
      );
    }),
  );
});
