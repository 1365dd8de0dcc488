import assert from 'node:assert/strict';
import { test } from 'node:test';
import { common, createLowlight } from 'lowlight';
import { createHighlighter, longestHighlighted } from '../../src/core/highlight.ts';

const highlight = createHighlighter(createLowlight(common));
const source = `/* two
lines */
const greet = (name: string) => \`hi \${name} \${1}\`; // end
class Sign extends Base {}
`;

function tokenAt(code: string, language: string, word: string): string | undefined {
  return highlight(code, language)
    ?.flat()
    .find((part) => part.text.includes(word))?.token;
}

test('the lines of highlighted code, joined, are the code', () => {
  const lines = highlight(source, 'ts');
  assert.equal(lines?.map((line) => line.map((part) => part.text).join('')).join('\n'), source);
});

test('comments over several lines, keywords, strings, numbers, types and functions have their tokens', () => {
  const lines = highlight(source, 'typescript');
  assert.deepEqual(lines?.[0], [{ text: '/* two', token: 'codeComment' }]);
  assert.deepEqual(lines?.[1], [{ text: 'lines */', token: 'codeComment' }]);
  assert.equal(tokenAt(source, 'ts', 'const'), 'codeKeyword');
  assert.equal(tokenAt(source, 'ts', 'hi '), 'codeString');
  assert.equal(tokenAt(source, 'ts', '1'), 'codeNumber');
  assert.equal(tokenAt(source, 'ts', 'Sign'), 'codeType');
  assert.equal(tokenAt('def hello(): pass', 'python', 'hello'), 'codeFunction');
  assert.equal(tokenAt('{"a": 1}', 'jsonl', '1'), 'codeNumber');
});

test('languages go by other names, too', () => {
  for (const name of ['TypeScript', 'tsx', 'c++', 'py3', 'sh', 'toml', 'golang', 'vue', 'yml']) {
    assert.notEqual(highlight('x = 1', name), undefined, name);
  }
});

test('unknown languages, inherited names and very long code stay uncoloured', () => {
  assert.equal(highlight('x', 'klingon'), undefined);
  assert.equal(highlight('x', 'constructor'), undefined);
  assert.equal(highlight('x', ''), undefined);
  assert.equal(highlight('x'.repeat(longestHighlighted + 1), 'ts'), undefined);
});

test('a grammar that throws leaves the code uncoloured', () => {
  const broken = createHighlighter({
    registered: () => true,
    highlight: () => {
      throw new Error('bad grammar');
    },
  });
  assert.equal(broken('x', 'ts'), undefined);
});

test('a tree nested ten thousand deep does not overflow', () => {
  let node: { type: string; value?: string; children?: (typeof node)[] } = { type: 'text', value: 'x\ny' };
  for (let depth = 0; depth < 10_000; depth++) node = { type: 'element', children: [node] };
  const deep = createHighlighter({ registered: () => true, highlight: () => node });
  assert.deepEqual(deep('x\ny', 'ts'), [[{ text: 'x', token: 'code' }], [{ text: 'y', token: 'code' }]]);
});
