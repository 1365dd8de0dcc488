/**
 * Which characters may stand next to emphasis marks. The build writes them into the lexer's source, and `lex-rules.ts`
 * into its patterns.
 */

/** `\p{P}` for the scripts that people use next to emphasis; the full class costs milliseconds in each pattern. */
export const punctuation =
  '!-#%-*,-/:;?@\\[-\\]_{}\\u00a1\\u00a7\\u00ab\\u00b6\\u00b7\\u00bb\\u00bf\\u2010-\\u2027\\u2030-\\u205e\\u2308-\\u230b' +
  '\\u2329\\u232a\\u3001-\\u3003\\u3008-\\u3011\\u3014-\\u301f\\u3030\\u30fb\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff3d\\uff5b-\\uff65';

/**
 * The same for `\p{S}`. The circumflex is written as an escape, because the lexer removes the character itself when it
 * assembles patterns.
 */
export const symbols =
  '$+<=>\\x5e`|~\\u00a2-\\u00a6\\u00a8\\u00a9\\u00ac\\u00ae-\\u00b1\\u00b4\\u00b8\\u00d7\\u00f7\\u20a0-\\u20c0\\u2100-\\u214f' +
  '\\u2190-\\u2307\\u230c-\\u2328\\u232b-\\u2bff\\u{1f000}-\\u{1faff}';
