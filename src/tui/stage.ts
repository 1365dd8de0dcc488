/**
 * The widget tree: a blessed screen with a backdrop, one box per pane, and the charts. It also remembers what the
 * terminal shows.
 */
import { type Frame, isSameRect, type Pane, type Size } from '../app/frame.ts';
import { createQuietScreen, type QuietScreen } from './blessed.ts';
import type { ChartBoxes } from './charts.ts';
import { PaneBox } from './pane-box.ts';
import { stillRows } from './still-rows.ts';
import { blankLine, firstOfEmoji, type ShownLine, withoutJoiners } from './terminal/cells.ts';
import { separateColumns } from './terminal/columns.ts';
import { diffLines, Pen } from './terminal/diff.ts';
import { findShift, keysOf, leastHeight, type Shift, scrollRows } from './terminal/scroll.ts';
import { plainStyle, type Styles } from './terminal/style.ts';

export interface StageOptions {
  /** The terminal shows right-to-left text in its own order. */
  readonly reorders: boolean;
  /** An emoji made of several would shift the rest of its row: only its first is sent. */
  readonly simpleEmoji: boolean;
  /** What stands behind a joiner would be drawn into the joiner's cell: only those of emoji are sent. */
  readonly fillsJoinersCell: boolean;
}

export class Stage {
  readonly #styles: Styles;
  readonly #quiet: QuietScreen;
  readonly #pen: Pen;
  readonly #backdrop: PaneBox;
  /** As many as the fullest frame had panes; the n-th box shows the n-th pane, since names may repeat. */
  readonly #boxes: PaneBox[] = [];
  #charts: ChartBoxes | undefined;
  #size: Size = { columns: 0, rows: 0 };
  #bytes = '';
  /** What the terminal shows, as far as we know. */
  #shown: ShownLine[] = [];
  /** The frame in the cells; undefined when they must be redrawn. */
  #before: Frame | undefined;
  #shift: Shift | undefined;
  /** The panes and charts that the tree is ordered for. */
  #order = '';

  constructor(styles: Styles, { reorders, simpleEmoji, fillsJoinersCell }: StageOptions) {
    this.#styles = styles;
    this.#pen = new Pen(styles, (cluster) => {
      const text = simpleEmoji ? firstOfEmoji(cluster) : cluster;
      return fillsJoinersCell ? withoutJoiners(text) : text;
    });
    this.#quiet = createQuietScreen(styles, () => {
      const { lines } = this.#quiet.screen;
      if (reorders) for (const line of lines) if (line.dirty !== false) separateColumns(line);
      const scroll = this.#shift ? scrollRows(lines, this.#shown, this.#shift, styles) : '';
      if (scroll !== '') {
        // Rows that scroll in get the pen's background.
        this.#pen.use(plainStyle);
        this.#pen.put(scroll);
        for (const line of lines) line.dirty = true;
      }
      this.#bytes = diffLines(lines, this.#shown, styles, this.#pen);
    });
    this.#backdrop = new PaneBox(this.#quiet, styles);
  }

  /** From now on charts are drawn; until then their places are blank. */
  useCharts(create: (quiet: QuietScreen, styles: Styles) => ChartBoxes): void {
    this.#charts = create(this.#quiet, this.#styles);
    this.#order = '';
  }

  /** The terminal now has this size and shows only blanks in its own colours. */
  reset(size: Size): void {
    this.#size = size;
    this.#pen.reset();
    this.#before = undefined;
    this.#quiet.setSize(size.columns, size.rows);
    this.#shown = Array.from({ length: size.rows }, () => blankLine(size.columns));
  }

  /**
   * The sequences that bring the frame onto the terminal; empty when it is already there. `scroll`: rows may be moved
   * as a whole.
   */
  render(frame: Frame, scroll: boolean): string {
    const everywhere = { x: 0, y: 0, width: this.#size.columns, height: this.#size.rows };
    this.#backdrop.showPane({ name: 'divider', rect: everywhere, rows: [], background: frame.background });
    frame.panes.forEach((pane, index) => void this.#boxAt(index).showPane(pane));
    for (const box of this.#boxes.slice(frame.panes.length)) box.hidden = true;
    this.#backdrop.hidden = coverAll(frame.panes, this.#size);
    this.#charts?.show(frame.charts, frame.background, this.#size);
    if (this.#arrange(frame.panes)) this.#before = undefined;
    this.#quiet.still = this.#before ? stillRows(this.#before, frame, this.#size.rows) : [];
    this.#shift = scroll && this.#before ? findShiftOf(this.#before.panes, frame.panes, this.#quiet.still) : undefined;
    this.#before = frame;
    this.#quiet.screen.render();
    const bytes = this.#bytes;
    this.#bytes = '';
    return bytes;
  }

  close(): void {
    this.#quiet.release();
  }

  #boxAt(index: number): PaneBox {
    let box = this.#boxes[index];
    if (!box) {
      box = new PaneBox(this.#quiet, this.#styles);
      this.#boxes[index] = box;
      this.#order = '';
    }
    return box;
  }

  /**
   * Orders the tree from back to front: the backdrop, the panes in the frame's order, the charts on their panes, the
   * overlay above all. True when the order changed.
   */
  #arrange(panes: readonly Pane[]): boolean {
    const order = `${panes.map((pane) => pane.name).join()} ${this.#charts?.version ?? 0}`;
    if (order === this.#order) return false;
    this.#order = order;
    this.#backdrop.setFront();
    panes.forEach((pane, index) => void (pane.name === 'overlay' || this.#boxAt(index).setFront()));
    this.#charts?.toFront();
    panes.forEach((pane, index) => void (pane.name !== 'overlay' || this.#boxAt(index).setFront()));
    return true;
  }
}

/** Whether the panes leave no cell of the screen free. */
function coverAll(panes: readonly Pane[], { columns, rows }: Size): boolean {
  const rects = panes.map((pane) => pane.rect).sort((a, b) => a.x - b.x);
  for (let y = 0; y < rows; y++) {
    let x = 0;
    for (const rect of rects) {
      if (rect.x <= x && rect.y <= y && y < rect.y + rect.height) x = Math.max(x, rect.x + rect.width);
    }
    if (x < columns) return false;
  }
  return true;
}

/** The highest pane whose text has moved. None while there is an overlay, which would move along. */
function findShiftOf(before: readonly Pane[], panes: readonly Pane[], still: readonly boolean[]): Shift | undefined {
  if (panes.some((pane) => pane.name === 'overlay')) return undefined;
  let found: Shift | undefined;
  panes.forEach(({ rect, rows }, i) => {
    const old = before[i];
    const changed = still.slice(Math.max(0, rect.y), rect.y + rect.height).filter((isStill) => !isStill).length;
    if (changed < leastHeight || !old || !isSameRect(old.rect, rect) || rect.y < 0) return;
    const by = findShift(keysOf(old.rows), keysOf(rows));
    if (by !== 0 && rect.height > (found?.height ?? 0)) found = { top: rect.y, height: rect.height, by };
  });
  return found;
}
