/** What Anthropic is asked to remember, so that a long conversation does not pay for its whole history each turn. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ok } from '../../src/core/problem.ts';
import type { Attachment, Message } from '../../src/core/session.ts';
import { status } from '../support/faulty-replies.ts';
import { openServer, type RecordedRequest, type ScriptedReply } from '../support/provider-server.ts';
import { ask, collect, message, providerAt } from '../support/provider-setup.ts';

const file: Attachment = { path: 'a.txt', kind: 'text', mediaType: 'text/plain', bytes: 5, sha256: 'x' };
const call = { type: 'tool_call', id: 'one', name: 'look', input: '{"at":1}' } as const;
const result = { type: 'tool_result', id: 'one', output: 'there' } as const;

/** One turn after the other, each with what was asked before it: files, a stopped reply, a tool call. */
const turns: readonly (readonly Message[])[] = [
  [message('user', 'Read this.', { attachments: [file] })],
  [message('assistant', 'I have', { stop: 'aborted' }), message('user', 'Go on.')],
  [
    message('assistant', 'Done.', { stop: 'end', parts: [{ type: 'text', text: 'Done.' }, call, result] }),
    message('user', 'And now?'),
  ],
  [message('assistant', 'Nothing.', { stop: 'end' }), message('user', 'Thanks.')],
];

const mark = /,"cache_control":\{"type":"ephemeral"\}/g;
const marksIn = (raw: string) => raw.match(mark)?.length ?? 0;

/** The request's system prompt and messages as they were sent, without the marks. */
function sent(request: RecordedRequest): { readonly system: string; readonly messages: readonly string[] } {
  const body = JSON.parse(request.raw.replace(mark, '')) as { system: unknown; messages: readonly unknown[] };
  return { system: JSON.stringify(body.system), messages: body.messages.map((one) => JSON.stringify(one)) };
}

async function conversation(t: TestContext): Promise<readonly RecordedRequest[]> {
  const server = await openServer(t, []);
  const provider = providerAt('anthropic', server, { deps: { readAttachment: async () => ok('hello') } });
  for (let n = 1; n <= turns.length; n += 1) {
    await collect(provider, ask('', { system: 'Be brief.', messages: turns.slice(0, n).flat() }));
  }
  return server.requests;
}

describe('what Anthropic is asked to remember', () => {
  it('every turn begins, byte for byte, with what the one before it sent', async (t) => {
    const requests = (await conversation(t)).map(sent);
    requests.slice(1).forEach((request, i) => {
      const before = requests[i];
      assert.ok(before);
      assert.equal(request.system, before.system);
      assert.deepEqual(request.messages.slice(0, before.messages.length), before.messages);
    });
  });

  it('the system prompt, and what stands before the ends of the two newest messages of the user', async (t) => {
    const requests = await conversation(t);
    assert.deepEqual(
      requests.map(({ raw }) => marksIn(raw)),
      [2, 3, 3, 3],
    );
    const { raw } = requests[3] ?? assert.fail();
    assert.match(raw, /"system":\[\{"type":"text","text":"Be brief\.","cache_control"/);
    assert.match(raw, /"text":"And now\?","cache_control".*"text":"Thanks\.","cache_control"/);
  });

  it('nothing of a request on top of which nothing will be asked', async (t) => {
    const server = await openServer(t, []);
    await collect(providerAt('anthropic', server), ask('A title?', { system: 'Be brief.', alone: true }));
    assert.equal(marksIn(server.requests[0]?.raw ?? ''), 0);
  });
});

describe('a server that knows nothing of it', () => {
  const refusals: readonly (readonly [string, object])[] = [
    ['names the field', { error: { type: 'invalid_request_error', message: 'Unknown field: cache_control' } }],
    [
      'wants the system prompt as a text',
      { detail: [{ loc: ['body', 'system'], msg: 'Input should be a valid string' }] },
    ],
  ];
  for (const [name, body] of refusals) {
    it(`${name}: it is asked without, and never again with it`, async (t) => {
      const server = await openServer(
        t,
        ({ raw }): ScriptedReply => (marksIn(raw) > 0 ? status(400, body) : { text: 'Yes.' }),
      );
      const request = ask('Hello', { system: 'Be brief.' });
      const first = await collect(providerAt('anthropic', server), request);
      // Settings were read anew: another provider, the same server.
      const second = await collect(providerAt('anthropic', server), request);
      assert.deepEqual([first.text, second.text], ['Yes.', 'Yes.']);
      assert.deepEqual(
        server.requests.map(({ raw }) => marksIn(raw)),
        [2, 0, 0],
      );
      assert.match(server.requests[1]?.raw ?? '', /"system":"Be brief\."/);
    });
  }

  it('another refusal is none of caching', async (t) => {
    const wrong = { error: { type: 'invalid_request_error', message: 'messages: the system is down' } };
    const server = await openServer(t, [status(400, wrong)]);
    const provider = providerAt('anthropic', server);
    assert.equal((await collect(provider, ask('Hello'))).end?.type, 'stopped');
    await collect(provider, ask('Hello'));
    assert.equal(marksIn(server.requests[1]?.raw ?? ''), 1);
  });
});

describe('what a cache knew', () => {
  const usage = { input: 1000, output: 20, cached: 700, cacheWritten: 200 };

  it('is a part of the input, and so is what it was told to remember', async (t) => {
    const server = await openServer(t, () => ({ text: 'Yes.', usage }));
    const { end } = await collect(providerAt('anthropic', server), ask('Hello'));
    assert.deepEqual(end?.usage, usage);
  });

  it('stands also where the reply was stopped', async (t) => {
    const server = await openServer(t, () => ({
      text: ['Yes', ' and', ' no'],
      usage,
      fault: { kind: 'stall', after: 1 },
    }));
    const abort = new AbortController();
    const { events, end } = await collect(providerAt('anthropic', server), ask('Hello'), {
      signal: abort.signal,
      onEvent: (event) => event.type === 'text' && abort.abort(),
    });
    assert.deepEqual(end?.usage, { ...usage, output: 1, estimated: true });
    const types = events.map((event) => event.type);
    assert.deepEqual(types.slice(0, 3), ['started', 'usage', 'text'], 'known before the first word');
  });
});
