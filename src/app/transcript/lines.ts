/** Verbatim text, line by line, wrapped to the rows of an item: nothing in it is treated as markup. */
import type { RenderedRow } from '../../core/markdown/rendered.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import { wrapSpans } from '../../core/text/wrap.ts';
import type { Style } from '../../core/theme.ts';

/** `block` is the item's block that the rows belong to; -1 for none. */
export function lines(text: string, style: Style, width: number, block = -1): RenderedRow[] {
  return wrapped(text, style, width, block, 0);
}

/** A sentence after a sign (`✗`, or a blank below one): wrapped rows begin below the words, not below the sign. */
export function signedLines(sign: string, sentence: string, style: Style, width: number): RenderedRow[] {
  const lead = `${sign} `;
  return wrapped(lead + sentence, style, width, -1, textWidth(lead));
}

function wrapped(text: string, style: Style, width: number, block: number, hangingIndent: number): RenderedRow[] {
  return sanitize(text)
    .split('\n')
    .flatMap((line) =>
      wrapSpans([{ text: line, style }], width, { hangingIndent }).map(({ row: spans, continues, gap }) => ({
        spans,
        continues,
        gap,
        block,
      })),
    );
}
