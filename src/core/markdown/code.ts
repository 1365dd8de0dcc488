/** Code blocks: a quiet frame with the language in its top border; lines kept whole, scrolled sideways or wrapped. */
import { diffTokens, isDiffLanguage, looksLikeDiff } from '../diff.ts';
import type { Row, Span } from '../span.ts';
import { cutToWidth, sliceCells } from '../text/cut.ts';
import { rowWidth } from '../text/row.ts';
import { sanitize } from '../text/sanitize.ts';
import { textWidth } from '../text/width.ts';
import { type WrappedRow, wrapSpans } from '../text/wrap.ts';
import type { Page } from './page.ts';
import type { MarkdownOptions } from './rendered.ts';

/** Below this width the frame costs more than it is worth: the code is shown without one. */
const narrowestFrame = 12;

/** Rows of a whole code block, the first one that `codeScroll` refers to. `text` is sanitised except for its tabs. */
export function codeRows(text: string, language: string, options: MarkdownOptions): WrappedRow[] {
  return [
    ...frameTop(language, options),
    ...codeLines(paintCode(text, language, options), options),
    ...frameBottom(options),
  ];
}

/** The options for what follows a page: the code blocks on it have used their part of `codeScroll`. */
export function optionsBelow(page: Page, options: MarkdownOptions): MarkdownOptions {
  const { codeScroll } = options;
  if (codeScroll === undefined || page.blocks.length === 0) return options;
  return { ...options, codeScroll: codeScroll.slice(codeBlocksOn(page)) };
}

export function codeBlocksOn(page: Page): number {
  return page.blocks.filter((block) => block.kind === 'code').length;
}

/** The first word after the fence, without braces and dots: `{.ts title=x}` is `ts`. */
export function languageOf(info: string | undefined): string {
  const word = /[^\s{}.,:]+/.exec(info ?? '')?.[0] ?? '';
  return sanitize(word);
}

/** The code's lines as coloured spans; tabs are expanded. */
export function paintCode(text: string, language: string, options: MarkdownOptions): Row[] {
  const { styles } = options.theme;
  const expanded = sanitize(text);
  if (isDiffLanguage(language) || (language === '' && looksLikeDiff(expanded))) {
    const lines = expanded.split('\n');
    const tokens = diffTokens(lines);
    return lines.map((line, index) => [{ text: line, style: styles[tokens[index] ?? 'code'] }]);
  }
  const highlighted = language === '' ? undefined : options.highlight?.(expanded, language);
  if (highlighted)
    return highlighted.map((parts) => parts.map((part) => ({ text: part.text, style: styles[part.token] })));
  return expanded.split('\n').map((line) => [{ text: line, style: styles.code }]);
}

/** Painted lines, each in the frame. */
export function codeLines(lines: readonly Row[], options: MarkdownOptions): WrappedRow[] {
  const framed = hasFrame(options);
  const inner = framed ? options.width - 4 : Math.max(2, options.width);
  const rows: WrappedRow[] = [];
  for (const line of lines) {
    if (options.codeWrap) {
      for (const { row, continues, gap } of wrapSpans(line, inner)) {
        rows.push({ row: frame(row, inner, ' ', ' ', options), continues, gap });
      }
    } else rows.push({ row: scrolled(line, inner, options), continues: false, gap: '' });
  }
  return rows;
}

export function frameTop(language: string, options: MarkdownOptions): WrappedRow[] {
  if (!hasFrame(options)) return [];
  const label = language === '' ? '' : ` ${cutToWidth(language, options.width - 8)} `;
  const line = '─'.repeat(options.width - 2 - textWidth(label));
  const { codeBorder, codeComment } = options.theme.styles;
  // A border may be fainter than text that has to be read.
  const word = label === '' ? [] : [{ text: label, style: codeComment }];
  const row = [{ text: '┌', style: codeBorder }, ...word, { text: `${line}┐`, style: codeBorder }];
  return [{ row, continues: false, gap: '' }];
}

export function frameBottom(options: MarkdownOptions): WrappedRow[] {
  if (!hasFrame(options)) return [];
  const text = `└${'─'.repeat(options.width - 2)}┘`;
  return [{ row: [{ text, style: options.theme.styles.codeBorder }], continues: false, gap: '' }];
}

function hasFrame(options: MarkdownOptions): boolean {
  return options.width >= narrowestFrame;
}

/** The columns of a line that the pane shows; arrows in the frame say that there is more on that side. */
function scrolled(line: Row, inner: number, options: MarkdownOptions): Row {
  const offset = Math.max(0, options.codeScroll?.[0] ?? 0);
  let column = 0;
  let ink = false;
  const row: Span[] = [];
  for (const span of line) {
    const width = textWidth(span.text);
    const from = Math.max(0, offset - column);
    const room = offset + inner - Math.max(offset, column);
    if (column < offset && span.text.trim() !== '') ink = true;
    if (from < width && room > 0) {
      const whole = from === 0 && width <= room;
      row.push(whole ? span : { text: sliceCells(span.text, from, room), style: span.style });
    }
    column += width;
  }
  return frame(row, inner, ink ? '‹' : ' ', column > offset + inner ? '›' : ' ', options);
}

function frame(row: Row, inner: number, left: string, right: string, options: MarkdownOptions): Row {
  if (!hasFrame(options)) return row;
  const { code, codeBorder } = options.theme.styles;
  const width = rowWidth(row);
  const fill: Span[] = width < inner ? [{ text: ' '.repeat(inner - width), style: code }] : [];
  return [{ text: `│${left}`, style: codeBorder }, ...row, ...fill, { text: `${right}│`, style: codeBorder }];
}
