import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../support/sources.ts';

const execute = promisify(execFile);

/** Makes the process believe that it runs under another Node. */
const pretending = (version: string) =>
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;

for (const version of ['8.17.0', '18.20.4', '20.20.2', '22.17.9']) {
  test(`Node ${version} is refused in one sentence before anything is loaded`, async () => {
    const failed = await execute(process.execPath, [
      '--import',
      pretending(version),
      join(root, 'bin/reprise.js'),
      'list',
    ]).then(
      () => assert.fail('it should have been refused'),
      (error: { code: number; stderr: string }) => error,
    );
    assert.equal(failed.code, 1);
    assert.equal(failed.stderr.split('\n').length, 2, failed.stderr);
    assert.match(failed.stderr, new RegExp(`needs Node 22\\.18 or newer and this is Node ${version}: install`));
  });
}

test('the oldest Node that is supported is let in', async () => {
  const door = join(root, 'bin/reprise.js');
  const { stdout } = await execute(process.execPath, ['--import', pretending('22.18.0'), door, '--version']);
  assert.match(stdout, /^\d/);
});

test('a folder that was never built says how to build it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-door-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'bin/reprise.js'), join(folder, 'bin/reprise.js'));
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  const failed = await execute(process.execPath, [join(folder, 'bin/reprise.js')], {
    env: { ...process.env, REPRISE_HOME: folder },
  }).catch((error: { code: number; stderr: string }) => error);
  assert.match(failed.stderr, /npm run build/);
  assert.equal('code' in failed && failed.code, 1);
});
