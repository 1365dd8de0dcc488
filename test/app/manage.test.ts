/** Changes of whole sessions: one or all that are marked, and taking each of them back. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sessionById } from '../../src/app/list-state.ts';
import { problem } from '../../src/core/problem.ts';
import { emptyTranscript } from '../../src/core/session.ts';
import { cursorId, footerOf, listRow, listRows, screenOf } from '../support/panes.ts';
import { noon, SampleWorld, sampleSessions, summary } from '../support/sample-world.ts';

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
    assert.match(listRows(world)[0] ?? '', /2 archived/);
    assert.equal(listRow(world, 'react-migration'), '');
    world.keys('/');
    world.type('is:archived');
    assert.match(listRow(world, 'react-mig'), /▫ react-migration/);
    world.keys('escape', 'u');
    assert.match(listRow(world, 'react-migration'), /react-migration/);
    assert.equal(cursorId(world), 'sess_a', 'what is back is gone to, as from the trash');
    assert.match(listRows(world)[0] ?? '', /1 archived/);
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
    assert.match(footerOf(world), /Deleted 2 sessions, u to undo\./);
    assert.equal(world.state.list.marked.size, 0);
    world.keys('u');
    assert.deepEqual(world.asked('restoreSessions'), [{ type: 'restoreSessions', trashPaths: ['/t/a', '/t/b'] }]);
    const [a, b] = sampleSessions();
    assert.ok(a && b);
    world.send({ type: 'restored', sessions: [a, b], problems: [] });
    assert.equal(cursorId(world), 'sess_a');
    assert.match(footerOf(world), /2 sessions are back/);
  });

  test('what came back from the trash, or is deleted for good, is not offered as undo', () => {
    const world = new SampleWorld();
    const [a] = sampleSessions();
    assert.ok(a);
    world.keys('down', 'm', 'm', 'd');
    world.send({ type: 'trashed', ids: ['sess_a', 'sess_b'], trashPaths: ['/t/a', '/t/b'], problems: [] });
    world.keys('T');
    world.send({ type: 'trashListed', sessions: [{ trashPath: '/t/a', deletedAt: world.state.now, summary: a }] });
    assert.match(screenOf(world), /deleted just now/);
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
    assert.match(footerOf(world), /There is nothing to undo\./);
  });

  test('trash of many: a sentence at once, and no second press that means the same sessions again', () => {
    const sessions = Array.from({ length: 500 }, (_, i) => summary({ id: `sess_${i}`, startTime: noon - i }));
    const world = new SampleWorld({ sessions });
    world.keys(...sessions.map(() => 'm'), 'd');
    assert.match(footerOf(world), /Deleting 500 sessions …/);
    assert.equal(world.state.list.marked.size, 0);
    const ids = sessions.map(({ id }) => id);
    world.send({ type: 'trashed', ids, trashPaths: ids, problems: [] });
    assert.match(footerOf(world), /Deleted 500 sessions, u to undo\./);
    world.keys('u');
    assert.match(footerOf(world), /Bringing back 500 sessions …/);
  });

  test('what could not be deleted is said beside what was, and that can be taken back', () => {
    const world = new SampleWorld({ size: { columns: 160, rows: 24 } });
    world.keys('down', 'm', 'm', 'd');
    const held = problem('locked', 'This session is open elsewhere.', 'Fork it.');
    world.send({ type: 'trashed', ids: ['sess_a'], trashPaths: ['/t/a'], problems: [held] });
    assert.match(
      footerOf(world),
      /Deleted 1 session, u to undo\. 1 session could not be deleted: This session is open/,
    );
    world.keys('u');
    assert.deepEqual(world.asked('restoreSessions'), [{ type: 'restoreSessions', trashPaths: ['/t/a'] }]);
    world.send({ type: 'restored', sessions: [], problems: [held, held] });
    assert.match(footerOf(world), / 2 sessions could not be brought back: This session is open/);
  });

  test('a session that comes back to a name which another has taken is told to have a twin', () => {
    const world = new SampleWorld({ sessions: [summary({ id: 's', name: 'blog' })] });
    world.send({ type: 'restored', sessions: [summary({ id: 't', name: 'blog', title: 'blog' })], problems: [] });
    assert.match(footerOf(world), /“blog” is back\. Another has its name; r gives it a new one\./);
    assert.equal(cursorId(world), 't');
    world.send({ type: 'restored', sessions: [summary({ id: 'u', name: 'alone', title: 'alone' })], problems: [] });
    assert.match(footerOf(world), /“alone” is back\. +$/);
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

  test('what is called from the palette while writing means the session that is written in, not what is marked', () => {
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
    // A filter that hides what is written in ends, and the cursor goes there.
    assert.equal(world.state.list.filter, null);
    assert.equal(cursorId(world), id);
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
    fromPalette('delete to the trash');
    assert.deepEqual(
      world
        .asked('trashSessions')
        .at(-1)
        ?.sessions.map((one) => one.id),
      [id],
    );
    world.send({ type: 'trashed', ids: [id], trashPaths: ['/t/x'], problems: [] });
    // The neighbour that is shown now is not written in by who types on.
    assert.equal(shown(), cursorId(world));
    assert.notEqual(shown(), id);
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
    assert.match(footerOf(world), /A reply streams in “react-migration”; stop it first\./);
    assert.equal(world.asked('trashSessions').length, 0);
  });
});

test('a change that could not be made is told by the title, and is not offered as undo', () => {
  const world = new SampleWorld({ size: { columns: 160, rows: 24 } });
  world.keys('down', 'm', 'm', 'p');
  const held = problem('locked', 'This session is open elsewhere.', 'Fork it.', { holder: 'pid 4711 on desk' });
  const change = { event: 'pinned', on: true } as const;
  world.send({ type: 'changeDone', id: 'sess_a', change, result: { ok: false, problem: held } });
  assert.match(footerOf(world), /“react-migration” is open in pid 4711 on desk\. Change it there, or fork it here\./);
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
  assert.match(footerOf(world), /There is nothing to undo\./);
});

describe('taking back a name', () => {
  const renamed = (named: boolean): SampleWorld => {
    const world = new SampleWorld({
      sessions: [summary({ id: 's', name: 'e6d7', named, title: named ? 'e6d7' : 'How do I …' })],
    });
    world.keys('r', 'C-u');
    world.type('better');
    world.keys('enter');
    assert.match(listRow(world, 'better'), /better/);
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
    assert.match(listRow(world, 'e6d7'), /e6d7/);
  });

  test('a name that another session took meanwhile does not', () => {
    const world = new SampleWorld({
      sessions: [summary({ id: 's', name: 'first', named: true, title: 'first' }), summary({ id: 't', name: 'other' })],
    });
    world.send({ type: 'rename', id: 's', name: 'better' });
    // Somebody else, in another terminal.
    world.list([
      summary({ id: 's', name: 'better', named: true, title: 'better' }),
      summary({ id: 't', name: 'first', named: true, title: 'first' }),
    ]);
    world.keys('u');
    assert.equal(changes(world).length, 1);
    assert.match(footerOf(world), /Another session is named “first” now\./);
    assert.equal(sessionById(world.state.list, 's')?.name, 'better');
  });

  test('a session without a name has none again, and its title', () => {
    const world = renamed(false);
    assert.deepEqual(changes(world).slice(1), [
      { event: 'renamed', name: 'e6d7', named: false },
      { event: 'titled', title: 'How do I …' },
    ]);
    assert.match(listRow(world, 'How do I'), /How do I/);
    assert.equal(sessionById(world.state.list, 's')?.named, false);
  });

  test('a name that is taken is refused with a sentence, and the question stays', () => {
    const world = new SampleWorld();
    world.keys('down', 'r', 'C-u');
    world.type('e6d7');
    world.keys('enter');
    assert.equal(world.state.overlay.kind, 'prompt');
    assert.match(screenOf(world), /Another session is already named “e6d7”\./);
  });

  test('a name that no command could be given is refused wherever one is asked for', () => {
    for (const [key, name, why] of [
      ['n', 'a/b', 'cannot contain / or \\'],
      ['r', '--help', 'cannot begin with a dash'],
      ['f', 'sess_1', 'cannot begin with "sess_"'],
    ] as const) {
      const world = new SampleWorld();
      world.keys('down', key, 'C-u');
      world.type(name);
      world.keys('enter');
      assert.equal(world.state.overlay.kind, 'prompt');
      assert.ok(screenOf(world).includes(`A session name ${why}`), name);
    }
  });

  test('a name is kept in one Unicode form: the one in which it is looked up', () => {
    const world = new SampleWorld();
    world.keys('n');
    world.type('cafe\u0301');
    world.keys('enter');
    assert.equal(world.asked('createSession').at(-1)?.name, 'caf\u00e9');
  });
});
