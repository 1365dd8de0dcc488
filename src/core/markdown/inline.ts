/** Running text: emphasis, code, links and line breaks as lines of spans. */
import type { Token, Tokens } from 'marked';
import type { Span } from '../span.ts';
import { addStyle, stressStyle } from '../style.ts';
import { cutToWidth } from '../text/cut.ts';
import { sanitize } from '../text/sanitize.ts';
import type { Style, Theme } from '../theme.ts';
import { decodeEntities } from './entities.ts';

/** Emphasis nested deeper than this keeps its style. */
const deepest = 32;
/** A link that may be shown as one; others (javascript:, file:, data:) are shown as written. */
const openable = /^(?:https?:\/\/|mailto:)/i;
const longestLiteralLink = 120;

/**
 * Lines of spans, without wraps; always at least one. Newlines in the source are kept, because in a chat they are
 * meant.
 */
export function inlineLines(tokens: readonly Token[], theme: Theme, base: Style): Span[][] {
  const lines = createLines();
  addTokens(tokens, base, 0);
  return lines.done;

  function addTokens(inner: readonly Token[], style: Style, depth: number): void {
    for (const token of inner) addToken(token as Tokens.Generic, style, depth);
  }

  function addToken(token: Tokens.Generic, style: Style, depth: number): void {
    const { styles } = theme;
    const within = (top: Style) => {
      if (token.tokens && depth < deepest) addTokens(token.tokens, stress(style, top), depth + 1);
      else lines.add(show(token.text ?? token.raw), style);
    };
    switch (token.type) {
      case 'strong':
        within(styles.strong);
        break;
      case 'em':
        within(styles.emphasis);
        break;
      case 'del':
        within(styles.strike);
        break;
      case 'codespan':
        lines.add(codeWords(sanitize(token.text), theme), styles.codeInline);
        break;
      case 'br':
        lines.next();
        break;
      case 'checkbox':
        break;
      case 'link':
        addLink(token, style, depth);
        break;
      case 'image':
        addImage(token, style);
        break;
      case 'html':
        if (/^<br\s*\/?>$/i.test(token.raw)) lines.next();
        else lines.add(sanitize(token.raw), style);
        break;
      case 'escape':
        lines.add(sanitize(token.text), style);
        break;
      default:
        if (token.tokens && token.tokens.length > 0 && depth < deepest) addTokens(token.tokens, style, depth + 1);
        else lines.add(show(token.text ?? token.raw), style);
    }
  }

  /** Emphasis has its own colour only in running text; elsewhere it keeps the surrounding colour. */
  function stress(style: Style, top: Style): Style {
    return style.fg === theme.styles.text.fg ? addStyle(style, top) : stressStyle(style, top);
  }

  function addLink(token: Tokens.Generic, style: Style, depth: number): void {
    const href = sanitize(String(token.href ?? '')).replaceAll('\n', '');
    if (!openable.test(href)) {
      lines.add(literal(token.raw), style);
      return;
    }
    const link = addStyle(style, theme.styles.link);
    const text = show(token.text);
    if (text === href || `mailto:${text}` === href || `http://${text}` === href) {
      lines.add(text, link);
      return;
    }
    if (token.tokens && depth < deepest) addTokens(token.tokens, link, depth + 1);
    else lines.add(text, link);
    lines.add(' (', style);
    lines.add(href, link);
    lines.add(')', style);
  }

  function addImage(token: Tokens.Generic, style: Style): void {
    const href = sanitize(String(token.href ?? '')).replaceAll('\n', '');
    if (!openable.test(href)) {
      lines.add(literal(token.raw), style);
      return;
    }
    const alt = show(token.text).replaceAll('\n', ' ');
    lines.add(alt === '' ? 'image (' : `image: ${alt} (`, style);
    lines.add(href, addStyle(style, theme.styles.link));
    lines.add(')', style);
  }
}

/** Code among words; if no colour distinguishes it from them, its backticks do. */
function codeWords(text: string, { styles: { codeInline, text: plain } }: Theme): string {
  return codeInline.fg === plain.fg && codeInline.bg === plain.bg ? `\`${text}\`` : text;
}

/** Text as it is shown: entities replaced, and what they stood for made harmless. */
function show(text: string): string {
  return sanitize(decodeEntities(text));
}

/** The source of a link that is not opened, cut so that an embedded picture (`data:`) does not fill the screen. */
function literal(raw: string): string {
  return cutToWidth(sanitize(raw).replaceAll('\n', ' '), longestLiteralLink);
}

function createLines(): { readonly done: Span[][]; add(text: string, style: Style): void; next(): void } {
  let line: Span[] = [];
  const done = [line];
  const next = () => {
    line = [];
    done.push(line);
  };
  return {
    done,
    next,
    add(text, style) {
      const parts = text.includes('\n') ? text.split('\n') : [text];
      for (const [index, part] of parts.entries()) {
        if (index > 0) next();
        // Blanks before a continued line belong to the source's layout, not to the text.
        const shown = line.length === 0 && done.length > 1 ? part.trimStart() : part;
        const last = line.at(-1);
        if (shown === '') continue;
        if (last?.style === style) line[line.length - 1] = { text: last.text + shown, style };
        else line.push({ text: shown, style });
      }
    },
  };
}
