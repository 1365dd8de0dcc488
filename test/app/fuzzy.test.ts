/** Fuzzy search: what matches, in which order, what is highlighted, in every script. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFuzzyIndex, fuzzySearch } from '../../src/app/fuzzy.ts';
import { fc } from '../support/property.ts';

const names = [
  'migration notes', // 0
  'react-migration',
  'managing-goose',
  'Émigré café', // 3
  'e\u0301mu decomposed',
  '打印机修复', // 5
  'プリンターの修理',
  '안녕 세계', // 7
  '🚀 launch plan',
  'C++ templates', // 9
  'gpt-4.1 mini',
  'ＦＵＬＬ width', // 11
  'line one\nline two',
];
const index = createFuzzyIndex(names);

/** Query → names found, best first. */
const table: readonly (readonly [string, readonly number[]])[] = [
  ['migration', [0, 1]],
  ['MIGRATION', [0, 1]],
  ['migration react', [1]],
  ['goose man', [2]],
  ['emigre', [3]],
  ['émigre cafe', [3]],
  ['emu', [4]],
  ['打印', [5]],
  ['修复 打印', [5]],
  ['プリ', [6]],
  ['세계', [7]],
  ['🚀', [8]],
  ['c++', [9]],
  ['gpt 4.1', [10]],
  ['full', [11]],
  ['one line two', [12]],
  ['migratoin', [0, 1]],
  ['templats', [9]],
  ['rmig', [1]],
  ['打复', [5]],
  ['zzzzqq', []],
];
for (const [query, places] of table) {
  test(`“${query}” finds ${places.map((place) => names[place]).join(' · ') || 'nothing'}`, () => {
    assert.deepEqual(
      fuzzySearch(index, query).map((match) => match.index),
      places,
    );
  });
}

/** Query, name, what is highlighted in it. */
const highlights: readonly (readonly [string, string, readonly string[]])[] = [
  ['migration', 'react-migration', ['migration']],
  ['goose man', 'managing-goose', ['man', 'goose']],
  ['cafe emigre', 'Émigré café', ['Émigré', 'café']],
  ['emu', 'e\u0301mu decomposed', ['e\u0301mu']],
  ['修复 打印', '打印机修复', ['打印', '修复']],
  ['🚀', '🚀 launch plan', ['🚀']],
  ['rmig', 'react-migration', ['r', 'mig']],
  ['ful', 'ＦＵＬＬ width', ['ＦＵＬ']],
  ['caf', 'cafe\u0301 au lait', ['caf']],
  ['한글', '\u1112\u1161\u11ab\u1100\u1173\u11af.txt', ['\u1112\u1161\u11ab\u1100\u1173\u11af']],
  ['が', 'か\u3099く', ['か\u3099']],
  ['❤ love', '❤\ufe0f love', ['❤\ufe0f', 'love']],
  ['istanbul', 'İstanbul', ['İstanbul']],
];
for (const [query, name, marked] of highlights) {
  test(`“${query}” marks ${marked.join(' and ')} in ${name}`, () => {
    const [match] = fuzzySearch(createFuzzyIndex([name]), query);
    assert.ok(match);
    const parts: string[] = [];
    for (let i = 0; i < match.ranges.length; i += 2) parts.push(name.slice(match.ranges[i], match.ranges[i + 1]));
    assert.deepEqual(parts, marked);
  });
}

test('a blank query finds all in their order', () => {
  assert.deepEqual(
    fuzzySearch(index, '  ').map((match) => match.index),
    names.map((_name, place) => place),
  );
});

test('equal matches keep the order of the list, better ones come first', () => {
  const found = fuzzySearch(createFuzzyIndex(['a blog', 'weblog', 'blog b', 'blog a']), 'blog');
  assert.deepEqual(
    found.map((match) => match.index),
    [2, 3, 0, 1],
  );
});

test('thousands of matches are ranked too: first those that begin with it', () => {
  const many = Array.from({ length: 3000 }, (_, i) => (i === 2500 ? 'note first' : `some note ${i}`));
  const found = fuzzySearch(createFuzzyIndex(many), 'note');
  assert.equal(found.length, 3000);
  assert.equal(found[0]?.index, 2500);
  assert.deepEqual(found[1]?.ranges, [5, 9]);
});

test('typing on finds the same as asking at once', () => {
  const word = fc.constantFrom('react', 'migration', 'résumé', '打印', "don't", 'c++', 'x', 'mi', 're act', '-', '"');
  const phrase = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(phrase, { maxLength: 15 }), phrase, (strings, query) => {
      const typed = createFuzzyIndex(strings);
      for (let length = 1; length <= query.length; length++) {
        const part = query.slice(0, length);
        const found = fuzzySearch(typed, part);
        assert.deepEqual(
          found.map((match) => [match.index, match.ranges]),
          fuzzySearch(createFuzzyIndex(strings), part).map((match) => [match.index, match.ranges]),
        );
        for (const { index: place, ranges } of found) {
          const sorted = [...ranges].sort((a, b) => a - b);
          assert.deepEqual(ranges, sorted);
          assert.ok((sorted.at(-1) ?? 0) <= (strings[place]?.length ?? 0));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('a query made to make patterns backtrack ends', () => {
  const found = fuzzySearch(createFuzzyIndex(['a'.repeat(100_000)]), `${'a '.repeat(60)}b`);
  assert.deepEqual(found, []);
});

test('typing on looks only at what was found before', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => (i % 100 === 0 ? `needle ${i}` : `hay ${i}`));
  const searched = createFuzzyIndex(many);
  fuzzySearch(searched, 'nee');
  assert.equal(searched.remembered?.found.length, 200);
  // What the index holds elsewhere is not read again: a text put there is not found.
  searched.keys[1] = 'needle too';
  assert.equal(fuzzySearch(searched, 'needle').length, 200);
});
