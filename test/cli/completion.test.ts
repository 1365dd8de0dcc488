import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Cli, createCli } from '../support/cli.ts';
import { root } from '../support/sources.ts';

/** What bash would offer for a command line, its last word being completed. */
function complete(cli: Cli, script: string, words: readonly string[]): string[] {
  const bin = join(cli.home, 'bin');
  mkdirSync(bin, { recursive: true });
  const wrapper = join(bin, 'reprise');
  writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/reprise.js')}' "$@"\n`);
  chmodSync(wrapper, 0o755);
  const list = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const program = `${script}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _reprise; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    HOME: cli.home,
    REPRISE_HOME: cli.home,
    LC_ALL: 'C.UTF-8',
  };
  return execFileSync('bash', ['-c', program], { env, encoding: 'utf8', cwd: cli.home })
    .split('\n')
    .filter((line) => line !== '');
}

test('bash completes commands, options, providers and session names, blanks in names quoted', async (t) => {
  const cli = createCli(t);
  for (const name of ['blog', 'my blog', 'other']) await cli.ok(['run', '-n', name, '-p', 'x']);
  const script = await cli.ok(['completion', 'bash']);
  assert.deepEqual(complete(cli, script, ['reprise', 're']), ['rename', 'restore']);
  assert.deepEqual(complete(cli, script, ['reprise', 'list', '--j']), ['--json']);
  assert.deepEqual(complete(cli, script, ['reprise', '--provider', 'o']), ['openai', 'offline']);
  assert.deepEqual(complete(cli, script, ['reprise', 'show', 'b']), ['blog']);
  assert.deepEqual(complete(cli, script, ['reprise', 'show', 'my']), ['my\\ blog']);
  assert.deepEqual(complete(cli, script, ['reprise', 'session', '-r', '-n', 'ot']), ['other']);
  assert.deepEqual(complete(cli, script, ['reprise', 'session', '-n', 'ot']), [], 'a new name is not completed');
});

test('bash completes the values of options: themes, models, sessions, formats, also behind an equals sign', async (t) => {
  const cli = createCli(t);
  mkdirSync(join(cli.home, 'themes'));
  writeFileSync(join(cli.home, 'themes', 'parchment.json'), '{ "name": "parchment", "kind": "light" }');
  writeFileSync(join(cli.home, 'config.json'), '{ "compatible": { "model": "qwen3:8b" } }');
  await cli.ok(['run', '-n', 'blog', '-p', 'x']);
  const script = await cli.ok(['completion', 'bash']);
  const rows: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      ['--theme', 'pa'],
      ['paper', 'parchment'],
    ],
    [['--theme', '=', 'pap'], ['paper']],
    [['--model', 'qw'], ['qwen3\\:8b']],
    [['run', '-r', 'b'], ['blog']],
    [['run', '-n', 'b'], []],
    [['export', 'blog', '-f', 'h'], ['html']],
    [['list', '--limit', ''], []],
    [
      ['help', 're'],
      ['rename', 'restore'],
    ],
    [['list', '--provider', 'a'], ['anthropic']],
    [['ls', '--j'], ['--json']],
    [['export', 'b'], ['blog']],
    [['export', 'blog', 'the'], ['themes']],
    [['export', '-f', 'html', 'b'], ['blog']],
    [['--theme', '=', 'paper', 'show', 'b'], ['blog']],
    [['rm', 'blog', 'b'], ['blog']],
    [['rename', 'blog', 'b'], []],
    [['show', 'blog', 'b'], []],
  ];
  for (const [typed, offered] of rows) {
    assert.deepEqual(complete(cli, script, ['reprise', ...typed]).sort(), offered, typed.join(' '));
  }
});

test('bash completes names with blanks, quotes and wide characters, however far they are typed', async (t) => {
  const cli = createCli(t);
  for (const name of ['my blog', 'my book', '日本 notes', `it's "$5"`, 'feature:login'])
    await cli.ok(['run', '-n', name, '-p', 'x']);
  const script = await cli.ok(['completion', 'bash']);
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['my\\ bl', ['my\\ blog']],
    // Bash takes a colon for the end of a word, unless a backslash stands before it.
    ['fea', ['feature\\:login']],
    ['feature\\:lo', ['feature\\:login']],
    ['"my bo', ['my book']],
    ["'my bo", ['my book']],
    ['日', ['日本\\ notes']],
    ['it', [`it\\'s\\ \\"\\$5\\"`]],
    ['"it', [`it's \\"\\$5\\"`]],
    ["'it", [`it'\\''s "$5"`]],
  ];
  for (const [typed, offered] of rows) {
    assert.deepEqual(complete(cli, script, ['reprise', 'show', typed]), offered, typed);
  }
});

test('bash completes the names of the folder that the command line gives', async (t) => {
  const cli = createCli(t);
  await cli.ok(['run', '-n', 'blog', '-p', 'x']);
  await cli.ok(['run', '-n', 'away', '-p', 'x', '--sessions', 'other place']);
  await cli.ok(['run', '-n', 'near', '-p', 'x', '--sessions', 'near']);
  const script = await cli.ok(['completion', 'bash']);
  const rows: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['--sessions', 'near', 'show', ''], ['near']],
    [['show', '--sessions', 'other\\ place', ''], ['away']],
    [['rm', '--sessions', '"other place"', ''], ['away']],
    [['--sessions', '=', '~/near', 'run', '-r', ''], ['near']],
    [['show', ''], ['blog']],
  ];
  for (const [typed, offered] of rows) {
    assert.deepEqual(complete(cli, script, ['reprise', ...typed]), offered, typed.join(' '));
  }
});

test('fish knows where files stand and where names', {
  skip: spawnSync('fish', ['-v']).error !== undefined,
}, async (t) => {
  const cli = createCli(t);
  mkdirSync(join(cli.home, 'themes'));
  const script = join(cli.home, 'script');
  // Names come from the program; here it is only asked where they are wanted.
  writeFileSync(
    script,
    `function reprise; test (count $argv) = 2; and echo blog; or echo $argv[4]; end\n${await cli.ok(['completion', 'fish'])}`,
  );
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['export b', ['blog']],
    ['export blog the', ['themes/']],
    ['export blog -f h', ['html']],
    ['export -f html b', ['blog']],
    ['session -r -n ', ['blog']],
    ['session -n ', []],
    ['rm blog b', ['blog']],
    ['rename blog b', []],
    ['ls --j', ['--json']],
    ['--sessions near show ', ['near']],
    ['show --sessions="a b" ', ['a b']],
  ];
  for (const [typed, offered] of rows) {
    const program = `source '${script}'; complete -C 'reprise ${typed}'`;
    const env = { ...process.env, HOME: cli.home, XDG_CONFIG_HOME: cli.home };
    const { stdout } = spawnSync('fish', ['-c', program], { env, encoding: 'utf8', cwd: cli.home });
    const words = stdout.split('\n').map((line) => line.split('\t')[0]);
    assert.deepEqual(
      words.filter((word) => word !== ''),
      offered,
      typed,
    );
  }
});

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  test(`the ${shell} script knows every command, and ${shell} can read it where it is installed`, async (t) => {
    const cli = createCli(t);
    const script = await cli.ok(['completion', shell]);
    for (const command of ['session', 'run', 'rename', 'doctor', 'trash']) assert.ok(script.includes(command), command);
    // From a file: fish reads no script from the socket that a child's input is.
    const file = join(cli.home, 'script');
    writeFileSync(file, script);
    const check = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    if (!check.error) assert.equal(check.status, 0, check.stderr);
  });
}
