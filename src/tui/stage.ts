/** The widget tree: a blessed screen with a backdrop, one box per pane and the charts; it also remembers what the terminal shows. */
import type { Frame, Pane, Size } from '../app/frame.ts';
import { createQuietScreen, type QuietScreen } from './blessed.ts';
import type { ChartBoxes } from './charts.ts';
import { PaneBox } from './pane-box.ts';
import { diffLines, Pen } from './terminal/diff.ts';
import { blank, findShift, keysOf, type Shift, scrollRows } from './terminal/scroll.ts';
import { plainStyle, type Styles } from './terminal/style.ts';

export class Stage {
  readonly #styles: Styles;
  readonly #quiet: QuietScreen;
  readonly #pen: Pen;
  readonly #backdrop: PaneBox;
  /** As many as the fullest frame had panes; the n-th shows the n-th pane, names may repeat. */
  readonly #boxes: PaneBox[] = [];
  #charts: ChartBoxes | undefined;
  #size: Size = { columns: 0, rows: 0 };
  #bytes = '';
  /** The rows of the panes in the last frame, by place, and the move found in this one. */
  #rowsBefore = new Map<string, string[]>();
  #shift: Shift | undefined;
  /** What the order of the tree was made for. */
  #order = '';

  constructor(styles: Styles) {
    this.#styles = styles;
    this.#pen = new Pen(styles);
    this.#quiet = createQuietScreen(styles, () => {
      const { lines, olines } = this.#quiet.screen;
      const scroll = this.#shift ? scrollRows(lines, olines, this.#shift, styles) : '';
      if (scroll !== '') {
        // The rows that come in have the background of the pen.
        this.#pen.use(plainStyle);
        this.#pen.put(scroll);
      }
      this.#bytes = diffLines(lines, olines, styles, this.#pen);
    });
    this.#backdrop = new PaneBox(this.#quiet.screen, styles);
  }

  /** From now on charts are drawn; before, their places are blank. */
  useCharts(create: (quiet: QuietScreen, styles: Styles) => ChartBoxes): void {
    this.#charts = create(this.#quiet, this.#styles);
    this.#order = '';
  }

  /** The terminal has this size now and shows blanks in its own colours only. */
  reset(size: Size): void {
    this.#size = size;
    this.#pen.reset();
    this.#rowsBefore.clear();
    this.#quiet.setSize(size.columns, size.rows);
    for (const line of this.#quiet.screen.olines) blank(line);
  }

  /** The sequences that bring the frame onto the terminal; empty when it stands there already. `scroll`: rows may be moved as a whole. */
  render(frame: Frame, scroll: boolean): string {
    this.#shift = this.#findShift(frame.panes, scroll);
    const everywhere = { x: 0, y: 0, width: this.#size.columns, height: this.#size.rows };
    this.#backdrop.showPane({ name: 'divider', rect: everywhere, rows: [], background: frame.background });
    frame.panes.forEach((pane, index) => void this.#boxAt(index).showPane(pane));
    for (const box of this.#boxes.slice(frame.panes.length)) box.hidden = true;
    this.#charts?.show(frame.charts, frame.background, this.#size);
    this.#arrange(frame.panes);
    this.#quiet.screen.render();
    const bytes = this.#bytes;
    this.#bytes = '';
    return bytes;
  }

  close(): void {
    this.#quiet.release();
  }

  /** The highest pane whose text has moved; an overlay would move along with it, so then none has. */
  #findShift(panes: readonly Pane[], scroll: boolean): Shift | undefined {
    const before = this.#rowsBefore;
    this.#rowsBefore = new Map();
    if (!scroll || panes.some((pane) => pane.name === 'overlay')) return undefined;
    let found: Shift | undefined;
    for (const { name, rect, rows } of panes) {
      const place = `${name} ${rect.x} ${rect.y} ${rect.width} ${rect.height}`;
      const keys = keysOf(rows);
      this.#rowsBefore.set(place, keys);
      const old = before.get(place);
      const by = old && rect.y >= 0 ? findShift(old, keys) : 0;
      if (by !== 0 && rect.height > (found?.height ?? 0)) found = { top: rect.y, height: rect.height, by };
    }
    return found;
  }

  #boxAt(index: number): PaneBox {
    let box = this.#boxes[index];
    if (!box) {
      box = new PaneBox(this.#quiet.screen, this.#styles);
      this.#boxes[index] = box;
      this.#order = '';
    }
    return box;
  }

  /** From back to front: the backdrop, the panes in the frame's order, the charts on their panes, the overlay over all. */
  #arrange(panes: readonly Pane[]): void {
    const order = `${panes.map((pane) => pane.name).join()} ${this.#charts?.version ?? 0}`;
    if (order === this.#order) return;
    this.#order = order;
    this.#backdrop.setFront();
    panes.forEach((pane, index) => void (pane.name === 'overlay' || this.#boxAt(index).setFront()));
    this.#charts?.toFront();
    panes.forEach((pane, index) => void (pane.name !== 'overlay' || this.#boxAt(index).setFront()));
  }
}
