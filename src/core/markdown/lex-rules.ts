/** The lexer's own patterns in a form that compiles quickly: as they are, the first message costs 70 ms, so 20. */
import { Lexer } from 'marked';

type Patterns<Key extends string> = Record<Key, RegExp>;

/** The names of the HTML elements that interrupt a paragraph; five patterns hold the list twice. */
const elementList = /address\|article[a-z0-9|[\]-]*\|ul(?=\))/g;
/** Any element interrupts: HTML is shown as text here, and where a paragraph ends before it cannot be seen. */
const anyElement = '[a-zA-Z][a-zA-Z0-9-]*';

/** `\p{P}` and `\p{S}` in those scripts that people use beside emphasis; the full classes take 5 ms in each pattern. */
const punctuation =
  '!-#%-*,-/:;?@\\[-\\]_{}\\u00a1\\u00a7\\u00ab\\u00b6\\u00b7\\u00bb\\u00bf\\u2010-\\u2027\\u2030-\\u205e\\u2308-\\u230b' +
  '\\u2329\\u232a\\u3001-\\u3003\\u3008-\\u3011\\u3014-\\u301f\\u3030\\u30fb\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff3d\\uff5b-\\uff65';
const symbols =
  '$+<=>\\^`|~\\u00a2-\\u00a6\\u00a8\\u00a9\\u00ac\\u00ae-\\u00b1\\u00b4\\u00b8\\u00d7\\u00f7\\u20a0-\\u20c0\\u2100-\\u214f' +
  '\\u2190-\\u2307\\u230c-\\u2328\\u232b-\\u2bff\\u{1f000}-\\u{1faff}';

function quicken<Key extends string>(patterns: Patterns<Key>, unchanged: string): Patterns<Key> {
  const entries = Object.entries<RegExp>(patterns).map(([name, pattern]) => {
    // Some entries are placeholders without a pattern; these have no flags to speak of.
    if (!(pattern instanceof RegExp) || name === unchanged) return [name, pattern];
    const source = pattern.source
      .replace(elementList, anyElement)
      .replaceAll('\\p{P}', punctuation)
      .replaceAll('\\p{S}', symbols);
    return [name, source === pattern.source ? pattern : new RegExp(source, pattern.flags)];
  });
  return Object.fromEntries(entries) as Patterns<Key>;
}

/** For `Tokenizer#rules`; which elements begin a block of HTML stays as it was. */
export const quickRules = {
  block: quicken(Lexer.rules.block.gfm, 'html'),
  inline: quicken(Lexer.rules.inline.gfm, ''),
};
