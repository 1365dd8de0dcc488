/**
 * The only access to blessed: the three classes we use, loaded without the thirty we do not, and attached to no
 * terminal.
 */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { lightModules } from './light-modules.ts';
import type { Cell, CellLine } from './terminal/cells.ts';
import { type NamedColors, plainStyle, type Styles } from './terminal/style.ts';

/** A place on the screen in cells: the first column and row, and the ones after the last. */
export interface Coords {
  xi: number;
  xl: number;
  yi: number;
  yl: number;
}

/** What we use of a blessed element. */
export interface BlessedElement {
  position: { left: number; top: number; width: number; height: number };
  hidden: boolean;
  lpos: Coords | undefined;
  readonly screen: BlessedScreen;
  render(): Coords | undefined;
  hide(): void;
  show(): void;
  detach(): void;
  setFront(): void;
  emit(event: string, ...args: unknown[]): unknown;
  setContent(text: string): void;
  parseContent(): boolean;
  sattr(style: unknown): number;
}

export interface BlessedScreen {
  lines: CellLine[];
  dattr: number;
  children: BlessedElement[];
  render(): void;
  draw(): void;
  alloc(): void;
  append(element: BlessedElement): void;
  emit(event: string, ...args: unknown[]): unknown;
}

export interface BoxOptions {
  readonly parent: BlessedScreen;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type BoxClass = new (options: BoxOptions) => BlessedElement;

interface ScreenClass {
  new (options: { readonly program: EventEmitter }): BlessedScreen;
  instances: BlessedScreen[];
  total: number;
  global: BlessedScreen | null;
  _bound: boolean;
}

const require = createRequire(import.meta.url);

/**
 * In place of the patterns for text that blessed cannot show: our text is clean already, and the cell writer checks
 * once more.
 */
const unicode = { chars: { all: /(?!)/g, combining: /(?!)/g, surrogate: /(?!)/g }, combining: {} };

/**
 * The modules that blessed's screen and box require, as they name them, and what they get instead. The originals take
 * two thirds of blessed's loading time, for nothing that we use.
 */
const standIns: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  // Parses terminfo. blessed creates a terminal only when none is given, and we always give one.
  [
    '../program',
    () => {
      throw new Error('blessed must not open a terminal');
    },
  ],
  // Computes colour tables. Our styles replace its attributes; 0x1ff is its "default".
  ['../colors', { convert: () => 0x1ff, reduce: (c: number) => c, blend: (attr: number) => attr, ncolors: [] }],
  ['../unicode', unicode],
  ['./unicode', unicode],
  // A widget for the screen's own debug log, with three files behind it.
  ['./log', class {}],
  // blessed asserts one thing only: that a position could be computed.
  [
    'assert',
    {
      ok: (place: unknown) => {
        if (!place) throw new Error('blessed could not place a widget');
      },
    },
  ],
  // Clears the Windows console when a real terminal is left.
  ['child_process', {}],
]);

const widgets = dirname(require.resolve('blessed/lib/widgets/screen.js'));
const load = lightModules({
  standIns,
  kept: {
    name: 'blessed',
    files: ['screen', 'box', 'node', 'element', '../events', '../helpers'].map((name) => join(widgets, `${name}.js`)),
  },
});
const ScreenBase = load(join(widgets, 'screen.js')) as ScreenClass;
export const Box = load(join(widgets, 'box.js')) as BoxClass;

/**
 * A widget class of contrib, by its path there; throws when it cannot be loaded. Its charts build on blessed's box and
 * node, and get ours: their own `require('blessed')` would load everything, which takes 20 ms and 3 MB.
 */
export function loadContrib(path: string): unknown {
  const blessed = { Box, Node: load(join(widgets, 'node.js')) };
  contrib ??= lightModules({ standIns: new Map([['blessed', blessed]]) });
  return contrib(require.resolve(`blessed-contrib/lib/widget/${path}`));
}
let contrib: ((file: string) => unknown) | undefined;

/**
 * What blessed takes for its terminal: it has a size and swallows everything. blessed's own would parse terminfo (and
 * misread it), listen to the keyboard, ask tmux for its version and write to the terminal behind our back.
 */
class SilentProgram extends EventEmitter {
  readonly options: Record<string, unknown> = {};
  readonly tput = { strings: {}, numbers: {}, bools: {}, features: { unicode: true }, unicode: true };
  readonly put = { keypad_xmit: () => true, keypad_local: () => true };
  cols = 1;
  rows = 1;
  isAlt = false;
  scrollTop = 0;
  scrollBottom = 0;
  title = '';

  setupTput(): void {}
  alternateBuffer(): void {}
  normalBuffer(): void {}
  csr(): void {}
  cup(): void {}
  clear(): void {}
  flush(): void {}
  hideCursor(): void {}
  showCursor(): void {}
  enableMouse(): void {}
  disableMouse(): void {}
  destroy(): void {}
}

export interface QuietScreen {
  readonly screen: BlessedScreen;
  /** By row: true when the cells already hold what the next render would draw; only the other rows are drawn. */
  still: readonly boolean[];
  setSize(columns: number, rows: number): void;
  /** What the named colours mean for the widget that is rendered next. */
  setNamedColors(colors: NamedColors): void;
  /** Removes the screen from blessed's global lists. */
  release(): void;
}

/** A blessed screen whose cells hold our styles and whose drawing is `draw`; `render()` runs it. */
export function createQuietScreen(styles: Styles, draw: () => void): QuietScreen {
  // Otherwise blessed would bind handlers that end the process with code 0 on SIGTERM.
  ScreenBase._bound = true;
  const program = new SilentProgram();
  const screen = new ScreenBase({ program });
  let named: NamedColors = [];
  screen.dattr = plainStyle;
  screen.draw = draw;
  Object.assign(screen, {
    attrCode: (sequence: string, current: number, base: number) => styles.afterSgr(sequence, current, base, named),
    // blessed's scrolling shortcuts would write into a terminal that is not there.
    cleanSides: () => false,
    // blessed's own looks up size, attribute and row for every cell, and makes as many for what the terminal shows.
    alloc: () => {
      // With builtin functions and a literal: this runs before the engine has compiled anything.
      const line = (): CellLine => new Array(program.cols).fill(undefined).map((): Cell => [plainStyle, ' ']);
      screen.lines = new Array(program.rows).fill(undefined).map(line);
    },
  });
  return {
    screen,
    still: [],
    setSize(columns, rows) {
      program.cols = columns;
      program.rows = rows;
      screen.alloc();
    },
    setNamedColors(colors) {
      named = colors;
    },
    release() {
      const index = ScreenBase.instances.indexOf(screen);
      if (index < 0) return;
      ScreenBase.instances.splice(index, 1);
      ScreenBase.total--;
      ScreenBase.global = ScreenBase.instances[0] ?? null;
    },
  };
}
