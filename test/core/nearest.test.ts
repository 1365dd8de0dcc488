/** What is suggested for a mistyped word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestNames, nearestWord } from '../../src/core/nearest.ts';

test('nearest names: containing ones first, then small slips; never everything', () => {
  assert.deepEqual(nearestNames(['blog', 'my-blog', 'blgo', 'zebra', 'blog'], 'blog', 3), ['blog', 'my-blog', 'blgo']);
  assert.deepEqual(nearestNames(['alpha', 'beta'], 'omega-centauri', 3), []);
});

test('the nearest word is found, however it is written, and none where none is near', () => {
  assert.equal(nearestWord(['theme', 'mouse'], 'thme'), 'theme');
  assert.equal(nearestWord(['compatible.baseUrl', 'keys'], 'base_url'), 'compatible.baseUrl');
  assert.equal(nearestWord(['openai.apiKey'], 'API-KEY'), 'openai.apiKey');
  assert.equal(nearestWord(['theme', 'mouse'], 'x'), undefined);
});
