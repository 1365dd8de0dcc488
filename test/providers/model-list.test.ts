/** The list of models that a server gives: taken from any form, given up when it does not come. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { fakeTimers } from '../support/fake-timers.ts';
import { openServer } from '../support/provider-server.ts';
import { protocols, providerAt } from '../support/provider-setup.ts';

for (const protocol of protocols) {
  describe(`${protocol}: the list of models`, () => {
    it('a list of 5,000 models is taken whole, without the entries that have no name', async (t) => {
      const models = Array.from({ length: 5000 }, (_, index) => (index % 1000 === 0 ? '' : `model-${index}`));
      const server = await openServer(t, [], { models });
      const list = await providerAt(protocol, server).models();
      assert.equal(list.ok && list.value.length, 4995);
    });

    for (const modelsBody of ['null', '', '{"data":null}', '{"models":[{"name":"llama"}]}', 'hello']) {
      it(`${modelsBody === '' ? 'nothing' : modelsBody} is no list of models, and no lost connection`, async (t) => {
        const server = await openServer(t, [], { modelsBody });
        const models = await providerAt(protocol, server).models();
        assert.match(models.ok ? '' : models.problem.message, /does not list models/);
      });
    }

    for (const [who, modelsBody, ids] of [
      ['Ollama before the first pull', '{"object":"list","data":null}', []],
      ['Together', '[{"id":"llama","context_length":4096}]', ['llama']],
    ] as const) {
      it(`the list of ${who} is a list of models`, async (t) => {
        const server = await openServer(t, [], { modelsBody });
        const models = await providerAt(protocol, server).models();
        assert.deepEqual(models.ok && models.value.map(({ id }) => id), ids);
      });
    }

    it('a list of models that never comes is given up, and the server is named', async (t) => {
      const asked = Promise.withResolvers<void>();
      const server = createServer(() => asked.resolve());
      t.after(() => server.close().closeAllConnections());
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address() as AddressInfo;
      const timers = fakeTimers();
      const models = providerAt(
        protocol,
        { ...(await openServer(t)), url: () => `http://127.0.0.1:${port}` },
        { timers },
      ).models();
      await asked.promise;
      timers.advance(15_000);
      const list = await models;
      assert.ok(!list.ok && list.problem.code === 'timeout');
      assert.match(list.problem.message, /did not list its models in time/);
      assert.deepEqual(timers.pending(), []);
    });

    it('models with names that nobody could show or choose are left out, and each is there once', async (t) => {
      const ids = [null, 5, '', '\u001b[2Jred', 'a\nb', 'x'.repeat(100_000), '\u202eabc', 'good', 'good', '__proto__'];
      const data = [null, 5, ...ids.map((id) => ({ id, context_length: -5 }))];
      const server = await openServer(t, [], { modelsBody: JSON.stringify({ data }) });
      const models = await providerAt(protocol, server).models();
      assert.deepEqual(models.ok && models.value, [{ id: 'good' }, { id: '__proto__' }]);
    });

    it('a list of models that is a web page points at the base URL', async (t) => {
      const server = await openServer(t);
      const provider = providerAt(protocol, { ...server, url: () => `${server.url('compatible')}/nowhere` });
      const models = await provider.models();
      assert.ok(!models.ok && models.problem.code === 'not-a-stream');
      assert.match(models.problem.next, /base URL/);
    });
  });
}
