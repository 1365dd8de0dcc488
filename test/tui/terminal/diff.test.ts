/** The cell diff, against the one thing it must equal: the same frame drawn on an empty terminal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../../src/app/frame.ts';
import type { Style } from '../../../src/core/theme.ts';
import { type Emulator, unicodeTables } from '../../support/emulator.ts';
import { frameOf, mount } from '../../support/mount.ts';
import { fc } from '../../support/property.ts';

const size = { columns: 24, rows: 4 };
const styles: readonly Style[] = [
  {},
  { fg: '#ff8800' },
  { fg: 3, bold: true },
  { bg: '#102030' },
  { fg: 12, bg: 4, italic: true },
  { inverse: true },
  { underline: true, dim: true },
  { strike: true, bold: true, dim: true },
];
const agreed = ['a', 'Z', ' ', '  ', '          ', 'é', 'ж', '日', '한', '─', '█', '⣿', 'text', '…'];
const disputed = ['😀', '👨‍👩‍👧‍👦', '❤️', '❤', '⏰', '1️⃣', '🇫🇷', 'क्ष', 'e\u0301', '★', '✓', '\ue0b0'];

function frames(words: readonly string[]): fc.Arbitrary<readonly Frame[]> {
  const span = fc.record({ text: fc.constantFrom(...words), style: fc.constantFrom(...styles) });
  const row = fc.array(span, { maxLength: 8 });
  const frame = fc.record({
    rows: fc.array(row, { minLength: 4, maxLength: 4 }),
    background: fc.constantFrom(...styles),
    x: fc.nat(6),
  });
  return fc.array(
    frame.map(
      ({ rows, background, x }): Frame => ({
        ...frameOf(size, [], { background }),
        panes: [{ name: 'list', rect: { x, y: 0, width: 18, height: 4 }, rows, background }],
      }),
    ),
    { minLength: 2, maxLength: 4 },
  );
}

function cells(emulator: Emulator): string[] {
  const out: string[] = [];
  for (let y = 0; y < size.rows; y++) {
    for (let x = 0; x < size.columns; x++) {
      const { fg, bold, dim, italic, ...seen } = emulator.cell(x, y);
      // What has no ink on a blank is not seen.
      const ink = seen.text !== ' ' || seen.inverse || seen.underline || seen.strike ? { fg, bold, dim, italic } : {};
      out.push(JSON.stringify({ x, y, ...seen, ...ink }));
    }
  }
  return out;
}

async function drawn(
  sequence: readonly Frame[],
  depth: 24 | 8 | 4 | 1,
  unicode: (typeof unicodeTables)[number],
): Promise<string[]> {
  const { screen, emulator, draw } = mount({ ...size, depth, unicode });
  for (const frame of sequence) await draw(frame);
  const seen = cells(emulator);
  screen.close();
  return seen;
}

test('after any frames the terminal shows the last one, cell by cell and style by style', async () => {
  await fc.assert(
    fc.asyncProperty(frames(agreed), fc.constantFrom(24, 8, 4, 1), async (sequence, depth) => {
      const last = sequence.at(-1);
      assert.ok(last);
      assert.deepEqual(await drawn(sequence, depth, '15-graphemes'), await drawn([last], depth, '15-graphemes'));
    }),
    { numRuns: 120 },
  );
});

test('text that terminals disagree about leaves nothing behind, whatever the terminal believes of its widths', async () => {
  for (const unicode of unicodeTables) {
    await fc.assert(
      fc.asyncProperty(frames([...disputed, ...agreed]), async (sequence) => {
        const blank = frameOf(size, []);
        const seen = await drawn([...sequence, blank], 24, unicode);
        assert.deepEqual(seen, await drawn([blank], 24, unicode));
      }),
      { numRuns: 40 },
    );
  }
});

test('a vowel without its letter has its own cell, whether its neighbour is drawn with it or not', async () => {
  const before = frameOf(size, [{ text: ['ax'] }]);
  for (const vowel of ['\u0e33', '\u093f', '\u{1d165}']) {
    const rect = { x: 1, y: 0, width: 5, height: 1 };
    const frame = frameOf(size, [{ text: ['a'] }, { text: [vowel], rect }]);
    for (const unicode of unicodeTables) {
      assert.deepEqual(await drawn([before, frame], 24, unicode), await drawn([frame], 24, unicode), unicode);
    }
  }
});

test('rows that moved up or down are moved by the terminal, and end as if drawn anew', async () => {
  const tall = { columns: 24, rows: 12 };
  const line = fc.tuple(fc.constantFrom(...agreed, ...disputed), fc.nat(30), fc.constantFrom(...styles));
  const lines = fc.array(line, { minLength: 30, maxLength: 30 });
  const step = fc.record({ from: fc.nat(18), side: fc.nat(3), cut: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(lines, fc.array(step, { minLength: 2, maxLength: 6 }), async (all, steps) => {
      const frameFor = ({ from, side, cut }: { from: number; side: number; cut: boolean }): Frame => ({
        ...frameOf(tall, []),
        panes: [
          {
            name: 'list',
            rect: { x: 0, y: 0, width: 8, height: 12 },
            rows: [[{ text: `row ${side}`, style: {} }]],
            background: {},
          },
          {
            name: 'transcript',
            rect: { x: 8, y: 1, width: 16, height: cut ? 9 : 10 },
            rows: all.slice(from, from + (cut ? 9 : 10)).map(([text, n, style]) => [{ text: `${n} ${text}`, style }]),
            background: {},
          },
        ],
      });
      const see = async (frames: readonly Frame[]): Promise<string> => {
        const { screen, emulator, draw } = mount(tall);
        for (const frame of frames) await draw(frame);
        const seen = emulator.styled();
        screen.close();
        return seen;
      };
      const frames = steps.map(frameFor);
      assert.equal(await see(frames), await see(frames.slice(-1)));
    }),
    { numRuns: 60 },
  );
});

test('a long answer that streams in at the bottom costs a few times its own bytes, not a screen for every line', async () => {
  const big = { columns: 120, rows: 40 };
  const { screen, paints, draw, output } = mount(big);
  const sentence = (i: number): string =>
    `Line ${i} of an answer that goes on, ${(i * 7919) % 1009} words and ${(i * 31) % 97} more of them.`;
  const frame = (last: number): Frame =>
    frameOf(big, [
      { text: ['Sessions', ' one', ' two', ' three'], rect: { x: 0, y: 0, width: 36, height: 38 }, name: 'list' },
      { text: Array.from({ length: 38 }, (_, y) => sentence(last + y)), rect: { x: 37, y: 0, width: 83, height: 38 } },
    ]);
  // The terminal has answered by now that it draws in one piece.
  await draw(frame(0));
  await draw(frame(0));
  const before = paints.reduce((sum, paint) => sum + paint.bytes, 0);
  for (let last = 1; last <= 50; last++) await draw(frame(last));
  const bytes = paints.reduce((sum, paint) => sum + paint.bytes, 0) - before;
  const text = Array.from({ length: 50 }, (_, i) => sentence(38 + i)).join('').length;
  assert.ok(bytes < 5 * text, `${bytes} bytes for ${text}`);
  assert.match(output(), /\x1b\[1;38r\x1b\[1S\x1b\[r/);
  screen.close();
});

test('a wide character is never erased by half: tmux would leave a hole in the ground when its other half is drawn over', async () => {
  const { screen, draw, output } = mount(size);
  for (const wide of ['日', '😀', '☎']) {
    await draw(frameOf(size, [{ text: [`abcdefghijkl${wide}z`] }]));
    const before = output().length;
    await draw(frameOf(size, [{ text: [`${' '.repeat(13)}│`] }]));
    assert.match(output().slice(before), /\x1b\[12X\x1b\[12C │/, wide);
  }
  screen.close();
});

test('what stands right of a block is drawn again with it: a pixel of the block may lie there', async () => {
  const { screen, draw, output } = mount(size);
  for (const [text, sent] of [
    ['▌ab', '▌ab'],
    ['│ab', '│a'],
    ['▌ab', '▌a'],
    ['│ab', '│a'],
    ['xab', 'x'],
  ] as const) {
    const before = output().length;
    await draw(frameOf(size, [{ text: [text] }]));
    const row = output()
      .slice(before)
      .replace(/\x1b\[[?\d;]*[A-Za-z]|\x1b\][^\x1b]*\x1b\\/g, '');
    assert.ok(row.endsWith(sent), `${text}: ${JSON.stringify(row)}`);
  }
  screen.close();
});
