import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, reduceColor, reduceStyle, rgbOf } from '../../src/core/color.ts';
import type { Color } from '../../src/core/theme.ts';
import { fc } from '../support/property.ts';

test('every colour of the upper palette reduces to itself', () => {
  for (let index = 16; index < 256; index++) {
    const rgb = rgbOf(index) ?? [0, 0, 0];
    const hex: Color = `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    const found = reduceColor(hex, 8);
    assert.deepEqual(rgbOf(found), rgb, `${index} became ${found}`);
  }
});

const reduced: readonly (readonly [Color, 24 | 8 | 4 | 1, Color])[] = [
  ['#ff8800', 24, '#ff8800'],
  ['#ff8800', 8, 208],
  ['#e58a8f', 4, 9],
  ['#8fb4f0', 4, 12],
  ['#1a1e27', 4, 0],
  ['#fbfcfe', 4, 15],
  ['#8f9bb0', 4, 7],
  [200, 8, 200],
  [196, 4, 9],
  [3, 4, 3],
  ['#ff8800', 1, 'default'],
  ['default', 8, 'default'],
];
for (const [color, depth, shown] of reduced) {
  test(`reduceColor: ${color} in ${depth} bits is ${shown}`, () => assert.equal(reduceColor(color, depth), shown));
}

test('a reduced colour is always one that the terminal has', () => {
  fc.assert(
    fc.property(fc.nat(0xffffff), (value) => {
      const color: Color = `#${value.toString(16).padStart(6, '0')}`;
      const in256 = reduceColor(color, 8);
      const in16 = reduceColor(color, 4);
      assert.ok(typeof in256 === 'number' && in256 >= 16 && in256 <= 255);
      assert.ok(typeof in16 === 'number' && in16 >= 0 && in16 <= 15);
    }),
  );
});

test('text can be seen on its ground: where its hue cannot, it gives it up', () => {
  assert.deepEqual(reduceStyle({ fg: '#202020', bg: '#101010', bold: true }, 4), { fg: 8, bg: 0, bold: true });
  assert.deepEqual(reduceStyle({ fg: '#2b7038', bg: '#fbfcfe' }, 4), { fg: 8, bg: 15 }, 'no green on white');
  assert.deepEqual(reduceStyle({ fg: '#ac2f39', bg: '#fbfcfe' }, 4), { fg: 1, bg: 15 }, 'red stays');
  assert.deepEqual(reduceStyle({ fg: '#ff8800', bg: '#101010', italic: true }, 1), { italic: true });
});

test('contrast: black on white is 21, a colour on itself 1, the terminal’s own unknown', () => {
  assert.equal(contrast('#000000', '#ffffff')?.toFixed(2), '21.00');
  assert.equal(contrast('#767676', '#ffffff')?.toFixed(2), '4.54');
  assert.equal(contrast('#123456', '#123456'), 1);
  assert.equal(contrast('default', '#123456'), undefined);
});
