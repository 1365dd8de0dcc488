/** Branches as they stand in files, made fit for any provider. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Message, Part, Role, StopReason } from '../../src/core/session.ts';
import { fc } from '../support/property.ts';
import { message } from '../support/provider-setup.ts';
import { call, glance, reply, request, result, user } from '../support/request-glance.ts';

describe('a branch as a request', () => {
  const rows: readonly (readonly [string, readonly Message[], readonly string[]])[] = [
    ['a plain conversation stays as it is', [user('A'), reply('B'), user('C')], ['user: A', 'assistant: B', 'user: C']],
    ['two prompts in a row become one message', [user('A'), user('B')], ['user: A | B']],
    [
      'an empty prompt and blank replies are dropped',
      [user('A'), reply(' \n'), user('  '), user('B')],
      ['user: A | B'],
    ],
    [
      'half of an aborted reply is kept',
      [user('A'), reply('Hal', { stop: 'aborted' }), user('B')],
      ['user: A', 'assistant: Hal', 'user: B'],
    ],
    [
      'half of a failed or cut reply is kept',
      [user('A'), reply('Ha', { stop: 'failed' }), user('B'), reply('lf', { stop: 'interrupted' }), user('C')],
      ['user: A', 'assistant: Ha', 'user: B', 'assistant: lf', 'user: C'],
    ],
    [
      'a failed reply without a word leaves its prompt',
      [user('A'), reply('', { stop: 'failed' }), user('B')],
      ['user: A | B'],
    ],
    [
      'a refused reply goes, prompt and all',
      [user('A'), reply('B'), user('bad'), reply('No.', { stop: 'refused' }), user('C')],
      ['user: A', 'assistant: B', 'user: C'],
    ],
    [
      'a conversation that begins with a reply gets a beginning',
      [reply('B'), user('C')],
      ['user: (The beginning of this conversation is not included.)', 'assistant: B', 'user: C'],
    ],
    [
      'a conversation that ends with a reply is asked to go on',
      [user('A'), reply('B', { stop: 'length' })],
      ['user: A', 'assistant: B', 'user: Continue exactly where you stopped.'],
    ],
    [
      'a call that never got a result gets an error result',
      [user('A'), reply('Let me look.', { parts: [{ type: 'text', text: 'Let me look.' }, call('a')] })],
      [
        'user: A',
        'assistant: Let me look. | [call a look {}]',
        'user: [error a The tool did not return a result: the conversation was interrupted before it finished.]',
      ],
    ],
    [
      'the error result stands before the next prompt',
      [user('A'), reply('', { parts: [call('a')] }), user('B')],
      [
        'user: A',
        'assistant: [call a look {}]',
        'user: [error a The tool did not return a result: the conversation was interrupted before it finished.] | B',
      ],
    ],
    [
      'a result in a tool message answers its call',
      [
        user('A'),
        reply('', { parts: [call('a')] }),
        message('tool', 'x', { parts: [result('a', 'x')] }),
        reply('Done.'),
        user('B'),
      ],
      ['user: A', 'assistant: [call a look {}]', 'user: [result a x]', 'assistant: Done.', 'user: B'],
    ],
    [
      'a tool that names no call answers the first one that is open',
      [user('A'), reply('', { parts: [call('a'), call('b')] }), message('tool', '1'), message('tool', '2'), user('B')],
      ['user: A', 'assistant: [call a look {}] | [call b look {}]', 'user: [result a 1] | [result b 2] | B'],
    ],
    [
      'where no call is open, what a tool gave is told in words',
      [user('A'), reply('B'), message('tool', 'x'), message('tool', ' '), user('C')],
      ['user: A', 'assistant: B', 'user: A tool gave this result:\n\nx | C'],
    ],
    [
      'a result inside the reply that called is a message of its own',
      [user('A'), reply('B', { parts: [call('a'), result('a', 'x'), { type: 'text', text: 'B' }] }), user('C')],
      ['user: A', 'assistant: [call a look {}]', 'user: [result a x]', 'assistant: B', 'user: C'],
    ],
    [
      'several calls are answered in their order',
      [
        user('A'),
        reply('', { parts: [call('a'), call('b')] }),
        message('tool', '', { parts: [result('b', '2'), result('a', '1')] }),
        user('B'),
      ],
      ['user: A', 'assistant: [call a look {}] | [call b look {}]', 'user: [result a 1] | [result b 2] | B'],
    ],
    [
      'a result that nobody asked for is dropped',
      [message('tool', 'x', { parts: [result('a', 'x')] }), user('A')],
      ['user: A'],
    ],
    [
      'an id used twice becomes two',
      [
        user('A'),
        reply('', { parts: [call('a'), result('a', '1')] }),
        reply('', { parts: [call('a'), result('a', '2')] }),
        user('B'),
      ],
      [
        'user: A',
        'assistant: [call a look {}]',
        'user: [result a 1]',
        'assistant: [call call_2 look {}]',
        'user: [result call_2 2] | B',
      ],
    ],
    [
      'the words of a reply that has thoughts beside them are sent',
      [user('A'), reply('B', { parts: [{ type: 'thinking', text: 'hm' }] }), user('C')],
      ['user: A', 'assistant: B', 'user: C'],
    ],
    [
      'the result of a later call with the same id is not taken for the one before it',
      [user('A'), reply('', { parts: [call('a')] }), reply('', { parts: [call('a'), result('a', '2')] }), user('B')],
      [
        'user: A',
        'assistant: [call a look {}]',
        'user: [error a The tool did not return a result: the conversation was interrupted before it finished.]',
        'assistant: [call call_2 look {}]',
        'user: [result call_2 2] | B',
      ],
    ],
    [
      'names and ids that no provider takes are made plain',
      [user('A'), reply('', { parts: [call('ü:1', 'fs.read file')] }), user('B')],
      [
        'user: A',
        'assistant: [call call_1 fs_read_file {}]',
        'user: [error call_1 The tool did not return a result: the conversation was interrupted before it finished.] | B',
      ],
    ],
    [
      'arguments that broke off become an empty object',
      [user('A'), reply('', { parts: [call('a', 'look', '{"pa'), result('a', '')] }), user('B')],
      ['user: A', 'assistant: [call a look {}]', 'user: [result a (no output)] | B'],
    ],
    [
      "thinking goes back only with its provider's signature",
      [
        user('A'),
        reply('B', {
          provider: 'anthropic',
          parts: [
            { type: 'thinking', text: 'own', signature: 's' },
            { type: 'thinking', text: 'unsigned' },
            { type: 'text', text: 'B' },
          ],
        }),
        user('C'),
        reply('D', {
          provider: 'openai',
          parts: [
            { type: 'thinking', text: 'foreign', signature: 's' },
            { type: 'text', text: 'D' },
          ],
        }),
        user('E'),
      ],
      ['user: A', 'assistant: [thinking own] | B', 'user: C', 'assistant: D', 'user: E'],
    ],
    [
      'a reply that was only thought is none: no message ends with thinking',
      [
        user('A'),
        reply('', {
          provider: 'anthropic',
          stop: 'aborted',
          parts: [{ type: 'thinking', text: 'own', signature: 's' }],
        }),
        user('B'),
      ],
      ['user: A | B'],
    ],
    ['nothing at all is nothing', [], []],
  ];
  for (const [name, messages, expected] of rows) {
    it(name, async () => {
      const before = structuredClone(messages);
      assert.deepEqual(glance(await request(messages)), expected);
      assert.deepEqual(messages, before, 'the branch itself is untouched');
    });
  }

  it('lone surrogates become replacement signs, everywhere', async () => {
    const bad = 'half \ud83d!';
    const made = await request(
      [
        user(bad),
        reply(bad, { parts: [{ type: 'text', text: bad }, call('a', 'look', `{"x":"\ud83d"}`), result('a', bad)] }),
        user(bad),
      ],
      { system: bad },
    );
    assert.ok(JSON.stringify(made).isWellFormed());
    assert.ok(!JSON.stringify(made).includes('\\ud83d'));
    assert.equal(made.system, 'half \ufffd!');
  });

  it('system messages join the system prompt, once each', async () => {
    const made = await request([message('system', 'Be brief.'), user('A'), message('system', 'Be kind.')], {
      system: 'Be brief.',
    });
    assert.equal(made.system, 'Be brief.\n\nBe kind.');
    assert.deepEqual(glance(made), ['user: A']);
  });
});

describe('any branch at all', () => {
  const text = fc.oneof(fc.constantFrom('', ' ', 'Hi', '\ud800'), fc.string({ unit: 'binary', maxLength: 8 }));
  const id = fc.constantFrom('a', 'b', 'ü', '');
  const part: fc.Arbitrary<Part> = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text }),
    fc.record({
      type: fc.constant('tool_call' as const),
      id,
      name: text,
      input: fc.constantFrom('{}', '{"a":1}', '{"', '[]', ''),
    }),
    fc.record({ type: fc.constant('tool_result' as const), id, output: text, isError: fc.boolean() }),
    fc.record({ type: fc.constant('thinking' as const), text, signature: fc.constant('s') }),
  );
  const branch = fc.array(
    fc.record({
      role: fc.constantFrom<Role>('user', 'assistant', 'system', 'tool'),
      content: text,
      parts: fc.array(part, { maxLength: 4 }),
      stop: fc.constantFrom<StopReason>('end', 'length', 'aborted', 'interrupted', 'refused', 'failed'),
      summary: fc.boolean(),
    }),
    { maxLength: 10 },
  );

  it('becomes messages that alternate, with the user at both ends, no blank text, and every call answered at once', async () => {
    await fc.assert(
      fc.asyncProperty(branch, async (entries) => {
        const messages = entries.map(({ role, content, parts, stop, summary }) =>
          message(role, content, {
            parts,
            provider: 'anthropic',
            ...(role === 'assistant' ? { stop } : {}),
            ...(role === 'assistant' && summary && parts.length === 0 ? { summaryOf: 'x' } : {}),
          }),
        );
        const { messages: sent } = await request(messages);
        sent.forEach((one, index) => {
          assert.equal(one.role, index % 2 === 0 ? 'user' : 'assistant');
          assert.ok(one.blocks.length > 0);
          assert.notEqual(one.blocks.at(-1)?.type, 'thinking');
          for (const block of one.blocks) if (block.type === 'text') assert.notEqual(block.text.trim(), '');
          const called = one.blocks.flatMap((block) => (block.type === 'tool_call' ? [block.id] : []));
          const next = sent[index + 1]?.blocks ?? [];
          const answered = next.flatMap((block) => (block.type === 'tool_result' ? [block.id] : []));
          assert.deepEqual(called, answered);
        });
        assert.notEqual(sent.at(-1)?.role, 'assistant');
        const calls = sent.flatMap(({ blocks }) => blocks.flatMap((b) => (b.type === 'tool_call' ? [b.id] : [])));
        assert.equal(new Set(calls).size, calls.length);
        assert.ok(!JSON.stringify(sent).match(/\\ud[89a-f]/i));
      }),
      { numRuns: 300 },
    );
  });
});
