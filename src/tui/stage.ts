// The widget tree: a blessed screen with a backdrop, one box per pane and the charts; it also remembers what the terminal shows.
import type { Frame, Pane, Size } from '../app/frame.ts';
import { createQuietScreen, type QuietScreen } from './blessed.ts';
import type { ChartBoxes } from './charts.ts';
import { PaneBox } from './pane-box.ts';
import type { CellLine } from './terminal/cells.ts';
import { diffLines } from './terminal/diff.ts';
import { plainStyle, type Styles } from './terminal/style.ts';

export class Stage {
  readonly #styles: Styles;
  readonly #quiet: QuietScreen;
  readonly #backdrop: PaneBox;
  /** As many as the fullest frame had panes; the n-th shows the n-th pane, names may repeat. */
  readonly #boxes: PaneBox[] = [];
  #charts: ChartBoxes | undefined;
  #size: Size = { columns: 0, rows: 0 };
  #bytes = '';
  /** What the order of the tree was made for. */
  #order = '';

  constructor(styles: Styles) {
    this.#styles = styles;
    this.#quiet = createQuietScreen(styles, () => {
      const { lines, olines } = this.#quiet.screen;
      this.#bytes = diffLines(lines, olines, styles);
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
    this.#quiet.setSize(size.columns, size.rows);
    for (const line of this.#quiet.screen.olines) blank(line);
  }

  /** The sequences that bring the frame onto the terminal; empty when it stands there already. */
  render(frame: Frame): string {
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

function blank(line: CellLine): void {
  for (const cell of line) {
    cell[0] = plainStyle;
    cell[1] = ' ';
  }
}
