/** Markdown source to tokens: the lexer of `marked`, bounded so that no text can keep it busy or overflow it. */
import { getDefaults, Lexer, type Token, Tokenizer, type Tokens } from 'marked';
import { quickRules } from './lex-rules.ts';

/** Longer text is not a message to be typeset; it is shown as it is. In UTF-16 units. */
export const longestMarkdown = 400_000;
/** Quotes and lists deeper than this are shown as text. */
const deepest = 16;
/** A stretch with more marks than this is shown as it is: finding each one's partner takes quadratic time. */
const mostMarks = 400;
const marks = /[*_~[\]<`]/g;

/**
 * What the blocks with long patterns begin with. The first use of such a pattern takes a millisecond to compile, so it
 * is used only where it can match.
 */
const beginnings = {
  blockquote: /^ {0,3}>/,
  html: /^ {0,3}</,
  table: /^.*\n {0,3}[|:-]/,
};
const underline = /\n {0,3}[=-]/;
const blankLine = /\n\s*\n/;

/**
 * Link references (`[text][ref]` with `[ref]: url` somewhere else) are shown as written: a line at the end of a message
 * must not change what is at its beginning, and both parts are readable in a terminal.
 */
class BoundedTokenizer extends Tokenizer {
  #depth = 0;

  override def(): undefined {
    return undefined;
  }

  override list(source: string): Tokens.List | undefined {
    return this.#within(() => super.list(source));
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    return beginnings.blockquote.test(source) ? this.#within(() => super.blockquote(source)) : undefined;
  }

  override html(source: string): Tokens.HTML | undefined {
    return beginnings.html.test(source) ? super.html(source) : undefined;
  }

  override table(source: string): Tokens.Table | undefined {
    return beginnings.table.test(source) ? super.table(source) : undefined;
  }

  override lheading(source: string): Tokens.Heading | undefined {
    const end = source.search(blankLine);
    return underline.test(end < 0 ? source : source.slice(0, end)) ? super.lheading(source) : undefined;
  }

  #within<T>(read: () => T): T | undefined {
    if (this.#depth >= deepest) return undefined;
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }
}

class BoundedLexer extends Lexer {
  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (source.length > mostMarks && (source.match(marks)?.length ?? 0) > mostMarks) {
      tokens.push({ type: 'text', raw: source, text: source });
      return tokens;
    }
    return super.inlineTokens(source, tokens);
  }
}

/**
 * The top-level tokens of sanitised source; joined, their `raw` is the source. Undefined for text that is too long
 * or that the lexer cannot take: it is then shown as it is.
 */
export function lexMarkdown(source: string): Token[] | undefined {
  if (source.length > longestMarkdown) return undefined;
  try {
    const tokenizer = new BoundedTokenizer();
    const lexer = new BoundedLexer({ ...getDefaults(), gfm: true, tokenizer });
    tokenizer.rules = { ...tokenizer.rules, ...quickRules };
    return lexer.lex(source);
  } catch {
    // The lexer throws on loops it detects and on exhausted stacks; the user still wants to read the message.
    return undefined;
  }
}
