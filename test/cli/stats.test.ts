/** `reprise stats`: the table for people, the JSON for programs. */
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { z } from 'zod';
import { type Cli, createCli } from '../support/cli.ts';
import { root } from '../support/sources.ts';

/** The four sessions that are counted by hand beside the tests of the counting, at prices of the user's own. */
function withSessions(t: TestContext): Cli {
  const cli = createCli(t);
  cpSync(join(root, 'test/fixtures/stats'), cli.sessions, { recursive: true });
  const prices = { 'claude-sonnet-4-5': { input: 3, output: 15 }, 'gpt-4o-mini': { input: 1, output: 2 } };
  writeFileSync(join(cli.home, 'config.json'), JSON.stringify({ prices }), { mode: 0o600 });
  return cli;
}

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const count = z.int().nonnegative();
const tokens = {
  inputTokens: count,
  outputTokens: count,
  cachedTokens: count,
  estimatedTokens: count,
  unpricedTokens: count,
  cost: z.number().nonnegative().nullable(),
};
const sums = { sessions: count, turns: count, ...tokens };
const who = { provider: z.string(), model: z.string() };
const sessionFigures = z.strictObject({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  filePath: z.string(),
  ...who,
  turns: count,
  ...tokens,
});

/** The promise of `--json`: exactly these names. */
const schema = z.strictObject({
  today: day,
  ...sums,
  unreadSessions: count,
  days: z.array(z.strictObject({ day, ...sums, models: z.array(z.strictObject({ ...who, tokens: count })) })),
  models: z.array(z.strictObject({ ...who, ...sums })),
  mostExpensive: z.array(sessionFigures),
  largest: z.array(sessionFigures),
});

test('--json has exactly the promised names, and the figures that a person counts', async (t) => {
  const stats = schema.parse(JSON.parse(await withSessions(t).ok(['stats', '--json'])));
  assert.deepEqual(
    [stats.sessions, stats.turns, stats.inputTokens, stats.outputTokens, stats.cachedTokens, stats.unpricedTokens],
    [4, 5, 5400, 760, 400, 340],
  );
  // claude 3500 in and 550 out, once more 700 and 70 by another program; gpt 900 and 100.
  assert.ok(Math.abs((stats.cost ?? 0) - (4200 * 3 + 620 * 15 + 900 * 1 + 100 * 2) / 1_000_000) < 1e-9);
  assert.deepEqual(
    stats.days.map((one) => [one.day, one.turns, one.inputTokens]),
    [
      ['2026-04-20', 2, 2600],
      ['2026-04-21', 3, 2800],
      ['2026-04-22', 0, 0],
    ],
  );
  assert.equal(stats.models.find((one) => one.model === 'llama3.2')?.cost, null);
  assert.equal(stats.mostExpensive[0]?.name, 'two-days');
});

test('the table is the same for people: totals, models, sessions, days', async (t) => {
  const text = await withSessions(t).ok(['stats']);
  const lines = text.split('\n');
  for (const heading of ['By model', 'Most expensive sessions', 'By day']) assert.ok(lines.includes(heading), heading);
  assert.match(text, /turns +5\n/);
  assert.match(text, /tokens in +5\.4k {2}400 from a cache\n/);
  assert.match(text, /\nanthropic\/claude-sonnet-4-5 .* 3 {2}3\.5k {2}550 +\$0\.02\n/);
  assert.match(text, /\n2026-04-20 .* 2 {6}2 {2}2\.6k {2}370 /);
  assert.match(text, /\ntwo-days .*\$0\.02\n/);
  assert.match(text, /less · ░░ ▒▒ ▓▓ ██ more/);
  assert.ok(lines.every((line) => [...line].length <= 100 && line === line.trimEnd()));
});

test('without sessions it says so, and JSON is all zeros', async (t) => {
  const cli = createCli(t);
  assert.equal(await cli.ok(['stats']), 'No sessions yet: the statistics are counted from them.\n');
  const stats = schema.parse(JSON.parse(await cli.ok(['stats', '--json'])));
  assert.deepEqual([stats.sessions, stats.cost, stats.days], [0, null, []]);
});
