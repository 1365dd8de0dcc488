/** The forms that an answer in Chat Completions takes: its end, its thoughts, its calls, as servers differ in them. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ReplyEvent } from '../../src/core/reply.ts';
import { runAttempt } from '../../src/providers/attempt.ts';
import type { Learned, Wire } from '../../src/providers/wire.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { status, streamed } from '../support/faulty-replies.ts';
import { openServer, type ScriptedReply } from '../support/provider-server.ts';
import { ask, collect, problemOf, providerAt } from '../support/provider-setup.ts';

describe('an answer that ends with [DONE] and never with a reason', () => {
  const unreasoned = (stream: string) => stream.replace(/"finish_reason":"[a-z_]+"/, '"finish_reason":null');
  const answer = async (t: TestContext, reply: ScriptedReply) => {
    const server = await openServer(t, () => reply);
    return await collect(providerAt('compatible', server), ask('Hello'));
  };

  for (const lineEnd of ['\n', '\r\n', '\r'] as const) {
    it(`is whole, with its counts, at line ends ${JSON.stringify(lineEnd)}`, async (t) => {
      const rewrite = (stream: string) => unreasoned(stream).replaceAll('\n', lineEnd);
      const { text, end } = await answer(t, { text: 'All of it.', rewrite });
      assert.equal(text, 'All of it.');
      assert.deepEqual(end, { type: 'done', stop: 'end', usage: { input: 12, output: 7 } });
    });
  }

  it('calls its tools all the same', async (t) => {
    const call = { id: 'a', name: 'look', input: '{"at":1}' };
    const { events, end } = await answer(t, { text: 'So', toolCalls: [call], rewrite: unreasoned });
    assert.deepEqual(
      events.filter((event) => event.type === 'toolCall'),
      [{ type: 'toolCall', ...call }],
    );
    assert.equal(end?.type, 'done');
  });

  it('is cut off without [DONE], also where the model speaks of it', async (t) => {
    const rewrite = (stream: string) => unreasoned(stream).replace('data: [DONE]\n\n', '');
    const collected = await answer(t, { text: ['data: [DONE]\n'], rewrite });
    assert.equal(problemOf(collected).code, 'cut-off');
  });
});

describe('what a model thinks aloud in its own text', () => {
  const answer = async (t: TestContext, text: readonly string[]) => {
    const server = await openServer(t, () => ({ text }));
    const collected = await collect(providerAt('compatible', server), ask('Hello'));
    const thought = collected.events.map((event) => (event.type === 'thinking' ? event.delta : '')).join('');
    return { thought, text: collected.text, end: collected.end?.type };
  };

  const whole = '\n<think>\nIs a < b? </thin, no.\n</think>\n\nYes, <think> is a tag.';
  it('is told apart from the answer, however it is cut into pieces', async (t) => {
    for (const size of [1, 2, 3, 5, 7, 100]) {
      const pieces = whole.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      const { thought, text, end } = await answer(t, pieces);
      assert.deepEqual(
        [thought.trim(), text, end],
        ['Is a < b? </thin, no.', 'Yes, <think> is a tag.', 'done'],
        `${size}`,
      );
    }
  });

  for (const [what, text, thought] of [
    ['thoughts without an end', '<think>Hm. </th', 'Hm. </th'],
    ['an answer that might have become the tag', '<thi', ''],
    ['the tag further on', 'A <think>tag</think>', ''],
    ['white space alone', ' \n', ''],
  ] as const) {
    it(`${what}: not a letter is lost`, async (t) => {
      const heard = await answer(t, [...text]);
      assert.equal(heard.thought, thought);
      assert.equal(heard.text, thought === '' ? text : '');
    });
  }
});

describe('calls of tools in other hands', () => {
  const called = async (t: TestContext, ...deltas: readonly object[]) => {
    const ends = { choices: [{ delta: {}, finish_reason: 'tool_calls' }] };
    const chunks = deltas.map((delta) => ({ choices: [{ index: 0, delta }] }));
    const server = await openServer(t, () => streamed(...chunks, ends));
    const { events } = await collect(providerAt('compatible', server), ask('Hello'));
    return events.flatMap((event) => (event.type === 'toolCall' ? [`${event.id} ${event.name} ${event.input}`] : []));
  };
  const call = (id: string, name: string, args: unknown, more = {}) => ({
    tool_calls: [{ ...more, id, function: { name, arguments: args } }],
  });

  it('Google: all of them in the first place', async (t) => {
    const at = { index: 0 };
    assert.deepEqual(await called(t, call('a', 'f', '{"x":1}', at), call('b', 'g', '{}', at)), [
      'a f {"x":1}',
      'b g {}',
    ]);
  });

  it('Mistral: without a place', async (t) => {
    const { tool_calls: one } = call('a', 'f', '{}');
    const { tool_calls: two } = call('b', 'g', '{}');
    assert.deepEqual(await called(t, { tool_calls: [...one, ...two] }, call('c', 'h', '{}')), [
      'a f {}',
      'b g {}',
      'c h {}',
    ]);
  });

  it('id and name with every piece are one call; arguments may be an object', async (t) => {
    assert.deepEqual(await called(t, call('a', 'f', '{"x"'), call('a', 'f', ':1}')), ['a f {"x":1}']);
    assert.deepEqual(await called(t, call('a', 'f', { x: 1 })), ['a f {"x":1}']);
  });
});

describe('a reason for the end with every piece', () => {
  it('ends nothing: what comes later is no less of the answer, and is waited for', async () => {
    const timers = fakeTimers();
    const learned: Learned = { usage: { input: 5, output: 3 } };
    const wire: Wire<{ readonly delta: string }> = {
      open: async () => ({ events: pieces(), contentType: '', beginning: () => '' }),
      prepare: async () => {},
      newReader: () => ({ learned, read }),
      mend: () => false,
      listModels: async () => [],
    };
    const read = ({ delta }: { readonly delta: string }): readonly ReplyEvent[] => {
      learned.stop = 'end';
      return [{ type: 'text', delta }];
    };
    async function* pieces() {
      for (const delta of ['One ', 'two ', 'three.']) {
        yield { delta };
        await new Promise(setImmediate);
        timers.advance(5000);
      }
    }
    const limits = { warnMs: 60_000, endMs: 120_000 };
    const context = () => assert.fail('nothing was wrong');
    const request = { system: '', messages: [], leftOut: [] };
    const attempt = runAttempt(wire, { model: 'm', request }, new AbortController().signal, {
      limits,
      timers,
      context,
    });
    let text = '';
    for await (const event of attempt) if (event.type === 'text') text += event.delta;
    assert.equal(text, 'One two three.');
  });
});

describe('a server that knows no streams', () => {
  const choices = [{ message: { content: 'Grüße, all at once.', reasoning: 'Hm.' }, finish_reason: 'stop' }];
  const whole = { choices, usage: { prompt_tokens: 9, completion_tokens: 4 } };

  it('and sends its answer as one document is understood', async (t) => {
    const server = await openServer(t, () => status(200, whole));
    const { text, events, end } = await collect(providerAt('compatible', server), ask('Hello'));
    assert.equal(text, 'Grüße, all at once.');
    assert.ok(events.some((event) => event.type === 'thinking' && event.delta === 'Hm.'));
    assert.deepEqual(end, { type: 'done', stop: 'end', usage: { input: 9, output: 4 } });
  });

  for (const contentType of ['text/event-stream', 'text/plain', '']) {
    it(`and calls it ${contentType || 'nothing'} is understood, too`, async (t) => {
      const fault = { kind: 'status', status: 200, contentType, body: JSON.stringify(whole) } as const;
      const server = await openServer(t, () => ({ fault }));
      const { text } = await collect(providerAt('compatible', server), ask('Hello'));
      assert.equal(text, 'Grüße, all at once.');
    });
  }

  it('and whose document breaks off is not taken for one that answered', async (t) => {
    const fault = { kind: 'status', status: 200, contentType: 'application/json' } as const;
    const server = await openServer(t, () => ({ fault: { ...fault, body: JSON.stringify(whole).slice(0, -20) } }));
    assert.equal(problemOf(await collect(providerAt('compatible', server), ask('Hello'))).code, 'not-a-stream');
  });
});
