/** What is found on this machine: keys by their place, servers by their list of models, quickly. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { defaultSettings } from '../../src/core/settings.ts';
import { detect, foundAtOnce } from '../../src/providers/detect.ts';
import { openServer } from '../support/provider-server.ts';
import { testKey } from '../support/provider-setup.ts';

const never = new AbortController().signal;

describe('what is found', () => {
  it('keys in the environment and the settings are told by their place, not by their value', () => {
    const found = foundAtOnce(
      { ANTHROPIC_API_KEY: testKey, OPENAI_API_KEY: ' ' },
      { ...defaultSettings, openai: { apiKey: testKey }, compatible: { baseUrl: 'http://localhost:9999' } },
    );
    assert.deepEqual(found, [
      { provider: 'anthropic', label: 'ANTHROPIC_API_KEY' },
      { provider: 'openai', label: 'openai.apiKey in the config file' },
      { provider: 'compatible', label: 'the server at localhost:9999', baseUrl: 'http://localhost:9999/v1' },
    ]);
    assert.ok(!JSON.stringify(found).includes(testKey));
  });

  it('a key that no request can carry is not offered', () => {
    assert.deepEqual(foundAtOnce({ OPENAI_API_KEY: 'sk-a\u0007b' }, defaultSettings), []);
  });

  it('a local server is found with its models', async (t) => {
    const server = await openServer(t, [], { models: ['llama3.2', 'qwen3'] });
    const found = await detect({}, defaultSettings, never, {
      servers: [{ port: server.port, name: 'Ollama' }],
      patienceMs: 20_000,
    });
    assert.deepEqual(found, [
      {
        provider: 'compatible',
        label: `Ollama at localhost:${server.port}`,
        baseUrl: `http://localhost:${server.port}/v1`,
        models: [{ id: 'llama3.2' }, { id: 'qwen3' }],
      },
    ]);
    assert.equal(server.requests[0]?.headers.authorization, undefined);
  });

  it('Ollama is found before its first model is', async (t) => {
    const server = await openServer(t, [], { modelsBody: '{"object":"list","data":null}' });
    const servers = [{ port: server.port, name: 'Ollama' }];
    const found = await detect({}, defaultSettings, never, { servers, patienceMs: 20_000 });
    assert.deepEqual(found[0]?.models, []);
  });

  it('ports where nothing listens, or something else, or something silent, cost 300 ms at most', async () => {
    const page = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>'));
    const silent = createServer(() => {});
    const ports = await Promise.all([page, silent].map(listen));
    const begun = performance.now();
    const found = await detect({}, defaultSettings, never, {
      servers: [1, ...ports].map((port) => ({ port, name: 'x' })),
    });
    assert.deepEqual(found, []);
    assert.ok(performance.now() - begun < 10_000, 'the silent one is not waited for');
    page.close();
    silent.close();
  });

  it('an abort gives what is known so far', async () => {
    const silent = createServer(() => {});
    const port = await listen(silent);
    const found = await detect({ OPENAI_API_KEY: testKey }, defaultSettings, AbortSignal.abort(), {
      servers: [{ port, name: 'x' }],
    });
    assert.deepEqual(
      found.map((one) => one.label),
      ['OPENAI_API_KEY'],
    );
    silent.close();
  });

  it('neither looking nor building a provider loads an SDK', async () => {
    const script = `
      import { detect } from './src/providers/detect.ts';
      import { chooseProvider } from './src/providers/choose.ts';
      import { createProvider } from './src/providers/registry.ts';
      import { defaultSettings } from './src/core/settings.ts';
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
      await detect({}, defaultSettings, new AbortController().signal);
      chooseProvider({ flags: {}, env: {}, settings: defaultSettings, found: [] });
      createProvider('openai', defaultSettings, { env: { OPENAI_API_KEY: 'sk-x' } });
      console.log(JSON.stringify([...loaded, ...process.moduleLoadList.filter((name) => /undici/.test(name))]));
    `;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('../..', import.meta.url).pathname,
    });
    const { stdout } = await run;
    assert.ok(!/openai\/(client|index)|@anthropic-ai/.test(stdout), stdout);
  });
});

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
