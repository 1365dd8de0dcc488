import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../../src/core/span.ts';
import { cutToWidth, fitToWidth, sliceCells } from '../../../src/core/text/cut.ts';
import { sanitize } from '../../../src/core/text/sanitize.ts';
import { textWidth } from '../../../src/core/text/width.ts';
import { wrapSpans, wrapText } from '../../../src/core/text/wrap.ts';
import { anyText } from '../../support/any-text.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { fc } from '../../support/property.ts';

const wrapped: readonly (readonly [string, string, number, readonly string[]])[] = [
  ['nothing', '', 5, ['']],
  ['a text that fits', 'hello', 5, ['hello']],
  ['between words', 'hello big world', 9, ['hello big', 'world']],
  ['blanks at a break vanish', 'hello    world', 6, ['hello', 'world']],
  ['a long word is cut', 'abcdefgh', 3, ['abc', 'def', 'gh']],
  ['a long word gets rows of its own', 'hi abcdefgh', 4, ['hi', 'abcd', 'efgh']],
  ['an indent stays', '  one two', 7, ['  one', 'two']],
  ['a giant indent leaves room for words', `${' '.repeat(40)}one two`, 8, ['    one', 'two']],
  ['newlines begin rows', 'a\n\nb', 4, ['a', '', 'b']],
  ['Japanese breaks anywhere', '日本語日本語', 6, ['日本語', '日本語']],
  ['a wide sign never sticks out', '日本語', 5, ['日本', '語']],
  ['no row begins with a full stop', '日本語。日本', 6, ['日本', '語。日', '本']],
  ['no row ends with an opening bracket', '日本「語」', 6, ['日本', '「語」']],
  ['Korean breaks at blanks', '한국 사람', 8, ['한국', '사람']],
  ['Hindi breaks at blanks, not beside its vowels', 'किताबें पढ़ना', 9, ['किताबें', 'पढ़ना']],
  ['accents keep to their letters', 'e\u0301'.repeat(4), 2, ['e\u0301e\u0301', 'e\u0301e\u0301']],
  ['an emoji family keeps together', 'ab 👨‍👩‍👧', 4, ['ab', '👨‍👩‍👧']],
  ['a pane of one column is taken as two', '日本', 1, ['日', '本']],
  ['only blanks', ' '.repeat(50), 10, [' '.repeat(5)]],
];
for (const [name, text, cells, rows] of wrapped) {
  test(`wrapText: ${name}`, () => assert.deepEqual(wrapText(text, cells), rows));
}

test('wrapText: no row is too wide and only blanks are lost', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 30 }), (raw, cells) => {
      const text = sanitize(raw);
      const rows = wrapText(text, cells);
      for (const row of rows) assert.ok(textWidth(row) <= cells, JSON.stringify(row));
      assert.equal(rows.join('').replaceAll(' ', ''), text.replaceAll(/[ \n]/g, ''));
    }),
    { numRuns: 2000 },
  );
});

const plain = {};
const bold = { bold: true };

test('wrapSpans: styles stay with their text, rows after the first hang', () => {
  const line: Row = [
    { text: 'one two ', style: plain },
    { text: 'three four', style: bold },
  ];
  assert.deepEqual(wrapSpans(line, 9, { hangingIndent: 2 }), [
    { row: [{ text: 'one two', style: plain }], continues: false, gap: '' },
    {
      row: [
        { text: '  ', style: plain },
        { text: 'three', style: bold },
      ],
      continues: true,
      gap: ' ',
    },
    {
      row: [
        { text: '  ', style: plain },
        { text: 'four', style: bold },
      ],
      continues: true,
      gap: ' ',
    },
  ]);
});

test('wrapSpans: joined with their gaps the rows are the line again, each within the width', () => {
  const pieces = fc.array(fc.tuple(anyText, fc.constantFrom(plain, bold)), { maxLength: 5 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 2, max: 40 }), fc.nat(6), (parts, cells, hangingIndent) => {
      const line = parts.map(([raw, style]) => ({ text: sanitize(raw).replaceAll('\n', ' '), style }));
      const text = line.map((span) => span.text).join('');
      const rows = wrapSpans(line, cells, { hangingIndent });
      const indent = Math.min(hangingIndent, cells - 2, cells >> 1);
      let joined = '';
      rows.forEach(({ row, continues, gap }, index) => {
        const shown = row.map((span) => span.text).join('');
        assert.ok(textWidth(shown) <= cells);
        assert.equal(continues, index > 0);
        joined += index === 0 ? shown : gap + shown.slice(indent);
      });
      // A giant indent is shortened; nothing else is lost.
      assert.equal(joined.trim(), text.trim());
      const bolds = (row: Row) =>
        row.filter((span) => span.style === bold).map((span) => span.text.replaceAll(' ', ''));
      assert.equal(rows.flatMap(({ row }) => bolds(row)).join(''), bolds(line).join(''));
    }),
    { numRuns: 1500 },
  );
});

test('wrapText: a megabyte without a blank is no slower per letter than a short line', () => {
  for (const unit of ['a', '語', 'é', 'é\u0301', 'क्ष', '\u0301', ' ', 'a ']) {
    const time = (length: number) => {
      const text = unit.repeat(length / unit.length);
      return cpuMs(() => assert.ok(wrapText(text, 80).length > 0));
    };
    time(10_000);
    const small = Math.min(time(50_000), time(50_000));
    const large = Math.min(time(1_000_000), time(1_000_000));
    assert.ok(large < 20 * 5 * small + 100, `${unit}: ${small.toFixed(1)} ms, ${large.toFixed(1)} ms`);
  }
});

test('cutToWidth and fitToWidth', () => {
  assert.equal(cutToWidth('hello', 5), 'hello');
  assert.equal(cutToWidth('hello', 4), 'hel…');
  assert.equal(cutToWidth('hello', 4, ''), 'hell');
  assert.equal(cutToWidth('日本語', 4), '日…');
  assert.equal(cutToWidth('hello', 1), '…');
  assert.equal(cutToWidth('hello', 0), '');
  assert.equal(fitToWidth('日本語', 4), '日… ');
  assert.equal(fitToWidth('ab', 5, 'right'), '   ab');
  assert.equal(fitToWidth('ab', 5, 'center'), ' ab  ');
  fc.assert(
    fc.property(anyText, fc.nat(30), (raw, cells) => {
      const text = sanitize(raw).replaceAll('\n', ' ');
      const cut = cutToWidth(text, cells);
      assert.ok(textWidth(cut) <= cells);
      assert.ok(cut === text || text.startsWith(cut.slice(0, -1)));
      assert.equal(cut === text, textWidth(text) <= cells);
      assert.equal(textWidth(fitToWidth(text, cells)), cells);
    }),
    { numRuns: 2000 },
  );
});

test('sliceCells: a window over a line, wide signs cut by its edges become blanks', () => {
  assert.equal(sliceCells('abcdef', 2, 3), 'cde');
  assert.equal(sliceCells('日本語', 1, 4), ' 本 ');
  assert.equal(sliceCells('abc', 5, 3), '');
  fc.assert(
    fc.property(anyText, fc.nat(30), fc.nat(30), (raw, offset, cells) => {
      const text = sanitize(raw).replaceAll('\n', ' ');
      const width = textWidth(sliceCells(text, offset, cells));
      assert.equal(width, Math.max(0, Math.min(cells, textWidth(text) - offset)));
    }),
  );
});
