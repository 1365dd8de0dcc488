/** The list's cache gives back what was put in, whatever sessions are called; and long work rests in between. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { openListCache, writeListCache } from '../../src/store/list-cache.ts';
import type { ListEntry } from '../../src/store/list-entry.ts';
import { createPace } from '../../src/store/pace.ts';
import { fc } from '../support/property.ts';
import { tempFolder } from '../support/temp-home.ts';

const text = fc.string({ unit: 'binary', maxLength: 30 });
const count = fc.nat(Number.MAX_SAFE_INTEGER);
const tokens = fc.option(fc.integer({ min: 1 }), { nil: undefined });

function entries(directory: string): fc.Arbitrary<ListEntry[]> {
  const entry = fc
    .record({
      n: fc.nat(),
      changedMs: fc.double({ min: 0, max: 1e13, noNaN: true }).map((ms) => (Object.is(ms, -0) ? 0 : ms)),
      counted: fc.boolean(),
      fork: fc.option(fc.record({ sessionId: text, name: text, messageId: fc.option(fc.string({ minLength: 1 })) }), {
        nil: undefined,
      }),
      cachedTokens: tokens,
      cacheWrittenTokens: tokens,
      summary: fc.record({
        id: text,
        name: fc.string({ minLength: 1 }),
        named: fc.boolean(),
        title: fc.string({ minLength: 1 }),
        provider: text,
        model: text,
        cwd: text,
        startTime: count,
        endTime: count,
        turnCount: count,
        inputTokens: count,
        outputTokens: count,
        contextTokens: count,
        pinned: fc.boolean(),
        archived: fc.boolean(),
        waiting: fc.boolean(),
        failed: fc.boolean(),
        version: fc.nat(9),
        foreign: fc.boolean(),
        damage: text,
        sizeBytes: count,
      }),
    })
    .map(({ n, changedMs, counted, fork, cachedTokens, cacheWrittenTokens, summary }) => {
      const fileName = `session-${n}.jsonl`;
      const filePath = path.join(directory, fileName);
      return {
        fileName,
        changedMs,
        counted,
        summary: {
          ...summary,
          filePath,
          ...(fork ? { forkedFrom: { ...fork } } : {}),
          ...(cachedTokens === undefined ? {} : { cachedTokens }),
          ...(cacheWrittenTokens === undefined ? {} : { cacheWrittenTokens }),
        },
      };
    });
  return fc.array(entry, { maxLength: 300 });
}

test('what is written is read back, first page and rest', async (t) => {
  const folder = tempFolder(t);
  const cacheFile = path.join(folder, 'list.jsonl');
  await fc.assert(
    fc.asyncProperty(entries(folder), fc.nat(300), async (all, at) => {
      const [listed, unlisted] = [all.slice(0, at), all.slice(at)];
      assert.equal(await writeListCache(cacheFile, folder, listed, unlisted, createPace(8)), true);
      const cache = openListCache(cacheFile, folder);
      assert.ok(cache);
      assert.equal(cache.total, listed.length);
      assert.deepEqual(cache.entries, all.slice(0, 200));
      await cache.readRest(createPace(8));
      assert.deepEqual(cache.entries, all);
      cache.close();
    }),
    { numRuns: 30 },
  );
});

test('a pace is due after its time, and others run before the next slice', async () => {
  const pace = createPace(5);
  while (!pace.due());
  let ran = false;
  setImmediate(() => {
    ran = true;
  });
  await pace.rest();
  assert.equal(ran, true);
  assert.equal(createPace(60_000).due(), false);
});
