/** Overlays: what their keys do, what they show, and that they close. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { selectedItem } from '../../src/app/picker.ts';
import { problem } from '../../src/core/problem.ts';
import { footerOf, overlayOf, screenOf } from '../support/panes.ts';
import { noon, SampleWorld, sampleSessions, sampleTalk, summary, transcriptOf } from '../support/sample-world.ts';

const selected = (world: SampleWorld): string | undefined =>
  world.state.overlay.kind === 'picker' ? selectedItem(world.state.overlay.picker)?.id : undefined;

test('renaming begins with the name that the user gave, and with none where there is none', () => {
  const begun = (named: boolean): string => {
    const world = new SampleWorld({
      sessions: [summary({ id: 'sess_a', name: 'f3a9c1', title: 'How do tides work?', named })],
    });
    world.keys('r');
    world.type('x');
    world.keys('enter');
    const change = world.asked('changeSession').at(-1)?.change;
    return change?.event === 'renamed' ? change.name : '';
  };
  assert.deepEqual([begun(true), begun(false)], ['f3a9c1x', 'x']);
});

describe('a session that another process has', () => {
  const locked = (): SampleWorld => {
    const world = new SampleWorld({ talk: sampleTalk });
    const wrong = problem('locked', 'Open elsewhere.', '', { holder: 'pid 4711 on desk' });
    world.keys('down', 'enter');
    world.send({ type: 'sessionOpened', id: 'sess_a', result: { ok: false, problem: wrong } });
    return world;
  };

  test('says who has it, and what can be done', () => {
    const world = locked();
    assert.match(screenOf(world), /“react-migration” is open in pid 4711 on desk\./);
    assert.match(footerOf(world), /w watch {2}f fork {2}Esc cancel/);
  });

  test('w watches: the header names the holder, and nothing is sent from here', () => {
    const world = locked();
    world.keys('w');
    assert.equal(world.state.focus, 'transcript');
    assert.match(screenOf(world), /watching pid 4711 on desk/);
    // What is cut to make room for it keeps a blank before it.
    for (let columns = 80; columns < 110; columns += 1) {
      world.resize(columns, 24);
      assert.match(screenOf(world), / watching pid 4711 on desk/, `${columns}`);
    }
    world.keys('i');
    world.type('hello');
    world.keys('enter');
    assert.match(footerOf(world), /Another process writes to this session/);
  });

  test('f asks for the name of a fork', () => {
    const world = locked();
    world.keys('f');
    assert.equal(world.state.overlay.kind === 'prompt' && world.state.overlay.purpose.kind, 'fork');
    world.keys('enter');
    assert.equal(world.asked('forkSession').length, 1);
  });

  test('Esc leaves it as it is: the keys are the list’s again, unless something is written', () => {
    const world = locked();
    world.keys('escape');
    assert.equal(world.state.overlay.kind, 'none');
    assert.equal(world.state.focus, 'list');
    assert.equal(world.asked('forkSession').length, 0);
    const written = new SampleWorld({ talk: sampleTalk });
    const wrong = problem('locked', 'Open elsewhere.', '', { holder: 'pid 4711 on desk' });
    written.keys('down', 'enter');
    written.type('hello');
    written.send({ type: 'sessionOpened', id: 'sess_a', result: { ok: false, problem: wrong } });
    written.keys('escape');
    assert.equal(written.state.focus, 'input');
  });
});

describe('the trash', () => {
  const opened = (): SampleWorld => {
    const world = new SampleWorld();
    world.keys('T');
    const sessions = ['x', 'y'].map((id) => ({
      summary: summary({ id, title: `old ${id}` }),
      deletedAt: noon - 3_600_000,
      trashPath: `/t/${id}`,
    }));
    world.send({ type: 'trashListed', sessions });
    return world;
  };

  test('Enter restores the session under the cursor', () => {
    const world = opened();
    world.keys('down', 'enter');
    assert.deepEqual(world.asked('restoreSessions'), [{ type: 'restoreSessions', trashPaths: ['/t/y'] }]);
  });

  test('is emptied only after a question, and only y is a yes', () => {
    for (const [key, times] of [
      ['enter', 0],
      ['n', 0],
      ['escape', 0],
      ['y', 1],
    ] as const) {
      const world = opened();
      world.type('empty');
      world.keys('enter');
      assert.match(screenOf(world), /Delete everything in the trash for good\?/);
      world.keys(key);
      assert.equal(world.asked('emptyTrash').length, times, key);
      assert.equal(world.state.overlay.kind, 'none');
    }
  });

  test('empty: says so, and offers nothing', () => {
    const world = new SampleWorld();
    world.keys('T');
    world.send({ type: 'trashListed', sessions: [] });
    assert.match(screenOf(world), /The trash is empty\./);
    world.keys('enter');
    assert.equal(world.asked('restoreSessions').length, 0);
  });
});

describe('a sentence that is longer than the footer', () => {
  const long = `The file ${'x'.repeat(60)} could not be written to the folder, ${'because '.repeat(10)}it is full.`;

  test('is cut with the key that shows it whole', () => {
    const world = new SampleWorld();
    world.send({ type: 'said', text: long });
    assert.match(footerOf(world), /… o shows all $/);
    world.keys('o');
    assert.match(overlayOf(world), /because because because it is full\./);
    world.keys('x');
    assert.equal(world.state.overlay.kind, 'none');
    world.send({ type: 'focus', to: 'input' });
    world.send({ type: 'said', text: long });
    assert.match(footerOf(world), /… F4 shows all $/);
    world.keys('f4');
    assert.equal(world.state.overlay.kind, 'notice');
  });

  test('is cut before its next step, which is what to read first', () => {
    const world = new SampleWorld({ size: { columns: 80, rows: 24 } });
    for (const [text, shown] of [
      [
        'Now using anthropic with the key in ANTHROPIC_API_KEY. Press n to start a session.',
        'Now using anthropic with the key in A… Press n to start a session. o shows all ',
      ],
      [`Renamed to “${'知'.repeat(40)}”; u undoes it.`, `Renamed to “${'知'.repeat(19)}…; u undoes it. o shows all `],
      [
        `The folder is full. ${'Make room in it, or '.repeat(4)}choose another.`,
        'The folder is full. Make room in it, or Make room in it, or Make … o shows all ',
      ],
    ] as const) {
      world.send({ type: 'said', text });
      assert.equal(
        footerOf(world)
          .trimStart()
          .replace(/ +o shows/, ' o shows'),
        shown,
      );
    }
  });

  test('NOT SAVED stays, whatever else is said, and its whole sentence can be read', () => {
    const world = new SampleWorld({ talk: sampleTalk });
    world.keys('enter');
    const session = sampleSessions().find(({ id }) => id === 'sess_g');
    assert.ok(session);
    const value = { summary: session, transcript: transcriptOf('sess_g', sampleTalk), notes: [] };
    world.send({ type: 'sessionOpened', id: 'sess_g', result: { ok: true, value } });
    const wrong = problem('disk-full', `The disk is full: ${long}`, 'Make room.');
    world.send({ type: 'storeState', id: 'sess_g', summary: session, pending: 1, problem: wrong });
    assert.match(footerOf(world), /^ NOT SAVED · The disk is full/);
    world.send({ type: 'said', text: 'Copied the message.' });
    assert.match(footerOf(world), /^ NOT SAVED · Copied the message\./);
    world.keys('f4');
    assert.match(overlayOf(world), /1 message is not stored yet\. .*it is full\. Make room\. Copied the message\./);
  });

  test('nothing said yet: that is said', () => {
    const world = new SampleWorld();
    world.keys('o');
    assert.match(footerOf(world), /There is no footer message yet\./);
  });
});

describe('themes', () => {
  const opened = (): SampleWorld => {
    const world = new SampleWorld();
    world.send({ type: 'pickTheme' });
    const { theme } = world.state.look;
    const themes = ['ember', theme.name, 'paper'].map((name) => ({ ...theme, name, description: name }));
    const wrong = problem('bad-theme', 'own.json names a token “heding”.', 'Did you mean “heading”?');
    world.send({ type: 'themesListed', themes, problems: [wrong] });
    return world;
  };

  test('the cursor begins at the present one; moving looks at another without keeping it', () => {
    const world = opened();
    assert.equal(selected(world), world.state.look.theme.name);
    world.keys('down');
    assert.deepEqual(world.asked('loadTheme').at(-1), { type: 'loadTheme', name: 'paper', kind: 'dark', keep: false });
  });

  test('Enter keeps it, Esc goes back to the one before', () => {
    const world = opened();
    world.keys('down', 'enter');
    assert.deepEqual(world.asked('loadTheme').at(-1), { type: 'loadTheme', name: 'paper', kind: 'dark', keep: true });
    const other = opened();
    const before = other.state.look.theme.name;
    other.keys('up', 'escape');
    assert.deepEqual(other.asked('loadTheme').at(-1), { type: 'loadTheme', name: before, kind: 'dark', keep: false });
  });

  test('a sample shows the look, and a broken theme is named with its token', () => {
    const text = overlayOf(opened());
    assert.match(text, /const answer = 42; \/\/ why \+ added - removed/);
    assert.match(text, /own\.json names a token “heding”\. Did you mean “heading”\?/);
  });
});

describe('the palette', () => {
  test('finds commands by words and by slash name, and sessions by title', () => {
    const world = new SampleWorld();
    for (const [typed, found] of [
      ['/stats', 'app.stats'],
      ['copy the session', 'session.copyId'],
      // What is done with a session comes before what is done with the program.
      ['re', 'session.resume'],
      ['', 'session.new'],
      ['delete', 'session.trash'],
      ['Übersetz', 'session:sess_k'],
    ] as const) {
      world.keys('C-p');
      world.type(typed);
      assert.equal(selected(world), found);
      world.keys('escape');
    }
  });

  test('a command that cannot be done now says why, and the palette stays', () => {
    const world = new SampleWorld({ sessions: [] });
    world.keys('C-p');
    world.type('rename');
    assert.match(screenOf(world), /No session is selected\./);
    world.keys('enter');
    assert.equal(world.state.overlay.kind, 'picker');
    assert.match(world.state.toast?.text ?? '', /No session is selected\./);
  });

  test('Enter on a session resumes it', () => {
    const world = new SampleWorld();
    world.keys('C-p');
    world.type('tax question');
    world.keys('enter');
    assert.equal(world.asked('openSession').at(-1)?.id, 'sess_l');
  });
});
