/** What `npm start` and the other scripts do before their task: when packages are installed, and when they are not. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { root } from './support/sources.ts';
import { tempFolder } from './support/temp-home.ts';

const locked = JSON.stringify({ packages: { '': {}, 'node_modules/tool': { version: '1.0.0' } } });

/** A clone with a lock file of one package, an npm that notes what it is asked for, and a linter that does nothing. */
function clone(t: TestContext) {
  const folder = tempFolder(t);
  const at = (...path: string[]): string => join(folder, ...path);
  const modules = (name: string): string => at('node_modules', name);
  mkdirSync(at('bin'));
  for (const script of ['dev.js', 'build.js']) cpSync(join(root, 'bin', script), at('bin', script));
  mkdirSync(at('src'));
  writeFileSync(at('package.json'), '{ "type": "module" }');
  writeFileSync(at('package-lock.json'), locked);
  mkdirSync(modules('.bin'), { recursive: true });
  writeFileSync(modules('.bin/biome'), '#!/bin/sh\n');
  chmodSync(modules('.bin/biome'), 0o755);
  const npm = at('npm.cjs');
  writeFileSync(
    npm,
    `const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(at('npm.log'))}, process.argv[2] + '\\n');
fs.copyFileSync(${JSON.stringify(at('package-lock.json'))}, ${JSON.stringify(modules('.package-lock.json'))});`,
  );
  const env = { ...process.env, npm_execpath: npm };
  return {
    modules,
    /** Runs a task; returns what it asked of npm. */
    run(): string {
      writeFileSync(at('npm.log'), '');
      execFileSync(process.execPath, [at('bin', 'dev.js'), 'lint'], { env, stdio: 'pipe' });
      return readFileSync(at('npm.log'), 'utf8').trim();
    },
  };
}

test('packages are installed once', (t) => {
  const { run } = clone(t);
  assert.equal(run(), 'ci');
  assert.equal(run(), '');
});

test('npm by hand: nothing is installed after the same result, everything after less', (t) => {
  const { modules, run } = clone(t);
  writeFileSync(modules('.package-lock.json'), locked);
  assert.equal(run(), '');
  writeFileSync(modules('.package-lock.json'), JSON.stringify({ packages: {} }));
  assert.equal(run(), 'ci');
});

test('an installation that was interrupted while npm noted it is repeated', (t) => {
  const { modules, run } = clone(t);
  writeFileSync(modules('.package-lock.json'), locked.slice(0, 20));
  assert.equal(run(), 'ci');
});

test('a folder that takes no notes serves as well', (t) => {
  const { modules, run } = clone(t);
  writeFileSync(modules('.package-lock.json'), locked);
  symlinkSync('/nowhere/at/all', modules('.installed-from'));
  assert.equal(run(), '');
  assert.ok(!existsSync(modules('.installed-from')));
});
