/** The bytes that turn what the terminal shows into what it should show. */
import { advanceOf, type Cell, type CellLine, harmless, rightHalf } from './cells.ts';
import { plainStyle, type StyleId, type Styles } from './style.ts';

/** Unknown: some terminals are elsewhere than others. */
const lost = -1;
/** Blanks inside a row are erased by one sequence from this many on. */
const eraseFrom = 9;

/**
 * Compares line by line, updates `shown` to `wanted`, and returns the sequences; empty when nothing differs. The pen
 * goes on in the style it had, and keeps its last one: most frames need no change of colours at all. A cell whose width
 * terminals may disagree about is drawn on blanks and followed by an absolute move, and what it may have run over is
 * drawn again, so that a wrong guess never moves the rest of the row.
 */
export function diffLines(wanted: readonly CellLine[], shown: readonly CellLine[], styles: Styles, pen: Pen): string {
  for (let y = 0; y < wanted.length; y++) {
    const line = wanted[y];
    const old = shown[y];
    if (!line || !old || line.dirty === false) continue;
    line.dirty = false;
    diffLine(line, old, y, styles, pen);
  }
  return pen.take();
}

function diffLine(line: CellLine, old: CellLine, y: number, styles: Styles, pen: Pen): void {
  const width = Math.min(line.length, old.length);
  normalise(line, width, styles);
  const tail = blankTail(line, width, styles);
  // Cells before this one are drawn even if they have not changed: a neighbour may have run over them.
  let redrawTo = 0;
  for (let x = 0; x < width; x++) {
    const cell = line[x];
    const before = old[x];
    if (!cell || !before) break;
    if (x >= redrawTo && cell[0] === before[0] && cell[1] === before[1]) continue;
    if (cell[1] === rightHalf) {
      // Its left half has not changed, so this half is only out of step in what we remember.
      before[0] = cell[0];
      before[1] = rightHalf;
      continue;
    }
    redrawTo = Math.max(redrawTo, x + reachOf(before[1]), x + reachOf(cell[1]));
    if (x >= tail) {
      pen.goTo(x, y, line);
      pen.useBlank(cell[0]);
      pen.put('\x1b[K');
      for (let i = x; i < width; i++) copyCell(line, old, i);
      return;
    }
    if (cell[1] === ' ' && styles.erasable(cell[0])) {
      const run = blankRun(line, x, width);
      if (run >= eraseFrom) {
        pen.goTo(x, y, line);
        pen.useBlank(cell[0]);
        pen.put(`\x1b[${run}X`);
        for (let i = x; i < x + run; i++) {
          redrawTo = Math.max(redrawTo, i + reachOf(old[i]?.[1] ?? ' '));
          copyCell(line, old, i);
        }
        x += run - 1;
        continue;
      }
    }
    const advance = advanceOf(cell[1]);
    pen.goTo(x, y, line);
    if (cell[1] === ' ') pen.useBlank(cell[0]);
    else pen.use(cell[0]);
    if (advance.sure) pen.write(cell[1], advance.cells);
    else pen.writeUnsure(cell[1], advance.cells);
    copyCell(line, old, x);
    if (advance.cells === 2) copyCell(line, old, ++x);
  }
}

/** Makes every cell one that can be drawn and compared: no half clusters, no control characters, blanks in the style of blanks. */
export function normalise(line: CellLine, width: number, styles: Styles): void {
  let halfExpected = false;
  // Neighbours mostly have the same style: it is asked about once.
  let style: StyleId | undefined;
  let canonical = plainStyle;
  let blank = plainStyle;
  for (let x = 0; x < width; x++) {
    const cell = line[x];
    if (!cell) return;
    if (cell[0] !== style) {
      style = cell[0];
      canonical = styles.canonical(style);
      blank = styles.blankOf(canonical);
    }
    cell[0] = canonical;
    const text = cell[1];
    if (text === rightHalf) {
      if (!halfExpected) cell[1] = ' ';
      halfExpected = false;
    } else {
      halfExpected = false;
      if (text.length > 1 || text < ' ' || text > '~') {
        cell[1] = harmless(text);
        if (advanceOf(cell[1]).cells === 2) {
          halfExpected = line[x + 1]?.[1] === rightHalf && x + 1 < width;
          if (!halfExpected) cell[1] = ' ';
        }
      }
    }
    if (cell[1] === ' ') cell[0] = blank;
  }
}

/** Where the blanks begin that reach to the end of the row and can be erased by one sequence. */
function blankTail(line: CellLine, width: number, styles: Styles): number {
  const last = line[width - 1];
  if (last?.[1] !== ' ' || !styles.erasable(last[0])) return width;
  let x = width - 1;
  while (x > 0 && isSameBlank(line[x - 1], last)) x--;
  return x;
}

function blankRun(line: CellLine, from: number, width: number): number {
  const first = line[from];
  let x = from + 1;
  while (x < width && first && isSameBlank(line[x], first)) x++;
  return x - from;
}

function isSameBlank(cell: Cell | undefined, other: Cell): boolean {
  return cell !== undefined && cell[1] === ' ' && cell[0] === other[0];
}

/** Cells from the left edge of a text within which some terminal may have drawn; 0 where all agree. */
function reachOf(text: string): number {
  if (text === rightHalf) return 0;
  const advance = advanceOf(text);
  // One more: some terminals blank the other half of what they took for a wide character.
  return advance.sure ? 0 : advance.reach + 1;
}

function copyCell(from: CellLine, to: CellLine, x: number): void {
  const source = from[x];
  const target = to[x];
  if (!source || !target) return;
  target[0] = source[0];
  target[1] = source[1];
}

/** Where the terminal's cursor stands, in which style, and what was written so far; lives as long as the terminal is ours. */
export class Pen {
  #out = '';
  #x = lost;
  #y = lost;
  #style: StyleId = plainStyle;
  readonly #styles: Styles;

  constructor(styles: Styles) {
    this.#styles = styles;
  }

  goTo(x: number, y: number, line: CellLine): void {
    if (y === this.#y && x === this.#x) return;
    if (y !== this.#y || this.#x === lost || x < this.#x) {
      this.#out += y === this.#y ? `\x1b[${x + 1}G` : x === 0 ? `\x1b[${y + 1}H` : `\x1b[${y + 1};${x + 1}H`;
    } else {
      this.#out += this.#shortGap(line, x) ?? (x - this.#x === 1 ? '\x1b[C' : `\x1b[${x - this.#x}C`);
    }
    this.#x = x;
    this.#y = y;
  }

  /** Up to three unchanged characters in the current style are shorter than a move over them. */
  #shortGap(line: CellLine, x: number): string | undefined {
    if (x - this.#x > 3) return undefined;
    let gap = '';
    for (let i = this.#x; i < x; i++) {
      const cell = line[i];
      if (cell?.[1].length !== 1 || cell[1] < ' ' || cell[1] > '~') return undefined;
      const style = cell[1] === ' ' ? this.#styles.blankOf(this.#style) : this.#style;
      if (cell[0] !== style) return undefined;
      gap += cell[1];
    }
    return gap;
  }

  /** Blanks take whatever style looks the same on them: most words are not worth a change of colour in between. */
  useBlank(style: StyleId): void {
    if (this.#styles.blankOf(this.#style) !== style) this.use(style);
  }

  use(style: StyleId): void {
    this.#out += this.#styles.transition(this.#style, style);
    this.#style = style;
  }

  put(sequence: string): void {
    this.#out += sequence;
  }

  write(text: string, cells: number): void {
    this.#out += text;
    this.#x += cells;
  }

  writeUnsure(text: string, cells: number): void {
    this.#out += cells === 2 ? `  \x1b[${this.#x + 1}G${text}` : text;
    this.#x = lost;
  }

  /** What was written since the last time; the cursor may be moved by others until the next. */
  take(): string {
    const out = this.#out;
    this.#out = '';
    this.#x = lost;
    this.#y = lost;
    return out;
  }

  /** The terminal was cleared: it is in the plain style. */
  reset(): void {
    this.take();
    this.#style = plainStyle;
  }
}
