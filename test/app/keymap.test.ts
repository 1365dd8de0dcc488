/** Keys: what users may write, what conflicts are told, and that no sentence knows better than the table. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commands } from '../../src/app/commands/table.ts';
import { displayKey, normaliseKey } from '../../src/app/key-names.ts';
import { buildKeymap, commandForKey, keyName, keyProblems } from '../../src/app/keymap.ts';
import { footerOf, screenOf } from '../support/panes.ts';
import { messages, SampleWorld } from '../support/sample-world.ts';

describe('names of keys', () => {
  for (const [written, key, shown] of [
    ['ctrl+p', 'C-p', 'Ctrl+P'],
    ['Ctrl-P', 'C-p', 'Ctrl+P'],
    ['C-p', 'C-p', 'Ctrl+P'],
    ['alt+up', 'M-up', 'Alt+↑'],
    ['shift+tab', 'S-tab', 'Shift+Tab'],
    ['shift+g', 'G', 'G'],
    ['Esc', 'escape', 'Esc'],
    ['PgDn', 'pagedown', 'PgDn'],
    ['F2', 'f2', 'F2'],
    [' ', 'space', 'Space'],
    ['é', 'é', 'é'],
    ['-', '-', '-'],
    ['ctrl+[', 'escape', 'Esc'],
    ['ctrl+/', 'C-_', 'Ctrl+_'],
  ] as const) {
    test(`“${written}” is ${key}, shown as ${shown}`, () => {
      assert.equal(normaliseKey(written === ' ' ? 'space' : written), key);
      assert.equal(displayKey(key), shown);
    });
  }
});

describe('keys of the user', () => {
  test('replace those of the command, everywhere they are shown', () => {
    const world = new SampleWorld({ settings: { keys: { 'session.new': ['ctrl+t', 'a'], 'list.undo': ['z'] } } });
    assert.equal(keyName(world.state, 'session.new'), 'Ctrl+T');
    assert.match(footerOf(world), /Ctrl\+T new/);
    world.keys('n');
    assert.equal(world.state.overlay.kind, 'none');
    world.keys('a');
    assert.equal(world.state.overlay.kind, 'prompt');
    world.keys('escape', 'p');
    assert.match(footerOf(world), /; z undoes it/);
  });

  test('draw the screen anew over an open overlay, too', () => {
    const world = new SampleWorld({ settings: { keys: { 'app.redraw': ['f9'] } } });
    world.keys('f1', 'f9', 'C-l');
    assert.equal(world.asked('redraw').length, 1);
    assert.equal(world.state.overlay.kind, 'help');
  });

  test('are named in the sentences that say what to press', () => {
    const world = new SampleWorld({ settings: { keys: { 'app.interrupt': ['f6'], 'transcript.right': ['f7'] } } });
    const said: string[] = [];
    for (const key of ['f6', '2', 'w', 'w']) {
      world.keys(key);
      said.push(world.state.toast?.text ?? '');
    }
    assert.equal(said[0], 'Press F6 again to quit.');
    assert.ok(said.includes('Code lines no longer wrap; F7 shows more of them.'));
  });

  test('none at all: the command is left to the palette', () => {
    const world = new SampleWorld({ settings: { keys: { 'app.quit': [] } } });
    world.keys('q');
    assert.equal(world.state.quitting, false);
    assert.doesNotMatch(footerOf(world), /quit/);
    assert.deepEqual(keyProblems(world.state.settings), []);
  });

  test('a key of another command in the same place: both are named, and the user wins', () => {
    const keymap = buildKeymap({ 'session.pin': ['s'] });
    assert.deepEqual(keymap.problems, ['The key s is set for both list.sort and session.pin; it goes to session.pin.']);
    assert.equal(commandForKey(keymap, 'list', 's')?.id, 'session.pin');
    assert.deepEqual(keymap.keysOf.get('list.sort'), []);
  });

  test('a key of a wider place: both are named, and the nearer one has it', () => {
    const keymap = buildKeymap({ 'session.pin': ['q'] });
    assert.deepEqual(keymap.problems, [
      'The key q is set for both app.quit and session.pin; where both apply, it goes to session.pin.',
    ]);
    assert.equal(commandForKey(keymap, 'list', 'q')?.id, 'session.pin');
    assert.equal(commandForKey(keymap, 'transcript', 'q')?.id, 'app.quit');
    const wider = buildKeymap({ 'app.redraw': ['C-d'] });
    assert.match(wider.problems[0] ?? '', /it goes to transcript\.halfDown/);
    assert.equal(commandForKey(wider, 'transcript', 'C-d')?.id, 'transcript.halfDown');
  });

  test('two of the user’s own', () => {
    const [one] = buildKeymap({ 'session.pin': ['x'], 'session.archive': ['x'] }).problems;
    assert.match(one ?? '', /The key x is set for both session\.(pin|archive) and session\.(pin|archive);/);
  });

  test('the same key in places that are never active together is no conflict', () => {
    assert.deepEqual(buildKeymap({ 'session.rename': ['t'] }).problems, []);
  });

  test('an unknown command, a key that is none, a letter that could not be typed any more', () => {
    const { problems, keysOf } = buildKeymap({
      'lst.sort': ['x'],
      'session.pin': ['ctrl+banana'],
      'app.palette': ['p', 'ctrl+k'],
    });
    assert.deepEqual(problems, [
      'The setting keys.lst.sort names no command; did you mean keys.list.sort?',
      'The setting keys.session.pin has "ctrl+banana", which is not a key; write for example "n", "ctrl+n", "alt+up" or "f5".',
      'The setting keys.app.palette has p, which you could then no longer type; add ctrl or alt.',
      'The key Ctrl+K is set for both edit.killToEnd and app.palette; where both apply, it goes to edit.killToEnd.',
    ]);
    assert.deepEqual(keysOf.get('app.palette'), ['C-k']);
    assert.deepEqual(keysOf.get('session.pin'), ['p'], 'without one good key a command keeps its own');
  });

  test('are complained about at the start, and in the help', () => {
    const world = new SampleWorld({ settings: { keys: { 'session.pin': ['s'], 'no.such': ['x'] } } });
    world.send({ type: 'started', open: { kind: 'list' } });
    assert.match(world.state.toast?.text ?? '', /names no command.* 1 more are/);
    world.keys('o');
    assert.equal(world.state.overlay.kind, 'notice');
    world.keys('escape', '?');
    assert.match(screenOf(world), /! The key s is set for both list\.sort and/);
  });
});

describe('the table', () => {
  test('has no conflicts of its own', () => {
    const keymap = buildKeymap();
    assert.deepEqual(keymap.problems, []);
    for (const command of commands) {
      for (const key of command.keys) {
        assert.equal(keymap.byScope[command.where].get(key)?.id, command.id, `${key} in ${command.where}`);
      }
    }
  });

  test('leaves Ctrl+B alone, and Ctrl+A outside the input: they belong to tmux and screen', () => {
    const taken = commands.filter(
      ({ keys, where }) => keys.includes('C-b') || (keys.includes('C-a') && where !== 'input'),
    );
    assert.deepEqual(taken, []);
  });

  test('has a twin for every Alt key and F-key: another key, a slash command or the palette', () => {
    const alone = commands.filter(
      ({ keys, quiet, slash, editorKey }) =>
        keys.length > 0 && keys.every((key) => /^(?:M-|f\d)/.test(key)) && quiet && !slash && !editorKey,
    );
    // Its twin is `app.notice`, where letters are keys.
    assert.deepEqual(
      alone.map(({ id }) => id),
      ['app.noticeAnywhere'],
    );
  });
});

describe('a key that means nothing here', () => {
  for (const [pane, key, shown] of [
    ['1', ':', ':'],
    ['1', 'H', 'H'],
    ['2', 'C-r', 'Ctrl\\+R'],
    ['2', '你', '你'],
  ] as const) {
    test(`${key} in pane ${pane}: a sentence says where the keys stand`, () => {
      const world = new SampleWorld();
      world.keys(pane, key);
      assert.match(footerOf(world), new RegExp(`${shown} does nothing here; \\? shows all keys, Ctrl\\+P finds every`));
    });
  }

  test('in the input box the help that works while typing is named, and what is typed stays', () => {
    const world = new SampleWorld();
    world.keys('3');
    world.type('half');
    world.keys('C-t');
    assert.match(footerOf(world), /Ctrl\+T does nothing here; F1 shows all keys, Ctrl\+P finds every/);
    assert.match(screenOf(world), /▏ half/);
  });

  test('Ctrl+V, which pastes a picture elsewhere, says how one goes along here', () => {
    const world = new SampleWorld();
    world.keys('3', 'C-v');
    assert.match(footerOf(world), /Only text can be pasted; attach a picture with @PATH, or drop it here\./);
    world.send({ type: 'focus', to: 'transcript' });
    world.keys('C-v');
    assert.match(footerOf(world), /Ctrl\+V does nothing here/);
  });

  test('Ctrl+D, which ends other programs, says in an empty box what ends this one', () => {
    const world = new SampleWorld();
    world.keys('3', 'C-d');
    assert.match(footerOf(world), /Ctrl\+C twice or \/exit quits; everything is saved\./);
  });

  test('the sentence before it can still be read in full', () => {
    const world = new SampleWorld();
    world.keys('s', ':', 'o');
    assert.match(screenOf(world), /Sorted by name\./);
  });

  test('in the input box every key types', () => {
    const world = new SampleWorld();
    world.keys('3', ':');
    assert.doesNotMatch(footerOf(world), /does nothing/);
  });
});

test('sentences in the transcript name the keys that the user has, or none', () => {
  const talk = messages(['user', 'go'], ['assistant', 'half']).map((one) =>
    one.role === 'assistant' ? { ...one, stop: 'aborted' as const } : one,
  );
  const said = (keys: Readonly<Record<string, readonly string[]>>): string => {
    const world = new SampleWorld({ size: { columns: 160, rows: 30 }, talk, settings: { keys } });
    world.keys('space');
    return screenOf(world);
  };
  assert.match(said({}), /or press \. in the transcript to regenerate\./);
  assert.match(said({ 'transcript.regenerate': ['R'] }), /or press R in the transcript to regenerate\./);
  assert.match(said({ 'transcript.regenerate': [] }), /or type \/retry to regenerate\./);
});
