/** The fault table: each row on each wire protocol, through the real SDKs and a real connection. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beginReply, grow, isEmptyReply } from '../../src/core/reply.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { broken, told } from '../support/faulty-replies.ts';
import { openServer } from '../support/provider-server.ts';
import { ask, type Collected, collect, problemOf, protocols, providerAt, testKey } from '../support/provider-setup.ts';
import { rows } from './fault-rows.ts';

for (const protocol of protocols) {
  describe(`${protocol}: what a fault becomes`, () => {
    for (const row of rows.filter(({ only }) => only === undefined || only === protocol)) {
      it(row.fault, async (t) => {
        const timers = fakeTimers();
        const reply = typeof row.reply === 'function' ? row.reply(protocol) : row.reply;
        const server = await openServer(t, () => reply, { models: ['test-model-2', 'something-else-entirely'] });
        const collected = await collect(providerAt(protocol, server, { timers }), ask('Hello'), { timers });
        const problem = problemOf(collected);
        assert.equal(problem.code, row.code, JSON.stringify(problem));
        assert.match(`${problem.message} ${problem.next}`, row.says);
        assert.match(problem.message, /^[A-Z`1].*[.]$/s);
        assert.equal(collected.end?.type === 'stopped' && collected.end.stop, row.stop);
        if (row.text !== undefined) assert.equal(collected.text, row.text);
        const requests = typeof row.requests === 'function' ? row.requests(protocol) : row.requests;
        assert.equal(server.requests.filter((request) => request.method === 'POST').length, requests);
        assertKeyIsNowhere(collected);
      });
    }

    it('a half event at the end keeps the text and says that it was cut', async (t) => {
      const server = await openServer(t, () => broken({ kind: 'half-event', after: 2 }));
      const collected = await collect(providerAt(protocol, server), ask('Hello'));
      assert.equal(collected.text, 'One two ');
      // One SDK drops the half event in silence, the other cannot parse it.
      assert.ok(['cut-off', 'bad-stream'].includes(problemOf(collected).code));
    });

    it('an empty answer leaves no reply worth a message', async (t) => {
      const server = await openServer(t, () => ({ fault: { kind: 'html' } }));
      const { events } = await collect(providerAt(protocol, server), ask('Hello'));
      const draft = events.reduce((reply, event) => grow(reply, event, 0), beginReply('msg', null, protocol, 'm', 0));
      assert.ok(isEmptyReply(draft));
    });

    it('a 401 whose text holds the key shows it nowhere', async (t) => {
      const echo = `Incorrect API key provided: ${testKey} (${testKey.slice(0, 12)}****${testKey.slice(-8)})`;
      for (const code of [400, 401, 403, 500]) {
        const server = await openServer(t, () => told(code, 'odd_error', echo)(protocol));
        const timers = fakeTimers();
        const collected = await collect(providerAt(protocol, server, { timers }), ask('Hello'), { timers });
        problemOf(collected);
        assertKeyIsNowhere(collected);
      }
    });
  });
}

function assertKeyIsNowhere({ events }: Collected): void {
  const everything = JSON.stringify(events);
  for (const part of [testKey, testKey.slice(0, 12), testKey.slice(-8)])
    assert.ok(!everything.includes(part), everything);
}
