/** A growing message that is too long to be typeset: its finished lines stay wrapped as they are. */
import type { Row } from '../span.ts';
import { sanitize } from '../text/sanitize.ts';
import { addLines, type Page } from './page.ts';
import type { MarkdownOptions, RenderedRow } from './rendered.ts';

export interface PlainRows {
  readonly page: Page;
  /** Rows of the finished lines; only ever appended to. */
  readonly rows: RenderedRow[];
  /** Where the unfinished line begins in the text. */
  readonly lineStart: number;
}

/** Rows of `text`, which begins with the text of `previous`; the same as the plain rendering of a whole message. */
export function growPlain(previous: PlainRows | undefined, text: string, options: MarkdownOptions): PlainRows {
  const style = options.base ?? options.theme.styles.text;
  const rows = previous?.rows ?? [];
  const from = previous?.lineStart ?? 0;
  // Newlines at the end show nothing until something follows them.
  let shown = text.length;
  while (shown > from && text.endsWith('\n', shown)) shown--;
  const end = Math.max(from, text.lastIndexOf('\n', shown - 1) + 1);
  const lines = (source: string): Row[] =>
    sanitize(source)
      .split('\n')
      .map((line) => [{ text: line, style }]);
  const finished: Page = { rows, blocks: [] };
  if (end > from) addLines(finished, lines(text.slice(from, end - 1)), options.width, 0);
  const last: Page = { rows: [], blocks: [] };
  addLines(last, lines(text.slice(end, shown)), options.width, 0);
  const all = rows.concat(last.rows);
  const block = { kind: 'paragraph' as const, firstRow: 0, lastRow: all.length - 1, raw: text };
  return { page: { rows: all, blocks: [block] }, rows, lineStart: end };
}
