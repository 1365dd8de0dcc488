/** Started without a home the program still knows where things are. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { homeOf } from '../../src/cli/home.ts';
import { createCli } from '../support/cli.ts';
import { root } from '../support/sources.ts';

const unknown = (): string => {
  throw new Error('uv_os_get_passwd returned ENOENT');
};

const rows: readonly [string, string | undefined, () => string, string][] = [
  ['HOME is believed', '/home/ada', unknown, '/home/ada'],
  ['without HOME the system is asked', undefined, () => '/home/ada', '/home/ada'],
  ['an empty one is none', '', () => '/home/ada', '/home/ada'],
  ['a relative one would be another in each folder', 'ada', () => '/home/ada', '/home/ada'],
  ['a user without a home', undefined, () => '', '/'],
  ['a user that the system does not know', undefined, unknown, '/'],
];
for (const [title, HOME, ofSystem, expected] of rows) {
  test(title, { skip: process.platform === 'win32' }, () => assert.equal(homeOf({ HOME }, ofSystem), expected));
}

test('with an empty HOME nothing is put into the folder of the start', async (t) => {
  const cli = createCli(t, { HOME: '', REPRISE_HOME: '' });
  const { files } = JSON.parse(await cli.ok(['config', '--json']));
  assert.ok(!files.sessions.startsWith(cli.home), files.sessions);
});

test('started in a folder that has been deleted it works; a relative name leads nowhere', {
  skip: process.platform === 'win32',
}, async (t) => {
  const cli = createCli(t);
  await cli.ok(['run', '-p', 'hello', '-n', 'letter']);
  const there = join(cli.home, 'there');
  mkdirSync(there);
  const script = 'rmdir "$PWD"; node "$0" list; node "$0" run -p "and then?" -r letter; node "$0" export letter x.md';
  const env = {
    PATH: process.env.PATH,
    REPRISE_HOME: join(cli.sessions, '..'),
    REPRISE_PROVIDER: 'offline',
    PWD: there,
  };
  const { stdout, stderr } = spawnSync('sh', ['-c', script, join(root, 'bin', 'reprise.js')], {
    cwd: there,
    env,
    encoding: 'utf8',
  });
  assert.match(stdout, /letter\n[\s\S]*\*\*Offline\*\*/);
  assert.match(stderr, /^reprise: There is no folder .*there\. [^\n]*\n$/);
});
