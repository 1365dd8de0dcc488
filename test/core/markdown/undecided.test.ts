/** What of a growing message is not shown yet, because the next character may make something else of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GrowingMarkdown, growMarkdown } from '../../../src/core/markdown/grow.ts';
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
