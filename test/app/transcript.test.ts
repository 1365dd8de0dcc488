/** The pieces of the transcript pane by themselves: patterns, places that outlive a layout, cells and offsets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold, rangesInOriginal } from '../../src/app/fuzzy-fold.ts';
import { fencedCode } from '../../src/app/transcript/fenced-code.ts';
import { restyleRange } from '../../src/app/transcript/find.ts';
import { offsetAtCell } from '../../src/app/transcript/line-text.ts';
import { countHits, findShown } from '../../src/app/transcript/query.ts';
import type { ItemText } from '../../src/app/transcript/texts.ts';
import {
  bottomed,
  clampTo,
  endPlace,
  type Measured,
  moveBy,
  placeAt,
  screenRow,
} from '../../src/app/transcript/viewport.ts';
import type { Row } from '../../src/core/span.ts';
import { rowWidth } from '../../src/core/text/row.ts';
import { sanitize } from '../../src/core/text/sanitize.ts';
import { textWidth, wholeClusters } from '../../src/core/text/width.ts';
import { anyText } from '../support/any-text.ts';
import { fc } from '../support/property.ts';

function source(text: string, markdown: boolean): ItemText {
  return { kind: 'content', name: '', text, failed: false, markdown };
}

for (const [query, text, markdown, times] of [
  ['ref', 'Ref, ref and REF', false, 3],
  ['bold text', 'a **bold** text', true, 1],
  ['bold text', 'a **bold** text', false, 0],
  ['a.b', 'a.b axb', true, 1],
  ['two  words', 'two words, two\twords', true, 2],
  ['two words', 'two\nwords', true, 0],
  ['straße', 'STRAßE Straße', false, 2],
  ['aa', 'aaaa', false, 2],
  ['', 'anything', true, 0],
  ['(x|y)*', 'f(x|y)*z', false, 1],
  ['日本', '日本語の日本', false, 2],
  ['caf\u00e9', 'cafe\u0301 and caf\u00e9', true, 2],
  ['CAFE\u0301', 'cafe\u0301 and caf\u00e9', false, 2],
  ['\ud55c\uae00', '\u1112\u1161\u11ab\u1100\u1173\u11af', true, 1],
  ['\u1112\u1161\u11ab', '\ud55c\uae00', false, 1],
  ['\u212b', '\u212b A\u030a \u00c5', false, 3],
  ['☎\ufe0f', '☎ and ☎\ufe0f', false, 2],
  ['cafe', 'caf\u00e9, cafe\u0301 and CAFÉ', true, 3],
  ['caf\u00e9', 'a cafe', false, 1],
  ['istanbul', 'İstanbul', false, 1],
  ['STRAẞE', 'straße, strasse', false, 1],
  ['full width', 'ＦＵＬＬ\u3000ｗｉｄｔｈ', false, 1],
  ['\u304c', '\u304b\u3099', false, 1],
  ['\u0301', 'cafe\u0301', false, 0],
  ['a-c', 'abc a\uff0dc', false, 1],
] as const) {
  test(`“${query}” stands ${times} times in ${JSON.stringify(text)}${markdown ? ' as Markdown' : ''}`, () => {
    assert.equal(countHits(source(text, markdown), query), times);
  });
}

test('a text holds a word for the find line exactly where it does for the filter of the list', () => {
  const pieces = [
    'cafe',
    'CAFÉ',
    'e\u0301',
    'İ',
    'i',
    'ß',
    'ẞ',
    'ss',
    '日',
    '한',
    '\u1112\u1161\u11ab',
    '👩‍💻',
    '👩',
    '❤️',
    '❤',
    'Ａ',
    '-',
    'я',
    'й',
  ];
  const anyPieces = (most: number) =>
    fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: most }).map((some) => some.join(''));
  fc.assert(
    fc.property(anyPieces(8), anyPieces(2), (text, query) => {
      const folded = fold(text);
      const word = fold(query).key;
      const at = folded.key.indexOf(word);
      const [found] = wholeClusters(text, findShown(text, query));
      if (at < 0) assert.equal(found, undefined);
      else {
        const [from = 0, to = 0] = rangesInOriginal(folded, [at, at + word.length]);
        assert.deepEqual(found, wholeClusters(text, [[from, to]])[0]);
      }
    }),
  );
});

test('marking what is found moves nothing to other cells', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom('👩', '👨', 'e', '\u200d', 'क', 'ष', '🇩', '日', '1'), (text, query) => {
      const line = sanitize(text).replaceAll('\n', ' ');
      let row: Row = [{ text: line, style: {} }];
      for (const [from, to] of wholeClusters(line, findShown(line, query))) {
        row = restyleRange(row, from, to, { bold: true });
      }
      assert.equal(rowWidth(row), textWidth(line));
    }),
  );
});

test('what is found in shown text holds the query, in order, without overlap', () => {
  fc.assert(
    fc.property(anyText, fc.string({ minLength: 1, maxLength: 3 }), (text, query) => {
      const line = sanitize(text);
      let last = 0;
      for (const [from, to] of findShown(line, query)) {
        assert.ok(from >= last && to > from && to <= line.length);
        last = to;
      }
    }),
  );
});

test('the offset of a cell is where the cluster begins that covers it', () => {
  fc.assert(
    fc.property(anyText, fc.nat(60), (text, column) => {
      const line = sanitize(text).replaceAll('\n', ' ');
      const offset = offsetAtCell(line, column);
      assert.ok(textWidth(line.slice(0, offset)) <= column);
      if (offset < line.length) assert.ok(textWidth(line.slice(0, offset)) + 2 > column);
    }),
  );
});

const heights = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });

function viewOf(rows: readonly number[], height: number): Measured {
  // Only the number of the items is asked for, never what they are.
  const items = rows.map((_, index) => ({ kind: 'notice', text: String(index) }) as const);
  return { items, height, rowsOf: (index) => rows[index] ?? 0 };
}

test('scrolling moves by exactly so many rows until an end is reached, and back again', () => {
  fc.assert(
    fc.property(heights, fc.integer({ min: 1, max: 50 }), fc.integer({ min: -200, max: 200 }), (rows, height, by) => {
      const view = viewOf(rows, height);
      const before = (place: { top: number; row: number }) =>
        rows.slice(0, place.top).reduce((sum, each) => sum + each, 0) + place.row;
      const total = rows.reduce((sum, each) => sum + each, 0);
      const start = clampTo(view, Math.floor(rows.length / 2), 0);
      const moved = moveBy(view, start, by);
      const last = Math.max(0, total - height);
      assert.equal(before(moved), Math.max(0, Math.min(last, before(start) + by)));
      assert.equal(bottomed(view, moved), before(moved) >= last);
      assert.equal(before(endPlace(view)), last);
    }),
  );
});

test('the row of the pane and the place in the transcript are each other’s inverse', () => {
  fc.assert(
    fc.property(heights, fc.integer({ min: 1, max: 50 }), fc.nat(49), (rows, height, y) => {
      const view = viewOf(rows, height);
      const top = clampTo(view, Math.floor(rows.length / 2), 0);
      const place = placeAt(view, top, y);
      const back = screenRow(view, top, place.top, place.row);
      const left = rows.slice(top.top).reduce((sum, each) => sum + each, 0) - top.row;
      if (y < Math.min(height, left)) assert.equal(back, y);
    }),
  );
});

test('fenced code is read as written, also when its fence is still open', () => {
  const text = '```js\n\tlet a;\n```\ntext\n~~~\n```\n~~~\n````\nopen\n```';
  assert.deepEqual(fencedCode(text), [
    { language: 'js', text: '\tlet a;' },
    { language: '', text: '```' },
    { language: '', text: 'open\n```' },
  ]);
});
