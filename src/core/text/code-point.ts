/** Cells of one code point by the Unicode tables; ambiguous characters count as narrow. */
import { eastAsianWidth } from 'get-east-asian-width';

const mark = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
const picture = /^\p{Emoji_Presentation}/u;

/** 0 for marks and format characters, 2 for wide characters and emoji, else 1. */
export function codePointWidth(code: number): 0 | 1 | 2 {
  const character = String.fromCodePoint(code);
  if (mark.test(character)) return 0;
  if (picture.test(character)) return 2;
  return eastAsianWidth(code, { ambiguousAsWide: false });
}
