/** The input box: history walks, attachments, path completion, the outside editor, and what each key gives back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editorText } from '../../src/app/editor/editor.ts';
import { update } from '../../src/app/update.ts';
import { view } from '../../src/app/view.ts';
import { problem } from '../../src/core/problem.ts';
import { FakeWorld } from '../support/fake-world.ts';
import { footerOf } from '../support/panes.ts';
import { SampleWorld } from '../support/sample-world.ts';

function paste(world: FakeWorld, text: string): void {
  world.send({ type: 'input', event: { type: 'paste', text } });
}

function type(world: FakeWorld, text: string): void {
  for (const char of text) world.key(char, char);
}

test('a walk through the history stays in its own box', () => {
  const world = new FakeWorld();
  const first = world.session();
  world.send({ type: 'promptsLoaded', prompts: ['older', 'newer'] });
  paste(world, 'draft of the first');
  world.key('up');
  assert.equal(world.inputText(), 'newer');
  world.session();
  paste(world, 'draft of the second');
  world.key('up');
  world.key('down');
  assert.equal(world.inputText(), 'draft of the second');
  world.send({ type: 'peek', id: first });
  assert.equal(world.inputText(), 'newer');
});

test('the way back from the history gives the draft with its folded paste, and undo takes a prompt back', () => {
  const world = new FakeWorld();
  world.session();
  world.send({ type: 'promptsLoaded', prompts: ['older'] });
  paste(world, 'line\n'.repeat(120));
  const folded = world.inputText();
  assert.equal(folded.length, 1);
  world.key('up');
  assert.equal(world.inputText(), 'older');
  world.key('down');
  assert.equal(world.inputText(), folded);
  world.key('up');
  world.key('C-z');
  assert.equal(world.inputText(), folded);
});

test('a text chosen with Ctrl+R and the outside editor’s text can both be undone', () => {
  const world = new FakeWorld();
  const id = world.session();
  world.send({ type: 'promptsLoaded', prompts: ['an old prompt'] });
  paste(world, 'typed');
  world.send({ type: 'historySearch' });
  world.key('enter');
  assert.equal(world.inputText(), 'an old prompt');
  world.send({ type: 'editedExternally', id, text: 'from vim\n' });
  assert.equal(world.inputText(), 'from vim');
  world.key('C-z');
  world.key('C-z');
  assert.equal(world.inputText(), 'typed');
});

test('what the outside editor gives back while the program ends is kept', () => {
  const world = new FakeWorld();
  const id = world.session();
  paste(world, 'typed');
  world.send({ type: 'input', event: { type: 'hangup', signal: 'SIGHUP', exitCode: 129 } });
  assert.match(world.drafts.get(id) ?? '', /typed/);
  world.send({ type: 'editedExternally', id, text: 'an hour of writing\n' });
  assert.match(world.drafts.get(id) ?? '', /an hour of writing/);
});

test('a sentence in the footer goes with its timer, also when the clock was set back meanwhile', () => {
  const world = new FakeWorld();
  world.send({ type: 'said', text: 'Copied the message.' });
  assert.equal(world.done.at(-1)?.type, 'after');
  assert.equal(world.state.toast?.text, 'Copied the message.');
  // By the clock of this world no time has passed.
  world.send({ type: 'tick', name: 'toast' });
  assert.equal(world.state.toast, null);
});

test('Ctrl+C of an hour ago is not the first of two, whatever was done to the clock since', () => {
  const world = new FakeWorld();
  const given = (now: number) => ({ now, newId: () => 'id' });
  const press = (now: number) =>
    update(world.state, { type: 'input', event: { type: 'key', key: 'C-c' } }, given(now)).state;
  const noon = 1_777_728_000_000;
  world.state = press(noon);
  assert.equal(press(noon - 3_600_000).quitting, false);
  assert.equal(press(noon + 500).quitting, true);
});

test('killed text can be yanked into the next message', () => {
  const world = new FakeWorld();
  world.session();
  type(world, 'keep this');
  world.key('C-u');
  type(world, 'send');
  world.send({ type: 'submit' });
  world.key('C-y');
  assert.equal(world.inputText(), 'keep this');
});

test('a file is attached by its name; one that is missing sends nothing and gives the text back', () => {
  const world = new FakeWorld();
  const id = world.session();
  world.attachable.set('notes.md', 'x');
  world.write('see @notes.md, please');
  world.settle();
  const [prompt] = world.file(id).messages;
  assert.equal(prompt?.attachments?.[0]?.path, 'notes.md');
  world.answer(id, 'seen');
  world.write('and @gone.md');
  paste(world, 'typed meanwhile');
  world.settle();
  assert.equal(world.inputText(), 'and @gone.md\ntyped meanwhile');
  assert.match(world.state.toast?.text ?? '', /There is no file gone\.md/);
  assert.equal(world.file(id).messages.length, 2);
});

test('Enter on the same text once more sends it without the file', () => {
  const world = new FakeWorld();
  const id = world.session();
  world.write('use @types/node');
  world.settle();
  assert.equal(world.file(id).messages.length, 0);
  world.send({ type: 'submit' });
  world.settle();
  assert.equal(world.file(id).messages[0]?.content, 'use @types/node');
});

test('an @ in a folded paste names no file', () => {
  const world = new FakeWorld();
  const id = world.session();
  world.write('@Component({})\n'.repeat(60));
  world.settle();
  assert.equal(world.file(id).messages.length, 1);
});

test('paths are offered while they are typed; Tab takes one, a folder goes on', () => {
  const world = new FakeWorld();
  world.session();
  type(world, 'see @sr');
  const asked = world.done.findLast((effect) => effect.type === 'listPaths');
  assert.ok(asked?.type === 'listPaths');
  assert.equal(asked.typed, 'sr');
  world.send({ type: 'pathsListed', request: asked.request, paths: ['src/', 'srv.txt'] });
  const popup = view(world.state).panes.find((pane) => pane.name === 'overlay');
  assert.match(JSON.stringify(popup?.rows), /src\//);
  world.key('tab');
  assert.equal(world.inputText(), 'see @src/');
  const deeper = world.done.findLast((effect) => effect.type === 'listPaths');
  assert.ok(deeper?.type === 'listPaths' && deeper.typed === 'src/');
  world.send({ type: 'pathsListed', request: deeper.request, paths: ['src/a.ts', 'src/b.ts'] });
  world.key('down');
  world.key('enter');
  assert.equal(world.inputText(), 'see @src/b.ts ');
});

test('an untouched choice of paths does not stand in the way of Enter, and Esc closes it', () => {
  const world = new FakeWorld();
  world.session();
  type(world, 'see @a');
  const asked = world.done.findLast((effect) => effect.type === 'listPaths');
  world.send({ type: 'pathsListed', request: asked?.type === 'listPaths' ? asked.request : 0, paths: ['a.txt'] });
  world.key('escape');
  assert.equal(world.state.completion, null);
  world.key('b', 'b');
  const again = world.done.findLast((effect) => effect.type === 'listPaths');
  world.send({ type: 'pathsListed', request: again?.type === 'listPaths' ? again.request : 0, paths: ['ab.txt'] });
  world.key('enter');
  assert.ok(world.asked.some((effect) => effect.type === 'attachFiles'));
});

test('an answer about paths that comes late is dropped', () => {
  const world = new FakeWorld();
  world.session();
  type(world, '@a');
  const first = world.done.findLast((effect) => effect.type === 'listPaths');
  type(world, 'b');
  world.send({ type: 'pathsListed', request: first?.type === 'listPaths' ? first.request : 0, paths: ['a.txt'] });
  assert.deepEqual(world.state.completion?.choices, []);
});

test('Ctrl+C leaves an edited prompt before it clears anything', () => {
  const world = new FakeWorld();
  const id = world.session('one');
  paste(world, 'typed');
  world.send({ type: 'askEditPrompt', messageId: world.file(id).messages[0]?.id ?? '' });
  world.send({ type: 'interrupt' });
  assert.equal(world.inputText(), 'typed');
  world.send({ type: 'interrupt' });
  assert.equal(world.inputText(), '');
  world.key('up');
  assert.equal(world.inputText(), 'typed');
});

test('a long text keeps the caret in view without sticking to the last row', () => {
  const world = new FakeWorld();
  const id = world.session();
  for (let line = 0; line < 40; line += 1) {
    type(world, `line ${line}`);
    world.send({ type: 'newline' });
  }
  const before = world.state.inputs.get(id)?.top ?? 0;
  world.key('up');
  world.key('up');
  assert.ok(before > 0);
  assert.equal(world.state.inputs.get(id)?.top, before);
});

test('/resume with a name that nobody has says how to find one here, not in a shell', () => {
  const world = new SampleWorld({ size: { columns: 120, rows: 24 } });
  world.keys('tab', 'tab');
  world.type('/resume zzzzzz');
  world.keys('enter');
  assert.equal(world.state.toast?.text, 'There is no session "zzzzzz". Type /resume alone to choose from a list.');
  world.type('/resume sess_a');
  world.keys('enter');
  assert.equal(world.asked('openSession').at(-1)?.id, 'sess_a');
});

test('a session whose file could not be made gives back what was sent and what was typed after it', () => {
  const world = new SampleWorld();
  world.send({ type: 'newSession', name: 'plan' });
  const localId = world.asked('createSession').at(-1)?.localId ?? '';
  world.type('first');
  world.keys('enter');
  world.type('and more');
  const full = problem('disk-full', 'The disk is full.', 'Make room.');
  world.send({ type: 'sessionCreated', localId, result: { ok: false, problem: full } });
  assert.equal(world.state.overlay.kind, 'problem');
  const box = world.state.inputs.get('');
  assert.equal(box ? editorText(box) : '', 'first\n\nand more');
});

test('what is typed before a new session has its file is no draft of a session yet', () => {
  const world = new SampleWorld();
  world.send({ type: 'newSession', name: 'plan' });
  world.type('first');
  world.send({ type: 'tick', name: `draft:${world.asked('createSession').at(-1)?.localId}` });
  assert.deepEqual(world.asked('saveDraft'), []);
});

test('Enter behind a backslash makes a new line in its place', () => {
  const world = new FakeWorld();
  world.session();
  type(world, 'one \\');
  world.key('enter');
  type(world, 'two');
  assert.equal(world.inputText(), 'one \ntwo');
});

test('a text that is taller than its box says at the right edge where it goes on', () => {
  const world = new SampleWorld({ size: { columns: 80, rows: 24 } });
  world.keys('3');
  const edges = () => {
    const pane = view(world.state).panes.find(({ name }) => name === 'input');
    return (pane?.rows ?? []).slice(1).map((row) =>
      row
        .map((span) => span.text)
        .join('')
        .at(-1),
    );
  };
  const lines = Array.from({ length: 12 }, (_, i) => `line ${i}`);
  for (const [i, line] of lines.entries()) {
    if (i > 0) world.keys('M-enter');
    world.type(line);
  }
  assert.deepEqual(edges(), ['↑', ...Array(7).fill(' ')]);
  world.keys(...Array(8).fill('up'));
  assert.deepEqual(edges(), ['↑', ...Array(6).fill(' '), '↓']);
  world.keys(...Array(3).fill('up'));
  assert.deepEqual(edges(), [...Array(7).fill(' '), '↓']);
});

test('what may follow a slash command is said before any figure', () => {
  const world = new SampleWorld({ size: { columns: 42, rows: 24 } });
  world.keys('enter');
  assert.match(footerOf(world), /context/);
  world.type('/model ');
  assert.match(footerOf(world), /\/model \[MODEL\] +choose the model/);
  assert.doesNotMatch(footerOf(world), /context/);
});

test('a text that no session could keep is not sent, and stays in the box', () => {
  const world = new FakeWorld();
  world.session();
  paste(world, 'x'.repeat(9_000_000));
  const before = world.inputText();
  world.key('enter');
  assert.equal(world.inputText(), before);
  assert.match(footerOf(world), /8 million characters at most\. Nothing was sent/);
});
