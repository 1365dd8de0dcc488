import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eastAsianWidth } from 'get-east-asian-width';
import { clusters, longestCluster } from '../../../src/core/text/clusters.ts';
import { codePointWidth } from '../../../src/core/text/code-point.ts';
import { sanitize } from '../../../src/core/text/sanitize.ts';
import { simpleUnit, simpleWidth } from '../../../src/core/text/simple.ts';
import { clusterWidth, textWidth } from '../../../src/core/text/width.ts';
import { anyText } from '../../support/any-text.ts';
import { fc } from '../../support/property.ts';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const segments = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);

const widths: readonly (readonly [string, string, number])[] = [
  ['a letter', 'a', 1],
  ['an accent of its own', 'e\u0301', 1],
  ['Chinese', '中', 2],
  ['full-width Latin', 'Ａ', 2],
  ['half-width kana', 'ｱ', 1],
  ['Hangul', '한', 2],
  ['Hangul from jamo', '\u1112\u1161\u11ab', 2],
  ['an emoji', '😀', 2],
  ['an emoji of the basic plane', '⏰', 2],
  ['a heart as text', '❤', 1],
  ['a heart as emoji', '❤️', 2],
  ['a keycap', '1️⃣', 2],
  ['a letter with an emoji selector', 'a\ufe0f', 1],
  ['a family', '👨‍👩‍👧‍👦', 2],
  ['a skin tone', '👍🏽', 2],
  ['a flag', '🇩🇪', 2],
  ['a conjunct', 'क्ष', 2],
  ['a vowel beside its letter', 'हि', 2],
  ['a vowel below its letter', 'हु', 1],
  ['Thai with a vowel above', 'กี', 1],
  ['a mark alone', '\u0301', 0],
  ['a box', '─', 1],
  ['an ambiguous sign', '±', 1],
  ['a private icon', '\ue0b0', 1],
];
for (const [name, cluster, cells] of widths) {
  test(`clusterWidth: ${name} takes ${cells}`, () => {
    assert.deepEqual(segments(cluster).length, 1);
    assert.equal(clusterWidth(cluster), cells);
    assert.equal(textWidth(`[${cluster}]`), cells + 2);
  });
}

test('the table of simple characters agrees with the segmenter and with the slow width', () => {
  const simple: string[] = [];
  for (let code = 0x20; code <= 0x1faff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    if (simpleUnit(character, 0) === 0) continue;
    simple.push(character);
    assert.equal(simpleWidth(character, 0), clusterWidth(character), code.toString(16));
  }
  assert.ok(simple.length > 40_000);
  assert.deepEqual(segments(simple.join('')), simple);
  const mixed = simple.map((character, index) => character + (simple[(index * 7919) % simple.length] ?? '')).join('');
  assert.deepEqual(segments(mixed), [...mixed]);
});

test('clusters: the same as the segmenter gives', () => {
  fc.assert(
    fc.property(anyText, (raw) => {
      const text = sanitize(raw);
      const found = [...clusters(text)];
      assert.equal(found.join(''), text);
      const cut = (cluster: string) =>
        cluster.length >= longestCluster || (cluster.match(/[\p{L}\p{Mc}]/gu)?.length ?? 0) > 2;
      if (!segments(text).some(cut)) assert.deepEqual(found, segments(text));
    }),
    { numRuns: 1500 },
  );
});

test('clusters: a conjunct that fills three cells is cut before its letter, or its vowel would be drawn over', () => {
  assert.deepEqual([...clusters('हिन्दी')], ['हि', 'न्', 'दी']);
  assert.equal(textWidth('हिन्दी'), 5);
  assert.deepEqual([...clusters('क्ष')], ['क्ष']);
  assert.deepEqual([...clusters('\u1112\u1161\u11ab')], ['\u1112\u1161\u11ab']);
});

test('clusters: a letter with a thousand accents comes in pieces', () => {
  const zalgo = `a${'\u0301'.repeat(1000)}b`;
  const found = [...clusters(zalgo)];
  assert.equal(found.join(''), zalgo);
  assert.ok(found.every((cluster) => cluster.length <= longestCluster));
  assert.equal(textWidth(zalgo), 2);
});

test('textWidth: the sum of its clusters', () => {
  fc.assert(
    fc.property(anyText, (raw) => {
      const text = sanitize(raw).replaceAll('\n', ' ');
      let sum = 0;
      for (const cluster of clusters(text)) sum += clusterWidth(cluster);
      assert.equal(textWidth(text), sum);
    }),
    { numRuns: 1500 },
  );
});

test('codePointWidth: the signs that need no table have the width that the tables give them', () => {
  for (let code = 0xa0; code < 0x3000; code++) {
    const sign = String.fromCodePoint(code);
    const marks = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u.test(sign);
    const wide = /^\p{Emoji_Presentation}/u.test(sign) ? 2 : eastAsianWidth(code, { ambiguousAsWide: false });
    assert.equal(codePointWidth(code), marks ? 0 : wide, `U+${code.toString(16)}`);
  }
});
