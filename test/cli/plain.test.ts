import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCli } from '../support/cli.ts';
import { openServer } from '../support/provider-server.ts';

const plain = ['session', '--plain'];

test('a piped conversation: who answers, where it is logged, answers in order, all of it kept', async (t) => {
  const cli = createCli(t);
  const out = await cli.ok([...plain, '-n', 'greetings'], {
    input: 'How do I quit?\n\nHow do I rename?\nexit\nnot sent\n',
  });
  const [first, second, ...rest] = out.split('\n');
  assert.equal(first, 'starting session | provider: offline model: offline');
  assert.match(second ?? '', new RegExp(`^logging to ${cli.sessions}/session-\\d+\\.jsonl$`));
  assert.match(rest.join('\n'), /Offline/);
  const [file = ''] = cli.files();
  const contents = cli
    .lines(file)
    .filter((line) => line.type === 'message' && line.role === 'user')
    .map((line) => line.content);
  assert.deepEqual(contents, ['How do I quit?', 'How do I rename?']);
  const head = readFileSync(join(cli.sessions, file), 'utf8').split('\n', 1)[0] ?? '';
  assert.equal(head.length, 1023);
  assert.equal(JSON.parse(head).turn_count, 2);
});

test('a session goes on by -r, by name, and by the beginning of its id', async (t) => {
  const cli = createCli(t);
  await cli.ok([...plain, '-n', 'blog'], { input: 'one\n' });
  const [{ id }] = JSON.parse(await cli.ok(['list', '--json']));
  assert.match(await cli.ok([...plain, '-r'], { input: 'two\n' }), /^resuming session \| provider: offline/);
  await cli.ok([...plain, '-r', '-n', 'blog'], { input: 'three\n' });
  await cli.ok([...plain, '-r', '--id', id.slice(0, 12)], { input: 'four\n' });
  assert.equal(cli.files().length, 1);
  const { messages } = JSON.parse(await cli.ok(['show', 'blog', '--json']));
  const prompts = messages.filter((one: { role: string }) => one.role === 'user');
  assert.deepEqual(
    prompts.map((one: { content: string }) => one.content),
    ['one', 'two', 'three', 'four'],
  );
});

test('another server than the vendor is named, and a key that goes there is warned of on stderr', async (t) => {
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'anthropic',
    ANTHROPIC_API_KEY: 'sk-test-0123456789abcdef',
    // No request may go to port 6000: what is sent there fails at once.
    ANTHROPIC_BASE_URL: 'https://proxy.invalid:6000',
  });
  const { stderr, stdout } = await cli.run([...plain], { input: 'exit\n' });
  assert.match(stdout, /^requests go to proxy\.invalid:6000$/m);
  assert.match(stderr, /^The Anthropic key goes to proxy\.invalid:6000, .*ANTHROPIC_BASE_URL says so\.$/m);
  const once = await cli.run(['run', '-p', 'Hello']);
  assert.match(once.stderr, /^reprise: The Anthropic key goes to proxy\.invalid:6000/);
  assert.equal(once.stderr.match(/The Anthropic key/g)?.length, 1);
  assert.equal(once.stdout.trim(), '');
  assert.equal(once.exitCode, 1);
});

test('nothing to resume, and a name that is taken, are said with the way out; nothing is created', async (t) => {
  const cli = createCli(t);
  const none = await cli.run([...plain, '-r'], { input: 'x\n' });
  assert.match(none.stderr, /no session to resume yet\. `reprise session -n NAME` starts one/);
  assert.equal(none.exitCode, 1);
  await cli.ok([...plain, '-n', 'blog'], { input: 'x\n' });
  const taken = await cli.run([...plain, '-n', 'blog'], { input: 'y\n' });
  assert.match(taken.stderr, /already a session named "blog"\. Resume it with `reprise session -r -n blog`/);
  assert.equal(taken.exitCode, 1);
  assert.equal(cli.files().length, 1);
});

test('slash commands do what they do in the dashboard; unknown ones point at /help; // sends a slash', async (t) => {
  const cli = createCli(t);
  const script = ['/rename blog', '/nope', '/help', '/system Be brief.', '/system', '/sessions', '/model', '/provider'];
  const more = ['//etc is a folder', '/export notes.md', '/stats', '/fork', '/new other', '/resume blog', '/theme x'];
  const { exitCode, stderr, stdout } = await cli.run(plain, { input: `${[...script, ...more, '/exit'].join('\n')}\n` });
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /this session is now named blog/);
  assert.match(stderr, /There is no command \/nope\..*\/help/);
  assert.match(stdout, /^\/model \[MODEL\] +choose the model$/m);
  assert.match(stdout, /^Be brief\.$/m);
  assert.match(stdout, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d blog$/m);
  assert.match(stdout, /^offline \(answers now\)$/m);
  assert.match(stdout, /^exported to .*notes\.md$/m);
  assert.match(stdout, /^blog: 1 turns/m);
  assert.match(stderr, /\/theme works in the dashboard only/);
  assert.deepEqual((await cli.ok(['list', '--names'])).trim().split('\n').sort(), ['blog', 'blog-fork', 'other']);
  const { messages } = JSON.parse(await cli.ok(['show', 'blog', '--json']));
  assert.equal(messages[0].content, '/etc is a folder');
  assert.match(readFileSync(join(cli.home, 'notes.md'), 'utf8'), /\/etc is a folder/);
});

test('a backslash at the end of a line joins the next; /retry adds a variant, /fork has both', async (t) => {
  const cli = createCli(t);
  await cli.ok([...plain, '-n', 'lines'], { input: 'first line\\\nsecond line\n/retry\n/fork\n' });
  const files = cli.files();
  assert.equal(files.length, 2);
  for (const file of files) {
    const messages = cli.lines(file).filter((line) => line.type === 'message');
    assert.deepEqual(
      messages.map((line) => line.role),
      ['user', 'assistant', 'assistant'],
    );
    assert.equal(messages[0]?.content, 'first line\nsecond line');
    assert.equal(messages[1]?.parent, messages[2]?.parent);
  }
});

test('Ctrl+C stops the answer and keeps what came; once more it ends with 130, saved', async (t) => {
  const server = await openServer(t, [{ text: ['half ', 'of ', 'an answer'], fault: { kind: 'stall', after: 2 } }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const talk = cli.start([...plain, '-n', 'slow'], { input: 'tell me\n', keepInputOpen: true });
  await talk.says(/half of /);
  talk.child.kill('SIGINT');
  await talk.says(/stopped; what came is kept/);
  talk.child.kill('SIGINT');
  const { exitCode } = await talk.ended;
  assert.equal(exitCode, 130);
  const { messages } = JSON.parse(await cli.ok(['show', 'slow', '--json']));
  assert.equal(messages[1].content.trim(), 'half of');
  assert.equal(messages[1].stop, 'aborted');
});

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} in the middle of an answer ends with ${code}; what came is kept`, async (t) => {
    const server = await openServer(t, [{ text: ['half ', 'more'], fault: { kind: 'stall', after: 1 } }]);
    const cli = createCli(t, {
      REPRISE_PROVIDER: 'compatible',
      REPRISE_BASE_URL: server.url('compatible'),
      REPRISE_MODEL: 'm',
    });
    const talk = cli.start([...plain, '-n', 'slow'], { input: 'tell me\n', keepInputOpen: true });
    await talk.says(/half /);
    talk.child.kill(signal);
    assert.equal((await talk.ended).exitCode, code);
    const { messages } = JSON.parse(await cli.ok(['show', 'slow', '--json']));
    assert.equal(messages[1].content.trim(), 'half');
  });
}

test('/compact keeps everything and sends only the summary from then on', async (t) => {
  const server = await openServer(t, [{ text: ['blue'] }, { text: ['we spoke of colours'] }, { text: ['red'] }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  await cli.ok([...plain, '-n', 'colours'], { input: 'a colour?\n/compact\nanother?\n' });
  const last = server.requests.findLast((request) => request.method === 'POST');
  assert.match(last?.raw ?? '', /we spoke of colours/);
  assert.doesNotMatch(last?.raw ?? '', /a colour\?/);
  assert.match(await cli.ok(['show', 'colours']), /a colour\?[\s\S]*blue[\s\S]*we spoke of colours[\s\S]*another\?/);
});
