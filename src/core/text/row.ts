/** A row of spans as one text: what it says, and how wide it is. */
import type { Row } from '../span.ts';
import { textWidth } from './width.ts';

export function rowText(row: Row): string {
  let text = '';
  for (const span of row) text += span.text;
  return text;
}

/** In cells. */
export function rowWidth(row: Row): number {
  let width = 0;
  for (const span of row) width += textWidth(span.text);
  return width;
}
