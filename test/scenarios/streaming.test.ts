/** While one session streams 2,000 deltas, 200 others are arrowed through: every delta is kept, every key answered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeManySessions } from '../support/many-sessions.ts';
import { startProviderServer } from '../support/provider-server.ts';
import { openScenario } from '../support/scenario.ts';
import { storeSession } from '../support/stored.ts';

const deltas = 2000;

test('2,000 deltas stream into one session while 200 others are arrowed through', async (t) => {
  const pieces = Array.from({ length: deltas }, (_, i) => `piece-${i} `);
  const server = await startProviderServer(() => ({ text: pieces, delayMs: 1 }));
  t.after(() => server.close());
  const app = await openScenario(t, {
    columns: 120,
    rows: 40,
    env: { OPENAI_BASE_URL: server.url('openai'), OPENAI_API_KEY: 'sk-test-0123456789abcdef' },
    chosenModel: { provider: 'openai', model: 'test-model' },
    prepare: async (services) => {
      writeManySessions(services.paths.sessionsDir, { count: 200 });
      await storeSession(services, 'streamed', [{ role: 'user', content: 'hello' }], {
        provider: 'openai',
        model: 'test-model',
      });
    },
  });
  await app.until((state) => state.list.sessions.length === 201);
  const streamed = app.state().list.sessions.find((one) => one.name === 'streamed')?.id ?? '';
  const conversation = () => app.state().conversations.get(streamed);
  app.program.dispatch({ type: 'resume', id: streamed });
  await app.until(() => conversation()?.access.kind === 'writing');
  await app.type('Count, please.');
  await app.press('enter');
  await app.until(() => (conversation()?.reply?.text.length ?? 0) > 0, 'it streams');

  await app.press('S-tab', 'S-tab');
  await app.until((state) => state.focus === 'list');
  // The list's first rows may be pinned sessions; from the top down each arrow shows another one.
  await app.press('g');
  const seen = new Set<string>();
  let whileStreaming = 0;
  for (let i = 0; i < 200; i += 1) {
    const before = app.state().list.cursor;
    await app.press('down');
    // A key is answered in the turn of the loop that takes it: never after the stream.
    assert.equal(app.state().list.cursor, before + 1);
    const { shown } = app.state();
    if (shown.kind === 'session') seen.add(shown.id);
    if (conversation()?.reply) whileStreaming += 1;
  }
  assert.ok(whileStreaming >= 100, `${whileStreaming} of 200 arrows were pressed while it streamed`);
  assert.ok(seen.size >= 200, `${seen.size} sessions were shown`);
  await app.sees('● 1 streaming');

  await app.until(() => conversation()?.reply === null && conversation()?.storing === null, 'it is stored');
  const whole = pieces.join('');
  assert.equal(conversation()?.transcript.messages.at(-1)?.content, whole);
  const file = [...app.files().values()].find((text) => text.includes('Count, please.')) ?? '';
  const last = file
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .findLast((line) => line.type === 'message');
  assert.equal(last.content, whole, 'every delta is in the file');
  assert.equal(last.stop, 'end');
});
