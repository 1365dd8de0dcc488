/** Who is really asked: another server than the vendor's is named, and a key that goes there is told of once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openServer } from '../support/provider-server.ts';
import { openScenario } from '../support/scenario.ts';

// There is no such host: what is sent there fails at once.
const elsewhere = { ANTHROPIC_BASE_URL: 'https://proxy.invalid:6001', ANTHROPIC_API_KEY: 'sk-test-0123456789abcdef' };
const anthropic = { provider: 'anthropic', model: 'm1' };

test("a vendor's key for another server is warned of before anything is sent, and once", async (t) => {
  const app = await openScenario(t, { env: elsewhere, chosenModel: anthropic, columns: 160 });
  await app.sees(
    'The Anthropic key is sent to proxy.invalid:6001, which is not a server of Anthropic, because of ANTHROPIC_BASE_URL',
  );
  await app.press('n', 'enter');
  await app.sees('anthropic/m1 · at proxy.invalid:6001');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await app.type('Hello');
  await app.press('enter');
  await app.sees('proxy.invalid cannot be found');
  assert.equal(app.state().destinations.warned.size, 1);
  assert.equal(app.mounted.output().includes('0123456789abcdef'), false);
});

test('a resumed session that would go elsewhere is warned of with its first message', async (t) => {
  const app = await openScenario(t, { env: elsewhere, columns: 160 });
  await app.press('n', 'enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await app.until((state) => state.destinations.known.size > 0);
  assert.equal(app.state().destinations.warned.size, 0, 'offline sends nothing');
  await app.type('/provider anthropic');
  await app.press('enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.provider === 'anthropic'));
  await app.type('Hello');
  await app.press('enter');
  await app.sees('The Anthropic key is sent to proxy.invalid:6001');
});

test("a server without a vendor is named in the title and over its models, without a warning; the vendor's is not", async (t) => {
  const server = await openServer(t);
  const app = await openScenario(t, {
    env: { REPRISE_BASE_URL: server.url('compatible'), ANTHROPIC_API_KEY: 'sk-test-0123456789abcdef' },
    chosenModel: { provider: 'compatible', model: 'test-model' },
    columns: 160,
  });
  await app.press('n', 'enter');
  await app.sees(`compatible/test-model · at 127.0.0.1:${server.port}`);
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await app.type('/model');
  await app.press('enter');
  await app.sees(`Models of compatible at 127.0.0.1:${server.port}`);
  await app.press('escape');
  await app.type('/provider anthropic');
  await app.press('enter');
  await app.sees(/· anthropic(?! · at)/);
  assert.equal(app.state().destinations.warned.size, 0);
});
