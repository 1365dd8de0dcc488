/** The line that is typed to find something, in the place of the header: what is seen, where the caret stands, what typing replaces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allSelected, createEditor } from '../../src/app/editor/editor.ts';
import { typedLine } from '../../src/app/view/typed-line.ts';
import { view } from '../../src/app/view.ts';
import { rowText, rowWidth } from '../../src/core/text/row.ts';
import { screenText } from '../support/golden.ts';
import { SampleWorld, sampleTalk } from '../support/sample-world.ts';

const firstRow = (world: SampleWorld): string => screenText(view(world.state))[0] ?? '';

test('it lies over the header and over nothing that could hold a hit', () => {
  const world = new SampleWorld({ talk: sampleTalk });
  world.keys('tab', '/');
  assert.match(firstRow(world), /▌\/ find in this session/);
  world.type('use');
  const { panes, caret } = view(world.state);
  assert.deepEqual(
    panes.find(({ name }) => name === 'overlay')?.rect,
    panes.find(({ name }) => name === 'header')?.rect,
  );
  assert.match(firstRow(world), /▌\/ use +\d of 5 $/);
  assert.equal(caret?.y, 0);
  assert.equal(firstRow(world).slice((caret?.x ?? 0) - 3, caret?.x), 'use');
});

test('opened again it holds what was looked for, and typing replaces that', () => {
  const world = new SampleWorld({ talk: sampleTalk });
  world.keys('tab', '/');
  world.type('use');
  world.keys('enter', '/');
  assert.match(firstRow(world), /▌\/ use /);
  world.type('ref');
  assert.match(firstRow(world), /▌\/ ref /);
  world.keys('enter', '/', 'end');
  world.type('s');
  assert.match(firstRow(world), /▌\/ refs /);
});

test('a key that only moves the caret leaves the reader at the hit where he is', () => {
  const world = new SampleWorld({ talk: sampleTalk });
  world.keys('tab', '/');
  world.type('use');
  const first = firstRow(world);
  world.keys('down');
  const second = firstRow(world);
  assert.notEqual(second, first);
  world.keys('left', 'home');
  assert.equal(firstRow(world), second);
});

for (const [typed, width, shown, caret] of [
  ['short', 10, 'short', 5],
  ['a line that is too long', 8, 'too long', 8],
  ['日本語の検索', 6, 'の検索', 6],
  ['日本語の検索', 5, ' 検索', 5],
] as const) {
  test(`of “${typed}” ${width} cells show “${shown}”, and all of it can be marked`, () => {
    const { state } = new SampleWorld();
    const line = typedLine(state, createEditor(typed), width);
    assert.deepEqual([rowText(line.row), line.caret], [shown, caret]);
    const marked = typedLine(state, allSelected(createEditor(typed)), width).row.filter(({ text }) => text !== '');
    assert.deepEqual(
      marked.map(({ style }) => style),
      [state.look.theme.styles.selected],
    );
    assert.equal(rowWidth(marked), rowWidth(line.row));
  });
}
