/** Charts on the screen: each kind is drawn with its numbers, follows its place, and says so when it cannot be drawn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chart, Rect } from '../../src/app/frame.ts';
import { frameOf, type Mounted, mount } from '../support/mount.ts';

const size = { columns: 80, rows: 24 };
const whole: Rect = { x: 0, y: 0, width: 80, height: 24 };

function chart(kind: Chart['kind'], rect: Rect, rest: Partial<Chart> = {}): Chart {
  return {
    kind,
    rect,
    title: `${kind} of days`,
    labels: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
    series: [{ name: 'tokens', values: [1, 5, 3, 8, 2, 7] }],
    style: { fg: '#ff8800' },
    ...rest,
  };
}

/** Draws until contrib has come and the chart stands there. */
async function show(mounted: Mounted, charts: readonly Chart[], pattern: RegExp): Promise<void> {
  await mounted.draw(frameOf(mounted.screen.size, [{ text: [] }], { charts }));
  await mounted.until(() => pattern.test(mounted.emulator.text()), String(pattern));
}

/** Columns in which something of this colour stands. */
function columnsOf({ emulator }: Mounted, ground: 'fg' | 'bg', color: string, rect = whole): number[] {
  const columns = new Set<number>();
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    for (let x = rect.x; x < Math.min(emulator.columns, rect.x + rect.width); x++) {
      const cell = emulator.cell(x, y);
      if (cell[ground] === color && (ground === 'bg' || cell.text !== ' ')) columns.add(x);
    }
  }
  return [...columns].sort((a, b) => a - b);
}

test('a sparkline fits into one row, in the colour of the theme', async () => {
  const mounted = mount(size);
  await show(mounted, [chart('sparkline', { x: 2, y: 23, width: 20, height: 1 })], /▁▅▃█▂▇/);
  assert.equal(mounted.emulator.cell(2, 23).fg, '#ff8800');
  await show(mounted, [chart('sparkline', { x: 2, y: 22, width: 5, height: 2 })], /sparkline of days|spark/);
  assert.equal(mounted.emulator.cell(2, 23).text !== ' ', true);
  assert.deepEqual(mounted.logged, []);
  mounted.screen.close();
});

test('line, bar, stacked bar and donut are drawn with their labels and their series in colours of their own', async () => {
  for (const [kind, ground] of [
    ['line', 'fg'],
    ['bar', 'bg'],
    ['stackedBar', 'bg'],
    ['donut', 'fg'],
  ] as const) {
    const mounted = mount(size);
    const series = [
      { name: 'in', values: [4, 5, 3, 8, 2, 7] },
      { name: 'out', values: [2, 1, 6, 3, 9, 1] },
    ];
    await show(mounted, [chart(kind, whole, { series })], /mon/);
    assert.match(mounted.emulator.lines()[0] ?? '', new RegExp(`${kind} of days`));
    const used = columnsOf(mounted, ground, '#ff8800', { ...whole, y: 1, height: 23 });
    assert.ok(used.length > 4, `${kind}: ${used.join()}\n${mounted.emulator.text()}`);
    assert.deepEqual(mounted.logged, []);
    mounted.screen.close();
  }
});

for (const [most, steps] of [
  [1, ['0', '1']],
  [3, ['0', '1', '2', '3']],
  [5, ['0', '2', '4', '6']],
  [11_200, ['0', '3.4k', '6.7k', '10k']],
] as const) {
  test(`a line up to ${most} counts in whole numbers, with their unit`, async () => {
    const mounted = mount(size);
    const series = [{ name: '', values: [0, 0, 1, 0, most, 0] }];
    await show(mounted, [chart('line', { ...whole, height: 12 }, { series })], /mon/);
    const labels = mounted.emulator.lines().flatMap((row) => /^\s*([\d.]+k?)\s*[⢸⡇]/.exec(row)?.[1] ?? []);
    assert.deepEqual(labels.reverse(), steps);
    mounted.screen.close();
  });
}

test('a chart grows with its place', async () => {
  const mounted = mount({ columns: 120, rows: 30 });
  await show(mounted, [chart('line', { x: 0, y: 0, width: 50, height: 20 })], /mon/);
  const before = columnsOf(mounted, 'fg', '#ff8800').at(-1) ?? 0;
  await show(mounted, [chart('line', { x: 0, y: 0, width: 110, height: 20 })], /mon/);
  const after = columnsOf(mounted, 'fg', '#ff8800', { x: 0, y: 1, width: 120, height: 29 }).at(-1) ?? 0;
  assert.ok(before < 50 && after > 70, `${before} → ${after}`);
  mounted.screen.close();
});

test('an overlay lies above a chart', async () => {
  const mounted = mount(size);
  await show(mounted, [chart('line', whole)], /mon/);
  await mounted.draw(
    frameOf(
      size,
      [
        { text: [] },
        {
          text: Array.from({ length: 10 }, () => '#'.repeat(30)),
          rect: { x: 10, y: 5, width: 30, height: 10 },
          name: 'overlay',
        },
      ],
      {
        charts: [chart('line', whole)],
      },
    ),
  );
  for (let y = 5; y < 15; y++) assert.equal((mounted.emulator.lines()[y] ?? '').slice(10, 40), '#'.repeat(30));
  mounted.screen.close();
});

test('the same numbers cost no byte, a chart that goes leaves nothing', async () => {
  const mounted = mount(size);
  await show(mounted, [chart('stackedBar', whole)], /mon/);
  await mounted.draw(frameOf(size, [{ text: [] }], { charts: [chart('stackedBar', whole)] }));
  assert.equal(mounted.paints.at(-1)?.bytes, 0);
  await mounted.draw(frameOf(size, [{ text: ['gone'] }]));
  assert.equal(mounted.emulator.text().trimEnd(), 'gone');
  mounted.screen.close();
});

test('too small, empty, all zero, not a number, hostile names: a sentence or a chart, never an error', async () => {
  const tiny = { x: 0, y: 0, width: 9, height: 3 };
  const kinds = ['sparkline', 'line', 'bar', 'stackedBar', 'donut'] as const;
  const odd: readonly Partial<Chart>[] = [
    { series: [] },
    { series: [{ name: 'none', values: [] }], labels: [] },
    { series: [{ name: 'zero', values: [0, 0, 0] }] },
    { series: [{ name: 'odd', values: [Number.NaN, Number.POSITIVE_INFINITY, -5] }] },
    { series: [{ name: 'one', values: [7] }], labels: ['a'] },
    { labels: ['\x1b[31mred', '{red-fg}tag', '日本', '👨‍👩‍👧‍👦', '\x9b2J', 'x'], title: '\x1b]2;PWNED\x07' },
    { labels: ['short'], series: [{ name: 'longer than labels', values: [1, 2, 3, 4, 5] }] },
    { series: Array.from({ length: 9 }, (_, i) => ({ name: `s${i}`, values: [1, 2, 3] })) },
  ];
  const mounted = mount(size);
  for (const kind of kinds) await show(mounted, [chart(kind, whole)], kind === 'sparkline' ? /█/ : /mon/);
  for (const kind of kinds) {
    for (const rest of odd) await mounted.draw(frameOf(size, [], { charts: [chart(kind, whole, rest)] }));
    await mounted.draw(frameOf(size, [], { charts: [chart(kind, tiny), chart(kind, { ...tiny, x: 70, width: 40 })] }));
  }
  assert.match(mounted.emulator.text(), /too small/);
  assert.doesNotMatch(mounted.emulator.title(), /PWNED/);
  assert.deepEqual(mounted.logged, []);
  mounted.screen.close();
});
