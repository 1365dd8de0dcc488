/** Which signs stand beside emphasis; the build writes them into the lexer before it is loaded, `lex-rules.ts` after. */

/** `\p{P}` in those scripts that people use beside emphasis; the full class takes milliseconds in each pattern. */
export const punctuation =
  '!-#%-*,-/:;?@\\[-\\]_{}\\u00a1\\u00a7\\u00ab\\u00b6\\u00b7\\u00bb\\u00bf\\u2010-\\u2027\\u2030-\\u205e\\u2308-\\u230b' +
  '\\u2329\\u232a\\u3001-\\u3003\\u3008-\\u3011\\u3014-\\u301f\\u3030\\u30fb\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff3d\\uff5b-\\uff65';

/** The same for `\p{S}`. The circumflex by its number: where the lexer puts patterns together it takes the sign away. */
export const symbols =
  '$+<=>\\x5e`|~\\u00a2-\\u00a6\\u00a8\\u00a9\\u00ac\\u00ae-\\u00b1\\u00b4\\u00b8\\u00d7\\u00f7\\u20a0-\\u20c0\\u2100-\\u214f' +
  '\\u2190-\\u2307\\u230c-\\u2328\\u232b-\\u2bff\\u{1f000}-\\u{1faff}';
