/** Statistics of real files, compared with what a person counted by hand. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { PriceData } from '../../src/core/price.ts';
import { fail, problem, type Result } from '../../src/core/problem.ts';
import type { NewMessage } from '../../src/core/session.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import type { Stats } from '../../src/core/stats.ts';
import type { SessionStore } from '../../src/ports.ts';
import { forkSession } from '../../src/run/fork.ts';
import { computeStats, type StatsOptions } from '../../src/run/stats.ts';
import { createStore } from '../../src/store/store.ts';
import { writeManySessions } from '../support/many-sessions.ts';
import { root } from '../support/sources.ts';
import { tempFolder, testClock } from '../support/temp-home.ts';

process.env.TZ = 'UTC';

const noon = Date.UTC(2026, 3, 22, 12);

/** Dollars per million: input, cached input, output. */
const prices: Readonly<Record<string, readonly [number, number, number]>> = {
  'claude-sonnet-4-5': [3, 0.3, 15],
  'gpt-4o-mini': [1, 0.5, 2],
};
const priceData: PriceData = {
  calcPrice({ input_tokens: input, output_tokens: output, cache_read_tokens: cached = 0 }, model) {
    const [fresh, read, out] = prices[model] ?? [];
    if (fresh === undefined || read === undefined || out === undefined) return null;
    return { total_price: ((input - cached) * fresh + cached * read + output * out) / 1_000_000, model: {} };
  },
};

/**
 * `two-days`: 20 April: a prompt, answered by claude (1000 in, 400 of them cached, 200 out) and again by gpt (900, 100);
 * 21 April: a prompt answered by claude (2000, 300, stopped by the user), and an edited one (500, 50).
 * `fork`: begins with the three messages of 20 April; on 21 April one prompt, answered by llama (300, 40, estimated).
 * `go-1`: another program's, on 20 April: one prompt, one tool result, 700 in and 70 out for all of it.
 * `nothing-said`: begun on 22 April.
 */
const fixtures = path.join(root, 'test/fixtures/stats');

function copyFixtures(t: TestContext): string {
  const folder = tempFolder(t);
  fs.cpSync(fixtures, folder, { recursive: true });
  return folder;
}

function count(
  directory: string,
  options: StatsOptions = {},
  change: Partial<SessionStore> = {},
): Promise<Result<Stats>> {
  const clock = testClock(noon);
  const store = { ...createStore({ directory, clock }), ...change };
  return computeStats({ store, clock, settings: defaultSettings, prices: async () => priceData }, options);
}

async function counted(directory: string, change: Partial<SessionStore> = {}): Promise<Stats> {
  const stats = await count(directory, {}, change);
  assert.ok(stats.ok);
  return stats.value;
}

test('totals are what a person counts', async (t) => {
  const stats = await counted(copyFixtures(t));
  const { sessions, turns, inputTokens, outputTokens, cachedTokens, estimatedTokens, unpricedTokens, unread } = stats;
  assert.deepEqual(
    { sessions, turns, inputTokens, outputTokens, cachedTokens, estimatedTokens, unpricedTokens, unread },
    {
      sessions: 4,
      turns: 5,
      inputTokens: 5400,
      outputTokens: 760,
      cachedTokens: 400,
      estimatedTokens: 340,
      // The llama's 340, and the 770 of which no provider is known.
      unpricedTokens: 1110,
      unread: 0,
    },
  );
  near(stats.cost, 0.01877);
  assert.equal(stats.today, '2026-04-22');
  assert.equal(stats.reading, undefined);
});

test('days hold what happened on them, not what their sessions began or ended with', async (t) => {
  const stats = await counted(copyFixtures(t));
  assert.deepEqual(
    stats.days.map((day) => [day.day, day.sessions, day.turns, day.inputTokens, day.outputTokens]),
    [
      ['2026-04-20', 2, 2, 2600, 370],
      ['2026-04-21', 2, 3, 2800, 390],
      ['2026-04-22', 1, 0, 0, 0],
    ],
  );
  const [first] = stats.days;
  // 600 fresh, 400 cached, 200 out of claude; 900 and 100 of gpt.
  near(first?.cost, (600 * 3 + 400 * 0.3 + 200 * 15 + 900 * 1 + 100 * 2) / 1_000_000);
  assert.deepEqual(first?.models, [
    { provider: 'anthropic', model: 'claude-sonnet-4-5', tokens: 1200 },
    { provider: 'openai', model: 'gpt-4o-mini', tokens: 1000 },
    { provider: '', model: 'claude-sonnet-4-5', tokens: 770 },
  ]);
});

test('models hold what they answered, variants and stopped replies included', async (t) => {
  const stats = await counted(copyFixtures(t));
  assert.deepEqual(
    stats.models.map((one) => [one.provider, one.model, one.sessions, one.turns, one.inputTokens, one.outputTokens]),
    [
      ['anthropic', 'claude-sonnet-4-5', 1, 3, 3500, 550],
      ['openai', 'gpt-4o-mini', 1, 1, 900, 100],
      ['', 'claude-sonnet-4-5', 1, 1, 700, 70],
      ['compatible', 'llama3.2', 1, 1, 300, 40],
    ],
  );
  near(stats.models[0]?.cost, 0.01767);
  assert.equal(stats.models[3]?.cost, undefined, 'a model without a known price has no cost, not a cost of 0');
});

test('the most expensive session is one with a price; the largest need none', async (t) => {
  const stats = await counted(copyFixtures(t));
  assert.deepEqual(
    stats.mostExpensive.map((one) => one.session.name),
    ['two-days'],
  );
  assert.deepEqual(
    stats.largest.map((one) => [one.session.id, one.inputTokens + one.outputTokens, one.turns]),
    [
      ['sess_two_days', 5050, 3],
      ['go-1', 770, 1],
      ['sess_fork', 340, 1],
    ],
  );
});

test('a fork counts what came after it was forked, also when its origin is gone', async (t) => {
  const folder = copyFixtures(t);
  fs.rmSync(path.join(folder, 'session-1776686400.jsonl'));
  const stats = await counted(folder);
  assert.equal(stats.turns, 2);
  assert.equal(stats.inputTokens, 300 + 700);
  assert.deepEqual(
    stats.models.map((one) => one.model),
    ['claude-sonnet-4-5', 'llama3.2'],
  );
});

test("a message just before midnight belongs to the next day where the user's clock says so", async (t) => {
  const folder = copyFixtures(t);
  t.after(() => {
    process.env.TZ = 'UTC';
  });
  process.env.TZ = 'Pacific/Kiritimati'; // UTC+14: noon there is two in the morning of the next day.
  const stats = await counted(folder);
  assert.deepEqual(
    stats.days.map((day) => [day.day, day.turns]),
    [
      ['2026-04-21', 2],
      ['2026-04-22', 3],
    ],
  );
});

test('a file that cannot be read is said, and hides no other', async (t) => {
  const folder = copyFixtures(t);
  const store = createStore({ directory: folder, clock: testClock(noon) });
  const stats = await counted(folder, {
    read: (filePath, options) =>
      filePath.endsWith('1776686400.jsonl')
        ? Promise.resolve(fail(problem('io-error', 'The disk failed.')))
        : store.read(filePath, options),
  });
  assert.equal(stats.unread, 1);
  assert.equal(stats.sessions, 3);
  // Its fork is counted without what it copied, as ever.
  assert.equal(stats.inputTokens, 1000);
});

test('an unreadable folder is a problem, an empty one all zeros', async (t) => {
  const folder = tempFolder(t);
  const empty = await counted(folder);
  assert.deepEqual([empty.sessions, empty.days, empty.models], [0, [], []]);
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, '');
  const stats = await count(file);
  assert.ok(!stats.ok);
});

test('files are read newest first, few at a time, and what is counted so far is told', async (t) => {
  const folder = tempFolder(t);
  writeManySessions(folder, { count: 60, turns: 2 });
  const store = createStore({ directory: folder, clock: testClock(noon) });
  const order: string[] = [];
  let together = 0;
  let most = 0;
  const told: Stats[] = [];
  const stats = await count(
    folder,
    { onProgress: (soFar) => void told.push(soFar) },
    {
      async read(filePath, options) {
        order.push(filePath);
        together += 1;
        most = Math.max(most, together);
        const result = await store.read(filePath, options);
        together -= 1;
        return result;
      },
    },
  );
  assert.ok(stats.ok);
  assert.deepEqual(order, order.toSorted().reverse());
  assert.ok(most <= 8, `${most} files at once`);
  assert.ok(told.length >= 1);
  assert.deepEqual(told[0]?.reading, { done: 8, total: 60 });
  assert.equal(told[0]?.turns, 16);
  assert.equal(stats.value.turns, 120);
});

test('what nobody wants any more is not read', async (t) => {
  const folder = tempFolder(t);
  writeManySessions(folder, { count: 60 });
  let slices = 0;
  const stats = await count(folder, {
    wanted() {
      slices += 1;
      return slices < 3;
    },
  });
  assert.ok(!stats.ok && stats.problem.code === 'aborted');
  assert.equal(slices, 3);
});

test('aborting half-way reads no further', async (t) => {
  const folder = tempFolder(t);
  writeManySessions(folder, { count: 60 });
  const store = createStore({ directory: folder, clock: testClock(noon) });
  const controller = new AbortController();
  let read = 0;
  const stats = await count(
    folder,
    { signal: controller.signal },
    {
      read(filePath, options) {
        read += 1;
        if (read === 10) controller.abort();
        return store.read(filePath, options);
      },
    },
  );
  assert.ok(!stats.ok && stats.problem.code === 'aborted');
  assert.ok(read <= 16, `${read} files were read`);
});

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

test('a whole fork that shows its first variant counts none of the copied ones again', async (t) => {
  const directory = tempFolder(t);
  const store = createStore({ directory, clock: testClock(noon) });
  const said = (id: string, parent: string | null, more: Partial<NewMessage>): NewMessage => ({
    ...{ id, parent, role: 'assistant', content: id, timestamp: noon, provider: 'openai', model: 'gpt-4o-mini' },
    ...more,
  });
  const usage = { input: 1000, output: 100 };
  const origin = await store.create({
    provider: 'openai',
    model: 'gpt-4o-mini',
    cwd: '/',
    messages: [
      said('prompt', null, { role: 'user' }),
      said('first', 'prompt', { usage }),
      said('second', 'prompt', { usage }),
    ],
    head: 'first',
  });
  assert.ok(origin.ok);
  await origin.value.close();
  const forked = await forkSession(store, { filePath: origin.value.summary.filePath });
  assert.ok(forked.ok);
  assert.equal(forked.value.turnCount, 1);
  // Its own line 1 tells the same.
  assert.deepEqual([forked.value.inputTokens, forked.value.outputTokens], [0, 0]);
  assert.equal(forked.value.contextTokens, 1100);
  const { inputTokens, outputTokens, sessions } = await counted(directory);
  assert.deepEqual([sessions, inputTokens, outputTokens], [2, 2000, 200]);
});
