/** One pane of a frame as a blessed box: blessed knows its place and order, but the rows go straight into the cells. */
import type { Pane } from '../app/frame.ts';
import { Box, type Coords, type QuietScreen } from './blessed.ts';
import { putRow } from './terminal/cells.ts';
import type { Styles } from './terminal/style.ts';

/** All state is in one private object, so that no name can collide with one of blessed's. */
export class PaneBox extends Box {
  readonly #m: { pane: Pane | undefined; readonly quiet: QuietScreen; readonly styles: Styles };

  constructor(quiet: QuietScreen, styles: Styles) {
    super({ parent: quiet.screen, left: 0, top: 0, width: 0, height: 0 });
    this.#m = { pane: undefined, quiet, styles };
  }

  /** A pane has rows and no content: blessed would look for tags and wraps in nothing. */
  override parseContent(): boolean {
    return false;
  }

  /** Moves the box to the pane's place; it is drawn with the next render. */
  showPane(pane: Pane): void {
    const { x, y, width, height } = pane.rect;
    this.#m.pane = pane;
    this.position.left = x;
    this.position.top = y;
    this.position.width = width;
    this.position.height = height;
    this.hidden = false;
  }

  override render(): Coords | undefined {
    const { pane, quiet, styles } = this.#m;
    if (!pane || this.hidden) {
      this.lpos = undefined;
      return undefined;
    }
    const { lines } = this.screen;
    const { rect } = pane;
    const coords: Coords = { xi: rect.x, xl: rect.x + rect.width, yi: rect.y, yl: rect.y + rect.height };
    this.lpos = coords;
    const background = styles.idOf(pane.background);
    for (let y = Math.max(0, coords.yi); y < coords.yl; y++) {
      const line = lines[y];
      if (!line) break;
      if (quiet.still[y]) continue;
      putRow(
        line,
        Math.max(0, coords.xi),
        Math.min(coords.xl, line.length),
        pane.rows[y - coords.yi],
        background,
        styles,
      );
      line.dirty = true;
    }
    return coords;
  }
}
