/** The report of a bug: where it is written, and that nothing holds up the end of the program. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { reportCrash } from '../../src/run/crash-report.ts';
import { tempFolder } from '../support/temp-home.ts';

test('a report is private, in a folder that is made for it, and without keys', (t) => {
  const state = join(tempFolder(t), 'state');
  const crashDir = join(state, 'crashes');
  const key = 'a-key-that-looks-like-none';
  for (let i = 0; i < 2; i++) {
    const { message, next } = reportCrash(new Error(`bad luck with ${key}`), {
      env: { ANY_API_KEY: key },
      now: new Date(0),
      crashDir,
    });
    assert.match(message, /bad luck/);
    assert.match(next, /crash-1970-01-01/);
  }
  const reports = fs.readdirSync(crashDir);
  assert.equal(reports.length, 2);
  for (const name of reports) {
    assert.doesNotMatch(fs.readFileSync(join(crashDir, name), 'utf8'), new RegExp(key));
    assert.equal(fs.statSync(join(crashDir, name)).mode & 0o777, 0o600);
  }
  assert.deepEqual(
    [state, crashDir].map((folder) => fs.statSync(folder).mode & 0o777),
    [0o700, 0o700],
  );
});

test('where no folder can be made the sentence says so, and the program ends', {
  skip: process.platform !== 'linux',
}, () => {
  const module = pathToFileURL(join(import.meta.dirname, '../../src/run/crash-report.ts')).href;
  const code = `
    const { reportCrash } = await import(${JSON.stringify(module)});
    const told = reportCrash(new Error('bad luck'), { env: {}, now: new Date(0), crashDir: '/proc/none/crashes' });
    process.stdout.write(told.next);`;
  // Long enough for the slowest machine; the system never answers there as Node's own recursive mkdir expects.
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', timeout: 60_000 });
  assert.match(run.stdout, /could not be written/, run.stderr);
});
