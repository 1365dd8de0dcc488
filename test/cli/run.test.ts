import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCli } from '../support/cli.ts';
import { openServer, promptOf } from '../support/provider-server.ts';

const variables = {
  anthropic: { base: 'ANTHROPIC_BASE_URL', key: 'ANTHROPIC_API_KEY' },
  openai: { base: 'OPENAI_BASE_URL', key: 'OPENAI_API_KEY' },
  compatible: { base: 'REPRISE_BASE_URL', key: 'REPRISE_API_KEY' },
} as const;

for (const protocol of ['anthropic', 'openai', 'compatible'] as const) {
  test(`run over ${protocol}: the answer on stdout, the session kept with usage`, async (t) => {
    const server = await openServer(t, [{ text: ['The sky ', 'is blue.'], usage: { input: 11, output: 5 } }]);
    const { base, key } = variables[protocol];
    const cli = createCli(t, {
      REPRISE_PROVIDER: protocol,
      REPRISE_MODEL: 'm1',
      [base]: server.url(protocol),
      [key]: 'sk-test-0123456789abcdef',
    });
    const { exitCode, stderr, stdout } = await cli.run(['run', '-p', 'Why?', '-n', 'sky']);
    assert.equal(stdout, 'The sky is blue.\n', stderr);
    assert.equal(exitCode, 0);
    const { session, messages } = JSON.parse(await cli.ok(['show', 'sky', '--json']));
    assert.equal(session.provider, protocol);
    assert.equal(session.inputTokens, 11);
    assert.equal(session.waiting, false, 'an answer that was printed has been seen');
    assert.equal(messages[1].content, 'The sky is blue.');
    assert.doesNotMatch(JSON.stringify(cli.lines(cli.files()[0] ?? '')), /0123456789abcdef/);
  });
}

test('a script that asks twice under one name is told how to ask in that session; -p - is what is piped in', async (t) => {
  const server = await openServer(t);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_MODEL: 'm1',
    REPRISE_BASE_URL: server.url('compatible'),
  });
  assert.equal(await cli.ok(['run', '-n', 'daily', '-p', '-'], { input: 'the log' }), 'You said: the log\n');
  const { exitCode, stderr } = await cli.run(['run', '-n', 'daily', '-p', 'again']);
  assert.equal(exitCode, 1);
  assert.match(stderr, /already a session named "daily"\. Resume it with `reprise run -r daily -p "…"`, or choose/);
  assert.equal(server.requests.length, 1);
});

test('a session of one question is not remembered by Anthropic; one that is resumed is', async (t) => {
  const server = await openServer(t);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'anthropic',
    REPRISE_MODEL: 'm1',
    ANTHROPIC_BASE_URL: server.url('anthropic'),
    ANTHROPIC_API_KEY: 'sk-test-0123456789abcdef',
  });
  await cli.ok(['run', '-p', 'Why?', '-n', 'sky']);
  await cli.ok(['run', '-p', 'And at night?', '-r', 'sky']);
  assert.deepEqual(
    server.requests.map(({ raw }) => raw.includes('cache_control')),
    [false, true],
  );
});

for (const [what, reply, says] of [
  ['thoughts', { thinking: 'Hm.' }, /The reply was empty\./],
  [
    'thoughts up to the limit',
    { thinking: 'Hm.', stop: 'length' },
    /reached the model’s output limit before its first word\./,
  ],
  ['a call', { toolCalls: [{ id: 'a', name: 'look', input: '{}' }] }, /called a tool \(look\) instead of replying/],
] as const) {
  test(`an answer of ${what} alone is none: it is said, kept, and a failure for scripts`, async (t) => {
    const server = await openServer(t, () => reply);
    const cli = createCli(t, {
      REPRISE_PROVIDER: 'compatible',
      REPRISE_BASE_URL: server.url('compatible'),
      REPRISE_MODEL: 'm',
    });
    const { exitCode, stderr, stdout } = await cli.run(['run', '-p', 'Why?', '-n', 'sky']);
    assert.match(stderr, says);
    assert.deepEqual([exitCode, stdout], [1, '']);
    const { messages } = JSON.parse(await cli.ok(['show', 'sky', '--json']));
    assert.match(messages[1].problem, says);
  });
}

test('an answer that was cut at the limit of the model says so, and is no failure', async (t) => {
  const server = await openServer(t, () => ({ text: 'So far', stop: 'length' }));
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const { exitCode, stderr, stdout } = await cli.run(['run', '-p', 'Why?']);
  assert.match(stderr, /cut off at the model’s output limit/);
  assert.deepEqual([exitCode, stdout], [0, 'So far\n']);
});

test('an answer that was refused in the middle says so, and what becomes of it', async (t) => {
  const server = await openServer(t, () => ({ text: 'So far', stop: 'refused' }));
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const { exitCode, stderr, stdout } = await cli.run(['run', '-p', 'Why?']);
  assert.match(stderr, /declined to answer\. This turn is left out of later requests/);
  assert.deepEqual([exitCode, stdout], [0, 'So far\n']);
});

test('more than any model reads is refused before anything is stored', async (t) => {
  const cli = createCli(t);
  const { stderr, exitCode } = await cli.run(['run', '-p', 'what?'], { input: 'x'.repeat(9 * 1024 * 1024) });
  assert.match(stderr, /piped input is larger than 8 MB; nothing was sent\. Pipe in less\./);
  assert.equal(exitCode, 2);
  assert.equal(existsSync(cli.sessions), false);
});

test('a picture that is piped in is not sent as text; of a text, what is not UTF-8 is said', async (t) => {
  const cli = createCli(t);
  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(9), Buffer.of(0xff)]);
  const refused = await cli.run(['run', '-p', 'what?'], { input: png });
  assert.match(
    refused.stderr,
    /^reprise: The piped input is not UTF-8 text; nothing was sent\. Attach a picture with @PATH/,
  );
  assert.equal(refused.exitCode, 2);
  assert.equal(existsSync(cli.sessions), false);
  const latin = await cli.run(['run'], { input: Buffer.from('caf\xe9', 'latin1') });
  assert.equal(latin.stderr, 'reprise: standard input is not all UTF-8; what is not is read as “�”.\n');
  assert.equal(latin.exitCode, 0);
  const separated = await cli.run(['run'], { input: 'a.txt\0é.txt\0' });
  assert.equal(separated.stderr, '');
  assert.equal(separated.exitCode, 0);
});

test('what is piped in follows the question; without a question it is the question', async (t) => {
  const server = await openServer(t);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  await cli.ok(['run', '-p', 'Review this:'], { input: 'diff --git a b\n' });
  await cli.ok(['run'], { input: 'Only this.\n' });
  const prompts = server.requests.filter((one) => one.method === 'POST').map((one) => promptOf(one.body));
  assert.deepEqual(prompts, ['Review this:\n\ndiff --git a b', 'Only this.']);
});

test('--resume asks in an existing session, with what was said before', async (t) => {
  const server = await openServer(t, [{ text: ['one'] }, { text: ['two'] }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  await cli.ok(['run', '-p', 'first', '-n', 'talk']);
  await cli.ok(['run', '-p', 'second', '-r', 'talk']);
  assert.equal(cli.files().length, 1);
  assert.match(server.requests.at(-1)?.raw ?? '', /first[\s\S]*one[\s\S]*second/);
});

test('a session of claude-code-Go is resumed in its fullest file, whichever has the most bytes', async (t) => {
  const cli = createCli(t);
  mkdirSync(cli.sessions, { recursive: true, mode: 0o700 });
  const at = 1_777_728_000_000;
  const said = (content: string) => [
    { type: 'message', role: 'user', content, timestamp_ms: at },
    { type: 'message', role: 'assistant', content: `reply to ${content}`, timestamp_ms: at },
  ];
  const go = (start: number, lines: readonly object[]) => {
    const meta = { type: 'meta', session_id: 'sess_go', model: 'm', start_time_ms: start, end_time_ms: 0 };
    const text = [meta, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(join(cli.sessions, `session-${start / 1000}.jsonl`), text, { mode: 0o600 });
  };
  go(at, [{ type: 'tool', name: 'Bash', output: 'x'.repeat(5000) }, ...said('first')]);
  go(at + 60_000, [...said('first'), ...said('second')]);
  await cli.ok(['run', '-p', 'third', '-r', 'sess_go']);
  const { messages } = JSON.parse(await cli.ok(['show', 'sess_go', '--json']));
  assert.deepEqual(
    messages.filter(({ role }: { role: string }) => role === 'user').map(({ content }: { content: string }) => content),
    ['first', 'second', 'third'],
  );
});

test('-r alone asks in the latest session, and -n beside it names one, as for `reprise session`', async (t) => {
  const cli = createCli(t);
  const none = await cli.run(['run', '-r', '-p', 'again']);
  assert.equal(none.exitCode, 1);
  assert.match(none.stderr, /There is no session to resume yet\. `reprise run -p "…"` starts one\./);
  await cli.ok(['run', '-p', 'first', '-n', 'older']);
  await cli.ok(['run', '-p', 'first', '-n', 'latest']);
  await cli.ok(['run', '-r', '-p', 'in the latest']);
  await cli.ok(['run', '-r', '-n', 'older', '-p', 'in the older']);
  assert.equal(cli.files().length, 2);
  assert.match(await cli.ok(['show', 'latest']), /in the latest/);
  assert.match(await cli.ok(['show', 'older']), /in the older/);
});

test('what was wrong with the file of the session is said beside the answer', async (t) => {
  const cli = createCli(t);
  await cli.ok(['run', '-p', 'first', '-n', 'talk']);
  const file = join(cli.sessions, cli.files()[0] ?? '');
  chmodSync(file, 0o644);
  appendFileSync(file, '{"type":"message","role":"us');
  const { exitCode, stderr, stdout } = await cli.run(['run', '-p', 'second', '-r', 'talk']);
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /^reprise: Other users of this machine could read this file; now only you can\.$/m);
  assert.match(stderr, /^reprise: .*\.torn-\d+/m);
  assert.doesNotMatch(stdout, /torn-/);
});

test('--json prints one object with answer, session and usage', async (t) => {
  const server = await openServer(t, [{ text: ['yes'], usage: { input: 3, output: 1 } }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const result = JSON.parse(await cli.ok(['run', '-p', 'ok?', '--json']));
  assert.equal(result.answer, 'yes');
  assert.equal(result.stop, 'end');
  assert.equal(result.usage.input, 3);
  assert.equal(result.problem, null);
  assert.match(result.session.filePath, /\.jsonl$/);
});

test('a refused key is one sentence without the key, exit code 1, and the question is kept', async (t) => {
  const secret = 'sk-proj-abcdefghijklmnop';
  const server = await openServer(t, [
    {
      text: [],
      fault: { kind: 'status', status: 401, body: { error: { message: `Incorrect API key provided: ${secret}` } } },
    },
  ]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'openai',
    REPRISE_MODEL: 'm',
    OPENAI_BASE_URL: server.url('openai'),
    OPENAI_API_KEY: secret,
  });
  const { exitCode, stderr, stdout } = await cli.run(['run', '-p', 'hello', '-n', 'keyless']);
  assert.equal(exitCode, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^reprise: .*key/);
  const everything = stdout + stderr + JSON.stringify(cli.lines(cli.files()[0] ?? ''));
  assert.doesNotMatch(everything, /abcdefghijklmnop/);
  const { messages } = JSON.parse(await cli.ok(['show', 'keyless', '--json']));
  assert.deepEqual(
    messages.map((one: { role: string }) => one.role),
    ['user'],
  );
});

test('an answer that is cut off is printed, kept, marked, and ends with 1', async (t) => {
  const server = await openServer(t, [{ text: ['half ', 'answer'], fault: { kind: 'clean-end', after: 1 } }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const { exitCode, stderr, stdout } = await cli.run(['run', '-p', 'x', '-n', 'cut']);
  assert.match(stdout, /^half/);
  assert.match(stderr, /^reprise: /);
  assert.equal(exitCode, 1);
  assert.match(await cli.ok(['show', 'cut']), /\[interrupted/);
});

test('the next step after a failure is one that the shell has', async (t) => {
  const unknown = { kind: 'status', status: 404, body: { error: { message: 'no such model' } } } as const;
  const server = await openServer(t, [{ text: 'So far.', fault: { kind: 'clean-end', after: 1 } }, { fault: unknown }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const cutOff = await cli.run(['run', '-p', 'Why?']);
  assert.match(cutOff.stderr, /Try again with \/retry in `reprise session -r`, or ask it to continue\./);
  const { stdout } = await cli.run(['run', '-p', 'Why?', '--json']);
  assert.match(JSON.parse(stdout).problem.next, /Choose one with --model\./);
  const keyless = await cli.run(['run', '-p', 'Why?', '--provider', 'openai']);
  assert.match(
    keyless.stderr,
    /no key for OpenAI\. Set OPENAI_API_KEY, or paste a key with \/provider in the dashboard\.\n$/,
  );
});

test('Ctrl+C keeps what came and ends with 130', async (t) => {
  const server = await openServer(t, [{ text: ['first ', 'second'], fault: { kind: 'stall', after: 1 } }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const running = cli.start(['run', '-p', 'x', '-n', 'stopped']);
  await running.says(/first /);
  running.child.kill('SIGINT');
  const { exitCode, stderr } = await running.ended;
  assert.equal(exitCode, 130);
  assert.match(stderr, /stopped; the partial reply is kept/);
  const { messages } = JSON.parse(await cli.ok(['show', 'stopped', '--json']));
  assert.equal(messages[1].stop, 'aborted');
});

test('Ctrl+C before the first word keeps no reply and does not say so', async (t) => {
  const server = await openServer(t, () => ({ text: '', fault: { kind: 'no-answer' } }));
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const running = cli.start(['run', '-p', 'x']);
  await server.until(() => server.requests.some(({ method }) => method === 'POST'));
  running.child.kill('SIGINT');
  const { exitCode, stderr } = await running.ended;
  assert.deepEqual([exitCode, stderr], [130, 'reprise: stopped.\n']);
  const talk = cli.start(['session', '--plain'], { input: 'x\n', keepInputOpen: true });
  await server.until(() => server.requests.filter(({ method }) => method === 'POST').length === 2);
  talk.child.kill('SIGINT');
  await talk.says(/^\[stopped\]$/m);
});

test('a reader that goes away stops the answer quietly; what came is kept', async (t) => {
  const server = await openServer(t, () => ({ text: Array.from({ length: 2000 }, (_, n) => `word${n} `), delayMs: 1 }));
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const running = cli.start(['run', '-p', 'x', '-n', 'piped']);
  await running.says(/word3 /);
  running.child.stdout?.destroy();
  const { exitCode, stderr } = await running.ended;
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
  const { messages } = JSON.parse(await cli.ok(['show', 'piped', '--json']));
  assert.equal(messages[1].stop, 'aborted');
});

test('a local server never sees the key of a vendor', async (t) => {
  const server = await openServer(t, [{ text: ['hi'] }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
    OPENAI_API_KEY: 'sk-real-key-000000',
    ANTHROPIC_API_KEY: 'sk-ant-real-key-000000',
  });
  await cli.ok(['run', '-p', 'hello']);
  assert.doesNotMatch(JSON.stringify(server.requests.map((one) => one.headers)), /real-key/);
});

test('@path in the question attaches a file; one that is not there is said, and nothing is sent or begun', async (t) => {
  const server = await openServer(t, [{ text: ['read'] }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'openai',
    OPENAI_BASE_URL: server.url('openai'),
    OPENAI_API_KEY: 'sk-t',
    REPRISE_MODEL: 'm',
  });
  writeFileSync(join(cli.home, 'my notes.md'), 'remember the milk');
  const missing = await cli.run(['run', '-p', 'sum up @gone.md']);
  assert.equal(missing.exitCode, 1);
  assert.match(missing.stderr, /There is no file .*gone\.md\. Nothing was sent\..*in quotes/);
  assert.equal(existsSync(cli.sessions), false);
  const { stdout, stderr, exitCode } = await cli.run(['run', '-p', 'sum up @"my notes.md"'], {
    input: 'mail to @gone.md',
  });
  assert.deepEqual([stdout, exitCode], ['read\n', 0], stderr);
  assert.match(stderr, /attached .*my notes\.md \(text, 17 bytes\)/);
  const [post] = server.requests.filter((request) => request.method === 'POST');
  assert.match(post?.raw ?? '', /remember the milk/);
  assert.match(post?.raw ?? '', /mail to @gone\.md/, 'what is piped in names no files');
});

test('--no-save keeps nothing: no new session, and nothing new in the one that is asked in', async (t) => {
  const server = await openServer(t);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  assert.equal(await cli.ok(['run', '--no-save', '-p', 'alone?']), 'You said: alone?\n');
  assert.equal(existsSync(cli.sessions), false);
  await cli.ok(['run', '-n', 'sky', '-p', 'kept']);
  const [file = ''] = cli.files();
  const before = cli.lines(file);
  const told = JSON.parse(await cli.ok(['run', '-r', 'sky', '--no-save', '--json', '-p', 'and?']));
  assert.deepEqual([told.answer, told.session], ['You said: and?', null]);
  assert.match(server.requests.at(-1)?.raw ?? '', /kept.*and\?/, 'it is asked in the conversation');
  assert.deepEqual(cli.files(), [file]);
  assert.deepEqual(cli.lines(file), before);
  const both = await cli.run(['run', '--no-save', '-n', 'x', '-p', 'x']);
  assert.deepEqual([both.exitCode, both.stdout], [2, '']);
});
