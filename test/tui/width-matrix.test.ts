/** Thirty kinds of text in a box of 22 columns with a marker right after it: no guess about widths moves the marker. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../src/app/frame.ts';
import { cutToWidth } from '../../src/core/text/cut.ts';
import { sanitizeLine } from '../../src/core/text/sanitize.ts';
import { unicodeTables } from '../support/emulator.ts';
import { frameOf, mount } from '../support/mount.ts';

const kinds: readonly (readonly [string, string])[] = [
  ['ascii', 'plain ascii text'],
  ['latin', 'Grüße, naïve café'],
  ['combining', 'e\u0301a\u0308o\u0302 n\u0303'],
  ['many marks', `Z${'\u0351\u0300\u0315'.repeat(8)}algo`],
  ['cjk', '日本語テキスト漢字'],
  ['hangul', '한국어 문장입니다'],
  ['hangul jamo', '\u1112\u1161\u11ab\u1100\u1173\u11af'],
  ['fullwidth', 'ＡＢＣ１２３'],
  ['halfwidth kana', 'ｱｲｳｴｵ'],
  ['emoji', '😀 text 🎉'],
  ['emoji next to emoji', '😀🎉🚀🐛x'],
  ['bmp emoji', '⏰⌚⚡✅❌x'],
  ['zwj family', '👨‍👩‍👧‍👦 family'],
  ['zwj next to zwj', '👩‍💻👨‍🚀🏳️‍🌈x'],
  ['skin tones', '👍🏽👋🏿x'],
  ['flags', '🇫🇷🇯🇵🇺🇳x'],
  ['half a flag', '🇫 x'],
  ['vs16 heart', '❤️❤️ hearts'],
  ['heart alone', '❤❤ hearts'],
  ['vs15', '⏰\ufe0e clock'],
  ['keycaps', '1️⃣2️⃣#️⃣x'],
  ['thai', 'ภาษาไทยง่าย'],
  ['devanagari', 'नमस्ते क्षत्रिय'],
  ['tamil', 'தமிழ் நிக்ஷ'],
  ['arabic', 'مرحبا بالعالم'],
  ['hebrew', 'שלום עולם'],
  ['box drawing', '┌──┐│▁▃▅█⣿'],
  ['ambiguous', '§±×÷→←↔■◆●…—“”'],
  ['private use', '\ue0b0\uf015\uf1c0x'],
  ['zero width', 'a\u200bb\u200dc\u2060d\ufeffe'],
  ['escape', 'a\x1b[31mb\x1b[2Jc\x1b]2;x\x07d'],
  ['c1 and bidi', 'a\x9b31mb\u202ec\u2066d'],
];

const width = 22;
const size = { columns: 60, rows: kinds.length };

function frameAt(column: number): Frame {
  const rect = { x: column, y: 0, width, height: size.rows };
  return frameOf(size, [
    { rect, text: kinds.map(([, text]) => cutToWidth(sanitizeLine(text), width)) },
    { rect: { ...rect, x: column + width, width: 10 }, text: kinds.map((_, i) => `|marker ${i}`) },
  ]);
}

for (const unicode of unicodeTables) {
  test(`width table ${unicode}: no row is broken, neither at first nor after shifting by a column and back`, async () => {
    const { screen, emulator, draw } = mount({ ...size, unicode });
    for (const column of [0, 1, 0, 2, 0]) {
      await draw(frameAt(column));
      const broken = kinds.flatMap(([kind], y) => {
        const seen = Array.from({ length: 10 }, (_, i) => emulator.cell(column + width + i, y).text).join('');
        return seen.trimEnd() === `|marker ${y}` ? [] : [`${kind}: ${seen}`];
      });
      assert.deepEqual(broken, [], emulator.text());
    }
    screen.close();
  });
}

test('a change beside a cluster that an old terminal draws over eight cells leaves its neighbours whole', async () => {
  for (const unicode of unicodeTables) {
    const { screen, emulator, draw } = mount({ columns: 40, rows: 3, unicode });
    const show = (text: string) => draw(frameOf({ columns: 40, rows: 3 }, [{ text: ['', text, ''] }]));
    await show('1234567890123456');
    await show('👨‍👩‍👧‍👦34567890123456');
    await show('👨‍👩‍👧‍👦3x567890123456');
    assert.match(emulator.lines()[1] ?? '', /3x567890123456$/, unicode);
    await show('ab34567890123456');
    assert.equal(emulator.lines()[1], 'ab34567890123456', unicode);
    screen.close();
  }
});

test('a wide cluster at the right edge never runs into the next row', async () => {
  for (const unicode of unicodeTables) {
    const { screen, emulator, draw } = mount({ columns: 20, rows: 3, unicode });
    await draw(
      frameOf({ columns: 20, rows: 3 }, [{ text: [`${'x'.repeat(18)}👨‍👩‍👧‍👦`, 'second', `${'y'.repeat(19)}日`] }]),
    );
    assert.equal(emulator.lines()[1], 'second', unicode);
    assert.equal(emulator.lines()[2], 'y'.repeat(19), unicode);
    screen.close();
  }
});
