/** What others do in the folder of sessions, as the list tells it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionById } from '../../src/app/list-state.ts';
import { cursorId, footerOf, screenOf } from '../support/panes.ts';
import { noon, SampleWorld, sampleSessions, summary } from '../support/sample-world.ts';

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
  assert.match(footerOf(world), /“react-migration” was moved or deleted by another program\./);
  const next = cursorId(world) ?? '';
  assert.equal(shown(), next);
  world.keys('tab');
  world.send({ type: 'folderChanged', changed: [], gone: [pathOf(next)] });
  assert.equal(shown(), next);
  assert.match(footerOf(world), /was moved or deleted by another program\./);
  assert.match(screenOf(world), /a deleted session · /);
  world.keys('i');
  world.type('still there?');
  world.keys('enter');
  assert.match(footerOf(world), /file was moved or deleted; nothing was sent\. Bring it back, or start another with/);
  assert.match(screenOf(world), /still there\?/);
});

test('the first session of a list is shown, for the cursor is on it and cannot move there', () => {
  const world = new SampleWorld({ sessions: [] });
  assert.equal(world.state.shown.kind, 'nothing');
  world.send({ type: 'folderChanged', changed: [summary({ id: 'sess_first', name: 'made-elsewhere' })], gone: [] });
  assert.deepEqual(world.state.shown, { kind: 'session', id: 'sess_first' });
  // Somebody who writes goes on with what they write.
  const writing = new SampleWorld({ sessions: [] });
  writing.keys('3');
  assert.equal(writing.state.focus, 'input');
  writing.send({ type: 'folderChanged', changed: [summary({ id: 'sess_first', name: 'made-elsewhere' })], gone: [] });
  assert.equal(writing.state.shown.kind, 'nothing');
});
