import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { filterStates, filterWords } from '../src/app/session-filter.ts';
import { freshReadme } from './support/docs.ts';
import { root } from './support/sources.ts';

test('the tables of the README are those of the code', () => {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  assert.ok(freshReadme(text) === text, 'README.md is stale: run `npm run docs` and look at what changed.');
});

test('the README says every word of the filter', () => {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  for (const word of filterWords) assert.ok(text.includes(`\`${word}:\``), word);
  for (const state of filterStates) assert.ok(text.includes(`\`${state}\``), state);
});

test('a README without a place for a table is refused by its name', () => {
  assert.throws(() => freshReadme('# nothing'), /no place for "keys"/);
});
