import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commands } from '../../src/cli/commands.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { createCli } from '../support/cli.ts';

/** What is typed wrong → exit code 2 and one sentence on stderr, nothing on stdout. */
const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an unknown command', ['lst'], /There is no command "lst"\. Did you mean "list"\?/],
  [
    'an unknown option',
    ['list', '--limt', '3'],
    /There is no option --limt\. Did you mean --limit\? See `reprise list --help`/,
  ],
  ['a key as an option of no name', ['--key=sk-secret1234'], /There is no option --key\. See/],
  ['a limit that is no number', ['list', '--limit', 'many'], /: --limit <n> does not take "many"\. .*whole number/],
  [
    'a variable that is not set',
    ['list', '--sessions', ''],
    /: --sessions <dir> does not take ""\. It must name a folder\./,
  ],
  ['an option without its value', ['run', '-p'], /: -p, --prompt <text> needs a value\. See `reprise run --help`/],
  ['a missing argument', ['rename', 'blog'], /: NAME is missing\. See `reprise rename --help`/],
  ['a name with a blank and no quotes', ['show', 'my', 'blog'], /Too many words for `reprise show`: my, blog\. Quote/],
  ['a question without -p', ['run', 'why?'], /Too many words for `reprise run`: why\?\. .* -p/],
  ['words with a line break', ['list', 'a\nb'], /Too many words for `reprise list`: a b\./],
  ['what the trash cannot do', ['trash', 'clear'], /`reprise trash empty` empties it/],
  ['a word of other programs', ['resume', 'blog'], /no command "resume"\. `reprise session -r` resumes/],
  ['an option of other programs', ['--continue'], /no option --continue\. `reprise session -r` resumes/],
  ['what other programs have behind session', ['session', 'list'], /\. `reprise list` lists the sessions\. See/],
  ['an option of other programs behind session', ['session', '--last'], /no option --last\. .* one by name\. See/],
  [
    'an option of other programs behind run',
    ['run', '--output-format', 'json'],
    /no option --output-format\. `--json`/,
  ],
  [
    'a search',
    ['grep', 'kumquat'],
    /no command "grep"\. `reprise run --provider offline -p WORD` searches all sessions/,
  ],
  ['a question in place of a command', ['how are you?'], /no command "how are you\?"\. `reprise run -p/],
  [
    'a question right behind the program',
    ['-p', 'why?'],
    /no option -p\. `reprise run -p "…"` asks one question\. See/,
  ],
  ['an option of other programs behind a command', ['list', '-c'], /no option -c\. See `reprise list --help`/],
  ['help for no command', ['help', 'lst'], /There is no command "lst"\. Did you mean "list"\? See `reprise --help`/],
  [
    'help for no command of the trash',
    ['help', 'trash', 'emtpy'],
    /"emtpy"\. Did you mean "empty"\? See `reprise trash --help`/,
  ],
  ['--id without -r', ['session', '--id', 'abc'], /--id names a session to resume/],
  ['--id and --name', ['session', '-r', '--id', 'a', '-n', 'b'], /Use one or the other/],
  ['--list and a name', ['session', '-l', '-n', 'blog'], /--list only lists/],
  ['--json without --list', ['session', '--json'], /only work with --list/],
  [
    'a shell nobody has',
    ['completion', 'tcsh'],
    /'tcsh' is not a known shell\. .*bash, zsh, fish\. See `reprise completion --help`/,
  ],
  ['no question', ['run'], /There is no question/],
  ['two sessions to ask in', ['run', '-p', 'x', '-n', 'a', '-r', 'b'], /--resume and --name name two .* Use one/],
  [
    'an unknown provider',
    ['--provider', 'nobody', 'run', '-p', 'x'],
    /--provider should be one of anthropic, openai, compatible, offline/,
  ],
  ['a path for a session', ['show', '../../etc/passwd'], /not by a path/],
  ['a folder for a session', ['session', '--plain', '-r', '--id', 'a/b'], /not by a path/],
  ['300 characters', ['show', 'x'.repeat(300)], /300 characters/],
  ['a name that is a path', ['session', '--plain', '-n', 'a/b'], /cannot contain \//],
];

for (const [what, args, sentence] of wrong) {
  test(`${what} is wrong usage: exit code 2 and one sentence`, async (t) => {
    const cli = createCli(t);
    const { exitCode, stderr, stdout } = await cli.run(args);
    assert.match(stderr, sentence);
    assert.match(stderr, /^reprise: .*\n$/);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    assert.equal(stdout, '');
    assert.equal(exitCode, 2);
  });
}

test('an empty folder and an empty trash are said, beside an empty standard output', async (t) => {
  const cli = createCli(t);
  const none = `reprise: No sessions in ${cli.sessions} yet. \`reprise session -n NAME\` starts one.\n`;
  for (const [args, sentence] of [
    [['list'], none],
    [['session', '--list'], none],
    [['trash'], 'reprise: The trash is empty.\n'],
    [['names', 'sessions'], ''],
  ] as const) {
    const { exitCode, stderr, stdout } = await cli.run([...args]);
    assert.deepEqual({ exitCode, stderr, stdout }, { exitCode: 0, stderr: sentence, stdout: '' });
  }
});

test('an export into a folder that is not there names the folder', async (t) => {
  const cli = createCli(t);
  await cli.ok(['run', '-n', 'kept', '-p', 'hello']);
  const { exitCode, stderr } = await cli.run(['export', 'kept', '/nowhere/at-all/kept.md']);
  assert.equal(stderr, 'reprise: There is no folder /nowhere/at-all. Create it, or choose another place.\n');
  assert.equal(exitCode, 2);
});

test('a home that is missing and cannot be made keeps nobody waiting: what was said is in a file that is named', async (t) => {
  const cli = createCli(t);
  const env = { HOME: '/proc/none', REPRISE_HOME: '', NODE_COMPILE_CACHE: '', TMPDIR: cli.home };
  const refused = await cli.run(['run', '-p', 'hello'], { env });
  assert.match(
    refused.stderr,
    /NOT SAVED: 2 messages[^\n]*reprise-unsaved-\d+\.jsonl; copy that file to the sessions folder\.\n$/,
  );
  assert.equal(refused.exitCode, 1);
  assert.match(await cli.ok(['--sessions', cli.sessions, 'run', '-p', 'hello'], { env }), /Offline/);
  assert.match(await cli.ok(['--sessions', cli.sessions, 'list'], { env }), /^\d{4}-/);
});

test('a home in which nothing can be made holds nobody either', { skip: process.platform !== 'linux' }, async (t) => {
  const cli = createCli(t);
  const env = { HOME: '/proc/self', REPRISE_HOME: '', NODE_COMPILE_CACHE: '' };
  assert.match(await cli.ok(['--sessions', cli.sessions, 'list', '--json'], { env }), /^\[\]\n$/);
});

test('--help and --version answer on stdout with exit code 0', async (t) => {
  const cli = createCli(t);
  assert.match(await cli.ok(['--version']), /^\d+\.\d+\.\d+\n$/);
  const help = await cli.ok(['--help']);
  for (const word of ['session', 'run', 'list', 'doctor', 'Examples:', '--sessions'])
    assert.ok(help.includes(word), word);
  assert.equal(await cli.ok(['help']), help);
  assert.equal(await cli.ok(['help', 'ls']), await cli.ok(['list', '--help']));
  assert.match(await cli.ok(['help', 'trash', 'empty']), /--older-than/);
  assert.match(await cli.ok(['session', '--help']), /--resume[\s\S]*--plain[\s\S]*Examples:[\s\S]*-r -n blog/);
});

test('without a terminal the dashboard says so and names the way out; nothing is created', async (t) => {
  const cli = createCli(t);
  for (const args of [[], ['session'], ['session', '-n', 'blog']]) {
    const { exitCode, stderr } = await cli.run(args);
    assert.match(stderr, /^reprise: The dashboard needs a terminal.*--plain.*\n$/);
    assert.equal(exitCode, 1);
  }
  assert.equal(await cli.ok(['list']), '');
});

test('a broken config file is named with line and field; the rest of it holds and the command runs', async (t) => {
  const cli = createCli(t);
  writeFileSync(join(cli.home, 'config.json'), '{\n  "theme": "paper",\n  "mouse": "sometimes"\n}\n');
  const { exitCode, stderr, stdout } = await cli.run(['config', '--json']);
  assert.equal(exitCode, 0);
  assert.match(stderr, /line 3: "mouse".*config\.json/);
  const { settings } = JSON.parse(stdout);
  assert.deepEqual(settings.theme, { value: 'paper', origin: 'config' });
  assert.deepEqual(settings.mouse, { value: true, origin: 'default' });
});

test('config shows where settings come from, and of a key only its end', async (t) => {
  const server = 'http://ana:secret@127.0.0.1:1/v1?key=secret';
  const cli = createCli(t, { ANTHROPIC_API_KEY: 'sk-ant-secret-secret-1234', OPENAI_BASE_URL: server });
  const text = await cli.ok(['config', '--model', 'm1']);
  assert.match(text, /^model +m1 {2}\(flag\)$/m);
  assert.match(text, /^provider +offline {2}\(environment\)$/m);
  assert.match(text, /^anthropic\.apiKey .*1234 {2}\(environment\)$/m);
  assert.doesNotMatch(text, /secret/);
  assert.match(text, new RegExp(`^config file +${cli.home}/config\\.json$`, 'm'));
});

test('config names a theme that is not there and keys that are none, for people and for scripts', async (t) => {
  const cli = createCli(t);
  assert.deepEqual(JSON.parse(await cli.ok(['config', '--json'])).problems, []);
  writeFileSync(join(cli.home, 'config.json'), '{ "theme": "papre", "mouse": 1, "keys": { "app.quit": "" } }');
  const theme = 'There is no theme named "papre". Did you mean "paper"?';
  const text = await cli.ok(['config']);
  assert.match(text, /^theme +papre {2}\(config\)$/m);
  assert.ok(text.includes(`\n! ${theme}\n`), text);
  const { problems } = JSON.parse(await cli.ok(['config', '--json']));
  assert.equal(problems.length, 3);
  assert.match(problems[0], /line 1: "mouse" should be true or false/);
  assert.equal(problems[1], theme);
  assert.match(problems[2], /keys\.app\.quit has "", which is not a key/);
});

test('config --keys shows what each command is called in the settings, and its keys as they are now', async (t) => {
  const cli = createCli(t);
  writeFileSync(join(cli.home, 'config.json'), '{ "keys": { "session.new": ["N", "ctrl+t"], "app.quit": [] } }');
  const text = await cli.ok(['config', '--keys']);
  assert.match(text, /^session\.new +N ctrl\+t +new session: asks for a name$/m);
  assert.match(text, /^app\.quit +- +quit; everything is saved$/m);
  const all: { id: string; keys: string[] }[] = JSON.parse(await cli.ok(['config', '--keys', '--json']));
  // What is shown can be written back as it is.
  const keys = Object.fromEntries(all.map((one) => [one.id, one.keys]));
  writeFileSync(join(cli.home, 'config.json'), JSON.stringify({ keys }));
  assert.deepEqual(JSON.parse(await cli.ok(['config', '--json'])).problems, []);
  assert.deepEqual(JSON.parse(await cli.ok(['config', '--keys', '--json'])), all);
});

test('config names the server of each provider, and warns of a key that goes elsewhere', async (t) => {
  const cli = createCli(t, { OPENAI_API_KEY: 'sk-secret-secret-1234', OPENAI_BASE_URL: 'https://proxy.example/v1' });
  const text = await cli.ok(['config']);
  assert.match(text, /^anthropic server +There is no key for Anthropic\. Set ANTHROPIC_API_KEY/m);
  assert.match(text, /^openai server +proxy\.example, with a key\n! The OpenAI key is sent to proxy\.example/m);
  assert.match(text, /^compatible server +No server is set/m);
  const { servers } = JSON.parse(await cli.ok(['config', '--json']));
  assert.deepEqual(
    servers.map((one: { name: string; hasKey: boolean }) => [one.name, one.hasKey]),
    [
      ['anthropic', false],
      ['openai', true],
      ['compatible', false],
    ],
  );
});

test('an unreadable sessions folder is one sentence and exit code 1', async (t) => {
  const cli = createCli(t);
  mkdirSync(cli.home, { recursive: true });
  writeFileSync(join(cli.home, 'sessions'), 'a file where the folder should be');
  const { exitCode, stderr, stdout } = await cli.run(['list']);
  assert.equal(stdout, '');
  assert.match(stderr, /^reprise: .+\n$/);
  assert.equal(exitCode, 1);
});

test('each command is found by its own words, and by no others', () => {
  const words = buildProgram([...new Set(Object.values(commands))]).commands;
  assert.deepEqual(words.flatMap((one) => [one.name(), ...one.aliases()]).sort(), Object.keys(commands).sort());
  for (const [word, add] of Object.entries(commands)) {
    const [alone] = buildProgram([add]).commands;
    assert.ok(alone && [alone.name(), ...alone.aliases()].includes(word), word);
  }
});
