// Colours as numbers, and the nearest one that a terminal with fewer colours can show.
import type { Color, ColorDepth } from '../../core/theme.ts';

/** −1: the terminal's default; 0 to 255: its palette; `rgbFlag | 0xrrggbb`: 24 bits. */
export type ColorCode = number;
export const defaultColor: ColorCode = -1;
export const rgbFlag = 0x1000000;

/** A colour as a number; what is no colour is the terminal's default. */
export function encodeColor(color: Color | undefined): ColorCode {
  if (typeof color === 'number') return color >= 0 && color <= 255 ? Math.trunc(color) : defaultColor;
  if (color === undefined || color === 'default') return defaultColor;
  return /^#[0-9a-f]{6}$/i.test(color) ? rgbFlag | Number.parseInt(color.slice(1), 16) : defaultColor;
}

/** SGR parameters (without `CSI` and `m`) that choose a colour; empty when the depth has no colours. */
export function colorParameters(color: ColorCode, ground: 'fg' | 'bg', depth: ColorDepth): string {
  const base = ground === 'fg' ? 30 : 40;
  if (depth === 1) return '';
  if (color === defaultColor) return String(base + 9);
  if (depth === 24 && color >= rgbFlag) {
    return `${base + 8};2;${(color >> 16) & 255};${(color >> 8) & 255};${color & 255}`;
  }
  const index = depth === 4 ? toPalette16(color) : toPalette256(color);
  if (index < 8) return String(base + index);
  if (index < 16) return String(base + 52 + index);
  return `${base + 8};5;${index}`;
}

/** The nearest of the 240 fixed colours of a 256-colour palette; the first 16 differ from terminal to terminal. */
export function toPalette256(color: ColorCode): number {
  if (color < rgbFlag) return color;
  const [r, g, b] = channels(color);
  const cube = 16 + 36 * cubeStep(r) + 6 * cubeStep(g) + cubeStep(b);
  const grey = 232 + Math.min(23, Math.max(0, Math.round(((r + g + b) / 3 - 8) / 10)));
  return distance(paletteRgb(grey), color) < distance(paletteRgb(cube), color) ? grey : cube;
}

/** The nearest of the 16 colours, by the values that xterm gives them. */
export function toPalette16(color: ColorCode): number {
  if (color < 16) return color;
  const rgb = color >= rgbFlag ? color : paletteRgb(color);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 16; i++) {
    const d = distance(paletteRgb(i), rgb);
    if (d < least) {
      least = d;
      best = i;
    }
  }
  return best;
}

/** What xterm shows for a number of the palette, as a 24-bit colour. */
export function paletteRgb(index: number): ColorCode {
  if (index < 16) return rgbFlag | (xterm16[index] ?? 0);
  if (index >= 232) {
    const v = 8 + (index - 232) * 10;
    return rgbFlag | (v << 16) | (v << 8) | v;
  }
  const n = index - 16;
  const level = (i: number): number => cubeLevels[i % 6] ?? 0;
  return rgbFlag | (level(Math.floor(n / 36)) << 16) | (level(Math.floor(n / 6)) << 8) | level(n);
}

/** The background a terminal names (`rgb:1e1e/1e1e/2e2e`, `#1e1e2e`, 1 to 4 digits a channel) is dark or light; undefined when it names none. */
export function backgroundKind(reply: string): 'dark' | 'light' | undefined {
  const match =
    /rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(reply) ??
    /#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(reply);
  if (!match) return undefined;
  const [r = 0, g = 0, b = 0] = match.slice(1, 4).map((hex) => Number.parseInt(hex, 16) / (16 ** hex.length - 1));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.5 ? 'dark' : 'light';
}

const cubeLevels = [0, 95, 135, 175, 215, 255];
const xterm16 = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00,
  0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];

function cubeStep(channel: number): number {
  return channel < 48 ? 0 : channel < 115 ? 1 : Math.floor((channel - 35) / 40);
}

function channels(color: ColorCode): [number, number, number] {
  return [(color >> 16) & 255, (color >> 8) & 255, color & 255];
}

/** Squared distance, weighted by how much the eye sees of each channel ("redmean"). */
function distance(a: ColorCode, b: ColorCode): number {
  const [r1, g1, b1] = channels(a);
  const [r2, g2, b2] = channels(b);
  const red = (r1 + r2) / 2;
  return (2 + red / 256) * (r1 - r2) ** 2 + 4 * (g1 - g2) ** 2 + (2 + (255 - red) / 256) * (b1 - b2) ** 2;
}
