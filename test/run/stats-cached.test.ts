/** Cached input is known from line 1, from a recount of the messages, and from the list's own memory. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { SessionList } from '../../src/ports.ts';
import { createStore } from '../../src/store/store.ts';
import { root } from '../support/sources.ts';
import { tempFolder, testClock } from '../support/temp-home.ts';

test('the list knows how much input came from a cache, also when its rows come from memory', async (t) => {
  const folder = tempFolder(t);
  const directory = path.join(folder, 'sessions');
  fs.cpSync(path.join(root, 'test/fixtures/stats'), directory, { recursive: true });
  const store = createStore({ directory, clock: testClock(), cacheFile: path.join(folder, 'list') });
  const expected = [
    ['nothing-said', undefined],
    ['fork', undefined],
    ['two-days', 400],
  ];
  const ours = (list: SessionList) =>
    list.sessions.filter((one) => !one.foreign).map((one) => [one.name, one.cachedTokens]);
  assert.deepEqual(ours(await store.list()), expected);
  const answers: SessionList[] = [];
  await store.list({ onUpdate: (list) => void answers.push(list) });
  const remembered = answers.find((list) => list.fromCache);
  assert.ok(remembered, 'the second list begins with what is remembered');
  assert.deepEqual(ours(remembered), expected);
});

test('a recount of the messages finds it again when line 1 was lost', async (t) => {
  const directory = tempFolder(t);
  const file = path.join(directory, 'session-1776686400.jsonl');
  const bytes = fs.readFileSync(path.join(root, 'test/fixtures/stats/session-1776686400.jsonl'));
  fs.writeFileSync(file, bytes.fill('x', 0, 1023), { mode: 0o600 });
  const store = createStore({ directory, clock: testClock() });
  const opened = await store.open(file);
  assert.ok(opened.ok);
  assert.equal(opened.value.summary.cachedTokens, 400);
  assert.equal(opened.value.summary.inputTokens, 4400);
  await opened.value.close();
});
