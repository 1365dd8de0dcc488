/** Text of all kinds for property tests: words, other scripts, emoji, marks, blanks, newlines, control sequences. */
import { fc } from './property.ts';

const snippets = [
  'word ',
  'a',
  ' ',
  '   ',
  '\n',
  '\t',
  'naïve ',
  '日本語',
  '、',
  '「',
  '한국어 ',
  'Ω≈ç√ ',
  '😀',
  '👨‍👩‍👧',
  '🇩🇪',
  '❤️',
  '1️⃣',
  'e\u0301',
  '\u0301',
  'क्षि',
  'ไทย',
  'שלום ',
  '\u200d',
  '\x1b[31m',
  '\ud83d',
  'https://example.org/a/very/long/path ',
] as const;

export const anyText = fc
  .array(
    fc.oneof(fc.constantFrom(...snippets), fc.string({ unit: 'grapheme', maxLength: 5 }), fc.string({ maxLength: 12 })),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
