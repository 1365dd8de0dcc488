/** The mouse in the input box: a click puts the caret under the pointer, a drag selects from there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editorText, selectedText } from '../../src/app/editor/editor.ts';
import { inputEditor } from '../../src/app/update/draft.ts';
import { regions } from '../../src/app/view/regions.ts';
import { view } from '../../src/app/view.ts';
import { messages, SampleWorld } from '../support/sample-world.ts';

function written(...lines: readonly string[]): SampleWorld {
  const world = new SampleWorld({ talk: messages(['user', 'go'], ['assistant', 'yes']) });
  world.keys('enter');
  world.send({ type: 'focus', to: 'input' });
  world.send({ type: 'input', event: { type: 'paste', text: lines.join('\n') } });
  assert.equal(editorText(inputEditor(world.state)), lines.join('\n'));
  return world;
}

function mouse(world: SampleWorld, action: 'down' | 'drag' | 'up', x: number, y: number): void {
  world.send({ type: 'input', event: { type: 'mouse', action, button: 'left', x, y } });
}

test('a click puts the caret under the pointer, whatever the row and however many there are', () => {
  const world = written('hello wide world', 'and a second line', 'and a third');
  const { y } = regions(world.state).input;
  for (const [x, row] of [
    [2, 0],
    [9, 0],
    [13, 1],
    [5, 2],
    [9, 1],
  ] as const) {
    mouse(world, 'down', x, y + 1 + row);
    mouse(world, 'up', x, y + 1 + row);
    assert.deepEqual(view(world.state).caret, { x, y: y + 1 + row });
  }
});

test('in a single row too, and a click behind the text goes to its end', () => {
  const world = written('hello wide world');
  const { y } = regions(world.state).input;
  mouse(world, 'down', 9, y + 1);
  assert.deepEqual(view(world.state).caret, { x: 9, y: y + 1 });
  mouse(world, 'down', 60, y + 1);
  assert.deepEqual(view(world.state).caret, { x: 18, y: y + 1 });
});

test('a drag selects from the click to the pointer', () => {
  const world = written('hello wide world', 'and a second line');
  const { y } = regions(world.state).input;
  mouse(world, 'down', 8, y + 1);
  mouse(world, 'drag', 12, y + 1);
  assert.equal(selectedText(inputEditor(world.state)), 'wide');
});
