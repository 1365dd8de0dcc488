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
