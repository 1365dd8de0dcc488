/** Cells of one code point by the Unicode tables; ambiguous characters count as narrow. */
import { eastAsianWidth } from 'get-east-asian-width';

/** 0 for marks and format characters, 2 for wide characters and emoji, else 1. */
export function codePointWidth(code: number): 0 | 1 | 2 {
  // Common characters of every screen come before any table or pattern is built for them, which would cost the first
  // frame a millisecond.
  if (isCommonSign(code)) return 1;
  const character = String.fromCodePoint(code);
  if (/^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u.test(character)) return 0;
  if (/^\p{Emoji_Presentation}/u.test(character)) return 2;
  return eastAsianWidth(code, { ambiguousAsWide: false });
}

/** Latin letters, dashes and quotes, arrows, boxes, blocks and shapes that are narrow by every table. */
function isCommonSign(code: number): boolean {
  return (
    (code >= 0xae && code < 0x300) ||
    (code >= 0x2010 && code < 0x2028) ||
    (code >= 0x2190 && code < 0x2200) ||
    (code >= 0x2500 && code < 0x25fd)
  );
}
