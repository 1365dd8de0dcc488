/** What is found again at the next start: reading what was kept, and putting the cursor where it stood. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstView, type LastView, lastViewText, readLastView } from '../../src/app/last-view.ts';
import { sessionAtCursor } from '../../src/app/list-state.ts';
import { SampleWorld, sampleSessions, summary } from '../support/sample-world.ts';

const left: LastView = {
  sort: 'tokens',
  density: 'compact',
  tools: 'off',
  thinking: 'full',
  codeWrap: false,
  session: 'sess_c',
};

test('what is kept is read back', () => {
  assert.deepEqual(readLastView(lastViewText(left)), left);
  assert.deepEqual(readLastView(lastViewText(firstView)), firstView);
});

const damaged: readonly [string, string, LastView][] = [
  ['no file', '', firstView],
  ['half a file', '{"sort":"tok', firstView],
  ['not an object', '[1,2]', firstView],
  ['nothing that we know', '{"sort":"colour","density":7,"tools":null,"session":{}}', firstView],
  ['one thing that we know', '{"sort":"colour","density":"full"}', { ...firstView, density: 'full' }],
  ['a newer version’s file', '{"sort":"name","columns":["age"]}', { ...firstView, sort: 'name' }],
];
for (const [title, text, view] of damaged) {
  test(`${title}: what is missing is as at the first start`, () => assert.deepEqual(readLastView(text), view));
}

const rows = sampleSessions();
const under = (world: SampleWorld) => sessionAtCursor(world.state.list)?.id;

test('the cursor is on the session where it stood, and that is the one that is shown', () => {
  const world = new SampleWorld({ lastView: left });
  assert.equal(under(world), 'sess_c');
  assert.deepEqual(world.state.shown, { kind: 'session', id: 'sess_c' });
  assert.deepEqual([world.state.list.sort, world.state.list.density], ['tokens', 'compact']);
  assert.deepEqual(
    [world.state.look.tools, world.state.look.thinking, world.state.look.codeWrap],
    ['off', 'full', false],
  );
});

test('a session that comes with the second part of the list is gone to when it comes', () => {
  const world = new SampleWorld({ lastView: { ...firstView, session: 'sess_c' }, unlisted: true });
  world.list(rows.slice(0, 2), false);
  assert.equal(under(world), 'sess_a');
  world.list(rows);
  assert.equal(under(world), 'sess_c');
});

test('who has moved meanwhile is left where he is', () => {
  const world = new SampleWorld({ lastView: { ...firstView, session: 'sess_c' }, unlisted: true });
  world.list(rows.slice(0, 2), false);
  world.keys('down');
  const chosen = under(world);
  world.list(rows);
  assert.equal(under(world), chosen);
});

test('a session that is gone leaves the cursor at the top', () => {
  const world = new SampleWorld({ lastView: { ...firstView, session: 'sess_gone' } });
  assert.equal(world.state.list.cursor, 0);
});

test('what changes is kept once it rests, and only when it is something else', () => {
  const world = new SampleWorld({ sessions: [summary({ id: 'one' }), summary({ id: 'two' })] });
  const kept = () => world.asked('saveLastView').map((effect) => readLastView(effect.text));
  world.keys('s', 'v', 'down');
  assert.deepEqual(kept(), []);
  assert.ok(world.asked('after').some((effect) => effect.name === 'lastView'));
  world.send({ type: 'tick', name: 'lastView' });
  world.send({ type: 'tick', name: 'lastView' });
  assert.deepEqual(kept(), [{ ...firstView, sort: 'name', density: 'compact', session: 'two' }]);
  world.send({ type: 'toggleTools' });
  world.send({ type: 'quit' });
  assert.equal(kept().at(-1)?.tools, 'full');
});

test('a session that is resumed stays under the cursor while the rest of the list comes, wherever it stands', () => {
  const world = new SampleWorld({ lastView: { ...firstView, session: 'sess_c' }, unlisted: true });
  const [session] = rows.filter((one) => one.id === 'sess_k');
  assert.ok(session);
  world.send({ type: 'started', open: { kind: 'resume', session } });
  world.list(rows.slice(0, 2), false);
  assert.equal(under(world), 'sess_k', 'the first page does not have it yet');
  assert.deepEqual(
    world.state.list.sessions.map((one) => one.id),
    ['sess_a', 'sess_b', 'sess_k'],
    'in its place by time',
  );
  world.list(rows);
  assert.equal(under(world), 'sess_k');
  assert.equal(world.state.list.sessions.length, rows.length);
});
