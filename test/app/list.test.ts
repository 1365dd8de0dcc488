/** The list: marks and what acts on all of them, taking back, order, density, filter, the next that waits. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sessionAtCursor, sessionById } from '../../src/app/list-state.ts';
import { needsFrame } from '../../src/app/repaint.ts';
import { columnsFor } from '../../src/app/view/list-columns.ts';
import { view } from '../../src/app/view.ts';
import { problem } from '../../src/core/problem.ts';
import { emptyTranscript } from '../../src/core/session.ts';
import { cellsOf, screenText } from '../support/golden.ts';
import { noon, SampleWorld, sampleSessions, summary } from '../support/sample-world.ts';

/** The rows of the list pane. */
function rows(world: SampleWorld): readonly string[] {
  return cellRows(world).map((row) => row.map((cell) => cell.text).join(''));
}

function cellRows(world: SampleWorld): ReturnType<typeof cellsOf> {
  const frame = view(world.state);
  const rect = frame.panes.find((pane) => pane.name === 'list')?.rect;
  return cellsOf(frame)
    .slice(0, rect?.height ?? 0)
    .map((row) => row.slice(0, rect?.width ?? 0));
}

function rowOf(world: SampleWorld, title: string): string {
  return rows(world).find((row) => row.includes(title)) ?? '';
}

const cursorId = (world: SampleWorld): string | undefined => sessionAtCursor(world.state.list)?.id;
const footer = (world: SampleWorld): string => screenText(view(world.state)).at(-1) ?? '';

describe('rows', () => {
  test('the sign of a fork stays where its title is cut: it may be all that tells it from its origin', () => {
    const origin = summary({ id: 'sess_o', title: 'a name that is far too long' });
    const forkedFrom = { sessionId: origin.id, name: origin.title, messageId: null };
    const fork = summary({ id: 'sess_p', title: `${origin.title}-fork`, forkedFrom });
    const short = summary({ id: 'sess_q', title: 'short', forkedFrom });
    const world = new SampleWorld({ sessions: [origin, fork, short] });
    const shown = rows(world).slice(1, 4);
    assert.deepEqual(
      shown.map((row) => row.slice(4, -5).trimEnd()),
      ['a name that is far t…', 'a name that is far… ⑂', 'short ⑂'],
    );
  });

  test('each status has its own sign, and nothing else stands in its cell', () => {
    const world = new SampleWorld({ size: { columns: 120, rows: 30 } });
    world.send({ type: 'holdersKnown', holders: new Map([['sess_f', 'pid 1 on desk']]) });
    const sign = (title: string): string | undefined => [...rowOf(world, title)][1];
    assert.equal(sign('日本語'), '◆');
    assert.equal(sign('family'), '✗');
    assert.equal(sign('hostile'), '!');
    assert.equal(sign('locked-elsewhere'), '⊘');
    assert.equal(sign('react-migration'), ' ');
    assert.match(rowOf(world, 'pinned-plan'), /^.{2}▴ pinned-plan/);
  });

  test('a mark takes the place of the pin and leaves the status', () => {
    const world = new SampleWorld();
    world.keys('down', 'down', 'm');
    assert.match(rowOf(world, '日本語'), /◆✓ 日本語/);
    assert.match(rows(world)[0] ?? '', /1 marked/);
  });

  for (const [width, expected] of [
    [30, ['age']],
    [36, ['age']],
    [43, ['age', 'turns', 'tokens']],
    [57, ['age', 'turns', 'tokens', 'cost', 'context']],
  ] as const) {
    test(`a list of ${width} cells has the columns ${expected.join(', ')}`, () => {
      assert.deepEqual(columnsFor(new SampleWorld().state, width), expected);
    });
  }

  test('density: figures, only the age, two rows each; the cursor stays in view', () => {
    const world = new SampleWorld({ size: { columns: 200, rows: 12 } });
    world.keys('G');
    const last = cursorId(world);
    assert.deepEqual(columnsFor(world.state, 72), ['age', 'turns', 'tokens', 'cost', 'context']);
    world.keys('v');
    assert.deepEqual(columnsFor(world.state, 72), ['age']);
    world.keys('v');
    assert.match(footer(world), /Density: full/);
    assert.equal(cursorId(world), last);
    const at = rows(world).findIndex((row) => row.includes('the very first'));
    assert.match(rows(world)[at + 1] ?? '', /anthropic\/claude-large · 20\d\d-/);
  });

  test('an unreadable folder is said in the list, whole', () => {
    const world = new SampleWorld({ sessions: [] });
    const wrong = problem(
      'no-permission',
      'The folder /sessions cannot be read.',
      'Give yourself the right to read it.',
    );
    world.send({
      type: 'sessionsListed',
      request: world.state.list.request,
      sessions: [],
      final: true,
      problem: wrong,
    });
    const text = rows(world).join(' ').replace(/\s+/g, ' ');
    assert.match(text, /The folder \/sessions cannot be read\. Give yourself the right to read it\./);
  });
});

describe('several at once', () => {
  test('pin: all marked go to the top together, with one undo', () => {
    const world = new SampleWorld();
    world.keys('down', 'm', 'm', 'p');
    const pins = world.asked('changeSession').map(({ id, change }) => [id, change]);
    assert.deepEqual(pins, [
      ['sess_a', { event: 'pinned', on: true }],
      ['sess_b', { event: 'pinned', on: true }],
    ]);
    assert.equal(world.state.list.marked.size, 0);
    const top = world.state.list.shown.slice(0, 3).map((place) => world.state.list.sessions[place]?.id);
    assert.deepEqual(top, ['sess_a', 'sess_b', 'sess_g']);
    world.keys('u');
    assert.deepEqual(
      world
        .asked('changeSession')
        .slice(2)
        .map(({ id, change }) => [id, change]),
      [
        ['sess_a', { event: 'pinned', on: false }],
        ['sess_b', { event: 'pinned', on: false }],
      ],
    );
    assert.equal(sessionById(world.state.list, 'sess_g')?.pinned, true);
  });

  test('archive: hidden but counted, found with is:archived, and brought back with undo', () => {
    const world = new SampleWorld();
    world.keys('down', 'm', 'A');
    assert.match(rows(world)[0] ?? '', /2 archived/);
    assert.equal(rowOf(world, 'react-migration'), '');
    world.keys('/');
    world.type('is:archived');
    assert.match(rowOf(world, 'react-mig'), /▫ react-migration/);
    world.keys('escape', 'u');
    assert.match(rowOf(world, 'react-migration'), /react-migration/);
    assert.match(rows(world)[0] ?? '', /1 archived/);
  });

  test('trash: one question to the store for all of them, one undo for all of them', () => {
    const world = new SampleWorld();
    world.keys('down', 'm', 'm', 'd');
    const [asked] = world.asked('trashSessions');
    assert.deepEqual(
      asked?.sessions.map(({ id }) => id),
      ['sess_a', 'sess_b'],
    );
    world.send({ type: 'trashed', ids: ['sess_a', 'sess_b'], trashPaths: ['/t/a', '/t/b'], problems: [] });
    assert.match(footer(world), /Deleted 2 sessions, u to undo\./);
    assert.equal(world.state.list.marked.size, 0);
    world.keys('u');
    assert.deepEqual(world.asked('restoreSessions'), [{ type: 'restoreSessions', trashPaths: ['/t/a', '/t/b'] }]);
    const [a, b] = sampleSessions();
    assert.ok(a && b);
    world.send({ type: 'restored', sessions: [a, b], problems: [] });
    assert.equal(cursorId(world), 'sess_a');
    assert.match(footer(world), /2 sessions are back/);
  });

  test('what came back from the trash, or is deleted for good, is not offered as undo', () => {
    const world = new SampleWorld();
    const [a] = sampleSessions();
    assert.ok(a);
    world.keys('down', 'm', 'm', 'd');
    world.send({ type: 'trashed', ids: ['sess_a', 'sess_b'], trashPaths: ['/t/a', '/t/b'], problems: [] });
    world.keys('T');
    world.send({ type: 'trashListed', sessions: [{ trashPath: '/t/a', deletedAt: world.state.now, summary: a }] });
    assert.match(screenText(view(world.state)).join('\n'), /deleted just now/);
    world.keys('enter', 'u');
    assert.deepEqual(
      world.asked('restoreSessions').map(({ trashPaths }) => trashPaths),
      [['/t/a'], ['/t/b']],
    );
    world.keys('d');
    world.send({ type: 'trashed', ids: ['sess_g'], trashPaths: ['/t/g'], problems: [] });
    world.keys('T');
    world.send({ type: 'trashListed', sessions: [{ trashPath: '/t/g', deletedAt: world.state.now, summary: a }] });
    world.keys('down', 'enter', 'y');
    assert.equal(world.asked('emptyTrash').length, 1);
    world.keys('u');
    assert.match(footer(world), /There is nothing to undo\./);
  });

  test('trash of many: a sentence at once, and no second press that means the same sessions again', () => {
    const sessions = Array.from({ length: 500 }, (_, i) => summary({ id: `sess_${i}`, startTime: noon - i }));
    const world = new SampleWorld({ sessions });
    world.keys(...sessions.map(() => 'm'), 'd');
    assert.match(footer(world), /Deleting 500 sessions …/);
    assert.equal(world.state.list.marked.size, 0);
    const ids = sessions.map(({ id }) => id);
    world.send({ type: 'trashed', ids, trashPaths: ids, problems: [] });
    assert.match(footer(world), /Deleted 500 sessions, u to undo\./);
    world.keys('u');
    assert.match(footer(world), /Bringing back 500 sessions …/);
  });

  test('what could not be deleted is said beside what was, and that can be taken back', () => {
    const world = new SampleWorld({ size: { columns: 160, rows: 24 } });
    world.keys('down', 'm', 'm', 'd');
    const held = problem('locked', 'b.jsonl is open in another place.', 'Fork it.');
    world.send({ type: 'trashed', ids: ['sess_a'], trashPaths: ['/t/a'], problems: [held] });
    assert.match(footer(world), /Deleted 1 session, u to undo\. 1 session could not be deleted: b\.jsonl is open/);
    world.keys('u');
    assert.deepEqual(world.asked('restoreSessions'), [{ type: 'restoreSessions', trashPaths: ['/t/a'] }]);
    world.send({ type: 'restored', sessions: [], problems: [held, held] });
    assert.match(footer(world), / 2 sessions could not be brought back: b\.jsonl is open/);
  });

  test('what others made, changed and took away together is told together', () => {
    const world = new SampleWorld();
    const [a, b, c] = sampleSessions();
    assert.ok(a && b && c);
    const count = world.state.list.sessions.length;
    const made = summary({ id: 'sess_new', name: 'made-elsewhere', startTime: noon, endTime: b.endTime + 1 });
    const changed = [{ ...a, name: 'changed-elsewhere', title: 'changed-elsewhere' }, made];
    world.send({ type: 'folderChanged', changed, gone: [c.filePath] });
    const { sessions } = world.state.list;
    assert.equal(sessions.length, count);
    assert.equal(sessionById(world.state.list, c.id), undefined);
    assert.equal(sessionById(world.state.list, a.id)?.name, 'changed-elsewhere');
    assert.equal(sessions[sessions.findIndex(({ id }) => id === b.id) - 1]?.id, 'sess_new');
  });

  test('a shown session that others took away: in the list the next one is shown, elsewhere it stays; both is said', () => {
    const world = new SampleWorld({ size: { columns: 160, rows: 24 } });
    world.keys('down');
    const shown = () => (world.state.shown.kind === 'session' ? world.state.shown.id : '');
    assert.equal(shown(), 'sess_a');
    const pathOf = (id: string) => sessionById(world.state.list, id)?.filePath ?? '';
    world.send({ type: 'folderChanged', changed: [], gone: [pathOf('sess_a')] });
    assert.match(footer(world), /“react-migration” was moved or deleted by another program\./);
    const next = cursorId(world) ?? '';
    assert.equal(shown(), next);
    world.keys('tab');
    world.send({ type: 'folderChanged', changed: [], gone: [pathOf(next)] });
    assert.equal(shown(), next);
    assert.match(footer(world), /was moved or deleted by another program\./);
    assert.match(screenText(view(world.state)).join('\n'), /a session that is gone · /);
    world.keys('i');
    world.type('still there?');
    world.keys('enter');
    assert.match(footer(world), /file was moved or deleted; bring it back, or begin another with .*Nothing was sent\./);
    assert.match(screenText(view(world.state)).join('\n'), /still there\?/);
  });

  test('export: one file for each, in the chosen format', () => {
    const world = new SampleWorld();
    world.keys('down', 'm', 'm', 'e', 'down', 'enter');
    assert.deepEqual(
      world.asked('exportSession').map(({ id, format, redact }) => [id, format, redact]),
      [
        ['sess_a', 'html', true],
        ['sess_b', 'html', true],
      ],
    );
  });

  test('Esc clears the filter first, then the marks', () => {
    const world = new SampleWorld();
    world.keys('m', '/');
    world.type('re');
    world.keys('enter', 'escape');
    assert.equal(world.state.list.filter, null);
    assert.equal(world.state.list.marked.size, 1);
    world.keys('escape');
    assert.equal(world.state.list.marked.size, 0);
  });

  test('what is called from the palette while writing means the session that is written in, not the row of a filter', () => {
    const world = new SampleWorld();
    world.keys('down', 'down', 'm', '/');
    world.type('react-migration');
    world.keys('enter', 'enter');
    world.send({ type: 'newSession', name: 'elsewhere' });
    const shown = () => (world.state.shown.kind === 'session' ? world.state.shown.id : '');
    const id = shown();
    assert.equal(cursorId(world), 'sess_a');
    const made = {
      summary: summary({ id, name: 'elsewhere', startTime: noon }),
      transcript: emptyTranscript(id, true),
    };
    world.send({ type: 'sessionCreated', localId: id, result: { ok: true, value: { ...made, notes: [] } } });
    const fromPalette = (words: string) => {
      world.keys('C-p');
      world.type(words);
      world.keys('enter');
    };
    fromPalette('pin to the top');
    assert.deepEqual(world.asked('changeSession').at(-1)?.id, id);
    fromPalette('copy the session id');
    assert.equal(world.asked('copy').at(-1)?.text, id);
    assert.equal(world.state.focus, 'input');
    fromPalette('move to the trash');
    assert.deepEqual(
      world
        .asked('trashSessions')
        .at(-1)
        ?.sessions.map((one) => one.id),
      [id],
    );
    world.send({ type: 'trashed', ids: [id], trashPaths: ['/t/x'], problems: [] });
    // The neighbour that is shown now is not written in by who types on.
    assert.equal(shown(), 'sess_a');
    assert.equal(world.state.focus, 'list');
    assert.equal(world.state.list.marked.size, 1);
  });

  test('a session whose reply streams is not deleted', () => {
    const world = new SampleWorld({ talk: [] });
    world.keys('down', 'enter');
    const [session] = sampleSessions();
    assert.ok(session);
    const transcript = {
      sessionId: 'sess_a',
      messages: [],
      head: null,
      system: '',
      notices: [],
      complete: true,
      bytesBefore: 0,
      damagedLines: 0,
    };
    world.send({
      type: 'sessionOpened',
      id: 'sess_a',
      result: { ok: true, value: { summary: session, transcript, notes: [] } },
    });
    world.type('hello');
    world.keys('enter');
    const sent = world.asked('appendMessage').at(-1);
    assert.ok(sent);
    world.send({ type: 'messageStored', id: 'sess_a', message: { ...sent.message, seq: 1 } });
    world.send({ type: 'focus', to: 'list' });
    world.keys('d');
    assert.match(footer(world), /A reply streams in “react-migration”; stop it first\./);
    assert.equal(world.asked('trashSessions').length, 0);
  });
});

test('a change that could not be made is told by the title, and is not offered as undo', () => {
  const world = new SampleWorld({ size: { columns: 160, rows: 24 } });
  world.keys('down', 'm', 'm', 'p');
  const held = problem('locked', 'a.jsonl is open in another place.', 'Fork it.', { holder: 'pid 4711 on desk' });
  const change = { event: 'pinned', on: true } as const;
  world.send({ type: 'changeDone', id: 'sess_a', change, result: { ok: false, problem: held } });
  assert.match(footer(world), /“react-migration” is open in pid 4711 on desk\. Change it there, or fork it\./);
  world.keys('u');
  assert.deepEqual(
    world.asked('changeSession').map(({ id, change: { event } }) => [id, event]),
    [
      ['sess_a', 'pinned'],
      ['sess_b', 'pinned'],
      ['sess_b', 'pinned'],
    ],
  );
  world.keys('p');
  const id = cursorId(world) ?? '';
  world.send({ type: 'changeDone', id, change, result: { ok: false, problem: held } });
  world.keys('u');
  assert.match(footer(world), /There is nothing to undo\./);
});

describe('taking back a name', () => {
  const renamed = (named: boolean): SampleWorld => {
    const world = new SampleWorld({
      sessions: [summary({ id: 's', name: 'e6d7', named, title: named ? 'e6d7' : 'How do I …' })],
    });
    world.keys('r', 'C-u');
    world.type('better');
    world.keys('enter');
    assert.match(rowOf(world, 'better'), /better/);
    world.keys('u');
    return world;
  };
  const changes = (world: SampleWorld): readonly unknown[] => world.asked('changeSession').map(({ change }) => change);

  test('a name the user gave comes back', () => {
    const world = renamed(true);
    assert.deepEqual(changes(world), [
      { event: 'renamed', name: 'better' },
      { event: 'renamed', name: 'e6d7' },
    ]);
    assert.match(rowOf(world, 'e6d7'), /e6d7/);
  });

  test('a session without a name has none again, and its title', () => {
    const world = renamed(false);
    assert.deepEqual(changes(world).slice(1), [
      { event: 'renamed', name: 'e6d7', named: false },
      { event: 'titled', title: 'How do I …' },
    ]);
    assert.match(rowOf(world, 'How do I'), /How do I/);
    assert.equal(sessionById(world.state.list, 's')?.named, false);
  });

  test('a name that is taken is refused with a sentence, and the question stays', () => {
    const world = new SampleWorld();
    world.keys('down', 'r', 'C-u');
    world.type('e6d7');
    world.keys('enter');
    assert.equal(world.state.overlay.kind, 'prompt');
    assert.match(screenText(view(world.state)).join('\n'), /Another session is named “e6d7”\./);
  });
});

describe('filter and order', () => {
  test('typing in the filter puts the cursor on the best match, key by key', () => {
    const titles = ['zebra rex', 'alpha', 'rest', 'remote'];
    const sessions = titles.map((name, i) => summary({ id: `sess_${i}`, name, endTime: noon - i }));
    const world = new SampleWorld({ sessions });
    world.keys('/', 'r');
    assert.equal(cursorId(world), 'sess_2');
    world.keys('e', 'm');
    assert.equal(cursorId(world), 'sess_3');
  });

  test('what matched is marked, on the cursor row too', () => {
    const world = new SampleWorld();
    world.keys('/');
    world.type('migr');
    const { styles } = world.state.look.theme;
    const onCursor = cellRows(world)[2] ?? [];
    const stressed = onCursor.filter((cell) => cell.style.underline && cell.style.bold).map((cell) => cell.text);
    assert.equal(stressed.join(''), 'migr');
    world.keys('C-u');
    world.type('e');
    const others = cellRows(world).slice(3);
    const marked = others.flatMap((cells) => cells.filter((cell) => cell.style === styles.match));
    assert.ok(marked.length > 1);
    assert.ok(
      marked.every((cell) => /^[eé]\u0301?$/iu.test(cell.text)),
      marked.map((cell) => cell.text).join(''),
    );
  });

  test('the caret stands behind what is typed; what is wrong is said below, whole', () => {
    const world = new SampleWorld();
    world.keys('/');
    world.type('is:blue');
    assert.deepEqual(view(world.state).caret, { x: 10, y: 1 });
    assert.match(rows(world)[2] ?? '', /^ ! /);
    const said = rows(world)
      .filter((row) => row.startsWith(' ! '))
      .map((row) => row.slice(3).trim())
      .join(' ');
    assert.ok(said.startsWith(world.state.list.filter?.problem ?? '-'), said);
  });

  test('s goes through the orders and says which', () => {
    const world = new SampleWorld();
    world.keys('s');
    assert.match(footer(world), /Sorted by name\./);
    const titles = world.state.list.shown.slice(1).map((place) => world.state.list.sessions[place]?.title ?? '');
    assert.deepEqual(
      titles,
      [...titles].sort(new Intl.Collator(undefined, { sensitivity: 'base', numeric: true }).compare),
    );
    world.keys('s');
    assert.equal(cursorId(world), 'sess_g', 'the cursor stays on its session');
    const [, most] = world.state.list.shown.map((place) => world.state.list.sessions[place]?.id);
    assert.equal(most, 'sess_d');
  });

  test('! goes to the next session that waits, around the end, and says when none does', () => {
    const world = new SampleWorld();
    world.keys('!');
    assert.equal(cursorId(world), 'sess_b');
    world.keys('G', '!');
    assert.equal(cursorId(world), 'sess_b');
    world.list([summary({ id: 'quiet' })]);
    world.keys('!');
    assert.match(footer(world), /No session waits for you\./);
  });
});

test('with 10,000 sessions a key of the list costs little more than with 100', () => {
  const many = (count: number): SampleWorld =>
    new SampleWorld({
      sessions: Array.from({ length: count }, (_, i) =>
        summary({ id: `s${i}`, title: `session ${i}`, endTime: noon - i * 60_000 }),
      ),
    });
  const cost = (world: SampleWorld): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 15; round += 1) {
      const from = performance.now();
      for (const key of ['down', 'down', 'G', 'k', 'g', 'pagedown', 'm']) {
        world.keys(key);
        view(world.state);
      }
      best = Math.min(best, performance.now() - from);
    }
    return best;
  };
  const few = cost(many(100));
  const all = cost(many(10_000));
  assert.ok(all < few * 8 + 2, `${all.toFixed(2)} ms against ${few.toFixed(2)} ms`);
});

test('while sessions are marked, the footer says what takes them all, and how they are unmarked', () => {
  const world = new SampleWorld({ size: { columns: 100, rows: 24 } });
  world.keys('m', 'm');
  const footer = view(world.state).panes.find((pane) => pane.name === 'footer');
  const text = footer?.rows[0]?.map((span) => span.text).join('') ?? '';
  assert.match(text, /^ d delete {2}A archive {2}p pin {2}e export {2}Esc unmark /);
  world.keys('escape');
  assert.equal(world.state.list.marked.size, 0);
});

test('while a filter is typed, Ctrl+N and Ctrl+P move as in every picker, F1 helps, Shift+Tab leaves', () => {
  const world = new SampleWorld();
  world.keys('/');
  world.type('e');
  const places = world.state.list.shown.length;
  assert.ok(places > 2);
  world.keys('C-n', 'C-n', 'C-p');
  assert.equal(world.state.list.cursor, 1);
  world.keys('f1');
  assert.equal(world.state.overlay.kind, 'help');
  world.keys('escape');
  assert.equal(world.state.list.filter?.text, 'e');
  assert.equal(world.state.list.filter.typing, true);
  world.keys('C-l');
  assert.equal(world.asked('redraw').length, 1);
  world.keys('S-tab');
  assert.equal(world.state.focus, 'input');
  assert.equal(world.state.list.filter?.typing, false);
});

test('the cursor stays in sight when the input box takes rows from the list, and a click means the row that is seen', () => {
  const sessions = Array.from({ length: 60 }, (_, i) =>
    summary({ id: `s${i}`, name: `talk-${i}`, startTime: noon - i }),
  );
  const world = new SampleWorld({ sessions });
  world.keys('G', '3');
  const title = sessionAtCursor(world.state.list)?.title ?? '?';
  assert.notEqual(rowOf(world, title), '');
  world.send({ type: 'input', event: { type: 'paste', text: 'a\nb\nc\nd\ne' } });
  assert.notEqual(rowOf(world, title), '');
  const y = rows(world).findIndex((row) => row.includes(title));
  const where = { x: 5, y, shift: false, alt: false, ctrl: false } as const;
  world.send({ type: 'input', event: { type: 'mouse', action: 'down', button: 'left', ...where } });
  assert.equal(sessionAtCursor(world.state.list)?.title, title);
});

test('a kept filter is left with Esc, and the footer says so, before the marks', () => {
  const world = new SampleWorld({ size: { columns: 160, rows: 24 } });
  world.keys('/');
  world.type('re');
  world.keys('enter');
  assert.match(footer(world), /Esc clear filter/);
  world.keys('m');
  assert.match(footer(world), /d delete .* Esc clear filter/);
  world.keys('escape');
  assert.match(footer(world), /Esc unmark/);
  world.keys('escape');
  assert.doesNotMatch(footer(world), /Esc/);
});

test('a screen that nobody touches says ages anew every minute', () => {
  const world = new SampleWorld();
  const rowOf = () => screenText(view(world.state)).find((row) => row.includes('react-migration')) ?? '';
  world.send({ type: 'firstFrame' });
  const asked = world.asked('after').filter(({ name }) => name === 'ages');
  assert.deepEqual(
    asked.map(({ delayMs }) => delayMs),
    [60_000],
  );
  assert.match(rowOf(), / now /);
  const before = world.state;
  world.state = { ...before, now: before.now + 5 * 60_000 };
  world.send({ type: 'tick', name: 'ages' });
  assert.ok(needsFrame(before, world.state));
  assert.match(rowOf(), / 5m /);
  assert.equal(world.asked('after').filter(({ name }) => name === 'ages').length, 2);
});
