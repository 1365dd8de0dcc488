/** Lays out one block of Markdown: what each kind of token looks like on the screen. */
import type { Token, Tokens } from 'marked';
import type { Row, Span } from '../span.ts';
import { addStyle } from '../style.ts';
import { sanitize } from '../text/sanitize.ts';
import { textWidth } from '../text/width.ts';
import { wrapSpans } from '../text/wrap.ts';
import type { Style } from '../theme.ts';
import { codeRows, languageOf, optionsBelow } from './code.ts';
import { readFence } from './fence.ts';
import { inlineLines } from './inline.ts';
import { countNewlines, trailingNewlines, withoutTrailingNewlines } from './newlines.ts';
import { addBlank, addLines, addPage, containing, emptyPage, type Page, pageOf, setIn } from './page.ts';
import type { MarkdownOptions, RenderedBlock } from './rendered.ts';
import { tableRows } from './table.ts';

/** In fewer cells than this, lists and quotes no longer indent their content. */
const narrowestContent = 10;
const bullets = ['•', '◦', '▪'] as const;

/** Undefined for tokens that show nothing. `depth` counts the lists around the block. */
export function layOutBlock(token: Token, options: MarkdownOptions, depth = 0): Page | undefined {
  const base = options.base ?? options.theme.styles.text;
  const block = token as Tokens.Generic;
  const raw = withoutTrailingNewlines(block.raw);
  switch (block.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return undefined;
    case 'heading':
      return heading(block as Tokens.Heading, raw, options, base);
    case 'code': {
      const { lang } = block as Tokens.Code;
      // Whether the lexer keeps newlines at the end of an open fence varies; `readFence` is consistent.
      const text = readFence(block.raw)?.text ?? block.text;
      const language = languageOf(lang);
      return pageOf(codeRows(text, language, options), {
        kind: 'code',
        raw: text,
        ...(language === '' ? {} : { language }),
      });
    }
    case 'list':
      return list(block as Tokens.List, raw, options, base, depth);
    case 'blockquote':
      return quote(block as Tokens.Blockquote, raw, options, depth);
    case 'table':
      return pageOf(tableRows(block as Tokens.Table, options.theme, base, options.width), { kind: 'table', raw });
    case 'hr': {
      const line: Row = [{ text: '─'.repeat(Math.max(2, options.width)), style: options.theme.styles.rule }];
      return pageOf([{ row: line, continues: false, gap: '' }], { kind: 'rule', raw });
    }
    case 'html': {
      const lines = sanitize(raw).split('\n');
      return wrapped(
        lines.map((text) => [{ text, style: options.theme.styles.dim }]),
        options,
        { kind: 'html', raw },
      );
    }
    default: {
      const lines = block.tokens ? inlineLines(block.tokens, options.theme, base) : plainLines(block.raw, base);
      return wrapped(lines, options, { kind: 'paragraph', raw });
    }
  }
}

/** Blocks below each other, separated where the source has a blank line between them. */
export function layOutBlocks(tokens: readonly Token[], options: MarkdownOptions, depth: number): Page {
  const page = emptyPage();
  let newlines = 0;
  for (const token of tokens) {
    const block = layOutBlock(token, optionsBelow(page, options), depth);
    if (block !== undefined) {
      if (newlines > 1 && page.rows.length > 0) addBlank(page);
      addPage(page, block);
    }
    newlines = newlinesAfter(newlines, token);
  }
  return page;
}

/** How many newlines there are between a block and what follows `token`, given `before` newlines before the token. */
export function newlinesAfter(before: number, token: Token): number {
  return token.type === 'space' ? before + countNewlines(token.raw) : trailingNewlines(token.raw);
}

/** Source as it is, sanitised, line by line: for what the lexer cannot take. */
export function plainLines(source: string, style: Style): Row[] {
  const text = withoutTrailingNewlines(sanitize(source));
  return text.split('\n').map((line) => [{ text: line, style }]);
}

function wrapped(
  lines: readonly Row[],
  options: MarkdownOptions,
  block: Pick<RenderedBlock, 'kind' | 'raw'>,
  hangingIndent = 0,
): Page {
  return pageOf(
    lines.flatMap((line) => wrapSpans(line, options.width, { hangingIndent })),
    block,
  );
}

/** The number signs stay, dimmed: they show the level without relying on colour. */
function heading(token: Tokens.Heading, raw: string, options: MarkdownOptions, base: Style): Page {
  const { styles } = options.theme;
  const [first = [], ...others] = inlineLines(token.tokens, options.theme, addStyle(base, styles.heading));
  const mark: Span = { text: `${'#'.repeat(token.depth)} `, style: styles.dim };
  return wrapped([[mark, ...first], ...others], options, { kind: 'heading', raw }, token.depth + 1);
}

function quote(token: Tokens.Blockquote, raw: string, options: MarkdownOptions, depth: number): Page {
  const style = addStyle(options.base ?? options.theme.styles.text, options.theme.styles.quote);
  const bar: Span = { text: '│ ', style: options.theme.styles.border };
  const roomy = options.width - 2 >= narrowestContent;
  const width = roomy ? options.width - 2 : options.width;
  const inner = layOutBlocks(token.tokens, { ...options, width, base: style }, depth);
  if (inner.rows.length === 0) inner.rows.push({ spans: [], continues: false, block: 0 });
  return containing(roomy ? setIn(inner, bar, bar) : inner, { kind: 'quote', raw });
}

function list(token: Tokens.List, raw: string, options: MarkdownOptions, base: Style, depth: number): Page {
  const page = emptyPage();
  const start = token.ordered && typeof token.start === 'number' ? token.start : 1;
  // All markers of a list are as wide as the widest, so that the texts line up.
  const markWidth = token.ordered ? String(start + token.items.length - 1).length + 2 : 2;
  const { listMarker } = options.theme.styles;
  for (const [index, item] of token.items.entries()) {
    const bullet = bullets[depth % bullets.length] ?? '•';
    const mark = token.ordered ? `${`${start + index}.`.padStart(markWidth - 1)} ` : `${bullet} `;
    const text = item.task ? `${mark}[${item.checked ? 'x' : ' '}] ` : mark;
    const width = textWidth(text);
    const roomy = options.width - width >= narrowestContent;
    const below = optionsBelow(page, options);
    const content = layOutBlocks(item.tokens, roomy ? { ...below, width: below.width - width } : below, depth + 1);
    if (content.rows.length === 0) content.rows.push({ spans: [], continues: false, block: 0 });
    if (index > 0 && token.loose) addBlank(page);
    const first: Span = { text, style: listMarker };
    if (roomy) addPage(page, setIn(content, first, { text: ' '.repeat(width), style: base }));
    else {
      addLines(page, [[first]], options.width, Math.max(0, page.blocks.length - 1));
      addPage(page, content);
    }
  }
  return containing(page, { kind: 'list', raw });
}
