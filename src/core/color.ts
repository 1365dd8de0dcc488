/** Colours as numbers: what a terminal with fewer colours shows instead, and how well two can be told apart. */
import type { Color, ColorDepth, Style } from './theme.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** The first sixteen colours as xterm has them; real terminals let the user change these. */
const sixteen: readonly Rgb[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];
/** Steps of the 6×6×6 cube, palette numbers 16 to 231; 232 to 255 are greys. */
const cube = [0, 95, 135, 175, 215, 255] as const;
/** The 240 colours that terminals do not let the user change. */
const fixed256 = Array.from({ length: 240 }, (_, index) => 16 + index);
const greys16 = [0, 7, 8, 15];
const greys256 = fixed256.filter((color) => color >= 232);

/** The parts of a colour, 0 to 255 each; undefined for the terminal's own default. */
export function rgbOf(color: Color): Rgb | undefined {
  if (color === 'default') return undefined;
  if (typeof color === 'string') {
    const value = Number.parseInt(color.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  if (color < 16) return sixteen[color];
  if (color >= 232) {
    const grey = 8 + (color - 232) * 10;
    return [grey, grey, grey];
  }
  const index = color - 16;
  const step = (position: number) => cube[position % 6] ?? 0;
  return [step(Math.floor(index / 36)), step(Math.floor(index / 6)), step(index)];
}

/** Hex colours seen so far and their palette numbers; themes have a few dozen. */
const nearest256 = new Map<string, number>();
const nearest16 = new Map<string, number>();

/**
 * The colour that a terminal of `depth` shows for `color`; always the same for the same colour, whatever is next to it.
 */
export function reduceColor(color: Color, depth: ColorDepth): Color {
  if (color === 'default' || depth === 24) return color;
  if (depth === 1) return 'default';
  if (typeof color === 'number' && (depth === 8 || color < 16)) return color;
  const known = depth === 8 ? nearest256 : nearest16;
  const key = String(color);
  let found = known.get(key);
  if (found === undefined) {
    const rgb = rgbOf(color) ?? [0, 0, 0];
    found = depth === 8 ? findNearest(rgb, fixed256) : findAmongSixteen(rgb);
    known.set(key, found);
  }
  return found;
}

/** Below this, text is hard to see: xterm's green on white has 2.2, its yellow 1.7. */
const leastContrast = 2.5;

/**
 * A style for a terminal of `depth`. Where fewer colours would make text hard to see on its background, the text gives
 * up its hue. Without colours the attributes stay. Not cached: reduce a theme once, not a style per frame.
 */
export function reduceStyle(style: Style, depth: ColorDepth): Style {
  if (depth === 24) return style;
  const { fg, bg, ...attributes } = style;
  if (depth === 1) return attributes;
  const back = bg === undefined ? undefined : reduceColor(bg, depth);
  let front = fg === undefined ? undefined : reduceColor(fg, depth);
  if (fg !== undefined && front !== undefined && back !== undefined && isHardToSee(front, back)) {
    const seen = (depth === 4 ? greys16 : greys256).filter((grey) => !isHardToSee(grey, back));
    front = findNearest(rgbOf(fg) ?? [0, 0, 0], seen);
  }
  return { ...attributes, ...(front === undefined ? {} : { fg: front }), ...(back === undefined ? {} : { bg: back }) };
}

function isHardToSee(front: Color, back: Color): boolean {
  return (contrast(front, back) ?? leastContrast) < leastContrast;
}

function findNearest(rgb: Rgb, among: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const color of among) {
    const distance = distanceOf(rgb, rgbOf(color) ?? [0, 0, 0]);
    if (distance < least) {
      least = distance;
      best = color;
    }
  }
  return best;
}

/** "Redmean": near enough to what the eye sees, without leaving RGB. */
function distanceOf(a: Rgb, b: Rgb): number {
  const mean = (a[0] + b[0]) / 2;
  const [red, green, blue] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return (2 + mean / 256) * red * red + 4 * green * green + (2 + (255 - mean) / 256) * blue * blue;
}

/** By hue, not by distance: a pale green must stay green, and every dark background must become black. */
function findAmongSixteen(rgb: Rgb): number {
  const [red, green, blue] = rgb;
  const high = Math.max(red, green, blue);
  const low = Math.min(red, green, blue);
  if (high < 64) return 0;
  if (high - low < 0.2 * high) return high < 90 ? 0 : high < 150 ? 8 : high < 225 ? 7 : 15;
  if (high < 90) return 0;
  const middle = (high + low) / 2;
  const bit = (part: number, value: number) => (part > middle ? value : 0);
  return bit(red, 1) + bit(green, 2) + bit(blue, 4) + (high > 190 ? 8 : 0);
}

/** Relative luminance, 0 to 1 (WCAG 2). */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** Contrast of two colours, 1 to 21 (WCAG 2); undefined when one is the terminal's own default. */
export function contrast(a: Color, b: Color): number | undefined {
  const first = rgbOf(a);
  const second = rgbOf(b);
  if (first === undefined || second === undefined) return undefined;
  const [light, dark] = [luminance(first), luminance(second)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}
