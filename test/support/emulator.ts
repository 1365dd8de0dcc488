/** A terminal without a window: xterm's own parser and cells, so that tests read what a user would see. */
import { createRequire } from 'node:module';
import type { ITerminalAddon, Terminal as XtermTerminal } from '@xterm/headless';

// Both packages are CommonJS, with typings for named imports that Node cannot see; `require` is the simple way in.
const require = createRequire(import.meta.url);
const { Terminal } = require('@xterm/headless') as typeof import('@xterm/headless');
const { UnicodeGraphemesAddon } = require('@xterm/addon-unicode-graphemes') as {
  UnicodeGraphemesAddon: new () => ITerminalAddon;
};
const { Unicode11Addon } = require('@xterm/addon-unicode11') as { Unicode11Addon: new () => ITerminalAddon };

/** The terminal's width table: that of old terminals, of today's, or grapheme clusters. */
export type UnicodeTable = '6' | '11' | '15-graphemes';
export const unicodeTables: readonly UnicodeTable[] = ['6', '11', '15-graphemes'];

export interface EmulatorOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly unicode?: UnicodeTable;
  /** The terminal's reply to a query for its background (`rgb:1e1e/1e1e/1e1e`); undefined: no reply. */
  readonly background?: string;
}

export interface CellView {
  /** The character or cluster; `' '` for a blank, `''` for the right half of a wide one. */
  readonly text: string;
  readonly width: number;
  /** `#rrggbb`, a palette number, or `default`. */
  readonly fg: string | number;
  readonly bg: string | number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
}

export interface Emulator {
  readonly columns: number;
  readonly rows: number;
  /** Resolves when the bytes are in the cells. */
  write(data: string | Uint8Array): Promise<void>;
  /** The terminal's replies to queries (device attributes, mode reports, colours). */
  onReply(listener: (data: string) => void): void;
  resize(columns: number, rows: number): void;
  /** Rows as text, without trailing blanks. */
  lines(): string[];
  text(): string;
  cell(x: number, y: number): CellView;
  caret(): { readonly x: number; readonly y: number; readonly visible: boolean };
  /** The DEC private modes that were switched on and not off again, ascending; 7 and 25 are on in a fresh terminal. */
  modes(): number[];
  /** How many times the kitty keyboard flags were pushed and not popped. */
  kittyDepth(): number;
  alternate(): boolean;
  /** xterm's modifyOtherKeys; undefined: as the user has set it. */
  modifyOtherKeys(): number | undefined;
  /** The keypad is in application mode. */
  applicationKeypad(): boolean;
  title(): string;
  /** Payloads of OSC 52 (clipboard) and OSC 9 (notification), in order; bells counted. */
  readonly clipboard: string[];
  readonly notifications: string[];
  bells(): number;
  /** Every row in two lines, text and style letters (`B` bold, `D` dim, `I` italic, `U` underline, `R` reverse, `S` struck, `c` coloured). */
  styled(): string;
  dispose(): void;
}

export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const term: XtermTerminal = new Terminal({
    cols: options.columns ?? 80,
    rows: options.rows ?? 24,
    scrollback: 0,
    allowProposedApi: true,
  });
  chooseTable(term, options.unicode ?? '15-graphemes');
  const modes = new Set([7, 25]);
  const savedModes = new Set<number>();
  const clipboard: string[] = [];
  const notifications: string[] = [];
  const replyListeners: ((data: string) => void)[] = [];
  let kitty = 0;
  let modifyOtherKeys: number | undefined;
  let bells = 0;
  let title = '';
  const reply = (data: string): void => {
    for (const listener of replyListeners) listener(data);
  };

  // Returning false lets xterm act on the sequence as well.
  term.parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => {
    for (const p of params.flat()) modes.add(p);
    return false;
  });
  term.parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => {
    for (const p of params.flat()) modes.delete(p);
    return false;
  });
  term.parser.registerCsiHandler({ prefix: '?', final: 's' }, (params) => {
    for (const p of params.flat()) modes.has(p) ? savedModes.add(p) : savedModes.delete(p);
    return true;
  });
  term.parser.registerCsiHandler({ prefix: '?', final: 'r' }, (params) => {
    for (const p of params.flat()) savedModes.has(p) ? modes.add(p) : modes.delete(p);
    return true;
  });
  term.parser.registerCsiHandler({ prefix: '>', final: 'u' }, () => {
    kitty++;
    return false;
  });
  term.parser.registerCsiHandler({ prefix: '<', final: 'u' }, () => {
    kitty = Math.max(0, kitty - 1);
    return false;
  });
  term.parser.registerCsiHandler({ prefix: '>', final: 'm' }, ([resource, value]) => {
    if (resource === 4) modifyOtherKeys = typeof value === 'number' ? value : undefined;
    return false;
  });
  term.parser.registerOscHandler(52, (data) => clipboard.push(data) > 0);
  term.parser.registerOscHandler(9, (data) => notifications.push(data) > 0);
  term.parser.registerOscHandler(11, (data) => {
    if (data === '?' && options.background) reply(`\x1b]11;${options.background}\x1b\\`);
    return true;
  });
  term.onBell(() => bells++);
  term.onTitleChange((text) => {
    title = text;
  });
  term.onData((data) => {
    if (data !== '') reply(data);
  });

  const line = (y: number) => term.buffer.active.getLine(term.buffer.active.baseY + y);
  const cell = (x: number, y: number): CellView => {
    const c = line(y)?.getCell(x);
    if (!c) throw new RangeError(`no cell at column ${x}, row ${y}`);
    const color = (rgb: boolean, palette: boolean, value: number): string | number =>
      rgb ? `#${value.toString(16).padStart(6, '0')}` : palette ? value : 'default';
    return {
      text: c.getWidth() === 0 ? '' : c.getChars() || ' ',
      width: c.getWidth(),
      fg: color(c.isFgRGB(), c.isFgPalette(), c.getFgColor()),
      bg: color(c.isBgRGB(), c.isBgPalette(), c.getBgColor()),
      bold: c.isBold() !== 0,
      dim: c.isDim() !== 0,
      italic: c.isItalic() !== 0,
      underline: c.isUnderline() !== 0,
      inverse: c.isInverse() !== 0,
      strike: c.isStrikethrough() !== 0,
    };
  };
  const lines = (): string[] =>
    Array.from({ length: term.rows }, (_, y) => line(y)?.translateToString(true).trimEnd() ?? '');

  return {
    get columns() {
      return term.cols;
    },
    get rows() {
      return term.rows;
    },
    clipboard,
    notifications,
    write: (data) => {
      // xterm handles what follows a key at once, and anything else a timer later, because of painting; nobody paints
      // here.
      term.input('');
      return new Promise((resolve) => term.write(data, resolve));
    },
    onReply: (listener) => void replyListeners.push(listener),
    resize: (columns, rows) => term.resize(columns, rows),
    lines,
    text: () => lines().join('\n'),
    cell,
    caret: () => ({ x: term.buffer.active.cursorX, y: term.buffer.active.cursorY, visible: modes.has(25) }),
    modes: () => [...modes].sort((a, b) => a - b),
    kittyDepth: () => kitty,
    modifyOtherKeys: () => modifyOtherKeys,
    applicationKeypad: () => term.modes.applicationKeypadMode,
    alternate: () => term.buffer.active.type === 'alternate',
    title: () => title,
    bells: () => bells,
    styled: () =>
      lines()
        .map((text, y) => `${text}\n${letters(cell, term.cols, y)}`)
        .join('\n'),
    dispose: () => term.dispose(),
  };
}

function chooseTable(term: XtermTerminal, table: UnicodeTable): void {
  if (table === '6') return;
  term.loadAddon(table === '11' ? new Unicode11Addon() : new UnicodeGraphemesAddon());
  term.unicode.activeVersion = table;
}

function letters(cell: (x: number, y: number) => CellView, columns: number, y: number): string {
  let out = '';
  for (let x = 0; x < columns; x++) {
    out += letterOf(cell(x, y));
  }
  return out.trimEnd();
}

function letterOf(c: CellView): string {
  if (c.inverse) return 'R';
  // On a blank, nothing else is visible, except lines and the background.
  const ink = c.text !== ' ';
  if (ink && c.bold) return 'B';
  if (ink && c.dim) return 'D';
  if (ink && c.italic) return 'I';
  if (c.underline) return 'U';
  if (c.strike) return 'S';
  return (ink && c.fg !== 'default') || c.bg !== 'default' ? 'c' : ' ';
}
