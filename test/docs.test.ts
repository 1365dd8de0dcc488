import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freshReadme } from './support/docs.ts';
import { root } from './support/sources.ts';

test('the tables of the README are those of the code', () => {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  assert.ok(freshReadme(text) === text, 'README.md is stale: run `npm run docs` and look at what changed.');
});

test('a README without a place for a table is refused by its name', () => {
  assert.throws(() => freshReadme('# nothing'), /no place for "keys"/);
});
