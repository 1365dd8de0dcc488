/** Sums of sessions as properties and tables: parts add up to the whole, days are calendar days, prices are exact. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  emptySummary,
  emptyTranscript,
  type Message,
  type SessionSummary,
  type Transcript,
  type Usage,
} from '../../src/core/session.ts';
import { type Stats, sumStats, tokensOf } from '../../src/core/stats.ts';
import { activityMap } from '../../src/core/stats-activity.ts';
import { dayBefore, dayOf, lastDays, weekdayOf } from '../../src/core/stats-day.ts';
import { type CostOf, rememberPrices } from '../../src/core/stats-price.ts';
import { tallySession } from '../../src/core/stats-tally.ts';
import { fc } from '../support/property.ts';

process.env.TZ = 'UTC';

const noon = Date.UTC(2026, 10, 22, 12);
const hour = 3_600_000;

function session(fields: Partial<SessionSummary> = {}): SessionSummary {
  return {
    ...emptySummary('sess_1'),
    filePath: '/s/session-1.jsonl',
    name: 'one',
    named: true,
    title: 'one',
    provider: 'openai',
    model: 'small',
    startTime: noon,
    endTime: noon,
    ...fields,
  };
}

function transcript(messages: readonly Message[]): Transcript {
  return { ...emptyTranscript('sess_1', true), messages, head: messages.at(-1)?.id ?? null };
}

const free: CostOf = () => undefined;

const usages = fc.record({
  input: fc.nat(300_000),
  output: fc.nat(9000),
  cached: fc.nat(400_000),
  estimated: fc.boolean(),
});

/** Any list of messages, linked one after the other. */
const conversations = fc
  .array(
    fc.record({
      role: fc.constantFrom('user' as const, 'assistant' as const, 'tool' as const),
      ago: fc.nat(24 * 40),
      model: fc.constantFrom('small', 'large', 'local'),
      usage: fc.option(usages, { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((parts) =>
    parts.map(
      ({ role, ago, model, usage }, i): Message => ({
        id: `msg_${i}`,
        parent: i === 0 ? null : `msg_${i - 1}`,
        seq: i + 1,
        role,
        content: 'x',
        timestamp: noon - ago * hour,
        ...(role === 'assistant' ? { model, provider: 'openai', ...(usage ? { usage } : {}) } : {}),
      }),
    ),
  );

test('days and models add up to the totals, and the totals to the messages', () => {
  const costOf: CostOf = ({ model }, usage) => (model === 'local' ? undefined : usage.input + 2 * usage.output);
  fc.assert(
    fc.property(fc.array(conversations, { maxLength: 8 }), (all) => {
      const sum = sumStats();
      all.forEach((messages, i) => {
        const one = session({ id: `sess_${i}` });
        sum.add(one, tallySession(one, transcript(messages), costOf));
      });
      const stats = sum.result(noon, all.length);
      const replies = all.flat().filter((message) => message.role === 'assistant' && message.usage);
      const total = (pick: (message: Message) => number) => replies.reduce((count, one) => count + pick(one), 0);
      assert.equal(stats.sessions, all.length);
      assert.equal(stats.turns, all.flat().filter((message) => message.role === 'user').length);
      assert.equal(
        stats.inputTokens,
        total((one) => one.usage?.input ?? 0),
      );
      assert.equal(
        stats.outputTokens,
        total((one) => one.usage?.output ?? 0),
      );
      assert.equal(
        stats.unpricedTokens,
        total((one) => (one.model === 'local' ? (one.usage?.input ?? 0) + (one.usage?.output ?? 0) : 0)),
      );
      assert.equal(
        stats.estimatedTokens,
        total(({ usage }) => (usage?.estimated ? usage.input + usage.output : 0)),
      );
      for (const field of [
        'inputTokens',
        'outputTokens',
        'cachedTokens',
        'estimatedTokens',
        'unpricedTokens',
      ] as const) {
        assert.equal(added(stats.days, field), stats[field], `${field} by day`);
        assert.equal(added(stats.models, field), stats[field], `${field} by model`);
      }
      assert.equal(added(stats.days, 'turns'), stats.turns);
      assert.ok(stats.cachedTokens <= stats.inputTokens);
      for (const day of stats.days) {
        assert.equal(
          day.models.reduce((count, one) => count + one.tokens, 0),
          tokensOf(day),
        );
      }
      const days = stats.days.map((day) => day.day);
      assert.deepEqual(days, [...new Set(days)].sort());
    }),
    { numRuns: 200 },
  );
});

function added<T>(items: readonly T[], field: keyof T): number {
  return items.reduce((sum, item) => sum + Number(item[field]), 0);
}

test('the longest lists are cut to the first ten, in order', () => {
  const sum = sumStats();
  for (let i = 0; i < 30; i += 1) {
    const one = session({ id: `sess_${(i * 7) % 30}` });
    const input = ((i * 7) % 30) * 100;
    const messages: Message[] = [
      { id: 'a', parent: null, seq: 1, role: 'assistant', content: '', timestamp: noon, usage: { input, output: 0 } },
    ];
    sum.add(
      one,
      tallySession(one, transcript(messages), (_model, usage) => usage.input),
    );
  }
  const { mostExpensive, largest } = sum.result(noon, 30);
  const expected = [29, 28, 27, 26, 25, 24, 23, 22, 21, 20].map((i) => `sess_${i}`);
  assert.deepEqual(
    mostExpensive.map((one) => one.session.id),
    expected,
  );
  assert.deepEqual(
    largest.map((one) => one.session.id),
    expected,
  );
});

test('a fork counts only what came after the messages it began with, be it one', () => {
  const messages = Array.from(
    { length: 3 },
    (_, i): Message => ({ id: `msg_${i}`, parent: null, seq: i + 1, role: 'user', content: 'x', timestamp: noon }),
  );
  for (const [messageId, turns] of [
    [null, 3],
    ['msg_0', 2],
    ['msg_1', 1],
    ['msg_2', 0],
    ['msg_lost', 3],
  ] as const) {
    const fork = session({ forkedFrom: { sessionId: 'sess_0', name: 'zero', messageId } });
    const tally = tallySession(fork, transcript(messages), free);
    assert.equal(
      [...tally.turns.values()].reduce((sum, count) => sum + count, 0),
      turns,
      `${messageId}`,
    );
  }
});

test('a message without a time is counted on the day of the one before it', () => {
  const messages: Message[] = [
    { id: 'a', parent: null, seq: 1, role: 'user', content: 'x', timestamp: noon - 24 * hour },
    { id: 'b', parent: 'a', seq: 2, role: 'user', content: 'x', timestamp: 0 },
  ];
  const { turns, days } = tallySession(session(), transcript(messages), free);
  assert.deepEqual([...turns], [['2026-11-21', 2]]);
  assert.deepEqual(days, ['2026-11-21']);
});

test('days are calendar days, also across a change of the clocks', (t) => {
  t.after(() => {
    process.env.TZ = 'UTC';
  });
  process.env.TZ = 'Europe/Berlin';
  assert.equal(dayOf(Date.UTC(2026, 9, 24, 22, 30)), '2026-10-25');
  assert.deepEqual(lastDays('2026-10-27', 4), ['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27']);
  assert.deepEqual(lastDays('2026-03-30', 3), ['2026-03-28', '2026-03-29', '2026-03-30']);
  assert.equal(dayBefore('2026-03-01', 1), '2026-02-28');
  assert.equal(dayBefore('2026-12-31', -1), '2027-01-01');
  assert.equal(weekdayOf('2026-11-22'), 6, 'a Sunday');
});

test('the activity map: weeks begin on Monday, days to come are open, strengths follow the busiest day', () => {
  const day = (name: string, turns: number, sessions = 1): Stats['days'][number] => ({
    day: name,
    turns,
    sessions,
    models: [],
    inputTokens: 0,
    outputTokens: 0,
    cachedTokens: 0,
    estimatedTokens: 0,
    unpricedTokens: 0,
  });
  const map = activityMap(
    {
      today: '2026-11-19',
      days: [
        day('2026-10-01', 99),
        day('2026-11-09', 1),
        day('2026-11-10', 3),
        day('2026-11-16', 12),
        day('2026-11-18', 0),
        day('2026-11-19', 7),
      ],
    },
    2,
  );
  assert.deepEqual(map.weeks, ['2026-11-09', '2026-11-16']);
  assert.deepEqual(map.rows, [
    [1, 4],
    [1, 0],
    // Begun, but nothing asked yet: still something.
    [0, 1],
    [0, 3],
    [0, null],
    [0, null],
    [0, null],
  ]);
  assert.equal(map.most, 12, 'what lies before the map does not count');
});

test('remembered prices are the prices, and most are not asked for again', () => {
  let asked = 0;
  /** Twice the price from 200,000 tokens on; one model is stepped much earlier, one is unknown. */
  const costOf: CostOf = ({ model }, { input, output, cached = 0 }) => {
    asked += 1;
    if (model === 'unknown') return undefined;
    const step = model === 'stepped' ? 5000 : 200_000;
    const read = Math.min(cached, input);
    return ((input - read) * 3 + read * 0.3 + output * 15) * (input > step ? 2 : 1);
  };
  const price = rememberPrices(costOf);
  fc.assert(
    fc.property(fc.constantFrom('plain', 'stepped', 'unknown'), usages, (model, usage: Usage) => {
      const exact = costOf({ provider: 'p', model }, usage);
      const remembered = price({ provider: 'p', model }, usage);
      if (exact === undefined || remembered === undefined) assert.equal(remembered, exact);
      else assert.ok(Math.abs(exact - remembered) <= 1e-9 * Math.max(1, exact), `${remembered} is not ${exact}`);
    }),
    { numRuns: 300 },
  );
  asked = 0;
  for (let i = 0; i < 1000; i += 1) price({ provider: 'p', model: 'plain' }, { input: i, output: i });
  assert.equal(asked, 0);
});
