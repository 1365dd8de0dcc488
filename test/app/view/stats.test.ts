/** The statistics view: what stands in its rows at three sizes, how it scrolls, and when it has charts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../../src/app/frame.ts';
import type { State } from '../../../src/app/state.ts';
import { update } from '../../../src/app/update.ts';
import { view } from '../../../src/app/view.ts';
import type { SessionSummary } from '../../../src/core/session.ts';
import { defaultSettings } from '../../../src/core/settings.ts';
import { type Stats, sumStats } from '../../../src/core/stats.ts';
import type { SessionTally } from '../../../src/core/stats-tally.ts';
import { textWidth } from '../../../src/core/text/width.ts';
import type { ColorDepth } from '../../../src/core/theme.ts';
import { fallbackTheme } from '../../../src/core/theme-file-fallback.ts';
import { initialState } from '../../../src/run/initial.ts';
import { mount } from '../../support/mount.ts';

process.env.TZ = 'UTC';

const now = Date.UTC(2026, 10, 22, 14);
const given = { now, newId: (kind: string) => `${kind}_1` };

/** Two sessions: one priced, over two days; one local, with a title as wide as it is hostile. */
function someStats(): Stats {
  const sum = sumStats();
  const line = { estimatedTokens: 0, unpricedTokens: 0, cachedTokens: 0 };
  const add = (title: string, provider: string, model: string, tally: SessionTally) =>
    sum.add({ id: title, name: title, title, provider, model } as SessionSummary, tally);
  add('parser', 'anthropic', 'claude-sonnet-4-5', {
    turns: new Map([
      ['2026-11-21', 2],
      ['2026-11-22', 8],
    ]),
    days: ['2026-11-21', '2026-11-22'],
    lines: [
      {
        ...line,
        day: '2026-11-21',
        provider: 'anthropic',
        model: 'claude-sonnet-4-5',
        turns: 2,
        inputTokens: 40_000,
        outputTokens: 2000,
        cost: 0.15,
      },
      {
        ...line,
        day: '2026-11-22',
        provider: 'anthropic',
        model: 'claude-sonnet-4-5',
        turns: 8,
        inputTokens: 160_000,
        outputTokens: 8000,
        cachedTokens: 90_000,
        cost: 0.36,
      },
    ],
  });
  add('日本語の要約\u001b[31m と とても長い題名がここに続きますのでご注意ください', 'compatible', 'llama3.2', {
    turns: new Map([['2026-11-09', 5]]),
    days: ['2026-11-09'],
    lines: [
      {
        ...line,
        day: '2026-11-09',
        provider: 'compatible',
        model: 'llama3.2',
        turns: 5,
        inputTokens: 20_000,
        outputTokens: 1000,
        unpricedTokens: 21_000,
        estimatedTokens: 21_000,
      },
    ],
  });
  return sum.result(now, 2);
}

function stateAt(columns: number, rows: number, stats: Stats | null, depth: ColorDepth = 24, scroll = 0): State {
  const size = { columns, rows };
  const theme = fallbackTheme('dark');
  const chosenModel = { provider: 'offline', model: 'offline' };
  const state = initialState({
    size,
    now,
    settings: defaultSettings,
    theme,
    depth,
    cwd: '/',
    chosenModel,
    modelsNamed: [],
  });
  return { ...state, overlay: { kind: 'stats', stats, scroll } };
}

/** The rows of the view's pane, without the blanks at their ends. */
function rowsOf(frame: Frame): readonly string[] {
  const pane = frame.panes.find((one) => one.name === 'stats');
  assert.ok(pane, 'the view has a pane');
  assert.ok(pane.rows.length <= pane.rect.height);
  for (const row of pane.rows) {
    const width = row.reduce((sum, part) => sum + textWidth(part.text), 0);
    assert.ok(width <= pane.rect.width, `${width} cells in a pane of ${pane.rect.width}`);
  }
  return pane.rows.map((row) =>
    row
      .map((part) => part.text)
      .join('')
      .trimEnd(),
  );
}

test('80×24: two charts at the top, the map and the totals side by side below', () => {
  const frame = view(stateAt(80, 24, someStats()));
  assert.deepEqual(
    frame.charts.map((chart) => [chart.kind, chart.title, chart.rect]),
    [
      ['line', 'Tokens by day · 28 days', { x: 1, y: 2, width: 41, height: 8 }],
      ['line', 'Sessions by day · 28 days', { x: 44, y: 2, width: 34, height: 8 }],
    ],
  );
  const rows = rowsOf(frame);
  assert.equal(rows[0], '▌Statistics                                                      ↓ 15 more rows');
  assert.deepEqual(
    rows.slice(1, 10).filter((row) => row !== ''),
    [],
    'nothing stands behind the charts',
  );
  assert.deepEqual(rows.slice(10), [
    ' Activity · 12 weeks             Totals',
    '       Sep     Oct     Nov       sessions          2',
    ' Mon · · · · · · · · · · ▓▓·     turns            15',
    ' Tue · · · · · · · · · · · ·     tokens in      220k  90k from a cache',
    ' Wed · · · · · · · · · · · ·     tokens out      11k',
    " Thu · · · · · · · · · · · ·     cost          $0.51  at today's prices",
    ' Fri · · · · · · · · · · · ·     no price        21k  tokens',
    ' Sat · · · · · · · · · · · ░░    estimated       21k  tokens',
    ' Sun · · · · · · · · · · · ██',
    '',
    '     less · ░░ ▒▒ ▓▓ ██ more',
    '',
    ' By model',
  ]);
});

test('160×50: a third chart for the models, and tables with all their columns', () => {
  const frame = view(stateAt(160, 50, someStats()));
  assert.deepEqual(
    frame.charts.map((chart) => [chart.kind, chart.title]),
    [
      ['line', 'Tokens by day · 28 days'],
      ['stackedBar', 'By model'],
      ['line', 'Sessions by day · 28 days'],
    ],
  );
  const [tokens, models, sessions] = frame.charts;
  assert.deepEqual(tokens?.series[0]?.values.slice(-2), [42_000, 168_000]);
  assert.deepEqual(
    models?.series.map((one) => one.values.slice(-2)),
    [
      [42_000, 168_000],
      [0, 0],
    ],
  );
  assert.deepEqual(sessions?.series[0]?.values.slice(-14), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  assert.equal(tokens?.labels.at(-1), '11-22');
  const rows = rowsOf(frame);
  assert.equal(rows[0], '▌Statistics');
  assert.deepEqual(rows.slice(rows.indexOf(' By model'), rows.indexOf(' By model') + 14), [
    ' By model',
    ' model                                      share  sessions  turns    in   out   cost',
    ' anthropic/claude-sonnet-4-5  ████████████    91%         1     10  200k   10k  $0.51',
    ' compatible/llama3.2          █▎               9%         1      5   20k  1.0k      –',
    '',
    ' Most expensive sessions',
    ' session  model                        turns    in  out   cost',
    ' parser   anthropic/claude-sonnet-4-5     10  200k  10k  $0.51',
    '',
    ' By day',
    ' day                       sessions  turns    in   out   cost',
    ' 2026-11-22  ████████████         1      8  160k  8.0k  $0.36',
    ' 2026-11-21  ███                  1      2   40k  2.0k  $0.15',
    ' 2026-11-09  █▌                   1      5   20k  1.0k      –',
  ]);
});

test('40×12: text only, the narrowest columns', () => {
  const frame = view(stateAt(40, 12, someStats()));
  assert.deepEqual(frame.charts, []);
  assert.deepEqual(rowsOf(frame), [
    '▌Statistics              ↓ 27 more rows',
    ' Totals',
    ' sessions          2',
    ' turns            15',
    ' tokens in      220k  90k from a cache',
    ' tokens out      11k',
    " cost          $0.51  at today's prices",
    ' no price        21k  tokens',
    ' estimated       21k  tokens',
    '',
    ' Activity · 12 weeks',
  ]);
  const models = rowsOf(view(stateAt(40, 12, someStats(), 24, 21)));
  assert.deepEqual(models.slice(1, 5), [
    ' By model',
    ' model                  in   out   cost',
    ' anthropic/claude-s…  200k   10k  $0.51',
    ' compatible/llama3.2   20k  1.0k      –',
  ]);
});

test('without colours no chart tells models apart by colour alone', () => {
  const kinds = view(stateAt(160, 50, someStats(), 1)).charts.map((chart) => chart.kind);
  assert.deepEqual(kinds, ['line', 'line']);
});

test('a hostile title is harmless and cut to its column', () => {
  const stats = someStats();
  const rows = rowsOf(view(stateAt(100, 60, { ...stats, mostExpensive: [] })));
  const row = rows.find((one) => one.includes('日本語'));
  assert.ok(row);
  assert.ok(!row.includes('\u001b'));
  assert.ok(rows.includes(' Largest sessions'));
});

test('before anything is read, while it is read, and when there is nothing', () => {
  assert.deepEqual(rowsOf(view(stateAt(80, 24, null))).slice(0, 3), [
    '▌Statistics',
    '',
    ' Reading all session files …',
  ]);
  const reading = rowsOf(view(stateAt(80, 24, { ...someStats(), reading: { done: 2, total: 10_000 } })));
  assert.match(reading[0] ?? '', /Statistics · 2 of 10k sessions read …/);
  const empty = view(stateAt(80, 24, sumStats().result(now, 0)));
  assert.deepEqual(empty.charts, []);
  assert.equal(rowsOf(empty)[2], ' No sessions yet: the statistics are counted from them.');
});

test('scrolling goes to the end and no further; the charts stay; Escape closes', () => {
  let state = stateAt(80, 24, someStats());
  const press = (key: string) => {
    state = update(state, { type: 'input', event: { type: 'key', key } }, given).state;
  };
  const charts = view(state).charts;
  press('down');
  assert.equal(rowsOf(view(state))[10], '       Sep     Oct     Nov       sessions          2');
  assert.deepEqual(view(state).charts, charts);
  press('end');
  const end = rowsOf(view(state));
  assert.equal(end.at(-1), ' + plus tokens without a known price');
  for (let i = 0; i < 5; i += 1) press('pagedown');
  assert.deepEqual(rowsOf(view(state)), end);
  press('up');
  assert.notDeepEqual(rowsOf(view(state)), end, 'one step back is one row back');
  press('g');
  assert.equal(state.overlay.kind === 'stats' && state.overlay.scroll, 0);
  press('escape');
  assert.equal(state.overlay.kind, 'none');
});

test('S asks for the figures; they come in as they are read', () => {
  const state: State = { ...stateAt(80, 24, null), overlay: { kind: 'none' } };
  const opened = update(state, { type: 'input', event: { type: 'key', key: 'S', text: 'S' } }, given);
  assert.deepEqual(opened.effects, [{ type: 'computeStats' }]);
  const stats = someStats();
  const filled = update(opened.state, { type: 'statsReady', stats }, given).state;
  assert.equal(filled.overlay.kind === 'stats' && filled.overlay.stats, stats);
  const closed = update(filled, { type: 'input', event: { type: 'key', key: 'q' } }, given).state;
  assert.equal(
    update(closed, { type: 'statsReady', stats }, given).state.overlay.kind,
    'none',
    'late figures open nothing',
  );
});

test('the charts stand on the view in a real terminal', async (t) => {
  const screen = mount({ columns: 80, rows: 24, depth: 24 });
  t.after(() => screen.screen.close());
  await screen.draw(view(stateAt(80, 24, someStats())));
  await screen.until(() => /[\u2801-\u28ff]/.test(screen.emulator.lines().slice(3, 9).join('')), 'lines are drawn');
  const lines = screen.emulator.lines();
  assert.match(lines[2] ?? '', /^ Tokens by day · 28 days +Sessions by day · 28 days/);
  assert.equal(lines[10], ' Activity · 12 weeks             Totals');
  assert.match(lines[23] ?? '', /Esc close/);
  assert.deepEqual(screen.logged, []);
});
