/** Thinking and tools below their titles: what is folded, what is not, and what has nothing in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Detail } from '../../../src/app/state.ts';
import { renderPart } from '../../../src/app/transcript/parts.ts';
import type { ItemText } from '../../../src/app/transcript/texts.ts';
import { SampleWorld } from '../../support/sample-world.ts';

/** A tool's result in the given detail, 40 columns wide, as text. */
function result(text: string, tools: Detail, more: Partial<ItemText> = {}): string[] {
  const { state } = new SampleWorld();
  const part: ItemText = { kind: 'result', name: '', text, failed: false, markdown: false, ...more };
  return renderPart(part, { ...state, look: { ...state.look, tools } }, 40).map(({ spans }) =>
    spans.map((span) => span.text).join(''),
  );
}

for (const [what, text, detail, shown] of [
  ['a folded text says how long it is and which key shows it', 'a\nb', 'off', ['▸ ← result · 2 lines · t shows it']],
  ['a short text is whole', 'a\nb', 'short', ['▾ ← result · 2 lines', '│ a', '│ b']],
  ['a longer one begins', 'a\nb\nc\nd', 'short', ['▸ ← result · 4 lines · t shows all', '│ a', '│ b', '│ c']],
  [
    'a beginning that ends in the middle of a line says so',
    'twelve words that stand in one line without a break '.repeat(3),
    'short',
    [
      '▸ ← result · 1 line · t shows all',
      '│ twelve words that stand in one line',
      '│ without a break twelve words that',
      '│ stand in one line without a break…',
    ],
  ],
  [
    'also where the row is full',
    'x'.repeat(200),
    'short',
    ['▸ ← result · 1 line · t shows all', `│ ${'x'.repeat(38)}`, `│ ${'x'.repeat(38)}`, `│ ${'x'.repeat(37)}…`],
  ],
  [
    'but not where the last line shown is whole',
    `a\nb\nc\n${'x'.repeat(200)}`,
    'short',
    ['▸ ← result · 4 lines · t shows all', '│ a', '│ b', '│ c'],
  ],
  ['nothing is no line, and no key shows it', '', 'off', ['  ← result · empty']],
  ['nothing stands beside no bar', '\n', 'full', ['  ← result · empty']],
] as const) {
  test(what, () => assert.deepEqual(result(text, detail), shown));
}

test('a failure without a word is one still', () => {
  assert.deepEqual(result('', 'short', { failed: true }), ['  ← failed · empty']);
});
