import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { slashCommands } from '../../src/app/commands/table.ts';
import { textWidth } from '../../src/core/text/width.ts';
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
  assert.equal(readFileSync(join(cli.sessions, file)).indexOf('\n'), 1023, 'bytes, whatever is in the path');
  assert.equal(cli.lines(file)[0]?.turn_count, 2);
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
  assert.match(stderr, /^The Anthropic key is sent to proxy\.invalid:6000, .*because of ANTHROPIC_BASE_URL\.$/m);
  const once = await cli.run(['run', '-p', 'Hello']);
  assert.match(once.stderr, /^reprise: The Anthropic key is sent to proxy\.invalid:6000/);
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
  // Whoever is in plain mode already stays there.
  const within = await cli.run([...plain], { input: '/new blog\n/resume qqqq\n' });
  assert.match(within.stderr, /already a session named "blog"\. Resume it with \/resume NAME, or choose another/);
  assert.match(within.stderr, /no session "qqqq"\. \/sessions shows all names/);
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
  assert.match(stdout, /^offline \(in use\)$/m);
  assert.match(stdout, /^exported to .*notes\.md$/m);
  assert.match(stdout, /^forked blog to blog-fork$/m);
  assert.match(stdout, /^blog: 1 turn,/m);
  assert.match(stderr, /There is no theme .*x/);
  assert.deepEqual((await cli.ok(['names', 'sessions'])).trim().split('\n').sort(), ['blog', 'blog-fork', 'other']);
  const { messages } = JSON.parse(await cli.ok(['show', 'blog', '--json']));
  assert.equal(messages[0].content, '/etc is a folder');
  assert.match(readFileSync(join(cli.home, 'notes.md'), 'utf8'), /\/etc is a folder/);
});

test('/theme and /help stand in columns, whatever letters are in them', async (t) => {
  const cli = createCli(t);
  mkdirSync(join(cli.home, 'themes'), { recursive: true });
  writeFileSync(
    join(cli.home, 'themes', 'own.json'),
    JSON.stringify({ name: '夜', kind: 'dark', description: 'my own' }),
  );
  const lines = (await cli.ok(plain, { input: '/theme paper\n/theme\n/help\n' })).split('\n');
  const columnOf = (what: string): number => {
    const line = lines.find((one) => one.includes(what)) ?? '';
    return textWidth(line.slice(0, line.indexOf(what)));
  };
  const themes = ['Cream paper', 'my own', 'Deep teal'].map(columnOf);
  assert.deepEqual(themes, [themes[0], themes[0], themes[0]]);
  assert.ok((themes[0] ?? 0) > 0);
  assert.equal(columnOf('keys and commands'), columnOf('quit; everything'));
});

test('/theme says when the environment will overrule it', async (t) => {
  const cli = createCli(t);
  assert.match(await cli.ok(plain, { input: '/theme paper\n' }), /dashboard is now paper/);
  const { stderr } = await cli.run(plain, { input: '/theme harbor\n', env: { REPRISE_THEME: 'ember' } });
  assert.match(
    stderr,
    /^The theme is saved, but at the next start REPRISE_THEME selects ember\. Change or unset that variable/,
  );
  assert.match(await cli.ok(['config']), /^theme +harbor {2}\(config\)$/m);
});

test('every slash command of the table does something in plain mode', async (t) => {
  const cli = createCli(t);
  const typed: Readonly<Record<string, string>> = {
    resume: 'all',
    new: 'another',
    rename: 'all',
    model: 'offline',
    provider: 'offline',
    system: 'Be brief.',
    export: 'all.json',
    theme: 'fjord',
  };
  const lines = slashCommands
    .filter(({ slash }) => slash.name !== 'exit')
    .flatMap(({ slash }) => [`/${slash.name}`, ...(typed[slash.name] ? [`/${slash.name} ${typed[slash.name]}`] : [])]);
  const input = ['hello', '/rename all', ...lines, '/theme'].join('\n');
  const { stdout, stderr, exitCode } = await cli.run(plain, { input: `${input}\n/exit\n` });
  assert.equal(exitCode, 0);
  assert.doesNotMatch(stderr, /dashboard only|There is no command/);
  // What has to be named says so; the session that was left for a new one is found again.
  assert.match(stderr, /Give the new name: \/rename NAME\./);
  assert.match(stdout, /^the theme of the dashboard is now fjord$/m);
  assert.match(stdout, /^fjord \(the dashboard’s\)/m);
  assert.match(stdout, /^exported to .*all\.json$/m);
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

test('a file that somebody else replaces or adds to is said, with the name of the one that goes on', async (t) => {
  const cli = createCli(t);
  const talk = cli.start([...plain, '-n', 'shared'], { input: 'one\n', keepInputOpen: true });
  await talk.says(/Offline/);
  const [name = ''] = cli.files();
  const file = join(cli.sessions, name);
  await talk.says(/\/provider/);
  rmSync(file);
  writeFileSync(file, 'somebody’s own');
  talk.child.stdin?.write('two\n');
  await talk.says(/This session’s file was replaced by another file .* written again to .*-2\.jsonl/);
  talk.child.stdin?.end('/exit\n');
  assert.equal((await talk.ended).exitCode, 0);
  assert.equal(readFileSync(file, 'utf8'), 'somebody’s own');
});

test('a reader that goes away stops the answer and is no failure; what came is kept', async (t) => {
  const server = await openServer(t, () => ({ text: Array.from({ length: 2000 }, (_, n) => `word${n} `), delayMs: 1 }));
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const running = cli.start([...plain, '-n', 'talk'], { input: 'hello\n', keepInputOpen: true });
  await running.says(/word3 /);
  running.child.stdout?.destroy();
  assert.equal((await running.ended).exitCode, 0, running.stderr());
  assert.match(await cli.ok(['show', 'talk']), /hello[\s\S]*word3 [\s\S]*\n\[stopped\]/);
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
  await talk.says(/stopped; the partial reply is kept/);
  talk.child.kill('SIGINT');
  const { exitCode } = await talk.ended;
  assert.equal(exitCode, 130);
  const { messages } = JSON.parse(await cli.ok(['show', 'slow', '--json']));
  assert.equal(messages[1].content.trim(), 'half of');
  assert.equal(messages[1].stop, 'aborted');
});

test('Ctrl+C ends a pipe with 130, whether it comes in the last answer or together with the end of the input', async (t) => {
  const server = await openServer(t, [{ text: ['half ', 'more'], fault: { kind: 'stall', after: 1 } }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const asked = cli.start(plain, { input: 'tell me\n' });
  await asked.says(/half /);
  asked.child.kill('SIGINT');
  assert.equal((await asked.ended).exitCode, 130);

  const idle = cli.start(plain, { keepInputOpen: true });
  await idle.says(/logging to/);
  idle.child.kill('SIGINT');
  idle.child.stdin?.end();
  assert.equal((await idle.ended).exitCode, 130);
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

test('answers that came in plain mode were seen: nothing waits, and no note of it is needed', async (t) => {
  const cli = createCli(t);
  await cli.ok([...plain, '-n', 'seen'], { input: 'hello\n' });
  const [file = ''] = cli.files();
  const lines = cli.lines(file);
  assert.equal(lines.find((line) => line.role === 'assistant')?.seen, true);
  assert.equal(
    lines.some((line) => line.event === 'seen'),
    false,
  );
  assert.equal(JSON.parse(await cli.ok(['list', '--json']))[0].waiting, false);
});

test('with autoTitle the model names a session without a name, once', async (t) => {
  const server = await openServer(t, (request) =>
    request.raw.includes('Give the conversation below a title') ? { text: 'Refs in hooks' } : { text: 'Keep the ref.' },
  );
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'openai',
    OPENAI_BASE_URL: server.url('openai'),
    OPENAI_API_KEY: 'sk-t',
    REPRISE_MODEL: 'm',
  });
  writeFileSync(join(cli.home, 'config.json'), JSON.stringify({ autoTitle: true }));
  const { stderr } = await cli.run(plain, { input: 'How do I move refs?\nand then?\n' });
  assert.match(stderr, /^\[titled “Refs in hooks”\]$/m);
  await cli.ok([...plain, '-n', 'mine'], { input: 'hello\n' });
  const titles = JSON.parse(await cli.ok(['list', '--json'])).map((session: { title: string }) => session.title);
  assert.deepEqual(titles, ['mine', 'Refs in hooks']);
  const asked = server.requests.filter((request) => request.raw.includes('a title'));
  assert.equal(asked.length, 1);
  // Two turns and the title, at 12 and 7 tokens each, and one turn of the other session.
  const listed = JSON.parse(await cli.ok(['list', '--json'])) as { turnCount: number; inputTokens: number }[];
  assert.deepEqual(
    listed.map(({ turnCount, inputTokens }) => [turnCount, inputTokens]),
    [
      [1, 12],
      [2, 36],
    ],
  );
  const stats = JSON.parse(await cli.ok(['stats', '--json']));
  assert.deepEqual([stats.turns, stats.inputTokens, stats.outputTokens], [3, 48, 28]);
});

test('of a session that is open elsewhere every command says what can be done from the shell', async (t) => {
  const cli = createCli(t);
  const holder = cli.start([...plain, '-n', 'held'], { input: 'How do I quit?\n', keepInputOpen: true });
  await holder.says(/Quit, stop a reply/);
  const sentence =
    /"held" is open elsewhere: pid \d+ on .*\. Close it there first\. `reprise show` prints it; `reprise fork` copies it\.\n$/;
  for (const args of [
    [...plain, '-r'],
    ['run', '-r', 'held', '-p', 'x'],
    ['rename', 'held', 'other'],
    ['archive', 'held'],
    ['rm', 'held'],
  ]) {
    const { exitCode, stderr } = await cli.run(args);
    assert.match(stderr, sentence, args.join(' '));
    assert.equal(exitCode, 1);
  }
  assert.match(await cli.ok([...plain, '-n', 'new'], { input: '/resume held\n' }), /^starting session/);
  assert.match((await cli.run([...plain], { input: '/resume held\n' })).stderr, sentence);
  assert.match(await cli.ok(['show', 'held']), /How do I quit\?/);
  assert.equal(await cli.ok(['fork', 'held']), 'forked held to held-fork\n');
});
