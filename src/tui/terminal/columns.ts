/** Columns stay where they are in terminals that show right-to-left text in its own order. */
import { type CellLine, leftToRight } from './cells.ts';

/** Hebrew, Arabic and their neighbours, by the first unit of a cluster. */
const rightToLeft = /^[\u0590-\u08ff\ud802\ud803\ud83a\ud83b\ufb1d-\ufdff\ufe70-\ufefc]/;
const letter = /^\p{L}/u;
const boxDrawing = /^[\u2500-\u257f]/;

/**
 * Puts a mark behind right-to-left text where a column ends: at a gap of two blanks, at a line, between a text that was
 * cut short and a number. Without it the numbers and the right-to-left text of the next column count as the same phrase,
 * and change places with it.
 */
export function separateColumns(line: CellLine): void {
  let isPhrase = false;
  for (let x = 0; x < line.length; x++) {
    const cell = line[x];
    const text = cell?.[1] ?? '';
    if (!cell || text === '') continue;
    if (rightToLeft.test(text)) isPhrase = true;
    else if (isPhrase && isColumnEnd(line[x - 1]?.[1], text, line[x + 1]?.[1])) {
      if (!text.endsWith(leftToRight)) cell[1] = text + leftToRight;
      isPhrase = false;
    } else if (letter.test(text) || text.endsWith(leftToRight)) isPhrase = false;
  }
}

function isColumnEnd(before = '', text: string, after = ''): boolean {
  return boxDrawing.test(text) || (text === ' ' && (after === ' ' || (before === '…' && /^\d/.test(after))));
}
