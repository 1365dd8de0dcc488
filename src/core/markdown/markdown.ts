/** Markdown for a terminal: a whole message to rows of spans. */
import { sanitize } from '../text/sanitize.ts';
import { wrapSpans } from '../text/wrap.ts';
import { layOutBlocks, plainLines } from './block.ts';
import { lexMarkdown } from './lex.ts';
import { emptyPage, type Page, pageOf } from './page.ts';
import type { MarkdownOptions, Rendered } from './rendered.ts';

/**
 * A message as rows of at most `width` cells. `source` is raw: it is sanitised here, first of all. Headings, lists,
 * quotes, tables, rules, emphasis, links (http, https and mailto, with their address) and code are typeset; HTML is
 * shown as text. Line breaks of the source are kept. Never throws: what cannot be parsed is shown as it is.
 */
export function renderMarkdown(source: string, options: MarkdownOptions): Rendered {
  return typeset(sanitize(source, { keepTabs: true }), options);
}

/** The same for source that is already sanitised except for its tabs. */
export function typeset(source: string, options: MarkdownOptions): Page {
  if (source.trim() === '') return emptyPage();
  const tokens = lexMarkdown(source);
  return tokens === undefined ? plainPage(source, options) : layOutBlocks(tokens, options, 0);
}

/** Source as it is: one block, wrapped. */
export function plainPage(source: string, options: MarkdownOptions): Page {
  const lines = plainLines(source, options.base ?? options.theme.styles.text);
  return pageOf(
    lines.flatMap((line) => wrapSpans(line, options.width)),
    { kind: 'paragraph', raw: source },
  );
}
