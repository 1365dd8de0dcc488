/** The cells of an emulator as a picture: one text element per run with a place for every cell, so no font can drift. */
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import type { CellView, Emulator } from './emulator.ts';

const require = createRequire(import.meta.url);

const cellWidth = 8.4;
const cellHeight = 18;
const padding = 14;
const titleHeight = 30;

export interface PictureOptions {
  readonly title: string;
  readonly foreground: string;
  readonly background: string;
  /** Pixels per unit; 1 gives about 1000 pixels for 120 columns. */
  readonly scale: number;
}

const fonts = [
  '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
  '@expo-google-fonts/jetbrains-mono/400Regular_Italic/JetBrainsMono_400Regular_Italic.ttf',
  '@expo-google-fonts/jetbrains-mono/700Bold/JetBrainsMono_700Bold.ttf',
  '@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf',
];

/** A PNG of the whole screen in a quiet window frame. */
export function screenPicture(emulator: Emulator, options: PictureOptions): Uint8Array {
  const resvg = new Resvg(screenSvg(emulator, options), {
    fitTo: { mode: 'zoom', value: options.scale },
    font: {
      fontFiles: fonts.map((font) => require.resolve(font)),
      loadSystemFonts: false,
      defaultFontFamily: 'JetBrains Mono',
    },
  });
  return resvg.render().asPng();
}

function screenSvg(emulator: Emulator, options: PictureOptions): string {
  const width = emulator.columns * cellWidth + 2 * padding;
  const height = emulator.rows * cellHeight + 2 * padding + titleHeight;
  const shapes: string[] = [];
  const texts: string[] = [];
  for (let y = 0; y < emulator.rows; y += 1) drawRow(emulator, y, options, shapes, texts);
  const buttons = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, i) => `<circle cx="${20 + i * 18}" cy="17" r="5.5" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="JetBrains Mono, Noto Emoji" font-size="14" xml:space="preserve"><rect width="100%" height="100%" rx="8" fill="${options.background}"/>${buttons.join('')}<text x="${width / 2}" y="21" text-anchor="middle" fill="#8a8f98" font-size="12">${escapeXml(options.title)}</text>${shapes.join('')}${texts.join('')}</svg>`;
}

function drawRow(emulator: Emulator, y: number, options: PictureOptions, shapes: string[], texts: string[]): void {
  const top = titleHeight + padding + y * cellHeight;
  let run: { readonly look: string; readonly texts: string[]; readonly places: string[] } | undefined;
  const flush = (): void => {
    if (run)
      texts.push(
        `<text ${run.look} y="${top + 13.5}" x="${run.places.join(' ')}">${run.texts.map(escapeXml).join('')}</text>`,
      );
    run = undefined;
  };
  for (let x = 0; x < emulator.columns; x += 1) {
    const cell = emulator.cell(x, y);
    if (cell.width === 0) continue;
    const left = padding + x * cellWidth;
    const { fg, bg } = colors(cell, options);
    if (bg !== options.background) {
      shapes.push(
        `<rect x="${left}" y="${top}" width="${cell.width * cellWidth + 0.3}" height="${cellHeight + 0.3}" fill="${bg}"/>`,
      );
    }
    const shape = cell.text === ' ' ? '' : drawnShape(cell.text, left, top, fg);
    if (cell.text === ' ' || shape !== undefined) {
      if (shape) shapes.push(shape);
      flush();
      continue;
    }
    const look = `fill="${fg}"${cell.bold ? ' font-weight="700"' : ''}${cell.italic ? ' font-style="italic"' : ''}${cell.underline ? ' text-decoration="underline"' : ''}${cell.dim ? ' opacity=".6"' : ''}`;
    const alone = cell.width > 1 || cell.text.length > 1;
    if (run?.look !== look || alone) flush();
    run ??= { look, texts: [], places: [] };
    run.texts.push(cell.text);
    run.places.push(left.toFixed(1));
    if (alone) flush();
  }
  flush();
}

function colors(cell: CellView, options: PictureOptions): { readonly fg: string; readonly bg: string } {
  const fg = typeof cell.fg === 'string' && cell.fg !== 'default' ? cell.fg : options.foreground;
  const bg = typeof cell.bg === 'string' && cell.bg !== 'default' ? cell.bg : options.background;
  return cell.inverse ? { fg: bg, bg: fg } : { fg, bg };
}

/** Lines and blocks are drawn, so that they join in any font; undefined for characters that are text. */
function drawnShape(text: string, left: number, top: number, fill: string): string | undefined {
  const code = text.codePointAt(0) ?? 0;
  if (code >= 0x2581 && code <= 0x2588) {
    const height = (cellHeight * (code - 0x2580)) / 8;
    return `<rect x="${left}" y="${top + cellHeight - height}" width="${cellWidth + 0.2}" height="${height}" fill="${fill}"/>`;
  }
  if (code >= 0x2589 && code <= 0x258f) {
    return `<rect x="${left}" y="${top}" width="${(cellWidth * (0x2590 - code)) / 8}" height="${cellHeight + 0.2}" fill="${fill}"/>`;
  }
  const directions = lines[text];
  if (directions === undefined) return undefined;
  const middle = left + cellWidth / 2;
  const centre = top + cellHeight / 2;
  const segments: Readonly<Record<string, string>> = {
    h: `M${left} ${centre}H${left + cellWidth}`,
    v: `M${middle} ${top}V${top + cellHeight}`,
    r: `M${middle} ${centre}H${left + cellWidth}`,
    l: `M${left} ${centre}H${middle}`,
    d: `M${middle} ${centre}V${top + cellHeight}`,
    u: `M${middle} ${top}V${centre}`,
  };
  const thick = text === '┃' ? 3 : 1.2;
  const path = [...directions].map((direction) => segments[direction] ?? '').join('');
  return `<path d="${path}" stroke="${fill}" stroke-width="${thick}" fill="none"/>`;
}

const lines: Readonly<Record<string, string>> = {
  '─': 'h',
  '│': 'v',
  '┃': 'v',
  '┌': 'rd',
  '┐': 'ld',
  '└': 'ru',
  '┘': 'lu',
  '├': 'vr',
  '┤': 'vl',
  '┬': 'hd',
  '┴': 'hu',
  '┼': 'hv',
  '╭': 'rd',
  '╮': 'ld',
  '╰': 'ru',
  '╯': 'lu',
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
