/** Pastes, folded and not; drafts that survive a restart; files named with `@`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  completeMention,
  createEditor,
  draftOf,
  editorText,
  fromDraft,
  insertPaste,
  layoutEditor,
  mentionAtCaret,
  mentionsIn,
  toggleFold,
} from '../../../src/app/editor/editor.ts';
import { at, drawn, press } from './support.ts';

const long = Array.from({ length: 120 }, (_, i) => `line ${i}`).join('\n');
const folded = insertPaste(at('see | please'), long);

test('a short paste goes in as it is, in one undo step, its newlines and tabs kept', () => {
  const state = insertPaste(at('a|b'), 'x\r\n\ty');
  assert.equal(drawn(state), 'ax\n\ty|b');
  assert.equal(drawn(press(state, ['C-z'])), 'a|b');
});

test('escape sequences in a paste are taken out', () => {
  assert.equal(editorText(insertPaste(createEditor(), 'a\u001b[31mred\u001b[0m\u009b2J')), 'ared');
});

test('controls in a paste cannot pass for a folded one', () => {
  for (const forged of ['\u0001', '\u0080', '\udc00']) {
    const text = editorText(insertPaste(folded, forged));
    assert.equal(text.split('line 119').length, 2);
  }
});

test('when nothing is left to stand for a paste it goes in unfolded', () => {
  let state = createEditor();
  for (let i = 0; i < 70; i++) state = insertPaste(state, long);
  assert.equal(editorText(state), long.repeat(70));
});

const labels: readonly (readonly [string, string])[] = [
  [long, '[pasted 120 lines]'],
  [`${long}\n`, '[pasted 120 lines]'],
  ['x'.repeat(2001), '[pasted 2,001 characters]'],
  ['y\n'.repeat(21), '[pasted 21 lines]'],
];
for (const [text, label] of labels) {
  test(`${text.length} characters are shown as ${label} and sent whole`, () => {
    const state = insertPaste(createEditor(), text);
    assert.equal(layoutEditor(state, 80, 5).rows[0]?.text, label);
    assert.equal(editorText(state), text);
  });
}

for (const text of ['x'.repeat(2000), 'y\n'.repeat(20)]) {
  test(`${text.length} characters at the limit are not folded`, () => {
    assert.equal(insertPaste(createEditor(), text).text, text);
  });
}

test('a folded paste is one unit: to step over, to delete, to bring back', () => {
  assert.equal(drawn(folded), 'see ¶| please');
  assert.equal(drawn(press(folded, ['left'])), 'see |¶ please');
  assert.equal(drawn(press(folded, ['C-left'])), 'see |¶ please');
  const deleted = press(folded, ['backspace']);
  assert.equal(drawn(deleted), 'see | please');
  assert.equal(editorText(press(deleted, ['C-z'])), `see ${long} please`);
});

test('a paste unfolds at the caret and folds again while it is untouched', () => {
  const unfolded = toggleFold(press(folded, ['left']));
  assert.equal(unfolded.text, `see ${long} please`);
  assert.equal(drawn(toggleFold(unfolded)), 'see ¶| please');
  assert.equal(drawn(press(unfolded, ['C-z'])), 'see |¶ please');
  const edited = press(unfolded, ['up', 'x']);
  assert.equal(toggleFold(edited), edited);
});

test('away from any paste the nearest one before the caret unfolds, else the one behind it', () => {
  const end = press(folded, ['end']);
  assert.equal(toggleFold(end).text, `see ${long} please`);
  assert.equal(toggleFold(press(folded, ['home'])).text, `see ${long} please`);
  const plain = createEditor('nothing folded');
  assert.equal(toggleFold(plain), plain);
});

test('two pastes are two units', () => {
  const both = insertPaste(folded, `${long}!`);
  assert.equal(editorText(both), `see ${long}${long}! please`);
  assert.equal(editorText(press(both, ['backspace'])), `see ${long} please`);
});

test('killed and yanked, a folded paste is still whole', () => {
  assert.equal(editorText(press(folded, ['C-e', 'C-u', 'C-y', 'C-y'])), `see ${long} pleasesee ${long} please`);
});

test('a draft brings back text, caret and folds', () => {
  for (const state of [
    folded,
    press(folded, ['left']),
    press(folded, ['C-home']),
    press(folded, ['C-end']),
    at('日本|語'),
  ]) {
    const back = fromDraft(draftOf(state));
    assert.equal(drawn(back), drawn(state));
    assert.equal(editorText(back), editorText(state));
  }
});

test('the draft of an empty editor is empty, and the other way round', () => {
  assert.equal(draftOf(createEditor()), '');
  assert.equal(editorText(fromDraft('')), '');
});

const strange: readonly (readonly [string, string])[] = [
  ['just text', 'just text'],
  ['{"text":"a"}', 'a'],
  ['{"text":"abc","cursor":99}', 'abc'],
  ['{"text":"abc","cursor":-3,"folds":[{"at":2,"length":5},{"at":"x"},null]}', 'abc'],
  ['{"text":"abc","folds":[{"at":1,"length":1},{"at":1,"length":1}]}', 'abc'],
  ['{"text":"a\\u001b[31mb","cursor":1,"folds":[{"at":0,"length":1}]}', 'ab'],
  ['{"text":7}', '{"text":7}'],
  ['[1,', '[1,'],
];
for (const [draft, text] of strange) {
  test(`the draft ${draft} keeps its text`, () => {
    const state = fromDraft(draft);
    assert.equal(editorText(state), text);
    assert.ok(state.cursor >= 0 && state.cursor <= state.text.length);
  });
}

test('files are named with @ at the start of a word', () => {
  const found = mentionsIn('see @src/a.ts, and (@"my notes.md") but not me@host.org or @');
  assert.deepEqual(
    found.map((mention) => mention.path),
    ['src/a.ts', 'my notes.md'],
  );
});

test('a mention is completed in place; a folder lets one type on', () => {
  const typing = at('see @sr|');
  const mention = mentionAtCaret(typing);
  assert.ok(mention);
  assert.equal(mention.path, 'sr');
  assert.equal(drawn(completeMention(typing, mention, 'src/')), 'see @src/|');
  assert.equal(drawn(completeMention(typing, mention, 'src/a.ts')), 'see @src/a.ts |');
  assert.equal(drawn(completeMention(typing, mention, 'my notes.md')), 'see @"my notes.md" |');
  assert.equal(mentionAtCaret(at('me@host|')), undefined);
});
