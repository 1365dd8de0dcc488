/** The loop draws what changed and nothing else: a burst is one frame, a tick that changes nothing is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { broken } from '../support/faulty-replies.ts';
import { openServer } from '../support/provider-server.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';
import { storeSession } from '../support/stored.ts';

/**
 * Resolves when nothing has been painted for a quarter of a second: late work of the start is done. Counted in
 * turns of the loop and not by the clock, which goes on while a busy machine lets the process stand.
 */
async function rested(app: Scenario): Promise<void> {
  for (let last = -1, alike = 0; alike < 25; ) {
    const now = app.mounted.paints.length;
    alike = now === last ? alike + 1 : 0;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('the clock that ticks beside a silent reply paints nothing', async (t) => {
  const server = await openServer(t, [broken({ kind: 'stall', after: 2 })]);
  const env = { REPRISE_BASE_URL: server.url('compatible') };
  const app = await openScenario(t, { env, chosenModel: { provider: 'compatible', model: 'test-model' } });
  await app.press('n', 'enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await app.type('Hello?');
  await app.press('enter');
  await app.sees('One two');
  await rested(app);
  const before = app.mounted.paints.length;
  for (let i = 0; i < 5; i += 1) app.program.dispatch({ type: 'tick', name: 'clock' });
  await rested(app);
  assert.equal(app.mounted.paints.length, before);
});

test('writing down a draft or the last view paints nothing', async (t) => {
  let id = '';
  const app = await openScenario(t, {
    prepare: async (services) => {
      id = await storeSession(services, 'story', [{ role: 'user', content: 'Once upon a time' }]);
    },
  });
  await app.sees('Once upon a time');
  await app.press('enter');
  await app.until((state) => state.conversations.get(id)?.access.kind === 'writing');
  await app.type('a draft');
  await app.sees('a draft');
  // The chart comes last, when the start has settled.
  await app.sees(/█ +14 days/);
  await rested(app);
  const before = app.mounted.paints.length;
  app.program.dispatch({ type: 'tick', name: `draft:${id}` });
  app.program.dispatch({ type: 'tick', name: 'lastView' });
  assert.match(app.state().savedDrafts?.get(id) ?? '', /a draft/);
  assert.notEqual(app.state().savedLastView, undefined);
  await rested(app);
  assert.equal(app.mounted.paints.length, before);
});

test('a thousand pieces of a reply are a few frames, and idle frames have no bytes', async (t) => {
  const text = Array.from({ length: 1000 }, (_, i) => `word${i} `);
  const server = await openServer(t, [{ text }]);
  const env = { REPRISE_BASE_URL: server.url('compatible') };
  const app = await openScenario(t, { env, chosenModel: { provider: 'compatible', model: 'test-model' } });
  await app.press('n', 'enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await app.type('Hello?');
  await rested(app);
  const before = app.mounted.paints.length;
  await app.press('enter');
  await app.sees('word999');
  const frames = app.mounted.paints.length - before;
  assert.ok(frames < 200, `${frames} frames for 1000 pieces`);
  await rested(app);
  const bytes = app.mounted.output().length;
  app.program.dispatch({ type: 'input', event: { type: 'focus', on: true } });
  await rested(app);
  assert.equal(app.mounted.output().length, bytes, 'nothing changed, nothing is written');
});
