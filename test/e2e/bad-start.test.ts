/** What cannot be started as it was typed or set: one clear sentence, the right exit code, nothing lost, no screen left behind. */
import assert from 'node:assert/strict';
import { globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { assertRestored, endPrograms, spawnPty } from '../support/pty.ts';
import { door, type Home, openHome } from './dashboard.ts';

after(endPrograms);

const limit = { timeout: 90_000 };
/** Columns for a sentence with a path in one row, wherever the temporary folder is. */
const wide = 300;
const offline = { REPRISE_PROVIDER: 'offline' };

/** Two sessions whose names begin alike. */
async function withSessions(t: TestContext): Promise<Home> {
  const home = openHome(t, offline);
  for (const name of ['river-one', 'river-two']) {
    const program = home.start({ args: ['session', '-n', name] });
    await program.wait(/This session is empty/);
    program.write('Hello?\r');
    await program.wait(/1 turn[\s\S]*Offline ·/);
    program.write('\tq');
    assert.equal((await program.exited()).exitCode, 0);
  }
  return home;
}

const refusals: readonly (readonly [what: string, args: readonly string[], says: RegExp, exitCode: number])[] = [
  ['a wrong flag', ['--colour'], /There is no option --colour/, 2],
  ['a provider that there is not', ['--provider', 'nobody'], /--provider should be one of anthropic/, 2],
  [
    'a provider that there is not, in a new session',
    ['session', '--provider', 'nobody'],
    /--provider should be one of anthropic/,
    2,
  ],
  ['a wrong command', ['sesion'], /no command "sesion"\. Did you mean "session"\?/, 2],
  ['an unknown session', ['session', '-r', '-n', 'brook'], /no session "brook"/, 1],
  ['a path for an id', ['session', '-r', '--id', '../../etc/passwd'], /reprise list/, 2],
  [
    'an ambiguous beginning',
    ['session', '-r', '-n', 'river'],
    /river-one[\s\S]*river-two|river-two[\s\S]*river-one/,
    1,
  ],
  ['a name that exists', ['session', '-n', 'river-one'], /river-one[\s\S]*-r/, 1],
];

test('what was typed wrong is refused before the screen opens', { timeout: 90_000 }, async (t) => {
  const home = await withSessions(t);
  const before = home.files().map((file) => readFileSync(file, 'utf8'));
  for (const [what, args, says, exitCode] of refusals) {
    await t.test(what, limit, async () => {
      const program = home.start({ args });
      assert.equal((await program.exited()).exitCode, exitCode, program.emulator.text());
      const said = program.emulator.text().trim();
      assert.match(said, says);
      assert.match(said, /^reprise: /);
      assertRestored(program);
      assert.doesNotMatch(program.raw(), /\x1b\[\?1049/);
    });
  }
  assert.deepEqual(
    home.files().map((file) => readFileSync(file, 'utf8')),
    before,
  );
});

describe('settings and surroundings', { concurrency: 2 }, () => {
  test('a broken setting is named with its field, and the rest is used', limit, async (t) => {
    const home = openHome(t);
    writeFileSync(join(home.folder, 'config.json'), '{\n  "provider": "offline",\n  "mouse": "perhaps"\n}\n', {
      mode: 0o600,
    });
    const program = home.start({ columns: wide });
    await program.wait(/mouse/);
    await program.wait(/Nothing here yet/);
    program.write('q');
    assert.equal((await program.exited()).exitCode, 0);
    const listed = home.start({ args: ['list'] });
    assert.equal((await listed.exited()).exitCode, 0);
    assert.match(listed.emulator.text().replaceAll('\n', ' '), /reprise: Settings, line 3: "mouse".*config\.json/);
  });

  test('a config file that is no JSON is named with its line', limit, async (t) => {
    const home = openHome(t, offline);
    writeFileSync(join(home.folder, 'config.json'), '{\n  "mouse": true,\n  "theme" "dark"\n}\n', { mode: 0o600 });
    const listed = home.start({ args: ['list'] });
    assert.equal((await listed.exited()).exitCode, 0);
    assert.match(
      listed.emulator.text().replaceAll('\n', ' '),
      /reprise: Settings, line 3: this is not JSON.*config\.json/,
    );
    const program = home.start({ columns: wide });
    await program.wait(/config\.json/);
    program.write('q');
    assert.equal((await program.exited()).exitCode, 0);
  });

  test('a sessions folder that is a file: the dashboard opens and says so', limit, async (t) => {
    const home = openHome(t, offline);
    mkdirSync(home.folder, { recursive: true });
    writeFileSync(join(home.folder, 'sessions'), 'mine');
    const program = home.start();
    // The list is narrow and the path may be long: the sentence is read without the breaks between its rows.
    const list = (): string =>
      program.emulator
        .lines()
        .map((line) => line.slice(0, 35))
        .join('')
        .replaceAll(' ', '');
    await program.wait(
      () => /\/sessionsisnotafolder,.*chooseanotherfolderwith--sessions/.test(list()),
      'the list says why',
    );
    program.write('q');
    assert.equal((await program.exited()).exitCode, 0);
    assert.equal(readFileSync(join(home.folder, 'sessions'), 'utf8'), 'mine');
  });

  test('damaged compiled code, of the dashboard or of blessed, is made anew', limit, async (t) => {
    const home = openHome(t, { ...offline, NODE_COMPILE_CACHE: undefined });
    const open = async () => {
      const program = home.start();
      await program.wait(/Nothing here yet|No sessions yet/);
      program.write('q');
      assert.equal((await program.exited()).exitCode, 0);
    };
    await open();
    for (const name of ['main.cjs', 'blessed']) {
      const [file] = globSync(join(home.folder, 'cache', 'compiled', '**', `reprise-${name}`));
      assert.ok(file, `${name} is kept`);
      const damaged = readFileSync(file);
      damaged.fill(0x2a, Math.floor(damaged.length / 3), Math.floor(damaged.length / 3) + 50);
      writeFileSync(file, damaged);
      await open();
      assert.notDeepEqual(readFileSync(file), damaged, name);
    }
  });

  test('no terminal: one sentence and code 1, not one sequence', limit, async (t) => {
    const home = openHome(t, offline);
    const piped = spawnPty('/bin/sh', ['-c', `"${process.execPath}" "${door}" < /dev/null`], { env: home.env });
    assert.equal((await piped.exited()).exitCode, 1);
    assert.match(piped.emulator.text().replaceAll('\n', ' '), /needs a terminal.*--plain/);
    assert.doesNotMatch(piped.raw(), /\x1b/);
    const dumb = home.start({ env: { TERM: 'dumb' } });
    assert.equal((await dumb.exited()).exitCode, 1);
    assert.match(dumb.emulator.text().replaceAll('\n', ' '), /TERM=dumb.*--plain/);
    assert.doesNotMatch(dumb.raw(), /\x1b/);
  });

  test('what is not saved at the end is said on the terminal, with its place', limit, async (t) => {
    const home = openHome(t, offline);
    // Nobody, not even root, may make a folder there.
    const program = home.start({ args: ['--sessions', '/proc/reprise-sessions'], env: { TMPDIR: home.folder } });
    await program.wait(/Nothing here yet/);
    program.write('3');
    await program.wait(/Enter send/);
    program.write('Hello?\r');
    await program.wait(/NOT SAVED/);
    await program.wait(/Offline ·/);
    program.write('\tq');
    await program.wait(/Quit\?/);
    program.write('y');
    assert.equal((await program.exited()).exitCode, 1);
    assertRestored(program);
    const said = program.emulator.text().replaceAll('\n', '');
    assert.match(said, /NOT SAVED/);
    const [name = ''] = readdirSync(home.folder).filter((one) => one.startsWith('reprise-unsaved-'));
    const file = join(home.folder, name);
    assert.ok(said.replaceAll(' ', '').includes(file.replaceAll(' ', '')), 'a blank may stand at the end of a row');
    assert.match(readFileSync(file, 'utf8'), /"content":"Hello\?"/);
  });
});
