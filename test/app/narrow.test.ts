/** One pane at a time below 80 columns, every size without a fault, and screens without colour that say the same. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { view } from '../../src/app/view.ts';
import type { Style } from '../../src/core/theme.ts';
import { cellsOf, faultsOf, screenText } from '../support/golden.ts';
import { footerOf, screenOf } from '../support/panes.ts';
import { fc } from '../support/property.ts';
import { SampleWorld, sampleSessions, sampleTalk, transcriptOf } from '../support/sample-world.ts';

describe('a window in which nothing can be seen', () => {
  const tiny = (): SampleWorld => new SampleWorld({ talk: sampleTalk, size: { columns: 39, rows: 12 } });

  test('no key and no click changes anything; what was there is there when it is larger', () => {
    const world = tiny();
    const before = world.state;
    world.keys('d', 'delete', 'A', 'p', 'n', 'enter', 'm', '/', 'x');
    const where = { x: 3, y: 3 };
    world.send({ type: 'input', event: { type: 'mouse', action: 'down', button: 'left', ...where } });
    assert.equal(world.asked('trashSessions').length, 0);
    assert.equal(world.state.list, before.list);
    assert.equal(world.state.overlay.kind, 'none');
    world.resize(80, 24);
    world.keys('d');
    assert.equal(world.asked('trashSessions').length, 1);
  });

  test('the sentence names the key that leaves, and it does so at once, whatever has the keys', () => {
    for (const keys of [[], ['tab', 'tab'], ['C-p']]) {
      const world = new SampleWorld({ talk: sampleTalk });
      world.keys(...keys);
      world.resize(39, 12);
      assert.match(screenOf(world), /Too small: make the window 40×10 or[\s|]*larger\. Ctrl\+C quits\./);
      world.keys('C-c');
      assert.equal(world.asked('quit').length, 1);
    }
  });
});

describe('below 80 columns', () => {
  const narrow = (): SampleWorld => new SampleWorld({ talk: sampleTalk, size: { columns: 40, rows: 10 } });

  test('a list that was out of sight while its cursor was placed fills its rows when it comes back', () => {
    const world = new SampleWorld({ size: { columns: 50, rows: 24 } });
    world.keys('down', 'down', 'down', 'enter', 'tab');
    assert.equal(world.state.focus, 'list');
    assert.equal(world.state.list.cursor, 3);
    const first = world.state.list.sessions[world.state.list.shown[0] ?? -1]?.title ?? '?';
    assert.ok(screenOf(world).includes(first), 'the first session is in sight');
  });

  test('whoever is asked something sees how to get out, before any figure', () => {
    for (const [keys, out] of [
      [['/'], 'Esc clear'],
      [['C-p'], 'Esc close'],
      [['tab', '/'], 'Esc cancel'],
    ] as const) {
      const world = narrow();
      world.keys(...keys);
      assert.ok(footerOf(world).includes(out), screenOf(world));
    }
  });

  test('a key whose words are too long for the footer does not keep the next one out', () => {
    const world = new SampleWorld({ talk: sampleTalk, size: { columns: 42, rows: 10 } });
    world.keys('3');
    const footer = footerOf(world);
    assert.match(footer, /Enter send +Tab next pane +\S/);
    assert.doesNotMatch(footer, /new line/);
  });

  test('Tab goes around list, transcript, input; each is seen when it has the focus', () => {
    const world = narrow();
    assert.match(screenOf(world), /Sessions · 13/);
    world.keys('tab');
    assert.doesNotMatch(screenOf(world), /Sessions · 13/);
    assert.match(screenOf(world), /pinned-plan/);
    world.keys('tab');
    assert.equal(world.state.focus, 'input');
    assert.notEqual(view(world.state).caret, null);
    world.keys('tab');
    assert.match(screenOf(world), /Sessions · 13/);
    world.keys('S-tab');
    assert.equal(world.state.focus, 'input');
  });

  test('figures make room for the keys: while typing, the footer says the way out', () => {
    for (const columns of [60, 80, 120]) {
      const world = new SampleWorld({ talk: sampleTalk, size: { columns, rows: 20 } });
      world.keys('tab', 'tab');
      assert.equal(world.state.focus, 'input');
      const footer = footerOf(world);
      assert.match(footer, /Enter send .*Tab next pane .*↑1\.2k/, `${columns} columns`);
    }
  });

  test('the key from which all others are found is said in the narrowest window, too', () => {
    const world = new SampleWorld({ talk: sampleTalk, size: { columns: 40, rows: 12 } });
    assert.match(footerOf(world), /n new .*\? help .*↑1\.2k/);
    world.keys('tab');
    assert.match(footerOf(world), /i write .*\? help .*↑1\.2k/);
    world.keys('i');
    assert.match(footerOf(world), /Enter send .*Tab next pane/, 'and in the box the one that leads out of it');
  });

  test('Enter on a row shows its transcript and the input box; Tab leads back to the list', () => {
    const world = narrow();
    world.keys('down', 'enter');
    assert.match(screenOf(world), /They are just strings/);
    assert.equal(world.state.focus, 'input');
    world.type('half a thought');
    assert.match(footerOf(world), /Tab next pane/);
    world.keys('tab');
    assert.equal(world.state.focus, 'list');
    assert.match(screenOf(world), /half a thought/);
  });

  test('Esc leads from the transcript back to the list, and the footer says so', () => {
    const world = narrow();
    world.keys('down', 'space');
    assert.match(footerOf(world), /Esc list .*\? help/);
    world.keys('escape');
    assert.equal(world.state.focus, 'list');
  });

  test('Esc in the input box stays there, also when a reply has just been stopped by it', () => {
    const world = narrow();
    world.keys('down', 'enter');
    const [session] = sampleSessions();
    assert.ok(session);
    const value = { summary: session, transcript: transcriptOf('sess_a', sampleTalk), notes: [] };
    world.send({ type: 'sessionOpened', id: 'sess_a', result: { ok: true, value } });
    world.type('go on');
    world.keys('enter');
    const sent = world.asked('appendMessage').at(-1);
    assert.ok(sent);
    world.send({ type: 'messageStored', id: 'sess_a', message: { ...sent.message, seq: 9 } });
    world.keys('escape');
    assert.equal(world.asked('abortReply').length, 1);
    world.keys('escape');
    assert.equal(world.state.focus, 'input');
  });

  test('while an earlier prompt is edited, the line above says the way out, and the rest where it fits', () => {
    for (const [columns, line] of [
      [40, /^─ Editing an earlier prompt ─+$/],
      [60, /^─ Editing an earlier prompt · Esc cancels ─+$/],
      [79, /^─ Editing an earlier prompt · Enter sends it as a variant, Esc cancels ─+$/],
    ] as const) {
      const world = new SampleWorld({ talk: sampleTalk, size: { columns, rows: 12 } });
      world.keys('down', 'enter');
      const [session] = sampleSessions();
      assert.ok(session);
      const value = { summary: session, transcript: transcriptOf('sess_a', sampleTalk), notes: [] };
      world.send({ type: 'sessionOpened', id: 'sess_a', result: { ok: true, value } });
      world.keys('S-tab', 'e');
      assert.ok(
        screenText(view(world.state)).some((row) => line.test(row)),
        screenOf(world),
      );
    }
  });

  test('Esc twice in the input box is for the earlier prompts, as where there is room', () => {
    const world = narrow();
    world.keys('down', 'down', 'enter', 'escape', 'escape');
    assert.equal(world.state.focus, 'input');
    assert.match(screenOf(world), /Edit and resend an earlier/);
  });

  test('where there is room for two panes, Esc stays where it is', () => {
    const world = new SampleWorld({ talk: sampleTalk });
    world.keys('enter', 'escape');
    assert.equal(world.state.focus, 'input');
  });
});

test('no size and no key makes a row too wide or too narrow', () => {
  const keys = [
    'down',
    'tab',
    'v',
    's',
    'm',
    '/',
    'é',
    '日',
    'escape',
    '?',
    'C-p',
    'n',
    'T',
    'enter',
    'G',
    'C-l',
    'o',
    'e',
  ];
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 210 }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.constantFrom(...keys), { maxLength: 8 }),
      (columns, rows, pressed) => {
        const world = new SampleWorld({ talk: sampleTalk });
        world.keys(...pressed);
        world.resize(columns, rows);
        assert.deepEqual(faultsOf(view(world.state)), []);
      },
    ),
    { numRuns: 150 },
  );
});

describe('without colours', () => {
  const plain = (): SampleWorld => new SampleWorld({ talk: sampleTalk, depth: 1, size: { columns: 100, rows: 30 } });
  /** The styles of the row that holds a text, cell by cell. */
  const stylesOf = (world: SampleWorld, text: string): readonly Style[] => {
    // The first row also has the title of what is shown.
    const rows = cellsOf(view(world.state)).slice(1);
    const row = rows.find((cells) =>
      cells
        .map((cell) => cell.text)
        .join('')
        .includes(text),
    );
    return (row ?? []).map((cell) => cell.style);
  };

  test('no cell has one', () => {
    const world = plain();
    world.keys('C-p');
    const coloured = cellsOf(view(world.state))
      .flat()
      .filter(({ style }) => style.fg !== undefined || style.bg !== undefined);
    assert.deepEqual(coloured, []);
  });

  test('the row of the cursor is inverse in the list that has the focus, and underlined in one that has not', () => {
    const world = plain();
    world.keys('G');
    assert.equal(stylesOf(world, 'the very first')[5]?.inverse, true);
    world.keys('tab');
    const styles = stylesOf(world, 'the very first');
    assert.notEqual(styles[5]?.inverse, true);
    assert.equal(styles[5]?.underline, true);
  });

  test('the focused pane has a bar before its title', () => {
    const world = plain();
    assert.match(screenOf(world), /^▌Sessions/);
    world.keys('tab');
    assert.match(screenOf(world), /^ Sessions.*│▌pinned-plan/);
    world.keys('tab');
    assert.match(screenOf(world), /\n▏ message …/);
  });

  test('the chosen item of a picker is inverse and has a bar, matches are underlined', () => {
    const world = plain();
    world.keys('C-p');
    world.type('rename');
    assert.match(screenOf(world), /▌ rename the session/);
    const frame = cellsOf(view(world.state));
    const row = frame.find((cells) =>
      cells
        .map((cell) => cell.text)
        .join('')
        .includes('▌ rename'),
    );
    assert.ok(row?.some(({ style }) => style.inverse && style.underline));
  });

  test('an error has a sign, and what is wrong with a filter too', () => {
    const world = plain();
    world.send({ type: 'resume', id: 'gone' });
    assert.match(footerOf(world), /^ ✗ /);
    world.keys('/');
    world.type('is:blue');
    assert.match(screenOf(world), /\n ! “is:blue” is ignored/);
  });
});
