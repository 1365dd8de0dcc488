/** The bytes that turn what the terminal shows into what it should show. */
import { advanceOf, type Cell, type CellLine, harmless, isAscii, rightHalf, type ShownLine } from './cells.ts';
import { plainStyle, type StyleId, type Styles } from './style.ts';

/** The cursor's column is unknown: terminals differ about it. */
const lost = -1;
/** A vowel without its letter: right behind another character, some terminals draw it into that one's cell. */
const joinsBefore = /^[\p{Mc}\u0e33\u0eb3]/u;
/** From this many blanks on, a run inside a row is erased by one sequence. */
const eraseFrom = 9;

/**
 * Compares line by line, updates `shown` to `wanted`, and returns the sequences; empty when nothing differs. The pen
 * starts in the style it was left in, and keeps its last one: most frames need no change of colour at all. A cell whose
 * width terminals may disagree about is drawn on blanks and followed by an absolute move, and whatever it may have
 * covered is drawn again, so that a wrong guess never shifts the rest of the row.
 */
export function diffLines(wanted: readonly CellLine[], shown: readonly ShownLine[], styles: Styles, pen: Pen): string {
  for (let y = 0; y < wanted.length; y++) {
    const line = wanted[y];
    const old = shown[y];
    if (!line || !old || line.dirty === false) continue;
    line.dirty = false;
    diffLine(line, old, y, styles, pen);
  }
  return pen.take();
}

function diffLine(line: CellLine, old: ShownLine, y: number, styles: Styles, pen: Pen): void {
  const width = Math.min(line.length, old.texts.length);
  normalise(line, width, styles);
  const tail = blankTail(line, width, styles);
  // Cells before this one are drawn even if unchanged: a neighbour may have covered them.
  let redrawTo = 0;
  for (let x = 0; x < width; x++) {
    const cell = line[x];
    const before = old.texts[x];
    if (!cell || before === undefined) break;
    if (x >= redrawTo && cell[0] === old.styles[x] && cell[1] === before) continue;
    if (cell[1] === rightHalf) {
      // Its left half has not changed, so only our record of this half is out of step.
      noteCell(line, old, x);
      continue;
    }
    redrawTo = Math.max(redrawTo, x + reachOf(before), x + reachOf(cell[1]));
    if (x >= tail) {
      pen.goTo(x, y, line);
      pen.useBlank(cell[0]);
      pen.put('\x1b[K');
      for (let i = x; i < width; i++) noteCell(line, old, i);
      return;
    }
    if (cell[1] === ' ' && styles.erasable(cell[0])) {
      const blanks = blankRun(line, x, width);
      // tmux erases half of a wide character, and takes the ground from that half when the other is drawn over; a blank
      // that is written ends both.
      const run =
        old.texts[x + blanks] === rightHalf || reachOf(old.texts[x + blanks - 1] ?? ' ') > 0 ? blanks - 1 : blanks;
      if (run >= eraseFrom) {
        pen.goTo(x, y, line);
        pen.useBlank(cell[0]);
        pen.put(`\x1b[${run}X`);
        for (let i = x; i < x + run; i++) {
          redrawTo = Math.max(redrawTo, i + reachOf(old.texts[i] ?? ' '));
          noteCell(line, old, i);
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
    noteCell(line, old, x);
    if (advance.cells === 2) noteCell(line, old, ++x);
  }
}

/**
 * Makes every cell one that can be drawn and compared: no half clusters, no control characters, and blanks in the style
 * that blanks share.
 */
export function normalise(line: CellLine, width: number, styles: Styles): void {
  let halfExpected = false;
  // Neighbours usually have the same style, so it is looked up once.
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
      if (!isAscii(text)) {
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

/**
 * The column where the blanks begin that fill the rest of the row and can be erased by one sequence; the width when
 * there are none.
 */
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

/** How many cells, from the left edge of a text, some terminal may have drawn in; 0 when all agree. */
function reachOf(text: string): number {
  if (isAscii(text) || text === rightHalf) return 0;
  // Blocks hang over by a pixel in xterm: it stays when nothing but the block is drawn again.
  if (text >= '\u2580' && text <= '\u259f') return 2;
  const advance = advanceOf(text);
  // One more, because some terminals blank the other half of what they took for a wide character.
  return advance.sure ? 0 : advance.reach + 1;
}

/** From now on the terminal shows this cell. */
function noteCell(line: CellLine, shown: ShownLine, x: number): void {
  const cell = line[x];
  if (!cell) return;
  shown.styles[x] = cell[0];
  shown.texts[x] = cell[1];
}

/** The terminal's cursor, its style, and the bytes written so far; lives as long as the terminal is ours. */
export class Pen {
  #out = '';
  #x = lost;
  #y = lost;
  #style: StyleId = plainStyle;
  readonly #styles: Styles;
  readonly #sentAs: (cluster: string) => string;

  /** `sentAs`: what is sent for a cluster that terminals disagree about. */
  constructor(styles: Styles, sentAs: (cluster: string) => string) {
    this.#styles = styles;
    this.#sentAs = sentAs;
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

  /** Rewriting up to three unchanged characters in the current style is shorter than moving over them. */
  #shortGap(line: CellLine, x: number): string | undefined {
    if (x - this.#x > 3) return undefined;
    let gap = '';
    for (let i = this.#x; i < x; i++) {
      const cell = line[i];
      if (!cell || !isAscii(cell[1])) return undefined;
      const style = cell[1] === ' ' ? this.#styles.blankOf(this.#style) : this.#style;
      if (cell[0] !== style) return undefined;
      gap += cell[1];
    }
    return gap;
  }

  /** A blank takes any style that looks the same on it: most gaps between words are not worth a change of colour. */
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

  writeUnsure(cluster: string, cells: number): void {
    const text = this.#sentAs(cluster);
    const blanks = cells === 2 ? '  ' : joinsBefore.test(text) ? ' ' : '';
    this.#out += blanks === '' ? text : `${blanks}\x1b[${this.#x + 1}G${text}`;
    this.#x = lost;
  }

  /** What was written since the last call. Afterwards others may move the cursor. */
  take(): string {
    const out = this.#out;
    this.#out = '';
    this.#x = lost;
    this.#y = lost;
    return out;
  }

  /** The terminal was cleared: its style is the plain one. */
  reset(): void {
    this.take();
    this.#style = plainStyle;
  }
}
