import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

test('what the READMEs of the folders call a file is there', () => {
  const pages = globSync('{src,test}/**/*.md', { cwd: root });
  assert.ok(pages.length > 8);
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    for (const [, code, link] of text.matchAll(/`([\w./*-]+\.ts)`|\]\((?!https?:)([^)#]+)\)/g)) {
      const name = code ?? link ?? '';
      // Of a provider that is still to be written.
      if (name === 'NAME.ts') continue;
      const found = ['', dirname(page), 'src'].some((folder) => globSync(join(folder, name), { cwd: root }).length > 0);
      assert.ok(found, `${page} names ${name}, which is not there`);
    }
  }
});

test('a README without a place for a table is refused by its name', () => {
  assert.throws(() => freshReadme('# nothing'), /no place for "keys"/);
});
