/** Text as it stands, line for line, wrapped to rows of an item: nothing in it is taken for markup. */
import type { RenderedRow } from '../../core/markdown/rendered.ts';
import { sanitize } from '../../core/text/sanitize.ts';
import { wrapSpans } from '../../core/text/wrap.ts';
import type { Style } from '../../core/theme.ts';

/** `block` is the item's block that the rows belong to; -1 for none. */
export function lines(text: string, style: Style, width: number, block = -1): RenderedRow[] {
  return sanitize(text)
    .split('\n')
    .flatMap((line) =>
      wrapSpans([{ text: line, style }], width).map(({ row: spans, continues, gap }) => ({
        spans,
        continues,
        gap,
        block,
      })),
    );
}
