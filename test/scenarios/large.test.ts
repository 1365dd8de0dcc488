/** A session of 20 MB and 5,000 turns: what is laid out is what is seen. Work is counted, not timed. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { layoutWork } from '../../src/app/transcript/rows.ts';
import { view } from '../../src/app/view.ts';
import { rareWord, writeLongSession } from '../support/long-session.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';

const height = 40;
/** Items that one screen can make necessary: those in view and one at each edge; every one has three rows at least. */
const fewItems = 16;

function shown(app: Scenario) {
  return [...app.state().conversations.values()][0];
}

/** What an action laid out, with the frame that shows what came of it. */
async function work(app: Scenario, action: () => Promise<void>): Promise<{ items: number; rows: number }> {
  const before = { ...layoutWork };
  await action();
  view(app.state());
  return { items: layoutWork.items - before.items, rows: layoutWork.rows - before.rows };
}

async function opened(t: TestContext): Promise<Scenario> {
  const app = await openScenario(t, {
    columns: 120,
    rows: height,
    prepare: async (services) => void writeLongSession(services.paths.sessionsDir, { turns: 5000, bytes: 20_000_000 }),
  });
  await app.until((state) => [...state.conversations.values()].some((one) => one.transcript.messages.length > 0));
  return app;
}

test('20 MB open by their tail; jumps, folds, the beginning and every hit cost a screen each', async (t) => {
  const opening = { ...layoutWork };
  const app = await opened(t);
  await app.sees('part5007x5');
  assert.ok(layoutWork.items - opening.items <= fewItems);
  const tail = shown(app)?.transcript;
  assert.equal(tail?.complete, false);
  assert.ok((tail?.messages.length ?? 0) < 100, 'only the end of the file was read');

  await app.press('space');
  await app.until((state) => state.focus === 'transcript');
  for (const keys of [
    ['['],
    ['['],
    ['{'],
    ['k'],
    ['C-u'],
    ['pageup'],
    ['pagedown'],
    ['t'],
    ['t'],
    ['T'],
    ['w'],
    ['w'],
    ['end'],
  ]) {
    const { items } = await work(app, () => app.press(...keys));
    assert.ok(items <= fewItems, `${keys.join(' ')} laid out ${items} items`);
  }

  // g reads the rest of the file and stands at its beginning.
  const first = await work(app, async () => {
    await app.press('g');
    await app.sees('Question 0:');
  });
  assert.ok(first.items <= 2 * fewItems, `the beginning laid out ${first.items} items`);
  assert.equal(shown(app)?.transcript.complete, true);
  assert.equal(shown(app)?.transcript.messages.length, 10_000);

  const search = await work(app, async () => {
    await app.press('/');
    await app.type(rareWord);
    await app.until(
      () => shown(app)?.find?.done === true && shown(app)?.find?.query === rareWord,
      'all is looked through',
      20_000,
    );
    await app.press('enter');
    await app.sees('1 of 50');
  });
  assert.ok(search.items <= 5 * fewItems, `a search of 20 MB laid out ${search.items} items`);
  for (let hit = 2; hit <= 6; hit += 1) {
    const { items } = await work(app, async () => {
      await app.press('n');
      await app.sees(`${hit} of 50`);
      await app.sees(`Here is a ${rareWord} for you.`);
    });
    assert.ok(items <= fewItems, `hit ${hit} laid out ${items} items`);
  }
  // At most so many rows are kept, however much was seen: the first screens are laid out anew.
  for (let i = 0; i < 300; i += 1) await app.press(']');
  const back = await work(app, async () => {
    await app.press('g');
    await app.sees('Question 0:');
  });
  assert.ok(back.items > 0, 'what was seen long ago had been let go of');
  assert.ok(back.items <= 2 * fewItems);
});

test('going up from the tail reads the rest and keeps the place', async (t) => {
  const app = await opened(t);
  await app.press('space');
  await app.until((state) => state.focus === 'transcript');
  const count = shown(app)?.transcript.messages.length ?? 0;
  const first = shown(app)?.transcript.messages[0]?.content.slice(0, 20) ?? '';
  for (let i = 0; i < 4 * count && !shown(app)?.transcript.complete && shown(app)?.loading.kind === 'ready'; i += 1) {
    await app.press('C-u');
  }
  await app.until(() => shown(app)?.transcript.complete === true, 'the rest is read');
  const { viewport, transcript } = shown(app) ?? {};
  assert.equal(transcript?.messages.length, 10_000);
  const at = transcript?.messages[viewport?.top ?? 0]?.content.slice(0, 20);
  assert.equal(at, first, 'the message that was the first one is still at the top');
  await app.press('k');
  await app.until(() => (shown(app)?.viewport.top ?? 0) > 9000 - count);
});
