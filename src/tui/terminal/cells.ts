/**
 * The cells of the screen, and how spans get into them: one grapheme cluster at a time, by width, and nothing that
 * could act on the terminal.
 */
import { remembered } from '../../core/remembered.ts';
import type { Row } from '../../core/span.ts';
import { clusters, longestCluster } from '../../core/text/clusters.ts';
import { clusterWidth } from '../../core/text/width.ts';
import { plainStyle, type StyleId, type Styles } from './style.ts';

/**
 * `[style, text]`, in blessed's own shape. The text is one cluster, a blank, or `''` for the right half of the wide
 * cluster before it.
 */
export type Cell = [attr: number, text: string];
export type CellLine = Cell[] & { dirty?: boolean };

/**
 * What the terminal shows in one line, cell by cell as in a `CellLine`. These thousands of cells are only compared, and
 * two flat lists are made much faster.
 */
export interface ShownLine {
  readonly styles: StyleId[];
  readonly texts: string[];
}

/** A line as it is after clearing: blanks in the terminal's own colours. */
export function blankLine(columns: number): ShownLine {
  return { styles: new Array(columns).fill(plainStyle), texts: new Array(columns).fill(' ') };
}

/** The right half of a wide cluster. */
export const rightHalf = '';
/** Ends a phrase of right-to-left text; of no width. Only behind what a cell of our own has: foreign text keeps none. */
export const leftToRight = '\u200e';
/** Shown in place of text that must not reach a terminal. */
const refused = '\ufffd';

interface Piece {
  readonly text: string;
  readonly cells: 1 | 2;
}

const printableAscii = /^[\x20-\x7e]*$/;
/**
 * C0, DEL and C1 controls, and characters that reorder text or break lines. Text is sanitised where it enters; this is
 * the second gate.
 */
const acting = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** Writes one row of spans into the cells `[from, end)` of a line and fills the rest of them with blanks in `background`. */
export function putRow(
  line: CellLine,
  from: number,
  end: number,
  row: Row | undefined,
  background: StyleId,
  styles: Styles,
): void {
  let x = from;
  for (const span of row ?? []) {
    if (x >= end) break;
    const id = styles.idOf(span.style);
    if (printableAscii.test(span.text)) {
      const to = Math.min(x + span.text.length, end);
      for (let i = 0; x < to; i++) setCell(line, x++, id, span.text.charAt(i));
      continue;
    }
    // However long the text is, no more of it can be visible.
    const visible = (end - x) * longestCluster;
    for (const piece of piecesOf(span.text.length > visible ? span.text.slice(0, visible) : span.text)) {
      if (x + piece.cells > end) {
        // Only half of a wide cluster fits: a blank takes its place.
        clear(line, x, end, id);
        return;
      }
      setCell(line, x++, id, piece.text);
      if (piece.cells === 2) setCell(line, x++, id, rightHalf);
    }
  }
  clear(line, x, end, background);
}

function clear(line: CellLine, from: number, end: number, id: StyleId): void {
  for (let x = from; x < end; x++) setCell(line, x, id, ' ');
}

function setCell(line: CellLine, x: number, id: StyleId, text: string): void {
  const cell = line[x];
  if (!cell) return;
  cell[0] = id;
  cell[1] = text;
}

/** For text that is not plain ASCII. Remembered, because the same rows come back frame after frame. */
const piecesOf = remembered({ most: 4_000, longest: 2_000 }, (text): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (const cluster of clusters(text)) {
    if (acting.test(cluster)) {
      pieces.push({ text: refused, cells: 1 });
      continue;
    }
    const cells = clusterWidth(cluster);
    if (cells === 0) continue;
    pieces.push({ text: cluster.slice(0, longestCluster), cells });
  }
  return pieces;
});

/** How far the terminal's cursor advances for the text of one cell. */
export interface Advance {
  /** Cells the text takes by our own rule. */
  readonly cells: 1 | 2;
  /** True when all terminals agree; otherwise the cursor's column is unknown afterwards. */
  readonly sure: boolean;
  /** The most cells that any terminal may draw it in. */
  readonly reach: number;
}

const single: Advance = { cells: 1, sure: true, reach: 1 };
const double: Advance = { cells: 2, sure: true, reach: 2 };

/** One printable character of ASCII, or a blank: as in most cells. */
export function isAscii(text: string): boolean {
  return text.length === 1 && text >= ' ' && text <= '~';
}

/** The content of stock widgets passes through here too, so it is checked once more. */
export function advanceOf(text: string): Advance {
  return isAscii(text) ? single : measuredAdvance(text);
}

/** Text that may be sent to the terminal: what would act there is replaced. */
export function harmless(text: string): string {
  return acting.test(text.endsWith(leftToRight) ? text.slice(0, -1) : text) ? refused : text;
}

/** Emoji made of several without the later ones: of a family the first, of a hand no colour. */
export function firstOfEmoji(text: string): string {
  return text.replace(/(?:\u200d\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})+/gu, '');
}

/** Without the joiners that join no emoji: between letters, and at the end of a cell. */
export function withoutJoiners(text: string): string {
  return text.replace(/\u200d(?!\p{Extended_Pictographic})/gu, '');
}

const measuredAdvance = remembered({ most: 20_000, longest: longestCluster }, (text): Advance => {
  const cells = clusterWidth(text) === 2 ? 2 : 1;
  const code = text.codePointAt(0) ?? 0;
  if (text.length === 1) {
    if (cells === 1 && surelyNarrow(code)) return single;
    if (cells === 2 && surelyWide(code)) return double;
  }
  return { cells, sure: false, reach: 2 * [...text].length };
});

/**
 * Letters and signs that take one cell unless the user has asked for wide ambiguous characters; from the East Asian
 * Width table.
 */
function surelyNarrow(code: number): boolean {
  return (
    (code >= 0xa1 && code < 0x300 && code !== 0xad) ||
    (code >= 0x370 && code < 0x483) ||
    (code >= 0x48a && code < 0x590) ||
    (code >= 0x5d0 && code < 0x5eb) ||
    (code >= 0x1e00 && code < 0x2000) ||
    (code >= 0x2010 && code < 0x2028) ||
    (code >= 0x2030 && code < 0x203c) ||
    (code >= 0x2190 && code < 0x2194) ||
    (code >= 0x2500 && code < 0x25aa) ||
    (code >= 0x25cb && code < 0x25d0) ||
    code === 0x25cf ||
    code === 0x25c6 ||
    code === 0x25c7 ||
    (code >= 0x2800 && code < 0x2900)
  );
}

/** Kana, Han and Hangul syllables, fullwidth forms: two cells in every width table since Unicode 5. */
function surelyWide(code: number): boolean {
  return (
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0x30a1 && code <= 0x30ff) ||
    (code >= 0x3001 && code <= 0x3011) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xff01 && code <= 0xff60)
  );
}
