/** The rows above the pane and above each message: what stands in them whole, and what gives way in a narrow one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageHeading, replyHeading } from '../../../src/app/transcript/heading.ts';
import type { ItemRow } from '../../../src/app/transcript/rows.ts';
import { factsWithin } from '../../../src/app/view/format.ts';
import { headerPane } from '../../../src/app/view/transcript.ts';
import { beginReply } from '../../../src/core/reply.ts';
import { emptyTranscript, type Message } from '../../../src/core/session.ts';
import { rowText } from '../../../src/core/text/row.ts';
import { noon, SampleWorld, summary } from '../../support/sample-world.ts';

const facts = ['anthropic/claude-large', '12 turns', 'fork of react-migration'];

for (const [width, shown] of [
  [80, ' · anthropic/claude-large · 12 turns · fork of react-migration'],
  [61, ' · anthropic/claude-large · 12 turns · fork of react-migrati…'],
  [42, ' · anthropic/claude-large · 12 turns'],
  [35, ' · anthropic/claude-large'],
  [20, ' · anthropic/claude…'],
  [10, ''],
] as const) {
  test(`in ${width} cells a row of facts is “${shown}”`, () => assert.equal(factsWithin(facts, width), shown));
}

/** Without the hour, which depends on where the test runs. */
const shownAs = ({ spans }: ItemRow): string => rowText(spans).replace(/\d\d:\d\d/, 'HH:MM');
const { state } = new SampleWorld();
const answer: Message = {
  id: 'm',
  parent: null,
  seq: 1,
  role: 'assistant',
  content: 'So.',
  timestamp: noon,
  model: 'claude-sonnet-4-5',
  usage: { input: 1, output: 340 },
};

for (const [width, shown] of [
  [60, 'assistant · HH:MM · claude-sonnet-4-5 · 340 tokens ‹2/3›'],
  [46, 'assistant · HH:MM · claude-sonnet-4-5 ‹2/3›'],
  [36, 'assistant · HH:MM · claude-so… ‹2/3›'],
] as const) {
  test(`in ${width} cells an answer is headed “${shown}”`, () => {
    const heading = messageHeading({ kind: 'message', message: answer, variant: 1, variants: 3 }, state, width);
    assert.equal(shownAs(heading), shown);
  });
}

test('while a reply streams its heading is the one it will have, and a sign with as much of its word as fits', () => {
  const draft = beginReply('r', null, 'anthropic', 'claude-sonnet-4-5', noon);
  const heading = (width: number) => shownAs(replyHeading(draft, state.look, width));
  assert.equal(heading(60), 'assistant · HH:MM · claude-sonnet-4-5 ● streaming');
  assert.equal(heading(46), 'assistant · HH:MM · claude-sonnet-4-5 ●');
  assert.equal(heading(30), 'assistant · HH:MM · claude-… ●');
});

test('of a session that names nobody who answers, the line above the pane says its title and nothing more', () => {
  const world = new SampleWorld();
  world.list([summary({ id: 'sess_go', name: 'notes', provider: '', model: '', turnCount: 0 })]);
  world.keys('down', 'space');
  const [row = []] = headerPane(world.state, { x: 0, y: 0, width: 60, height: 1 }).rows;
  assert.equal(rowText(row).trimEnd(), '▌notes');
});

test('a model that the server chose is named once a reply has told it, as in a session that is resumed', () => {
  const world = new SampleWorld();
  world.send({ type: 'newSession', name: 'fresh' });
  const localId = world.state.shown.kind === 'session' ? world.state.shown.id : '';
  const made = summary({ id: localId, name: 'fresh', provider: 'compatible', model: '' });
  const value = { summary: made, transcript: emptyTranscript(localId, true), notes: [] };
  world.send({ type: 'sessionCreated', localId, result: { ok: true, value } });
  const header = () => rowText(headerPane(world.state, { x: 0, y: 0, width: 80, height: 1 }).rows[0] ?? []);
  assert.match(header(), / fresh · compatible · 3 turns/);
  world.send({ type: 'storeState', id: localId, summary: { ...made, model: 'echo-1' }, pending: 0 });
  assert.match(header(), / fresh · compatible\/echo-1 · 3 turns/);
});
