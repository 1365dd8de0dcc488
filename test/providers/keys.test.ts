/** Keys: nothing else of the environment leaves the machine, and a problem with a key names the place it came from. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { defaultSettings } from '../../src/core/settings.ts';
import { resolveAddress } from '../../src/providers/address.ts';
import { classify } from '../../src/providers/faults.ts';
import { createProvider } from '../../src/providers/registry.ts';
import { openServer, type RecordedRequest } from '../support/provider-server.ts';
import { ask, collect, help, problemOf, protocols, providerAt, testKey } from '../support/provider-setup.ts';

const real = 'sk-real-abcdefghijklmnopqrstuvwxyz';

describe('what leaves the machine', () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  const leaky = {
    OPENAI_API_KEY: real,
    OPENAI_ADMIN_KEY: `${real}-admin`,
    OPENAI_ORG_ID: 'org-secret',
    OPENAI_PROJECT_ID: 'proj-secret',
    OPENAI_CUSTOM_HEADERS: `x-secret: 1\nauthorization: Bearer ${real}`,
    ANTHROPIC_API_KEY: real,
    ANTHROPIC_AUTH_TOKEN: `${real}-token`,
    ANTHROPIC_CUSTOM_HEADERS: `x-secret: 1\nauthorization: Bearer ${real}`,
  };

  for (const protocol of protocols) {
    it(`${protocol}: a server gets its own key and nothing else of the environment`, async (t) => {
      Object.assign(process.env, leaky);
      const server = await openServer(t);
      const provider = providerAt(protocol, server, { deps: { env: { ...process.env } } });
      await collect(provider, ask('Hello'));
      await provider.models();
      assert.equal(server.requests.length, 2);
      for (const request of server.requests) {
        assert.deepEqual(leaks(request), []);
        assert.equal(request.headers.authorization, `Bearer ${testKey}`);
      }
    });

    it(`${protocol}: a local server without a key of its own gets a placeholder`, async (t) => {
      Object.assign(process.env, leaky);
      const server = await openServer(t);
      const provider = createProvider(
        protocol,
        { ...defaultSettings, [protocol]: { baseUrl: server.url(protocol) } },
        {
          env: { ...process.env },
          offlineSources: { help, findPassages: async () => [] },
          readAttachment: async () => ({ ok: true, value: '' }),
        },
      );
      const { end } = await collect(provider, ask('Hello'));
      assert.equal(end?.type, 'done');
      assert.deepEqual(server.requests.flatMap(leaks), []);
      assert.equal(server.requests[0]?.headers.authorization, 'Bearer local');
    });
  }

  it('a provider without a key still stands, and says so when it is asked', async () => {
    const provider = createProvider('anthropic', defaultSettings, {
      env: {},
      offlineSources: { help, findPassages: async () => [] },
      readAttachment: async () => ({ ok: true, value: '' }),
    });
    assert.equal(provider.destination.host, 'api.anthropic.com');
    const collected = await collect(provider, ask('Hello'));
    assert.equal(problemOf(collected).code, 'no-key');
    assert.match(problemOf(collected).next, /ANTHROPIC_API_KEY/);
    assert.equal(collected.events.length, 1);
    const models = await provider.models();
    assert.ok(!models.ok && models.problem.code === 'no-key');
  });
});

function leaks(request: RecordedRequest): readonly string[] {
  return Object.entries(request.headers)
    .filter(([name, value]) => name === 'x-secret' || /sk-real|secret/.test(value))
    .map(([name]) => name);
}

it('where a key is looked for is where it was found; one of the environment goes before a pasted one', () => {
  const pasted = { ...defaultSettings, anthropic: { apiKey: 'sk-ant-pasted-0123456789' } };
  const place = (env: Readonly<Record<string, string>>) => {
    const address = resolveAddress('anthropic', pasted, env);
    assert.ok(address.ok);
    const context = { where: address.value, model: 'm', now: 0 };
    return classify({ status: 401, error: {} }, context).problem.next;
  };
  assert.equal(place({}), 'Check anthropic.apiKey in the config file, or paste another key with /provider.');
  assert.equal(
    place({ ANTHROPIC_API_KEY: real }),
    'Change or remove ANTHROPIC_API_KEY: it takes precedence over a pasted key.',
  );
});

it('a server that wants a key and was given none is not said to refuse one', () => {
  const address = resolveAddress('compatible', defaultSettings, { REPRISE_BASE_URL: 'https://router.example/v1' });
  assert.ok(address.ok);
  const { problem } = classify({ status: 401, error: {} }, { where: address.value, model: 'm', now: 0 });
  assert.equal(problem.message, 'The server at router.example requires a key.');
  assert.equal(problem.next, 'Put one into REPRISE_API_KEY.', 'a pasted one would not be sent to this address');
  const own = resolveAddress('anthropic', defaultSettings, {
    ANTHROPIC_BASE_URL: 'http://localhost:9',
    ANTHROPIC_API_KEY: real,
  });
  const place = own.ok ? own.value.keyPlace : '';
  assert.equal(
    place,
    'anthropic.apiKey in the config file, with this address in anthropic.baseUrl instead of ANTHROPIC_BASE_URL',
    'the variable’s key is for the vendor, and stays here',
  );
});
