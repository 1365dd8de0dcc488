/** Passages of past sessions for a question: letters are read as everywhere else where one searches. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offlineSources } from '../../src/run/offline-sources.ts';
import { created, testStore, value } from '../support/open-store.ts';
import { message } from '../support/temp-home.ts';

test('a passage is found with and without its accents, and shown from the line it stands in', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const content = `first line\nsecond line\nthird line\nWe met at the Cafe\u0301 Zürich.`;
  value(await session.append(message({ id: 'a', content })));
  value(await session.close());
  const { findPassages } = offlineSources(store);
  for (const query of ['cafe zurich', 'CAFÉ ZÜRICH', 'café']) {
    const [found] = await findPassages(query, 3, new AbortController().signal);
    assert.equal(found?.text, 'third line\nWe met at the Cafe\u0301 Zürich.', query);
  }
  assert.deepEqual(await findPassages('cafés', 3, new AbortController().signal), []);
});

test('a passage holds the words it was found by, however long the paragraph before them is', async (t) => {
  const { store } = testStore(t);
  const session = await created(store);
  const filler = 'so it went on and on '.repeat(100);
  value(await session.append(message({ id: 'a', content: `${filler}until the lighthouse` })));
  value(await session.append(message({ id: 'b', parent: 'a', content: `${filler}\nuntil the harbour` })));
  value(await session.close());
  const { findPassages } = offlineSources(store);
  for (const word of ['lighthouse', 'harbour']) {
    const [found] = await findPassages(word, 3, new AbortController().signal);
    assert.match(found?.text ?? '', new RegExp(`until the ${word}$`));
    assert.ok((found?.text.length ?? 0) <= 600);
  }
});
