/** Colours as numbers in the cells, and the SGR parameters that select them. */
import { reduceColor } from '../../core/color.ts';
import type { Color, ColorDepth } from '../../core/theme.ts';

/** −1: the terminal's default; 0 to 255: its palette; `rgbFlag | 0xrrggbb`: 24 bits. */
export type ColorCode = number;
export const defaultColor: ColorCode = -1;
export const rgbFlag = 0x1000000;

/** A colour as a number; anything that is not a colour becomes the terminal's default. */
export function encodeColor(color: Color | undefined): ColorCode {
  if (typeof color === 'number') return color >= 0 && color <= 255 ? Math.trunc(color) : defaultColor;
  if (color === undefined || color === 'default') return defaultColor;
  return /^#[0-9a-f]{6}$/i.test(color) ? rgbFlag | Number.parseInt(color.slice(1), 16) : defaultColor;
}

/**
 * SGR parameters (without `CSI` and `m`) that select the nearest colour a terminal of this depth has; empty without
 * colours.
 */
export function colorParameters(color: ColorCode, ground: 'fg' | 'bg', depth: ColorDepth): string {
  const base = ground === 'fg' ? 30 : 40;
  if (depth === 1) return '';
  if (color === defaultColor) return String(base + 9);
  const shown = encodeColor(reduceColor(color < rgbFlag ? color : `#${hexOf(color)}`, depth));
  if (shown >= rgbFlag) return `${base + 8};2;${(shown >> 16) & 255};${(shown >> 8) & 255};${shown & 255}`;
  if (shown < 8) return String(base + shown);
  return shown < 16 ? String(base + 52 + shown) : `${base + 8};5;${shown}`;
}

function hexOf(color: ColorCode): string {
  return (color & 0xffffff).toString(16).padStart(6, '0');
}

/**
 * Whether the background colour a terminal reports (`rgb:1e1e/1e1e/2e2e`, `#1e1e2e`, 1 to 4 digits a channel) is dark
 * or light; undefined when the reply names none.
 */
export function backgroundKind(reply: string): 'dark' | 'light' | undefined {
  const match =
    /rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(reply) ??
    /#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(reply);
  if (!match) return undefined;
  const [r = 0, g = 0, b = 0] = match.slice(1, 4).map((hex) => Number.parseInt(hex, 16) / (16 ** hex.length - 1));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.5 ? 'dark' : 'light';
}
