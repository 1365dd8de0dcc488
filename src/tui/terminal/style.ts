/** Styles as small numbers in the cells, and the SGR sequences that lead from one to the next. */
import { reduceStyle } from '../../core/color.ts';
import type { ColorDepth, Style } from '../../core/theme.ts';
import { type ColorCode, colorParameters, defaultColor, encodeColor, rgbFlag } from './color.ts';

/**
 * Our own styles are negative, so that they never collide with the attributes that blessed packs into non-negative
 * numbers (5 flag bits, 9 bits of foreground, 9 of background). A cell may hold either.
 */
export type StyleId = number;
/** The terminal's own colours, no attributes. */
export const plainStyle: StyleId = -1;

interface StyleParts {
  readonly fg: ColorCode;
  readonly bg: ColorCode;
  /** The flags in `attributes`, added up. */
  readonly flags: number;
}

const plainParts: StyleParts = { fg: defaultColor, bg: defaultColor, flags: 0 };

const attributes = [
  { flag: 1, on: 1, off: 22, key: 'bold' },
  { flag: 32, on: 2, off: 22, key: 'dim' },
  { flag: 64, on: 3, off: 23, key: 'italic' },
  { flag: 2, on: 4, off: 24, key: 'underline' },
  { flag: 8, on: 7, off: 27, key: 'inverse' },
  { flag: 128, on: 9, off: 29, key: 'strike' },
] as const;
/** Flags that are visible on a blank: underline, inverse, strike. */
const seenOnBlank = 2 | 8 | 128;

/** Colours for black, red, green, yellow, blue, magenta, cyan, white; a missing one means the terminal's own. */
export type NamedColors = readonly ColorCode[];

export interface Styles {
  /** Cached by the identity of the style object. */
  idOf(style: Style): StyleId;
  /** The style for anything a cell may hold, including blessed's packed attributes. */
  canonical(attr: number): StyleId;
  /** The style of a blank that looks the same: only what is visible without a character is kept. */
  blankOf(id: StyleId): StyleId;
  /** True when erasing with this style looks like writing blanks in it. */
  erasable(id: StyleId): boolean;
  /** The shortest sequence from one style to another; empty when nothing changes. */
  transition(from: StyleId, to: StyleId): string;
  /**
   * The attribute after an SGR sequence in the content of a stock widget; `palette` says what its eight named colours
   * are.
   */
  afterSgr(sequence: string, current: number, base: number, palette?: NamedColors): StyleId;
}

/** `backgroundErase`: the terminal erases with the current background (GNU screen does not). */
export function createStyles(depth: ColorDepth, backgroundErase: boolean): Styles {
  const byId: StyleParts[] = [plainParts];
  const byKey = new Map([['-1,-1,0', plainStyle]]);
  const byStyle = new WeakMap<Style, StyleId>();
  const packed = new Map<number, StyleId>();
  const blanks = new Map<StyleId, StyleId>();
  const transitions = new Map<number, string>();

  const parts = (id: StyleId): StyleParts => byId[-1 - id] ?? plainParts;
  const intern = (fg: ColorCode, bg: ColorCode, flags: number): StyleId => {
    const key = `${fg},${bg},${flags}`;
    let id = byKey.get(key);
    if (id === undefined) {
      id = -1 - byId.length;
      byId.push({ fg, bg, flags });
      byKey.set(key, id);
    }
    return id;
  };
  const canonical = (attr: number): StyleId => {
    if (attr < 0) return attr;
    let id = packed.get(attr);
    if (id === undefined) {
      const color = (bits: number): ColorCode => (bits === 0x1ff ? defaultColor : bits & 255);
      id = intern(color((attr >> 9) & 0x1ff), color(attr & 0x1ff), (attr >> 18) & (1 | 2 | 8));
      packed.set(attr, id);
    }
    return id;
  };
  const sequence = (from: StyleId, to: StyleId): string => {
    if (to === plainStyle) return '\x1b[0m';
    const fresh = ['0', ...changes(plainParts, parts(to), depth)].join(';');
    const step = changes(parts(from), parts(to), depth).join(';');
    if (step === '') return '';
    return `\x1b[${step.length <= fresh.length ? step : fresh}m`;
  };

  return {
    idOf(style) {
      let id = byStyle.get(style);
      if (id === undefined) {
        // With fewer colours, text and background may become the same: the theme's own reduction keeps them apart.
        const shown = reduceStyle(style, depth);
        let flags = 0;
        for (const a of attributes) if (shown[a.key]) flags |= a.flag;
        id = intern(encodeColor(shown.fg), encodeColor(shown.bg), flags);
        byStyle.set(style, id);
      }
      return id;
    },
    canonical,
    blankOf(id) {
      let blank = blanks.get(id);
      if (blank === undefined) {
        const { bg, flags } = parts(id);
        blank = (flags & seenOnBlank) === 0 ? intern(defaultColor, bg, 0) : id;
        blanks.set(id, blank);
      }
      return blank;
    },
    erasable(id) {
      const { bg, flags } = parts(id);
      return (flags & seenOnBlank) === 0 && (backgroundErase || bg === defaultColor || depth === 1);
    },
    transition(from, to) {
      if (from === to) return '';
      const key = -from * 0x100000 - to;
      let found = transitions.get(key);
      if (found === undefined) {
        found = sequence(from, to);
        transitions.set(key, found);
      }
      return found;
    },
    afterSgr(text, current, base, palette = []) {
      const { fg, bg, flags } = applySgr(text, parts(canonical(current)), parts(canonical(base)), palette);
      return intern(fg, bg, flags);
    },
  };
}

/** SGR parameters that turn one style into another. */
function changes(from: StyleParts, to: StyleParts, depth: ColorDepth): string[] {
  const out: string[] = [];
  const gone = from.flags & ~to.flags;
  let held = from.flags;
  for (const a of attributes) {
    if ((gone & a.flag) === 0 || (held & a.flag) === 0) continue;
    out.push(String(a.off));
    // 22 switches bold and dim off together.
    held &= a.off === 22 ? ~(1 | 32) : ~a.flag;
  }
  for (const a of attributes) if ((to.flags & ~held & a.flag) !== 0) out.push(String(a.on));
  if (from.fg !== to.fg) out.push(colorParameters(to.fg, 'fg', depth));
  if (from.bg !== to.bg) out.push(colorParameters(to.bg, 'bg', depth));
  return out.filter((p) => p !== '');
}

/** Only tags and canvases of stock widgets contain these; foreign text has no sequences left. */
function applySgr(text: string, current: StyleParts, base: StyleParts, palette: NamedColors): StyleParts {
  let { fg, bg, flags } = current;
  const codes = text.slice(2, -1).split(';').map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 0) ({ fg, bg, flags } = base);
    else if (code === 38 || code === 48) {
      const indexed = codes[i + 1] === 5;
      const color = indexed
        ? (codes[i + 2] ?? 0) & 255
        : rgbFlag | ((codes[i + 2] ?? 0) << 16) | ((codes[i + 3] ?? 0) << 8) | (codes[i + 4] ?? 0);
      if (code === 38) fg = color;
      else bg = color;
      i += indexed ? 2 : 4;
    } else if (code >= 30 && code <= 37) fg = palette[code - 30] ?? code - 30;
    else if (code >= 90 && code <= 97) fg = code - 82;
    else if (code === 39) fg = base.fg;
    else if (code >= 40 && code <= 47) bg = palette[code - 40] ?? code - 40;
    else if (code >= 100 && code <= 107) bg = code - 92;
    else if (code === 49) bg = base.bg;
    else {
      for (const a of attributes) {
        if (a.on === code) flags |= a.flag;
        if (a.off === code) flags &= ~a.flag;
      }
    }
  }
  return { fg, bg, flags };
}
