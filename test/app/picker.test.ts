/** Choosing from a list by typing: moving, pages, groups, disabled items, live previews. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createPicker,
  type PickerItem,
  type PickerState,
  pickerClick,
  pickerKey,
  pickerPaste,
  pickerQuery,
  pickerRows,
  selectedItem,
  withItems,
} from '../../src/app/picker.ts';

const items: readonly PickerItem[] = [
  { id: 'new', label: 'New session', detail: 'n', group: 'Sessions' },
  { id: 'fork', label: 'Fork', group: 'Sessions', disabled: 'Nothing is open.' },
  { id: 'theme', label: 'Theme', group: 'View', keywords: 'colours dark light' },
  { id: 'wrap', label: 'Wrap code', group: 'View', mark: '✓' },
];
const picker = createPicker({ title: 'Commands', items });

function keys(state: PickerState, names: readonly string[], height?: number): PickerState {
  return names.reduce((now, name) => pickerKey(now, name, name.length === 1 ? name : undefined, height).state, state);
}

function typedInto(state: PickerState, query: string): PickerState {
  return keys(state, [...query]);
}

/** The rows as one would see them: the selected one with `>`, headings with `#`. */
function seen(state: PickerState, height = 10): readonly string[] {
  return pickerRows(state, height).map((row) =>
    row.kind === 'item'
      ? `${row.selected ? '>' : ' '}${row.item.label}`
      : row.kind === 'heading'
        ? `#${row.text}`
        : row.text,
  );
}

function many(count: number): PickerState {
  return createPicker({
    title: 'Many',
    items: Array.from({ length: count }, (_, i) => ({ id: String(i), label: `item ${i}` })),
  });
}

test('items stand under their headings, the first is selected', () => {
  assert.deepEqual(seen(picker), ['#Sessions', '>New session', ' Fork', '#View', ' Theme', ' Wrap code']);
});

test('it begins at the item and the query it is given', () => {
  assert.equal(selectedItem(createPicker({ title: '', items, selected: 'wrap' }))?.id, 'wrap');
  assert.deepEqual(seen(typedInto(picker, 'wr')), ['#View', '>Wrap code']);
});

const moves: readonly (readonly [readonly string[], string])[] = [
  [['down'], 'fork'],
  [['C-n', 'C-n'], 'theme'],
  [['down', 'up'], 'new'],
  [['up'], 'wrap'],
  [['C-p', 'down'], 'new'],
  [['C-end'], 'wrap'],
  [['pagedown'], 'wrap'],
  [['pagedown', 'pageup'], 'new'],
  [['C-end', 'C-home'], 'new'],
];
for (const [names, id] of moves) {
  test(`${names.join(' ')} leads to ${id}`, () => {
    assert.equal(selectedItem(keys(picker, names))?.id, id);
  });
}

test('typing filters, the best group comes first, Backspace brings the rest back', () => {
  const typed = keys(picker, ['w', 'r']);
  assert.equal(pickerQuery(typed), 'wr');
  assert.deepEqual(seen(typed), ['#View', '>Wrap code']);
  assert.deepEqual(pickerRows(typed, 10)[1], { kind: 'item', item: items[3], selected: true, ranges: [0, 2] });
  assert.deepEqual(seen(keys(typed, ['backspace', 'backspace'])), seen(picker));
});

test('keywords find an item without marking its label', () => {
  const dark = typedInto(picker, 'dark');
  assert.deepEqual(pickerRows(dark, 10)[1], { kind: 'item', item: items[2], selected: true, ranges: [] });
});

test('Enter chooses, Escape cancels', () => {
  assert.deepEqual(pickerKey(picker, 'enter').outcome, { kind: 'chosen', id: 'new' });
  assert.deepEqual(pickerKey(picker, 'escape').outcome, { kind: 'cancelled' });
  assert.deepEqual(pickerKey(picker, 'C-c').outcome, { kind: 'cancelled' });
});

test('a disabled item says why', () => {
  assert.deepEqual(pickerKey(keys(picker, ['down']), 'enter').outcome, {
    kind: 'disabled',
    reason: 'Nothing is open.',
  });
});

test('moving to another item is told, for previews; typing that keeps it is not', () => {
  assert.deepEqual(pickerKey(picker, 'down').outcome, { kind: 'moved', id: 'fork' });
  assert.deepEqual(pickerKey(picker, 'n', 'n').outcome, undefined);
  assert.deepEqual(pickerKey(picker, 't', 't').outcome, { kind: 'moved', id: 'theme' });
});

test('a query that nothing matches says so; Enter then does nothing', () => {
  const none = typedInto(picker, 'qqqq');
  assert.deepEqual(seen(none), ['Nothing matches “qqqq”.']);
  assert.deepEqual(pickerKey(none, 'enter'), { state: none });
  assert.equal(keys(none, ['down', 'up', 'pagedown', 'C-end']), none);
});

test('where any text will do, Enter gives what was typed', () => {
  const models = typedInto(createPicker({ title: 'Model', items: [], takesText: true }), 'my-model');
  assert.deepEqual(pickerKey(models, 'enter').outcome, { kind: 'typed', text: 'my-model' });
});

test('an empty picker says so', () => {
  assert.deepEqual(seen(createPicker({ title: 'Trash', items: [] })), ['There is nothing to choose from.']);
});

test('items that arrive later keep query and selection', () => {
  const typed = keys(createPicker({ title: 'Model', items: [] }), ['b']);
  const arrived = withItems(typed, [
    { id: 'a', label: 'abc' },
    { id: 'b', label: 'bcd' },
  ]);
  assert.deepEqual(seen(arrived), ['>bcd', ' abc']);
  const again = withItems(keys(arrived, ['down']), [
    { id: 'c', label: 'b' },
    { id: 'a', label: 'abc' },
  ]);
  assert.equal(selectedItem(again)?.id, 'a');
});

test('a paste goes into the query as one line', () => {
  assert.equal(pickerQuery(pickerPaste(picker, '\nwrap\n  code\n').state), 'wrap code');
});

test('keys that mean nothing here change nothing', () => {
  for (const key of ['tab', 'f1', 'C-l']) assert.deepEqual(pickerKey(picker, key), { state: picker });
});

test('the list scrolls as little as it must', () => {
  const down = keys(
    many(100),
    Array.from({ length: 5 }, () => 'down'),
    4,
  );
  assert.deepEqual(seen(down, 4), [' item 2', ' item 3', ' item 4', '>item 5']);
  const up = keys(down, ['up', 'up'], 4);
  assert.deepEqual(seen(up, 4), [' item 2', '>item 3', ' item 4', ' item 5']);
  assert.deepEqual(seen(keys(up, ['up', 'up'], 4), 4), ['>item 1', ' item 2', ' item 3', ' item 4']);
});

test('the first item of a group shows its heading; a list of one row shows the item', () => {
  const back = keys(picker, ['C-end', 'C-home'], 3);
  assert.deepEqual(seen(back, 3), ['#Sessions', '>New session', ' Fork']);
  assert.deepEqual(seen(back, 1), ['>New session']);
});

test('a click chooses the item of that row, a heading and empty space choose nothing', () => {
  assert.deepEqual(pickerClick(picker, 4, 10).outcome, { kind: 'chosen', id: 'theme' });
  assert.deepEqual(pickerClick(picker, 3, 10), { state: picker });
  assert.deepEqual(pickerClick(picker, 9, 10), { state: picker });
});

test('wherever the cursor is and however high the list, the selected item is shown', () => {
  let state = createPicker({
    title: '',
    items: Array.from({ length: 40 }, (_, i) => ({ id: String(i), label: `item ${i}`, group: `group ${i % 7}` })),
  });
  for (const height of [1, 2, 3, 7, 40, 100]) {
    for (const key of ['down', 'down', 'pagedown', 'up', 'C-end', 'pageup', 'down', 'C-home']) {
      state = pickerKey(state, key, undefined, height).state;
      const rows = pickerRows(state, height);
      assert.ok(rows.length <= height);
      assert.equal(rows.filter((row) => row.kind === 'item' && row.selected).length, 1);
    }
  }
});
