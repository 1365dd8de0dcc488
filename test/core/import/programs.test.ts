/** Conversations as Claude Code, Codex, goose, opencode and pi write them: what each becomes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Importable, readImport } from '../../../src/core/import/import.ts';

const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const at = (second: number): string => new Date(Date.UTC(2026, 0, 5, 12, 0, second)).toISOString();
const ms = (second: number): number => Date.UTC(2026, 0, 5, 12, 0, second);

function imported(source: string): Importable {
  const read = readImport(source);
  assert.ok(read.ok, read.ok ? '' : read.problem.message);
  return read.value;
}

/** Role, text and the kinds of its parts: `assistant: Done. [thinking tool_call]`. */
function spoken({ messages }: Importable): readonly string[] {
  return messages.map(({ role, content, parts = [] }) => {
    const kinds = parts.flatMap((part) => (part.type === 'text' ? [] : [part.type])).join(' ');
    return `${role}: ${content}${kinds === '' ? '' : ` [${kinds}]`}`;
  });
}

/** One line of a Claude Code file. */
const claude = (uuid: string, parentUuid: string | null, second: number, more: object) => ({
  parentUuid,
  isSidechain: false,
  cwd: '/home/ada/app',
  sessionId: 'a4c1',
  version: '2.0.0',
  uuid,
  timestamp: at(second),
  ...more,
});
const asked = (content: unknown) => ({ type: 'user', message: { role: 'user', content } });
const replied = (id: string, block: object, more: object = {}) => ({
  type: 'assistant',
  message: {
    id,
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [block],
    usage: {
      input_tokens: 7,
      cache_creation_input_tokens: 100,
      cache_read_input_tokens: 1000,
      output_tokens: 20,
    },
    stop_reason: 'end_turn',
    ...more,
  },
});

test('Claude Code: lines of one reply are one message, results of its tools another, the counts are those of the API', () => {
  const session = imported(
    lines(
      { type: 'file-history-snapshot', messageId: 'x', snapshot: {} },
      claude('u1', null, 1, asked('Fix the login bug')),
      claude('a1', 'u1', 2, replied('msg_1', { type: 'thinking', thinking: 'Look first.', signature: 's' })),
      claude('a2', 'a1', 3, replied('msg_1', { type: 'text', text: 'I will look.' })),
      claude('a3', 'a2', 3, replied('msg_1', { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } })),
      claude('r1', 'a3', 4, asked([{ type: 'tool_result', tool_use_id: 't1', content: 'a.ts' }])),
      claude('a4', 'a3', 4, replied('msg_1', { type: 'tool_use', id: 't2', name: 'Read', input: { path: 'a.ts' } })),
      claude(
        'r2',
        'a4',
        5,
        asked([
          { type: 'tool_result', tool_use_id: 't2', is_error: true, content: [{ type: 'text', text: 'no such file' }] },
        ]),
      ),
      claude('s1', 'r2', 5, { type: 'system', content: 'a hook ran' }),
      claude('a5', 's1', 6, replied('msg_2', { type: 'text', text: 'Fixed.' })),
      { type: 'summary', summary: 'Login bug fixed', leafUuid: 'a5' },
      { type: 'summary', summary: 'of another session', leafUuid: 'elsewhere' },
    ),
  );
  assert.deepEqual(spoken(session), [
    'user: Fix the login bug',
    'assistant: I will look. [thinking tool_call tool_call]',
    'tool:  [tool_result tool_result]',
    'assistant: Fixed.',
  ]);
  const [prompt, first, results, second] = session.messages;
  assert.deepEqual([first?.parent, results?.parent, second?.parent], [prompt?.id, first?.id, results?.id]);
  assert.deepEqual(first?.usage, { input: 1107, output: 20, cached: 1000, cacheWritten: 100 });
  assert.deepEqual(results?.parts?.[1], { type: 'tool_result', id: 't2', output: 'no such file', isError: true });
  assert.equal(second?.timestamp, ms(6));
  assert.deepEqual(
    [session.title, session.name, session.cwd, session.model, session.provider, session.startTime],
    ['Login bug fixed', undefined, '/home/ada/app', 'claude-sonnet-4-5', 'anthropic', ms(1)],
  );
  assert.deepEqual(session.origin, { program: 'Claude Code', id: 'a4c1', unreadLines: 0 });
});

test('Claude Code: a prompt that was rewound becomes a variant, and the newest branch is shown', () => {
  const session = imported(
    lines(
      claude('u1', null, 1, asked('First')),
      claude('a1', 'u1', 2, replied('m1', { type: 'text', text: 'One' })),
      claude('u2', 'a1', 3, asked('Wrong')),
      claude('a2', 'u2', 4, replied('m2', { type: 'text', text: 'Two' })),
      claude('u3', 'a1', 5, asked('Right')),
      claude('a3', 'u3', 6, replied('m3', { type: 'text', text: 'Three' })),
    ),
  );
  const byText = new Map(session.messages.map((message) => [message.content, message]));
  assert.equal(byText.get('Wrong')?.parent, byText.get('Right')?.parent);
  assert.equal(session.head, byText.get('Three')?.id);
});

test('Claude Code: what the program itself put in is left out, what was typed stays', () => {
  const session = imported(
    lines(
      claude('c1', null, 1, asked('<command-name>/model</command-name>\n<command-args></command-args>')),
      claude('c2', 'c1', 1, asked('<local-command-stdout>Set model</local-command-stdout>')),
      claude('m1', 'c2', 1, { ...asked('Caveat: the messages …'), isMeta: true }),
      claude(
        'u1',
        'm1',
        2,
        asked(
          '<command-message>review</command-message>\n<command-name>/review</command-name>\n<command-args>main</command-args>',
        ),
      ),
      claude('a1', 'u1', 3, replied('m1', { type: 'text', text: 'Looks' }, { stop_reason: null })),
      claude('i1', 'a1', 4, asked([{ type: 'text', text: '[Request interrupted by user]' }])),
      claude('x1', 'i1', 5, { ...asked('to the agent'), isSidechain: true }),
      claude(
        'u2',
        'i1',
        6,
        asked([
          { type: 'text', text: 'And this?' },
          { type: 'image', source: { data: 'AAAA' } },
        ]),
      ),
      claude('e1', 'u2', 7, {
        ...replied('m2', { type: 'text', text: 'API Error: 529' }, { model: '<synthetic>' }),
        isApiErrorMessage: true,
      }),
      claude('u3', 'e1', 8, asked('Once more')),
    ),
  );
  assert.deepEqual(spoken(session), [
    'user: /review main',
    'assistant: Looks',
    'user: And this?\n\n[image, not imported]',
    'assistant: ',
    'user: Once more',
  ]);
  assert.equal(session.messages[1]?.stop, 'aborted');
  assert.deepEqual([session.messages[3]?.stop, session.messages[3]?.problem], ['failed', 'API Error: 529']);
  const parents = session.messages.map(({ parent }) => parent);
  assert.deepEqual(parents, [null, ...session.messages.slice(0, -1).map(({ id }) => id)]);
});

test('Claude Code: after compacting, the summary stands for what was before it', () => {
  const session = imported(
    lines(
      claude('u1', null, 1, asked('Long talk')),
      claude('a1', 'u1', 2, replied('m1', { type: 'text', text: 'Long answer' })),
      claude('b1', null, 3, {
        type: 'system',
        subtype: 'compact_boundary',
        logicalParentUuid: 'a1',
        content: 'compacted',
      }),
      claude('s1', 'b1', 4, { ...asked('This session is being continued …'), isCompactSummary: true }),
      claude('u2', 's1', 5, asked('Go on')),
    ),
  );
  const [, before, summary, next] = session.messages;
  assert.deepEqual([summary?.role, summary?.summaryOf, summary?.parent], ['assistant', before?.id, before?.id]);
  assert.equal(next?.parent, summary?.id);
});

/** One line of a Codex file. */
const codex = (second: number, type: string, payload: object) => ({ timestamp: at(second), type, payload });
const item = (second: number, payload: object) => codex(second, 'response_item', payload);
const message = (role: string, type: string, text: string) => ({ type: 'message', role, content: [{ type, text }] });

test('Codex: prompts, thoughts, calls and their results; what it tells the model in the user’s name is left out', () => {
  const session = imported(
    lines(
      codex(0, 'session_meta', { id: '019a', timestamp: at(0), cwd: '/w', model_provider: 'openai' }),
      item(0, message('developer', 'input_text', 'rules')),
      item(0, message('user', 'input_text', '<environment_context>\n<cwd>/w</cwd>\n</environment_context>')),
      codex(1, 'turn_context', { model: 'gpt-5-codex' }),
      item(1, message('user', 'input_text', 'Run ls')),
      codex(1, 'event_msg', { type: 'user_message', message: 'Run ls' }),
      item(2, { type: 'reasoning', summary: [{ type: 'summary_text', text: '**Listing**' }], encrypted_content: 'x' }),
      item(2, { type: 'function_call', name: 'shell', arguments: '{"command":["ls"]}', call_id: 'c1' }),
      codex(2, 'event_msg', {
        type: 'token_count',
        info: { last_token_usage: { input_tokens: 500, cached_input_tokens: 400, output_tokens: 30 } },
      }),
      item(3, {
        type: 'function_call_output',
        call_id: 'c1',
        output: '{"output":"a.ts\\n","metadata":{"exit_code":1}}',
      }),
      item(4, message('assistant', 'output_text', 'One file.')),
      codex(5, 'event_msg', { type: 'turn_aborted', reason: 'interrupted' }),
    ),
  );
  assert.deepEqual(spoken(session), [
    'user: Run ls',
    'assistant:  [thinking tool_call]',
    'tool:  [tool_result]',
    'assistant: One file.',
  ]);
  assert.deepEqual(session.messages[1]?.usage, { input: 500, output: 30, cached: 400 });
  assert.deepEqual(session.messages[2]?.parts, [{ type: 'tool_result', id: 'c1', output: 'a.ts\n', isError: true }]);
  assert.equal(session.messages[3]?.stop, 'aborted');
  assert.deepEqual([session.provider, session.model, session.cwd], ['openai', 'gpt-5-codex', '/w']);
  assert.deepEqual(session.origin, { program: 'Codex', id: '019a', unreadLines: 0 });
});

test('Codex: files of its first versions, without kinds of lines', () => {
  const session = imported(
    lines(
      { id: 'old', timestamp: at(0), instructions: null },
      { record_type: 'state' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] },
    ),
  );
  assert.deepEqual(spoken(session), ['user: Hello', 'assistant: Hi']);
  assert.deepEqual([session.origin?.program, session.messages[0]?.timestamp], ['Codex', ms(0)]);
});

test('pi: a tree of entries, models that change, results that follow each other', () => {
  const session = imported(
    lines(
      { type: 'session', version: 3, id: 'p1', timestamp: at(0), cwd: '/w' },
      { type: 'session_info', id: 'i', parentId: null, timestamp: at(0), name: 'parser work' },
      {
        type: 'message',
        id: 'a',
        parentId: 'i',
        timestamp: at(1),
        message: { role: 'user', content: 'Read both', timestamp: ms(1) },
      },
      {
        type: 'message',
        id: 'b',
        parentId: 'a',
        timestamp: at(2),
        message: {
          role: 'assistant',
          provider: 'anthropic',
          model: 'claude-opus-4',
          content: [
            { type: 'toolCall', id: 't1', name: 'read', arguments: { path: 'a' } },
            { type: 'toolCall', id: 't2', name: 'read', arguments: { path: 'b' } },
          ],
          usage: { input: 5, output: 6, cacheRead: 7, cacheWrite: 0 },
          stopReason: 'toolUse',
          timestamp: ms(2),
        },
      },
      {
        type: 'message',
        id: 'c',
        parentId: 'b',
        message: { role: 'toolResult', toolCallId: 't1', content: [{ type: 'text', text: 'A' }] },
      },
      {
        type: 'message',
        id: 'd',
        parentId: 'c',
        message: { role: 'toolResult', toolCallId: 't2', content: [], isError: true },
      },
      {
        type: 'message',
        id: 'e',
        parentId: 'd',
        message: { role: 'assistant', content: [], stopReason: 'error', errorMessage: 'overloaded' },
      },
      {
        type: 'message',
        id: 'f',
        parentId: 'a',
        message: { role: 'assistant', content: [{ type: 'text', text: 'Another way' }] },
      },
    ),
  );
  assert.deepEqual(spoken(session), [
    'user: Read both',
    'assistant:  [tool_call tool_call]',
    'tool:  [tool_result tool_result]',
    'assistant: ',
    'assistant: Another way',
  ]);
  const [prompt, , , failed, other] = session.messages;
  assert.equal(prompt?.parent, null);
  assert.equal(other?.parent, prompt?.id);
  assert.deepEqual([failed?.stop, failed?.problem], ['failed', 'overloaded']);
  assert.deepEqual(session.messages[1]?.usage, { input: 12, output: 6, cached: 7 });
  assert.equal(session.name, 'parser work');
});

const goosed = [
  { id: 'g1', role: 'user', created: ms(1) / 1000, content: [{ type: 'text', text: 'List' }] },
  {
    role: 'assistant',
    created: ms(2) / 1000,
    content: [
      {
        type: 'toolRequest',
        id: 'r',
        toolCall: { status: 'success', value: { name: 'shell', arguments: { command: 'ls' } } },
      },
    ],
  },
  {
    role: 'user',
    created: ms(3) / 1000,
    content: [
      {
        type: 'toolResponse',
        id: 'r',
        toolResult: { status: 'success', value: { content: [{ type: 'text', text: 'a' }] } },
      },
    ],
  },
  { role: 'assistant', created: ms(4) / 1000, content: [{ type: 'text', text: 'One.' }] },
  {
    role: 'user',
    created: ms(5) / 1000,
    metadata: { userVisible: false },
    content: [{ type: 'text', text: 'hidden' }],
  },
];
const goosedWords = ['user: List', 'assistant:  [tool_call]', 'tool:  [tool_result]', 'assistant: One.'];

test('goose: its JSON export, and the files of its earlier versions', () => {
  const facts = { working_dir: '/w', description: 'Listing files' };
  const whole = {
    id: '20260105_1',
    name: 'Listing files',
    provider_name: 'openai',
    model_config: { model_name: 'gpt-4o' },
  };
  const document = imported(JSON.stringify({ ...facts, ...whole, conversation: goosed }, null, 2));
  const file = imported(lines({ ...facts, message_count: 5 }, ...goosed));
  assert.deepEqual(spoken(document), goosedWords);
  assert.deepEqual(spoken(file), goosedWords);
  assert.deepEqual(document.messages[2]?.parts, [{ type: 'tool_result', id: 'r', output: 'a' }]);
  assert.deepEqual(
    [document.title, document.provider, document.model, document.cwd, document.startTime],
    ['Listing files', 'openai', 'gpt-4o', '/w', ms(1)],
  );
  assert.deepEqual([file.title, file.origin?.program], ['Listing files', 'goose']);
});

test('opencode: its export, with the results beside the calls', () => {
  const session = imported(
    JSON.stringify({
      info: { id: 'ses_1', title: 'Sorting', directory: '/w', time: { created: ms(0), updated: ms(9) } },
      messages: [
        {
          info: { id: 'm1', role: 'user', time: { created: ms(1) } },
          parts: [
            { type: 'text', text: 'Sort @a.txt' },
            { type: 'text', synthetic: true, text: 'the file’s text' },
            { type: 'file', filename: 'a.txt', mime: 'text/plain', url: 'file:///a.txt' },
          ],
        },
        {
          info: {
            id: 'm2',
            role: 'assistant',
            providerID: 'anthropic',
            modelID: 'claude-haiku-4-5',
            time: { created: ms(2) },
            tokens: { input: 10, output: 4, reasoning: 1, cache: { read: 90, write: 0 } },
            error: { name: 'MessageAbortedError', data: {} },
          },
          parts: [
            { type: 'step-start' },
            { type: 'reasoning', text: 'Hm.' },
            {
              type: 'tool',
              callID: 'c',
              tool: 'read',
              state: { status: 'completed', input: { path: 'a.txt' }, output: 'b a' },
            },
            { type: 'text', text: 'a b' },
          ],
        },
      ],
    }),
  );
  assert.deepEqual(spoken(session), [
    'user: Sort @a.txt\n\n[a.txt, not imported]',
    'assistant: a b [thinking tool_call tool_result]',
  ]);
  assert.deepEqual(session.messages[1]?.usage, { input: 100, output: 5, cached: 90 });
  assert.equal(session.messages[1]?.stop, 'aborted');
  assert.deepEqual([session.title, session.model], ['Sorting', 'claude-haiku-4-5']);
});

test('lines that are cut or damaged are counted; nothing that any of them holds makes reading fail', () => {
  const good = lines(
    claude('u1', null, 1, asked('Hello')),
    claude('a1', 'u1', 2, replied('m', { type: 'text', text: 'Hi' })),
  );
  const session = imported(`${good}{"type":"assist`);
  assert.equal(session.origin?.unreadLines, 1);
  assert.equal(session.messages.length, 2);
  const strange = [null, 7, 'x', [], {}, [[]], [null], { type: 'text' }];
  for (const value of strange) {
    const sources = [
      lines(claude('u1', null, 1, asked(value)), claude('a1', 'u1', 2, replied('m', { type: 'text', text: 'Hi' }))),
      lines(
        codex(0, 'session_meta', { id: value, cwd: value }),
        item(1, { type: 'message', role: 'user', content: value }),
        item(2, message('assistant', 'output_text', 'Hi')),
      ),
      lines(
        { type: 'session', cwd: '/' },
        { type: 'message', id: value, parentId: value, message: { role: 'user', content: value } },
        { type: 'message', message: { role: 'assistant', content: 'Hi' } },
      ),
      JSON.stringify({
        working_dir: '/',
        conversation: [value, { role: 'assistant', content: [{ type: 'text', text: 'Hi' }, value] }],
      }),
      JSON.stringify({
        info: { id: value, time: value },
        messages: [
          { info: value, parts: value },
          { info: { role: 'assistant' }, parts: [{ type: 'text', text: 'Hi' }] },
        ],
      }),
    ];
    for (const source of sources)
      assert.equal(imported(source).messages.at(-1)?.content, 'Hi', `${JSON.stringify(value)} in ${source}`);
  }
});

test('what is no conversation is said to be none', () => {
  for (const source of ['', '{}', '[]', 'text', '{"type":"summary"}\n', '{"a":1}\n{"b":2}\n']) {
    const read = readImport(source);
    assert.equal(read.ok ? 'read' : read.problem.code, 'damaged', source);
  }
});
