/** What each key does to a text with a caret. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clearEditor,
  createEditor,
  editKey,
  editorText,
  endsWithBackslash,
  insertNewline,
  nextEditor,
  replaceBackslashByNewline,
  replaceText,
  selectedText,
} from '../../../src/app/editor/editor.ts';
import { at, drawn, press, type } from './support.ts';

const family = '👨‍👩‍👧';
const accented = 'e\u0301';

/** Before, keys, after: `|` is the caret. */
const table: readonly (readonly [string, string, string])[] = [
  ['|', 'a', 'a|'],
  ['|', 'space', ' |'],
  ['日|語', '本', '日本|語'],
  ['ab|', 'backspace', 'a|'],
  [`a${family}|b`, 'backspace', 'a|b'],
  [`a${accented}|`, 'backspace', 'a|'],
  ['a🇩🇪🇫🇷|', 'backspace', 'a🇩🇪|'],
  ['|', 'backspace', '|'],
  [`|${family}b`, 'delete', '|b'],
  ['a|', 'delete', 'a|'],
  ['a\n|b', 'backspace', 'a|b'],
  [`a${family}|b`, 'left', `a|${family}b`],
  [`a|${family}b`, 'right', `a${family}|b`],
  ['|a', 'left', '|a'],
  ['a|', 'right', 'a|'],
  ['one\ntw|o', 'home', 'one\n|two'],
  ['one\n|two', 'end', 'one\ntwo|'],
  ['o|ne\ntwo', 'C-e', 'one|\ntwo'],
  ['one\ntwo|', 'C-a', 'one\n|two'],
  ['one\ntw|o', 'C-home', '|one\ntwo'],
  ['o|ne\ntwo', 'C-end', 'one\ntwo|'],
  ['say hello|, you', 'M-b', 'say |hello, you'],
  ['say |hello, you', 'M-f', 'say hello|, you'],
  ['say hello|, you', 'C-right', 'say hello, you|'],
  ['über naïve|', 'C-left', 'über |naïve'],
  ['one two|', 'C-w', 'one |'],
  ['one two  |', 'M-backspace', 'one |'],
  ['|one two', 'M-d', '| two'],
  ['one\ntw|o three', 'C-u', 'one\n|o three'],
  ['one\n|two', 'C-u', 'one|two'],
  ['on|e\ntwo', 'C-k', 'on|\ntwo'],
  ['on|\ntwo', 'C-k', 'on|two'],
  ['on|e', 'C-d', 'on|'],
  ['on|e', 'C-h', 'o|e'],
];

for (const [before, key, after] of table) {
  test(`${JSON.stringify(before)} ${key} → ${JSON.stringify(after)}`, () => {
    assert.equal(drawn(press(at(before), [key])), after);
  });
}

for (const key of [
  'enter',
  'tab',
  'S-tab',
  'escape',
  'pageup',
  'f1',
  'C-p',
  'C-r',
  'C-g',
  'M-x',
  'S-enter',
  'C-j',
  'C-b',
]) {
  test(`${key} is left to the program`, () => {
    const before = at('ab|c');
    const result = editKey(before, key, undefined, 80);
    assert.equal(result.handled, false);
    assert.equal(result.state, before);
  });
}

test('a combining mark typed alone joins the letter before it', () => {
  const state = type(createEditor(), accented);
  assert.equal(drawn(press(state, ['left'])), `|${accented}`);
});

test('an emoji family typed piece by piece is one character', () => {
  const state = type(createEditor(), `a${family}`);
  assert.equal(drawn(press(state, ['backspace'])), 'a|');
});

test('the caret never stands inside a cluster that an insertion made', () => {
  // The flag's second half is there already: the first half typed before it makes one flag of both.
  const state = press(at('|\u{1f1ea}'), ['\u{1f1e9}']);
  assert.equal(drawn(state), '🇩🇪|');
});

test('typed control characters do nothing', () => {
  assert.equal(editKey(at('a|'), '\u0007', '\u001b[31m', 80).state.text, 'a');
});

test('a typed word and the blanks behind it are one undo step', () => {
  const typed = type(createEditor(), 'one two three');
  const once = press(typed, ['C-z']);
  const twice = press(once, ['C-_']);
  assert.deepEqual([drawn(once), drawn(twice)], ['one two |', 'one |']);
  assert.equal(drawn(press(twice, ['M-_', 'C-S-z'])), 'one two three|');
});

test('moving the caret ends an undo step', () => {
  const state = press(type(press(type(createEditor(), 'ac'), ['left']), 'b'), ['C-z']);
  assert.equal(drawn(state), 'a|c');
});

test('erased characters come back together, with the caret where it was', () => {
  const state = press(at('hello|'), ['backspace', 'backspace', 'backspace']);
  assert.equal(drawn(press(state, ['C-z'])), 'hello|');
  const forward = press(at('|hello'), ['delete', 'delete']);
  assert.equal(drawn(press(forward, ['C-z'])), '|hello');
});

test('a key that finds nothing to delete is no undo step, and forgets nothing that can be redone', () => {
  const typed = press(at('|'), ['a']);
  for (const key of ['C-k', 'C-delete', 'delete']) {
    assert.equal(drawn(press(typed, [key, 'C-z'])), '|', key);
    assert.equal(drawn(press(typed, ['C-z', key, 'M-_'])), 'a|', key);
  }
  const emptied = press(typed, ['backspace']);
  assert.equal(drawn(press(replaceText(emptied, ''), ['C-z'])), 'a|', 'nothing in place of nothing');
});

test('typing after an undo forgets what could be redone', () => {
  const state = press(type(press(type(createEditor(), 'ab'), ['C-z']), 'x'), ['M-_']);
  assert.equal(drawn(state), 'x|');
});

test('kills in a row come back as one text', () => {
  const killed = press(at('one two three|'), ['C-w', 'C-w']);
  assert.equal(drawn(killed), 'one |');
  assert.equal(drawn(press(killed, ['C-y'])), 'one two three|');
});

test('forward and backward kills in a row keep the order of the text', () => {
  const killed = press(at('one two| three'), ['C-w', 'C-k']);
  assert.equal(drawn(press(killed, ['C-y'])), 'one two three|');
});

test('Alt+Y after a yank brings the kill before it', () => {
  const killed = press(press(at('one|'), ['C-u']), ['b', 'C-u']);
  const yanked = press(killed, ['C-y']);
  assert.equal(drawn(yanked), 'b|');
  assert.equal(drawn(press(yanked, ['M-y'])), 'one|');
  assert.equal(drawn(press(yanked, ['M-y', 'M-y'])), 'b|');
});

test('Shift with the arrows selects, typing replaces the selection in one step', () => {
  const selected = press(at('one |two'), ['S-right', 'S-right', 'S-right']);
  assert.equal(selectedText(selected), 'two');
  const replaced = press(selected, ['x']);
  assert.equal(drawn(replaced), 'one x|');
  assert.equal(drawn(press(replaced, ['C-z'])), 'one two|');
});

test('an arrow without Shift leaves the selection at its side, Backspace deletes it', () => {
  const selected = press(at('one two|'), ['C-S-left']);
  assert.equal(selectedText(selected), 'two');
  assert.equal(drawn(press(selected, ['left'])), 'one |two');
  assert.equal(drawn(press(selected, ['right'])), 'one two|');
  assert.equal(drawn(press(selected, ['backspace'])), 'one |');
});

test('Enter after a backslash breaks the line, after two it does not', () => {
  assert.equal(endsWithBackslash(at('ab\\|')), true);
  assert.equal(endsWithBackslash(at('ab\\\\|')), false);
  assert.equal(endsWithBackslash(at('ab|\\')), false);
  const broken = replaceBackslashByNewline(at('ab\\|'));
  assert.equal(drawn(broken), 'ab\n|');
  assert.equal(drawn(press(broken, ['C-z'])), 'ab\\|');
});

test('a newline, clearing and replacing are undo steps of their own', () => {
  assert.equal(drawn(press(insertNewline(at('a|b')), ['C-z'])), 'a|b');
  assert.equal(drawn(press(clearEditor(at('a|b')), ['C-z'])), 'a|b');
  const replaced = replaceText(at('a|b'), 'from the editor\r\n');
  assert.equal(drawn(replaced), 'from the editor\n|');
  assert.equal(drawn(press(replaced, ['C-z'])), 'a|b');
});

test('after a message was sent the kill ring is still there, the undo steps are not', () => {
  const next = nextEditor(press(at('one two|'), ['C-w']), createEditor());
  assert.equal(editorText(press(next, ['C-z'])), '');
  assert.equal(drawn(press(next, ['C-y'])), 'two|');
});
