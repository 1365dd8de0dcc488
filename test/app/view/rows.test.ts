/** Rows of an exact width: padded, or cut with a sign where words are lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, highlighted, span } from '../../../src/app/view/rows.ts';
import { rowText, rowWidth } from '../../../src/core/text/row.ts';
import { anyText } from '../../support/any-text.ts';
import { fc } from '../../support/property.ts';

const style = {};

for (const [what, texts, width, shown] of [
  ['padded where there is room', ['ab', 'c'], 5, 'abc  '],
  ['whole where it fits', ['ab', 'c'], 3, 'abc'],
  ['cut with a sign within a piece', ['another ', 'model'], 11, 'another mo…'],
  ['and between two', ['another ', 'mod', 'el'], 11, 'another mo…'],
  ['and where one cell is left', ['another ', 'model'], 9, 'another …'],
  ['and where none is', ['another ', 'model'], 8, 'another…'],
  ['but not for blanks', ['another', '   '], 8, 'another '],
  ['before a wide sign that would stick out', ['日本語', '学'], 6, '日本… '],
  ['down to one cell', ['words'], 1, '…'],
  ['and none', ['words'], 0, ''],
] as const) {
  test(`a row is ${what}`, () => {
    assert.equal(
      rowText(
        fill(
          texts.map((text) => span(text, style)),
          width,
          style,
        ),
      ),
      shown,
    );
  });
}

test('a match within a sign of several characters marks all of it', () => {
  const match = { bold: true };
  const marked = highlighted('a 👩\u200d💻 b', [2, 4], style, match).filter((one) => one.style === match);
  assert.deepEqual(marked, [span('👩\u200d💻', match)]);
});

test('a row is as wide as it has to be, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 4 }), fc.nat(40), (texts, width) => {
      const row = texts.map((text) => span(text.replaceAll('\n', ' '), style));
      assert.equal(rowWidth(fill(row, width, style)), width);
    }),
  );
});
