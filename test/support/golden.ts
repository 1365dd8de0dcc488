/**
 * Frames as readable text: the rows of the screen and, beneath them, the same rows as letters for the style of each
 * cell. Golden files are written only with `UPDATE_GOLDEN=1` in the environment, or `--update` on the command line.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Frame, Pane } from '../../src/app/frame.ts';
import { textWidth, visitClusters } from '../../src/core/text/width.ts';
import { type Style, type Theme, type ThemeToken, themeTokens } from '../../src/core/theme.ts';

interface Cell {
  /** Empty in the second cell of a wide character. */
  readonly text: string;
  readonly style: Style;
}

/**
 * The cells of a frame, with panes placed over one another in order. The terminal draws charts, so their place stays
 * blank.
 */
export function cellsOf(frame: Frame): readonly (readonly Cell[])[] {
  const { columns, rows } = frame.size;
  const grid: Cell[][] = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => ({ text: ' ', style: frame.background })),
  );
  for (const pane of frame.panes) layPane(grid, pane);
  return grid;
}

function layPane(grid: Cell[][], pane: Pane): void {
  const { x, y, width, height } = pane.rect;
  for (let row = 0; row < height; row += 1) {
    const line = grid[y + row];
    if (!line) continue;
    const cells: Cell[] = [];
    for (const span of pane.rows[row] ?? []) {
      visitClusters(span.text, (start, end, cellCount) => {
        if (cellCount > 0) cells.push({ text: span.text.slice(start, end), style: span.style });
        for (let i = 1; i < cellCount; i += 1) cells.push({ text: '', style: span.style });
        return true;
      });
    }
    while (cells.length < width) cells.push({ text: ' ', style: pane.background });
    // If half of a wide character is covered, the other half becomes a blank, as on a terminal.
    if (line[x]?.text === '') blank(line, x - 1);
    if (line[x + width]?.text === '') blank(line, x + width);
    cells.slice(0, width).forEach((cell, i) => {
      if (x + i < line.length) line[x + i] = cell;
    });
  }
}

/** The rows of the screen as text; wide characters take their two cells. */
export function screenText(frame: Frame): readonly string[] {
  return cellsOf(frame).map((row) => row.map((cell) => cell.text).join(''));
}

/**
 * What is wrong with a frame: rows that are wider than their pane, panes that extend outside the screen, two carets.
 */
export function faultsOf(frame: Frame): readonly string[] {
  const faults: string[] = [];
  const { columns, rows } = frame.size;
  for (const { name, rect, rows: lines } of frame.panes) {
    if (rect.x < 0 || rect.y < 0 || rect.x + rect.width > columns || rect.y + rect.height > rows)
      faults.push(`${name} stands outside of the screen`);
    if (lines.length > rect.height) faults.push(`${name} has ${lines.length} rows in ${rect.height}`);
    lines.forEach((line, i) => {
      const cells = line.reduce((sum, span) => sum + textWidth(span.text), 0);
      if (cells > rect.width) faults.push(`row ${i} of ${name} is ${cells} cells wide, not ${rect.width}`);
      const strange = line.find((span) => /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(span.text));
      if (strange) faults.push(`row ${i} of ${name} holds a control character`);
    });
  }
  screenText(frame).forEach((line, i) => {
    if (textWidth(line) !== columns) faults.push(`screen row ${i} is ${textWidth(line)} cells wide`);
  });
  const { caret } = frame;
  if (caret && (caret.x < 0 || caret.y < 0 || caret.x >= columns || caret.y >= rows))
    faults.push('the caret is outside');
  return faults;
}

function blank(line: Cell[], x: number): void {
  const cell = line[x];
  if (cell) line[x] = { ...cell, text: ' ' };
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$%&';

/** The letter of each token in the style rows; `text` is a dot, a style that is not one of the theme's is a `~`. */
export function letterOf(token: ThemeToken): string {
  return token === 'text' ? '.' : (letters[themeTokens.indexOf(token)] ?? '~');
}

/** A frame as a golden file shows it. */
export function drawn(frame: Frame, theme: Theme): string {
  const tokenOf = new Map<Style, ThemeToken>();
  for (const token of themeTokens) if (!tokenOf.has(theme.styles[token])) tokenOf.set(theme.styles[token], token);
  const cells = cellsOf(frame);
  const used = new Set<ThemeToken>();
  const styles = cells.map((row) =>
    row
      .map(({ style }) => {
        const token = tokenOf.get(style);
        if (token && token !== 'text') used.add(token);
        return token ? letterOf(token) : '~';
      })
      .join(''),
  );
  const edge = `+${'-'.repeat(frame.size.columns)}+`;
  const legend = themeTokens.filter((token) => used.has(token)).map((token) => `${letterOf(token)} ${token}`);
  return [
    `${frame.size.columns}×${frame.size.rows}  ${frame.title}`,
    edge,
    ...screenText(frame).map((line) => `|${line}|`),
    edge,
    ...styles.map((line) => `|${line}|`),
    edge,
    `caret: ${frame.caret ? `${frame.caret.x},${frame.caret.y}` : 'none'}`,
    `styles: ${legend.join(', ')}`,
    '',
  ].join('\n');
}

const folder = join(import.meta.dirname, '..', 'golden');
const updating = process.env.UPDATE_GOLDEN === '1' || process.argv.includes('--update');

/** The frame has no fault and looks as its golden file says. */
export function assertGolden(name: string, frame: Frame, theme: Theme): void {
  assert.deepEqual(faultsOf(frame), []);
  const path = join(folder, `${name}.${frame.size.columns}x${frame.size.rows}.txt`);
  const now = drawn(frame, theme);
  if (updating) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, now);
    return;
  }
  assert.ok(existsSync(path), `${path} is missing: write it with UPDATE_GOLDEN=1 and read it before you keep it`);
  assert.equal(
    now,
    readFileSync(path, 'utf8'),
    `${name} looks different; if it should, write it anew with UPDATE_GOLDEN=1`,
  );
}
