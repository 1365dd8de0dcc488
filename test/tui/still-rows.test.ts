/** What is left undrawn from frame to frame must never be seen: any sequence of frames ends as its last one drawn alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chart, Frame, Pane, Rect, Row } from '../../src/app/frame.ts';
import type { Style } from '../../src/core/theme.ts';
import { stillRows } from '../../src/tui/still-rows.ts';
import { frameOf, type Mounted, mount, plain } from '../support/mount.ts';
import { fc } from '../support/property.ts';

const size = { columns: 30, rows: 12 };
const amber: Style = { fg: '#ff8800' };
const night: Style = { bg: '#102030' };
const words = ['a', 'word', '日本', '👩‍👩‍👧', 'é', '   ', '│', 'a long text that is cut at the edge'];

const row: fc.Arbitrary<Row> = fc.array(
  fc.record({ text: fc.constantFrom(...words), style: fc.constantFrom(plain, amber, night) }),
  { maxLength: 3 },
);
const left: Rect = { x: 0, y: 0, width: 12, height: 10 };
const right: Rect = { x: 12, y: 0, width: 18, height: 10 };
const footer: Rect = { x: 0, y: 11, width: 30, height: 1 };
const area: Rect = { x: 0, y: 8, width: 12, height: 2 };

/** One change of what is seen: rows, their places, what lies above them, numbers, colours. */
type Edit =
  | { readonly kind: 'row'; readonly pane: number; readonly y: number; readonly row: Row }
  | { readonly kind: 'scroll'; readonly pane: number; readonly by: number; readonly row: Row }
  | { readonly kind: 'move'; readonly width: number }
  | { readonly kind: 'overlay'; readonly y: number; readonly rows: readonly Row[] }
  | { readonly kind: 'chart'; readonly values: readonly number[] }
  | { readonly kind: 'background'; readonly style: Style }
  | { readonly kind: 'nothing' };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('row' as const), pane: fc.nat(2), y: fc.nat(9), row }),
  fc.record({ kind: fc.constant('scroll' as const), pane: fc.nat(1), by: fc.integer({ min: -3, max: 3 }), row }),
  fc.record({ kind: fc.constant('move' as const), width: fc.integer({ min: 8, max: 14 }) }),
  fc.record({ kind: fc.constant('overlay' as const), y: fc.nat(8), rows: fc.array(row, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('chart' as const), values: fc.array(fc.nat(9), { minLength: 3, maxLength: 8 }) }),
  fc.record({ kind: fc.constant('background' as const), style: fc.constantFrom(plain, night) }),
  fc.constant({ kind: 'nothing' as const }),
);

function pane(name: Pane['name'], rect: Rect, rows: readonly Row[]): Pane {
  return { name, rect, rows, background: plain };
}

function chart(values: readonly number[]): Chart {
  return { kind: 'sparkline', rect: area, title: 'days', labels: [], series: [{ name: '', values }], style: amber };
}

function apply(frame: Frame, change: Edit): Frame {
  const panes = frame.panes.filter(({ name }) => name !== 'overlay');
  const edited = (index: number, rows: (old: readonly Row[]) => readonly Row[]): Frame => ({
    ...frame,
    panes: frame.panes.map((one, i) =>
      i === index ? { ...one, rows: rows(one.rows).slice(0, one.rect.height) } : one,
    ),
  });
  switch (change.kind) {
    case 'row':
      return edited(change.pane, (rows) => rows.map((old, y) => (y === change.y ? change.row : old)));
    case 'scroll':
      return edited(change.pane, (rows) => {
        const come = Array.from({ length: Math.abs(change.by) }, () => change.row);
        return change.by > 0 ? [...rows.slice(change.by), ...come] : [...come, ...rows];
      });
    case 'move':
      return {
        ...frame,
        panes: frame.panes.map((one, i) => {
          if (i === 0) return { ...one, rect: { ...one.rect, width: change.width } };
          return i === 1 ? { ...one, rect: { ...one.rect, x: change.width, width: 30 - change.width } } : one;
        }),
      };
    case 'overlay': {
      const { rows, y } = change;
      if (rows.length === 0) return { ...frame, panes };
      return { ...frame, panes: [...panes, pane('overlay', { x: 5, y, width: 14, height: rows.length }, rows)] };
    }
    case 'chart':
      return { ...frame, charts: change.values[0] === 0 ? [] : [chart(change.values)] };
    case 'background':
      return { ...frame, background: change.style };
    case 'nothing':
      return { ...frame };
  }
}

/** Rows with little in common, so that letting the terminal move them pays; three that are the same stand still then. */
const numbered = (from: number, width: number): readonly Row[] =>
  Array.from({ length: 10 }, (_, y) => [
    { text: String.fromCharCode(from + (y > 3 && y < 7 ? 4 : y)).repeat(width), style: plain },
  ]);
const first: Frame = frameOf(size, [], {
  panes: [
    pane('list', left, numbered(65, 2)),
    pane('transcript', right, numbered(97, 18)),
    pane('footer', footer, [[{ text: 'keys', style: amber }]]),
  ],
  charts: [chart([1, 5, 3, 9])],
});

/** The screen with contrib in it: it comes after the first frame that has a chart. */
async function withCharts(): Promise<Mounted> {
  const mounted = mount(size);
  await mounted.draw(first);
  await mounted.until(() => /[▁▂▃▄▅▆▇█]/.test(mounted.emulator.text()), 'a sparkline');
  return mounted;
}

/** Every cell as it is seen: the ink of a blank is not. */
function cells({ emulator }: Mounted): string[] {
  return Array.from({ length: size.rows }, (_, y) =>
    Array.from({ length: size.columns }, (__, x) => {
      const { text, bg, fg } = emulator.cell(x, y);
      return `${text}${bg === 'default' ? '' : bg}${text === ' ' || fg === 'default' ? '' : fg}`;
    }).join('·'),
  );
}

test('any sequence of frames ends as its last one drawn on an empty terminal', async (t) => {
  const [mounted, fresh] = [await withCharts(), await withCharts()];
  t.after(() => {
    mounted.screen.close();
    fresh.screen.close();
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 12 }), async (edits) => {
      await mounted.draw(first);
      let frame = first;
      for (const change of edits) {
        frame = apply(frame, change);
        await mounted.draw(frame);
      }
      fresh.screen.redraw();
      await fresh.draw(frame);
      assert.deepEqual(cells(mounted), cells(fresh));
    }),
    { numRuns: 100 },
  );
});

test('still is a row in which no pane, background or number has changed', () => {
  const still = (now: Frame): string =>
    stillRows(first, now, size.rows)
      .map((is) => (is ? '=' : 'x'))
      .join('');
  const rows: readonly (readonly [string, Edit, string])[] = [
    ['the same frame made anew', { kind: 'nothing' }, '============'],
    ['one row', { kind: 'row', pane: 1, y: 3, row: [] }, '===x========'],
    ['an overlay', { kind: 'overlay', y: 2, rows: [[], [], []] }, '==xxx======='],
    ['panes of other widths', { kind: 'move', width: 10 }, 'xxxxxxxxxx=='],
    ['other numbers', { kind: 'chart', values: [1, 5, 3, 8] }, '========xx=='],
    ['another background', { kind: 'background', style: night }, 'xxxxxxxxxxxx'],
  ];
  for (const [what, change, expected] of rows) assert.equal(still(apply(first, change)), expected, what);
});
