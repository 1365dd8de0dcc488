/** Building rows: spans that fill a width exactly, left and right parts, the plain pieces every pane needs. */
import type { Row, Span } from '../../core/span.ts';
import { addStyle } from '../../core/style.ts';
import { cutToWidth } from '../../core/text/cut.ts';
import { rowText, rowWidth } from '../../core/text/row.ts';
import { textWidth, wholeClusters } from '../../core/text/width.ts';
import type { Style, Theme } from '../../core/theme.ts';

export function span(text: string, style: Style): Span {
  return { text, style };
}

/** The row cut or padded to exactly `width` cells. If words are cut off, the last cell shows it. */
export function fill(row: Row, width: number, background: Style): Row {
  const missing = width - rowWidth(row);
  if (missing === 0) return row;
  if (missing > 0) return [...row, span(' '.repeat(missing), background)];
  const [head, rest] = divided(row, width);
  if (rest.trim() === '') return fill(head, width, background);
  const [kept] = divided(row, width - 1);
  const sign = width > 0 ? [span('…', row[kept.length === 0 ? 0 : kept.length - 1]?.style ?? background)] : [];
  return fill([...kept, ...sign], width, background);
}

/** What fits in `width` cells, and the text of what does not. */
function divided(row: Row, width: number): readonly [head: Row, rest: string] {
  const head: Span[] = [];
  let left = width;
  for (const [i, one] of row.entries()) {
    const cells = textWidth(one.text);
    if (cells > left) {
      const text = cutToWidth(one.text, Math.max(0, left), '');
      if (text !== '') head.push(span(text, one.style));
      return [head, one.text.slice(text.length) + rowText(row.slice(i + 1))];
    }
    head.push(one);
    left -= cells;
  }
  return [head, ''];
}

/**
 * The row on a raised background, an overlay's or the footer's: what has the page's background gets `ground`, so that
 * no word stands out as a patch; what is set apart (a match, a selection) stays so.
 */
export function raised(row: Row, page: Style, ground: Style): Row {
  if (page.bg === ground.bg) return row;
  return row.map((one) => (one.style.bg === page.bg ? span(one.text, addStyle(ground, one.style)) : one));
}

/**
 * How a key is named on the page itself: the token's own background is the footer's and would show as a patch there.
 */
export function keyOnPage({ text, footerKey }: Theme['styles']): Style {
  return addStyle(text, footerKey);
}

/** `left` and `right` at the two ends of `width` cells; `left` gives way first. */
export function between(left: Row, right: Row, width: number, background: Style): Row {
  const rightWidth = rowWidth(right);
  if (rightWidth >= width) return fill(right, width, background);
  return [...fill(left, width - rightWidth, background), ...right];
}

/** How a match is shown on a row whose colours are taken: the cursor's, or the chosen item's. */
export const stressed: Style = { bold: true, underline: true };

/** A text with the given ranges (start, end, start, end, …, in UTF-16 units) in another style. */
export function highlighted(text: string, ranges: readonly number[], style: Style, match: Style): Row {
  const out: Span[] = [];
  let at = 0;
  const parts: (readonly [number, number])[] = [];
  for (let i = 0; i + 1 < ranges.length; i += 2) parts.push([ranges[i] ?? 0, ranges[i + 1] ?? 0]);
  for (const [from, to] of wholeClusters(text, parts)) {
    const start = Math.max(at, Math.min(text.length, from));
    const end = Math.min(text.length, to);
    if (end <= start) continue;
    if (start > at) out.push(span(text.slice(at, start), style));
    out.push(span(text.slice(start, end), match));
    at = end;
  }
  if (at < text.length) out.push(span(text.slice(at), style));
  return out;
}
