/** What whole streams become: odd framing, all the ways to end, tokens, thinking, tools, on each wire protocol. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fakeTimers } from '../support/fake-timers.ts';
import { openServer, type Protocol, type ScriptedReply } from '../support/provider-server.ts';
import { ask, collect, message, problemOf, protocols, providerAt } from '../support/provider-setup.ts';

const spoken = 'Grüße, 👩‍👩‍👧‍👦 and 東京 together.';

const framings: readonly (readonly [string, ScriptedReply])[] = [
  ['7-byte chunks with split emoji', { text: spoken, chunkBytes: 7 }],
  ['CRLF', { text: spoken, lineEnd: '\r\n' }],
  ['comments and unknown events', { text: spoken, noise: true }],
  ['pauses between the events', { text: spoken, delayMs: 1 }],
  ['one byte at a time', { text: spoken, chunkBytes: 1 }],
  ['CR alone, one byte at a time', { text: spoken, lineEnd: '\r', chunkBytes: 1, rewrite: (stream) => stream }],
  ['a byte order mark', { text: spoken, rewrite: (stream) => `\ufeff${stream}` }],
  ['no blank after the colons', { text: spoken, rewrite: (stream) => stream.replace(/^(event|data): /gm, '$1:') }],
  ['compression', { text: spoken, headers: { 'content-encoding': 'gzip' }, rewrite: gzipSync }],
  [
    'events that are no objects',
    { text: spoken, rewrite: (stream) => `event: ping\ndata: null\n\ndata: 5\n\n${stream}` },
  ],
  ['the terminal marker twice', { text: spoken, rewrite: (stream) => `${stream}${lastEvent(stream)}` }],
];

function lastEvent(stream: string): string {
  return stream.split('\n\n').at(-2)?.concat('\n\n') ?? '';
}

/** Each count as a server should not tell it. */
const badCounts = ['0', '-5', '"12"', '1.5', '1e30', 'null', '[]'];

for (const protocol of protocols) {
  const answer = async (t: TestContext, reply: ScriptedReply, prompt = 'Hello') => {
    const server = await openServer(t, () => reply);
    return await collect(providerAt(protocol, server), ask(prompt));
  };

  describe(`${protocol}: what a stream becomes`, () => {
    for (const [name, reply] of framings) {
      it(`${name} changes nothing`, async (t) => {
        const { text, end } = await answer(t, reply);
        assert.equal(text, spoken);
        assert.ok(end?.type === 'done' && end.stop === 'end');
      });
    }

    it('bytes that are not UTF-8 become replacement signs', async (t) => {
      const { text, end } = await answer(t, { text: ['foo~bar'], invalidUtf8: true });
      assert.equal(text, 'foo\ufffdbar');
      assert.equal(end?.type, 'done');
    });

    for (const stop of ['length', 'refused'] as const) {
      it(`an answer that ends with ${stop} is done with ${stop}`, async (t) => {
        const { text, end } = await answer(t, { text: 'So far.', stop });
        assert.equal(text, 'So far.');
        assert.ok(end?.type === 'done' && end.stop === stop);
      });
    }

    it("the server's token counts are taken, those that went through a cache as parts of the input", async (t) => {
      const usage = { input: 100, output: 20, cached: 60, cacheWritten: 30 };
      const { end } = await answer(t, { text: 'Yes.', usage });
      assert.deepEqual(end?.usage, usage);
    });

    it('without counts from the server there is an estimate, marked as one', async (t) => {
      const { end } = await answer(t, { text: 'x'.repeat(400), usage: false });
      assert.equal(end?.usage?.estimated, true);
      assert.equal(end?.usage?.output, 100);
      assert.ok((end?.usage?.input ?? 0) > 0);
    });

    for (const bad of badCounts) {
      it(`a count of ${bad} tokens is no count`, async (t) => {
        const rewrite = (stream: string) =>
          stream.replace(/"((?:input|output|prompt|completion|total)_tokens|cache_\w+)":\d+/g, `"$1":${bad}`);
        const { end } = await answer(t, { text: 'x'.repeat(400), rewrite });
        assert.deepEqual([end?.usage?.estimated, end?.usage?.output], [true, 100]);
      });
    }

    it('an event of 20 MB is one piece of text', async (t) => {
      const { text, end } = await answer(t, { text: ['x'.repeat(20_000_000)] });
      assert.equal(text.length, 20_000_000);
      assert.equal(end?.type, 'done');
    });

    it('text after the terminal marker is kept, and there is one end', async (t) => {
      const { text, events } = await answer(t, {
        text: ['A', 'B'],
        stop: 'length',
        // The last two events that are not text change places with the last one that is.
        rewrite: (stream) => {
          const parts = stream.split('\n\n').slice(0, -1);
          const at = parts.findLastIndex((part) => part.includes('"B"'));
          const late = parts[at] ?? '';
          const end = parts.findLastIndex((part) =>
            /message_stop|response\.incomplete|finish_reason":"length/.test(part),
          );
          return [...parts.slice(0, at), ...parts.slice(at + 1, end + 1), late, ...parts.slice(end + 1), ''].join(
            '\n\n',
          );
        },
      });
      assert.equal(text, 'AB');
      assert.equal(events.filter(({ type }) => type === 'done' || type === 'stopped').length, 1);
    });

    it('thinking comes apart from the text', async (t) => {
      const { events, text } = await answer(t, { thinking: 'Hm.', text: 'Yes.' });
      assert.equal(events.map((event) => (event.type === 'thinking' ? event.delta : '')).join(''), 'Hm.');
      assert.equal(text, 'Yes.');
    });

    it('a tool call comes whole, once its arguments are', async (t) => {
      const call = { id: 'toolu_1', name: 'read_file', input: '{"path":"a.txt"}' };
      const { events, end } = await answer(t, { text: 'Let me look.', toolCalls: [call] });
      assert.deepEqual(
        events.filter((event) => event.type === 'toolCall'),
        [{ type: 'toolCall', ...call }],
      );
      assert.equal(end?.type, 'done');
    });

    it('an answer without a word is still an end', async (t) => {
      const { text, end } = await answer(t, { text: '' });
      assert.equal(text, '');
      assert.equal(end?.type, 'done');
    });

    it('a server that keeps the connection open after the end is not waited for', async (t) => {
      const timers = fakeTimers();
      const server = await openServer(t, () => ({ text: 'All.', fault: { kind: 'keeps-open' } }));
      const reply = collect(providerAt(protocol, server, { timers }), ask('Hello'));
      await server.until(() => server.requests.length === 1);
      // The clock moves until the stream has ended; nothing but the grace after the marker can be due.
      const mover = setInterval(() => timers.advance(500), 5);
      const { end } = await reply;
      clearInterval(mover);
      assert.equal(end?.type, 'done');
    });

    it('silence is told after the warning time and ends the stream at last', async (t) => {
      const timers = fakeTimers();
      const server = await openServer(t, () => ({ text: 'One two three.', fault: { kind: 'stall', after: 1 } }));
      const provider = providerAt(protocol, server, { timers });
      const silences: number[] = [];
      const collected = await collect(provider, ask('Hello'), {
        onEvent: (event) => {
          if (event.type === 'quiet') silences.push(event.silentMs);
          if (event.type === 'text') setImmediate(() => timers.advance(60_000));
          // On loopback the end comes after twice the time, since models load slowly there.
          if (event.type === 'quiet') setImmediate(() => timers.advance(5_000));
        },
      });
      assert.equal(silences[0], 60_000);
      assert.ok(silences.length > 5 && silences.every((ms, index) => ms > (silences[index - 1] ?? 0)));
      assert.ok(collected.end?.type === 'stopped' && collected.end.stop === 'interrupted');
      assert.equal(problemOf(collected).code, 'stalled');
      assert.match(problemOf(collected).message, /nothing for 4 minutes/);
      assert.equal(collected.text, 'One ');
      await server.until(() => server.requests[0]?.closedEarly === true);
    });

    for (const kind of ['no-answer', 'keep-alive'] as const)
      it(`a server that gives ${kind} is told as one that did not begin`, async (t) => {
        const timers = fakeTimers();
        const server = await openServer(t, () => ({ fault: { kind } }));
        const settings = { silenceEndSeconds: 12 };
        const reply = collect(providerAt(protocol, server, { timers, settings }), ask('Hello'));
        await server.until(() => server.requests.length === 1);
        const mover = setInterval(() => timers.advance(5_000), 1);
        const collected = await reply;
        clearInterval(mover);
        assert.equal(problemOf(collected).code, 'timeout');
        // Twice as long on this machine, and five times as long before the first word: the model may have been thinking.
        assert.match(problemOf(collected).message, /within 120 seconds\./);
        assert.match(problemOf(collected).next, /silenceEndSeconds/);
        assert.ok(collected.events.some((event) => event.type === 'quiet'));
      });

    it('an abort in the middle of a silent stream closes the connection and keeps the text', async (t) => {
      const server = await openServer(t, () => ({ text: 'One two.', fault: { kind: 'stall', after: 1 } }));
      const abort = new AbortController();
      const { text, end } = await collect(providerAt(protocol, server), ask('Hello'), {
        signal: abort.signal,
        onEvent: (event) => event.type === 'text' && setImmediate(() => abort.abort()),
      });
      assert.equal(text, 'One ');
      assert.ok(end?.type === 'stopped' && end.stop === 'aborted');
      assert.equal(end.usage?.estimated, true);
      await server.until(() => server.requests[0]?.closedEarly === true);
    });

    it('an abort before the head of the response is obeyed at once', async (t) => {
      const server = await openServer(t, () => ({ fault: { kind: 'no-answer' } }));
      const abort = new AbortController();
      const reply = collect(providerAt(protocol, server), ask('Hello'), { signal: abort.signal });
      await server.until(() => server.requests.length === 1);
      abort.abort();
      const { end } = await reply;
      assert.ok(end?.type === 'stopped' && end.stop === 'aborted');
      await server.until(() => server.requests[0]?.closedEarly === true);
    });

    it('a conversation arrives in order, with its system prompt', async (t) => {
      const server = await openServer(t, () => ({ text: 'Fine.' }));
      const messages = [message('user', 'First'), message('assistant', 'Answer'), message('user', 'Second')];
      await collect(providerAt(protocol, server), ask('', { messages, system: 'Be brief.' }));
      assert.deepEqual(spokenIn(protocol, server.requests[0]?.body), [
        ['system', 'Be brief.'],
        ['user', 'First'],
        ['assistant', 'Answer'],
        ['user', 'Second'],
      ]);
    });
  });
}

/** Role and text of each message of a request body, the system prompt first. */
function spokenIn(protocol: Protocol, body: unknown): readonly (readonly [string, string])[] {
  const request = body as { system?: Said['content']; instructions?: string; messages?: Said[]; input?: Said[] };
  const system = protocol === 'anthropic' ? request.system : request.instructions;
  const said = (request.messages ?? request.input ?? []).map((one): [string, string] => [
    one.role,
    textOf(one.content),
  ]);
  return system === undefined ? said : [['system', textOf(system)], ...said];
}

interface Said {
  readonly role: string;
  readonly content: string | readonly { readonly text: string }[];
}

function textOf(content: Said['content']): string {
  return typeof content === 'string' ? content : content.map((block) => block.text).join('|');
}
