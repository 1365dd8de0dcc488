/** What Markdown becomes: rows of spans, and the blocks they belong to. */
import type { Highlighter } from '../highlight.ts';
import type { Row } from '../span.ts';
import type { Style, Theme } from '../theme.ts';

export interface MarkdownOptions {
  readonly theme: Theme;
  /** Cells of a row; at least 2. */
  readonly width: number;
  /** Colours for code; without it code is in one colour. */
  readonly highlight?: Highlighter;
  /** Wrap long lines of code; otherwise they are kept whole and cut at the pane's edge. */
  readonly codeWrap: boolean;
  /**
   * How many columns each code block is scrolled to the left, in order, when lines are not wrapped; 0 for further
   * blocks.
   */
  readonly codeScroll?: readonly number[];
  /** The style of running text: by default the theme's `text`, but `thinking`, for example, has its own. */
  readonly base?: Style;
  /** For a growing message: what is open at its end, bold words or code, is shown as if it were closed there. */
  readonly closeOpen?: boolean;
}

export interface RenderedRow {
  readonly spans: Row;
  /** True when this row continues the line of the row before it. */
  readonly continues: boolean;
  /** Index of the innermost block it belongs to; blank rows belong to the block above them. */
  readonly block: number;
  /** What is hidden at the break before a row that continues: blanks, or nothing. */
  readonly gap?: string;
}

export type BlockKind = 'paragraph' | 'heading' | 'list' | 'quote' | 'code' | 'table' | 'rule' | 'html';

/** Code within a list or quote is a block of its own; its rows lie within those of the list. */
export interface RenderedBlock {
  readonly kind: BlockKind;
  /** Inclusive. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** Sanitised source of the block, tabs kept; for code only its text, without fence and indent: what a copy takes. */
  readonly raw: string;
  readonly language?: string;
}

export interface Rendered {
  readonly rows: readonly RenderedRow[];
  readonly blocks: readonly RenderedBlock[];
}
