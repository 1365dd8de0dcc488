/** The editor on the screen: wrapping, the caret's cell, scrolling, ↑ and ↓, the mouse. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createEditor,
  type EditorState,
  editKey,
  insertPaste,
  layoutEditor,
  placeCaret,
  scrollEditor,
} from '../../../src/app/editor/editor.ts';
import { at, drawn, press } from './support.ts';

function shown(state: Parameters<typeof layoutEditor>[0], width: number, maxRows = 10): readonly string[] {
  return layoutEditor(state, width, maxRows).rows.map((row) => row.text);
}

/** Text with the caret, pane width, rows, caret cell. The last column is kept for the caret. */
const table: readonly (readonly [string, number, readonly string[], readonly [number, number]])[] = [
  ['|', 10, [''], [0, 0]],
  ['hello|', 10, ['hello'], [5, 0]],
  ['one\n|two', 10, ['one', 'two'], [0, 1]],
  ['one\n|', 10, ['one', ''], [0, 1]],
  ['hello world|', 9, ['hello ', 'world'], [5, 1]],
  ['hello| world', 6, ['hello ', 'world'], [5, 0]],
  ['hello |world', 6, ['hello ', 'world'], [0, 1]],
  ['hello |', 6, ['hello ', ''], [0, 1]],
  ['abcdefgh|', 5, ['abcd', 'efgh'], [4, 1]],
  ['abcd|', 5, ['abcd'], [4, 0]],
  ['日本語|', 6, ['日本', '語'], [2, 1]],
  ['a日本|語', 6, ['a日本', '語'], [0, 1]],
  ['hello 日本語|', 9, ['hello 日', '本語'], [4, 1]],
  ['中文。|', 5, ['中', '文。'], [4, 1]],
  ['👨‍👩‍👧👨‍👩‍👧|', 4, ['👨‍👩‍👧', '👨‍👩‍👧'], [2, 1]],
  ['e\u0301e\u0301|', 9, ['e\u0301e\u0301'], [2, 0]],
  ['a\tb|', 12, ['a   b'], [5, 0]],
];

for (const [text, width, rows, [x, y]] of table) {
  test(`${JSON.stringify(text)} in ${width} columns`, () => {
    const layout = layoutEditor(at(text), width, 10);
    assert.deepEqual(
      layout.rows.map((row) => row.text),
      rows,
    );
    assert.deepEqual(layout.caret, { x, y });
  });
}

test('only the rows around the caret are shown, and that there is more', () => {
  const text = Array.from({ length: 50 }, (_, i) => `line ${i}`).join('\n');
  const end = layoutEditor(createEditor(text), 20, 3);
  assert.deepEqual(
    end.rows.map((row) => row.text),
    ['line 47', 'line 48', 'line 49'],
  );
  assert.deepEqual([end.above, end.below, end.caret.y], [true, false, 2]);
  const start = layoutEditor(press(createEditor(text), ['C-home']), 20, 3);
  assert.deepEqual([start.above, start.below, start.caret.y], [false, true, 0]);
});

test('the view stays while the caret moves within it, and moves no more than it must', () => {
  const text = Array.from({ length: 9 }, (_, i) => String(i)).join('\n');
  let state = scrollEditor(createEditor(text), 10, 3);
  const up = (): EditorState => scrollEditor(press(state, ['up'], 10), 10, 3);
  state = up();
  assert.deepEqual(shown(state, 10, 3), ['6', '7', '8']);
  assert.equal(layoutEditor(state, 10, 3).caret.y, 1);
  for (let i = 0; i < 3; i++) state = up();
  assert.deepEqual(shown(state, 10, 3), ['4', '5', '6']);
  assert.equal(layoutEditor(state, 10, 3).caret.y, 0);
});

test('when text below goes away the rows above come back', () => {
  const state = scrollEditor(createEditor('a\nb\nc\nd'), 10, 3);
  assert.deepEqual(shown(press(state, ['C-u', 'C-u', 'C-u', 'C-u']), 10, 3), ['a', 'b']);
});

test('↑ and ↓ keep the column they aim at across short lines', () => {
  const up = press(at('a long line\nb\nanother li|ne'), ['up']);
  assert.equal(drawn(up), 'a long line\nb|\nanother line');
  assert.equal(drawn(press(up, ['up'])), 'a long lin|e\nb\nanother line');
  assert.equal(drawn(press(up, ['up', 'down', 'down'])), 'a long line\nb\nanother li|ne');
});

test('↑ and ↓ move by what is on the screen, not by lines', () => {
  assert.equal(drawn(press(at('hello wor|ld'), ['up'], 6)), 'hel|lo world');
  assert.equal(drawn(press(at('日本語中文|'), ['up'], 5)), '日本語|中文');
});

test('↑ in the first row and ↓ in the last one say so and change nothing', () => {
  const first = editKey(at('hel|lo\nworld'), 'up', undefined, 80);
  assert.deepEqual([first.edge, first.handled, drawn(first.state)], ['up', true, 'hel|lo\nworld']);
  const last = editKey(at('hello\nwo|rld'), 'down', undefined, 80);
  assert.deepEqual([last.edge, drawn(last.state)], ['down', 'hello\nwo|rld']);
  assert.equal(editKey(at('hel|lo\nworld'), 'down', undefined, 80).edge, undefined);
});

test('a click puts the caret at the cell, before the half of a wide character', () => {
  const state = at('|日本\nabc');
  assert.equal(drawn(placeCaret(state, { width: 20, maxRows: 5 }, { x: 2, y: 0 })), '日|本\nabc');
  assert.equal(drawn(placeCaret(state, { width: 20, maxRows: 5 }, { x: 3, y: 0 })), '日|本\nabc');
  assert.equal(drawn(placeCaret(state, { width: 20, maxRows: 5 }, { x: 15, y: 1 })), '日本\nabc|');
  assert.equal(drawn(placeCaret(state, { width: 20, maxRows: 5 }, { x: 1, y: 99 })), '日本\na|bc');
});

test('a click behind a wrapped row stays on that row', () => {
  const state = placeCaret(at('hello world|'), { width: 6, maxRows: 5 }, { x: 50, y: 0 });
  assert.deepEqual(layoutEditor(state, 6, 5).caret, { x: 5, y: 0 });
});

test('dragging selects', () => {
  const layout = layoutEditor(placeCaret(at('he|llo'), { width: 20, maxRows: 5 }, { x: 4, y: 0 }, true), 20, 5);
  assert.deepEqual(layout.rows[0]?.spans, [
    { kind: 'text', text: 'he' },
    { kind: 'selected', text: 'll' },
    { kind: 'text', text: 'o' },
  ]);
});

test('a folded paste is one span and is cut where the pane is narrower', () => {
  const state = insertPaste(at('see |'), 'x\n'.repeat(120));
  assert.deepEqual(layoutEditor(state, 60, 5).rows[0]?.spans, [
    { kind: 'text', text: 'see ' },
    { kind: 'fold', text: '[pasted 120 lines]' },
  ]);
  assert.equal(layoutEditor(state, 60, 5).caret.x, 22);
  assert.deepEqual(shown(state, 10), ['see ', '[pasted …']);
});

for (const width of [1, 2, 3]) {
  test(`a pane of ${width} columns shows something and keeps the caret inside`, () => {
    const layout = layoutEditor(at('日本a\tb|'), width, 4);
    assert.ok(layout.caret.x < width && layout.caret.y < 4);
    assert.ok(layout.rows.length > 0 && layout.rows.length <= 4);
  });
}
