/** Which provider and model a request goes to, when they were chosen in the middle of a session or before it was open. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { bodies } from '../support/provider-gate.ts';
import { openServer, type ProviderServer } from '../support/provider-server.ts';
import { openScenario } from '../support/scenario.ts';
import { storeSession } from '../support/stored.ts';
import { begin, openTalk, say, settled } from '../support/talk.ts';
import { tempFolder } from '../support/temp-home.ts';

function modelsAsked(server: ProviderServer): readonly unknown[] {
  return bodies(server).map((body) => JSON.parse(body).model);
}

test('another provider in the middle is asked for its usual model, not for the first of its list', async (t) => {
  const home = tempFolder(t);
  writeFileSync(join(home, 'config.json'), JSON.stringify({ openai: { model: 'my-gpt' } }));
  const server = await openServer(t, () => ({ text: 'hi' }), { models: ['babbage-001', 'test-model'] });
  const claude = { ANTHROPIC_BASE_URL: server.url('anthropic'), ANTHROPIC_API_KEY: 'sk-ant-0123456789' };
  const app = await openTalk(t, server, { home, env: claude });
  await begin(app, 'switching');
  await say(app, '/provider anthropic');
  await app.sees('This session now uses anthropic/claude-sonnet-5-5');
  await say(app, 'one');
  await settled(app, 'one', 'hi');
  await say(app, '/provider openai');
  await app.sees('This session now uses openai/my-gpt');
  await say(app, 'two');
  await settled(app, 'one', 'hi', 'two', 'hi');
  assert.deepEqual(modelsAsked(server), ['claude-sonnet-5-5', 'my-gpt']);
});

test('a model chosen in a session that is only read holds when its first message opens it, and after a restart', async (t) => {
  const home = tempFolder(t);
  const server = await openServer(t, () => ({ text: 'hi' }));
  const first = await openTalk(t, server, { home });
  await begin(first, 'chosen');
  await say(first, 'one');
  await settled(first, 'one', 'hi');
  await first.quit();

  const peeking = await openTalk(t, server, { home });
  await peeking.until((state) => shownConversation(state)?.loading.kind === 'ready');
  await peeking.press('space', 'i');
  await peeking.until((state) => state.focus === 'input');
  await say(peeking, '/model larger-model');
  await peeking.sees('This session now uses openai/larger-model');
  await say(peeking, 'two');
  await settled(peeking, 'one', 'hi', 'two', 'hi');
  await peeking.quit();

  const again = await openTalk(t, server, { home });
  await again.sees('openai/larger-model');
  assert.deepEqual(modelsAsked(server), ['test-model', 'larger-model']);
});

test('a resumed session asks by the name that was chosen, whatever the server calls the model; another answers once only', async (t) => {
  const home = tempFolder(t);
  const script = () => ({
    text: 'hi',
    rewrite: (stream: string) => stream.replaceAll('test-model', 'model-2026-01-31'),
  });
  const server = await openServer(t, script, { models: ['test-model', 'larger-model'] });
  const first = await openTalk(t, server, { home });
  await begin(first, 'alias');
  await say(first, 'one');
  await settled(first, 'one', 'hi');
  await first.sees('model-2026-01-31');
  await first.press('tab', 'tab', ',');
  await first.sees('larger-model');
  await first.type('larger');
  await first.press('enter');
  await settled(first, 'one', 'hi');
  await first.sees('‹2/2›');
  await first.quit();

  const again = await openTalk(t, server, { home });
  await again.sees('openai/test-model');
  await again.press('enter');
  await again.until((state) => shownConversation(state)?.access.kind === 'writing');
  await say(again, 'two');
  await settled(again, 'one', 'hi', 'two', 'hi');
  assert.deepEqual(modelsAsked(server), ['test-model', 'larger-model', 'test-model']);
});

test('a session that a provider answered which there is not here goes on with the usual one', async (t) => {
  const app = await openScenario(t, {
    prepare: async (services) => {
      const said = [
        { role: 'user', content: 'one' },
        { role: 'assistant', content: 'hi', provider: 'google', model: 'gemini-3-pro' },
      ] as const;
      await storeSession(services, 'elsewhere', said, { provider: 'google', model: 'gemini-3-pro' });
    },
  });
  await app.sees('google/gemini-3-pro');
  await app.press('enter');
  await app.until((state) => shownConversation(state)?.access.kind === 'writing');
  await app.type('two');
  await app.press('enter');
  await app.until((state) => shownConversation(state)?.transcript.messages.at(-1)?.provider === 'offline');
});
