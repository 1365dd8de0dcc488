import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSanitizer, sanitize, sanitizeLine } from '../../../src/core/text/sanitize.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { fc } from '../../support/property.ts';

const attacks: readonly (readonly [string, string, string])[] = [
  ['a colour', 'a\x1b[31mb', 'ab'],
  ['invisible text', 'a\x1b[8mb\x1b[0m', 'ab'],
  ['an 8-bit colour', 'a\x9b31mb', 'ab'],
  ['a window title', 'a\x1b]2;PWNED\x07b', 'ab'],
  ['a title ended by ST', 'a\x1b]2;PWNED\x1b\\b', 'ab'],
  ['an 8-bit title', 'a\x9d2;PWNED\x9cb', 'ab'],
  ['an 8-bit PM', 'a\x9ex\x9cb', 'ab'],
  ['an 8-bit APC', 'a\x9fx\x9cb', 'ab'],
  ['an open title ends with its line', 'a\x1b]2;PWNED\nb', 'a\nb'],
  ['a device control string', 'a\x1bP1$tx\x1b\\b', 'ab'],
  ['an APC', 'a\x1b_Gf=100;AAAA\x1b\\b', 'ab'],
  ['a PM', 'a\x1b^x\x1b\\b', 'ab'],
  ['a SOS', 'a\x1bXx\x1b\\b', 'ab'],
  ['a clipboard write', 'a\x1b]52;c;cm0gLXJm\x07b', 'ab'],
  ['a clear screen', 'a\x1b[2Jb', 'ab'],
  ['a full reset', 'a\x1bcb', 'ab'],
  ['a charset change', 'a\x1b(0b', 'ab'],
  ['a lone escape', 'a\x1b', 'a'],
  ['an escape before a line end', 'a\x1b\nb', 'a\nb'],
  ['an escape within an escape', 'a\x1b\x1b[31m[31mb', 'a[31mb'],
  ['an escape within a string', 'a\x1b]0;x\x1b[31mb', 'ab'],
  ['a cancelled string', 'a\x1b]0;x\x18b', 'ab'],
  ['an unfinished CSI', 'a\x1b[12;', 'a'],
  ['a CSI broken by a letter of another script', 'a\x1b[1é', 'aé'],
  ['a bell and a backspace', 'a\x07\x08b', 'a␇␈b'],
  ['NUL and DEL', '\0\x7f', '␀␡'],
  ['C1 next line', 'a\x85b', 'ab'],
  ['a carriage return that overwrites', 'rm -rf /\recho hi', 'rm -rf /\necho hi'],
  ['CRLF', 'a\r\nb\r\n', 'a\nb\n'],
  ['two returns', 'a\r\rb', 'a\n\nb'],
  ['right-to-left override', 'a\u202eb', 'a‹U+202E›b'],
  ['isolates and marks', '\u2066\u2069\u200e\u200f\u061c', '‹U+2066›‹U+2069›‹U+200E›‹U+200F›‹U+061C›'],
  ['line and paragraph separators', 'a\u2028b\u2029c', 'a‹U+2028›b‹U+2029›c'],
  ['tag characters', 'a\u{e0041}\u{e007f}b', 'a‹U+E0041›‹U+E007F›b'],
  ['characters without a look', 'a\u200b\u2060\ufeff\u00adb', 'ab'],
  ['a lone high surrogate', 'a\ud800b', 'a\ufffdb'],
  ['a lone low surrogate', 'a\udc00b', 'a\ufffdb'],
  ['a high surrogate at the end', 'a\ud83d', 'a\ufffd'],
  ['an emoji family stays', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
  ['a red heart stays', '❤️', '❤️'],
  ['a heart as text loses its selector', '❤\ufe0e', '❤'],
  ['Persian with a non-joiner stays', 'می‌خواهم', 'می‌خواهم'],
  ['combining accents stay', 'e\u0301', 'e\u0301'],
  ['blessed tags are only text', '{red-fg}x{/}', '{red-fg}x{/}'],
];

for (const [name, hostile, shown] of attacks) {
  test(`sanitize: ${name}`, () => assert.equal(sanitize(hostile), shown));
}

test('sanitize: tabs reach the next stop, counted in cells of their line', () => {
  assert.equal(sanitize('a\tb'), 'a   b');
  assert.equal(sanitize('\tb\n\tc'), '    b\n    c');
  assert.equal(sanitize('日本\tb'), '日本    b');
  assert.equal(sanitize('日\tb'), '日  b');
  assert.equal(sanitize('ab\tc\td'), 'ab  c   d');
  assert.equal(sanitize('a\tb', { keepTabs: true }), 'a\tb');
});

test('sanitizeLine: a name is one line', () => {
  assert.equal(sanitizeLine('  a\r\n\tb\x1b[31m\n'), 'a b');
});

/** Text out of the pieces that attacks are made of. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom('\x1b', '\x1b[', '\x1b]', '\x9b', '\x9d', '\x1bP', '\x9c', '\x07', '\x1b\\', '\r', '\n', '\r\n'),
      fc.constantFrom('\t', '\ud83d', '\ude00', '\u{e0041}', '\u202e', '\u200d', '\ufe0f', '\u0301', '日', '😀', 'é'),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

test('sanitize: nothing that acts is left, and a second pass changes nothing', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const clean = sanitize(text);
      assert.doesNotMatch(clean, /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
      assert.doesNotMatch(clean, /[\u{e0000}-\u{e007f}]/u);
      assert.ok(clean.isWellFormed());
      assert.equal(sanitize(clean), clean);
    }),
    { numRuns: 3000 },
  );
});

test('createSanitizer: any cut into deltas gives the same text', () => {
  fc.assert(
    fc.property(hostileText, fc.array(fc.nat(60), { maxLength: 8 }), fc.boolean(), (text, cuts, keepTabs) => {
      const sanitizer = createSanitizer({ keepTabs });
      let out = '';
      let from = 0;
      for (const cut of [...cuts].sort((a, b) => a - b)) {
        out += sanitizer.push(text.slice(from, Math.max(from, cut)));
        from = Math.max(from, Math.min(cut, text.length));
      }
      out += sanitizer.push(text.slice(from)) + sanitizer.end();
      assert.equal(out, sanitize(text, { keepTabs }));
    }),
    { numRuns: 3000 },
  );
});

test('createSanitizer: a sequence split over two deltas does not pass', () => {
  const sanitizer = createSanitizer();
  assert.equal(sanitizer.push('a\x1b'), 'a');
  assert.equal(sanitizer.push(']52;c;'), '');
  assert.equal(sanitizer.push('cm0='), '');
  assert.equal(sanitizer.push('\x07b\r'), 'b\n');
  assert.equal(sanitizer.push('\nc'), 'c');
  assert.equal(sanitizer.push('\ud83d'), '');
  assert.equal(sanitizer.push('\ude00'), '😀');
  assert.equal(sanitizer.end(), '');
});

test('sanitize: a hostile megabyte takes time in proportion to its length', () => {
  const time = (text: string) => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++)
      best = Math.min(
        best,
        cpuMs(() => void sanitize(text)),
      );
    return best;
  };
  for (const unit of ['\x1b', '\x1b[31m', '\x1b]0;', '\x9b', '\u202e', 'a\t', '\r', '\x1b[', '\ud800']) {
    const small = time(unit.repeat(50_000 / unit.length));
    const large = time(unit.repeat(1_000_000 / unit.length));
    // Twenty times as long: 20 times the time, and a busy machine's share; the square would be 400 times.
    assert.ok(large < 120 * small + 100, `${JSON.stringify(unit)}: ${small.toFixed(1)} ms, ${large.toFixed(1)} ms`);
  }
});
