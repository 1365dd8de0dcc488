/** What a terminal sends and what the program hears: one row per thing a person does, whole and cut into pieces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputEvent } from '../../../src/app/screen.ts';
import { InputParser } from '../../../src/tui/terminal/input.ts';
import { fc } from '../../support/property.ts';

interface Heard {
  readonly parser: InputParser;
  readonly log: string[];
}

function listen(escapeDelayMs = 60_000): Heard {
  const log: string[] = [];
  const parser = new InputParser(
    { event: (event) => log.push(describe(event)), reply: (sequence) => log.push(`reply ${JSON.stringify(sequence)}`) },
    escapeDelayMs,
  );
  return { parser, log };
}

function describe(event: InputEvent): string {
  switch (event.type) {
    case 'key':
      return event.text === undefined || event.text === event.key
        ? event.key
        : `${event.key} types ${JSON.stringify(event.text)}`;
    case 'paste':
      return `paste ${JSON.stringify(event.text)}`;
    case 'mouse':
      return `${event.action} ${event.button} ${event.x},${event.y}`;
    case 'focus':
      return `focus ${event.on}`;
    default:
      return event.type;
  }
}

/** All at once, then nothing more. */
function hear(...chunks: string[]): string[] {
  const { parser, log } = listen();
  for (const chunk of chunks) parser.feed(chunk);
  parser.flush();
  return log;
}

const table: readonly (readonly [what: string, sent: string, heard: readonly string[]])[] = [
  ['letters', 'abA', ['a', 'b', 'A']],
  ['a blank', ' ', ['space types " "']],
  ['letters of other scripts, emoji', 'é日😀', ['é', '日', '😀']],
  ['Enter', '\r', ['enter']],
  ['Ctrl+J', '\n', ['C-j']],
  ['Tab and Shift+Tab', '\t\x1b[Z', ['tab', 'S-tab']],
  ['Backspace', '\x7f', ['backspace']],
  ['Ctrl+W, Ctrl+_, Ctrl+Space', '\x17\x1f\x00', ['C-w', 'C-_', 'C-space']],
  ['Escape', '\x1b', ['escape']],
  ['Escape twice', '\x1b\x1b', ['escape', 'escape']],
  ['arrows', '\x1b[A\x1b[B\x1b[C\x1b[D', ['up', 'down', 'right', 'left']],
  ['arrows in application mode', '\x1bOA\x1bOD', ['up', 'left']],
  ['Ctrl+Right, Alt+Up, Shift+Left', '\x1b[1;5C\x1b[1;3A\x1b[1;2D', ['C-right', 'M-up', 'S-left']],
  ['Ctrl+Alt+Shift+Left', '\x1b[1;8D', ['C-M-S-left']],
  [
    'Home, End in three dialects',
    '\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~',
    ['home', 'end', 'home', 'end', 'home', 'end'],
  ],
  ['PageUp, PageDown, Insert, Delete', '\x1b[5~\x1b[6~\x1b[2~\x1b[3~', ['pageup', 'pagedown', 'insert', 'delete']],
  ['Ctrl+Delete', '\x1b[3;5~', ['C-delete']],
  ['F1 to F4 and F5, F12', '\x1bOP\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[24~', ['f1', 'f2', 'f3', 'f4', 'f5', 'f12']],
  ['F1 of the Linux console', '\x1b[[A', ['f1']],
  ['Shift+F3', '\x1b[1;2R', ['S-f3']],
  ['Alt+b, Alt+Enter, Alt+Backspace, Alt+é', '\x1bb\x1b\r\x1b\x7f\x1bé', ['M-b', 'M-enter', 'M-backspace', 'M-é']],
  ['Alt+Left as Escape Left', '\x1b\x1b[D', ['M-left']],
  [
    'rxvt: Ctrl and Shift with arrows, Alt+Ctrl+Left',
    '\x1bOa\x1bOd\x1b[b\x1b[c\x1b\x1bOd',
    ['C-up', 'C-left', 'S-down', 'S-right', 'C-M-left'],
  ],
  [
    'rxvt: Shift, Ctrl, and both, with Home, Delete and PageUp',
    '\x1b[7$\x1b[3^\x1b[5@\x1b\x1b[3^',
    ['S-home', 'C-delete', 'C-S-pageup', 'C-M-delete'],
  ],
  ['Alt+[ alone', '\x1b[', ['M-[']],
  ['Alt+O and then x', '\x1bOx', ['M-O', 'x']],
  ['kitty: Shift+Enter', '\x1b[13;2u', ['S-enter']],
  ['kitty: Escape, Ctrl+A, Ctrl+Shift+Z', '\x1b[27u\x1b[97;5u\x1b[122;6u', ['escape', 'C-a', 'C-S-z']],
  [
    'kitty: Ctrl+J is the key that a line feed is, by which the user may have given it to a command',
    '\x1b[106;5u',
    ['C-j'],
  ],
  [
    'kitty: Ctrl with [, i, m and / is the key that it is elsewhere',
    '\x1b[91;5u\x1b[105;5u\x1b[109;5u\x1b[47;5u\x1b[105:73;6u\x1b[105;3u',
    ['escape', 'tab', 'enter', 'C-_', 'C-S-i', 'M-i'],
  ],
  [
    'kitty: Ctrl+Shift and Alt+Shift with the character that Shift makes',
    '\x1b[45:95;6u\x1b[122:90;6u\x1b[97:65;4u\x1b[45:95;4u',
    ['C-_', 'C-S-z', 'M-A', 'M-_'],
  ],
  [
    'kitty: Ctrl+C, Ctrl+Shift+Z and Alt+b on a Russian keyboard, Ctrl+ö on a German one',
    '\x1b[1089::99;5u\x1b[1103:1071:122;6u\x1b[1080::98;3u\x1b[246::59;5u',
    ['C-c', 'C-S-z', 'M-b', 'C-ö'],
  ],
  ['kitty: a number that is no character', '\x1b[9999999:9999999:9999999;6u', []],
  ['kitty: a released key is no key', '\x1b[97;5:3u\x1b[1;1:3A', []],
  ['kitty: Num Lock changes nothing', '\x1b[97;133u', ['C-a']],
  ['kitty: Super belongs to the desktop', '\x1b[99;9u', []],
  ['kitty: keypad', '\x1b[57400u\x1b[57419u', ['1', 'up']],
  ['kitty: Shift alone, media keys', '\x1b[57441u\x1b[57430u', []],
  ['modifyOtherKeys: Shift+Enter, Ctrl+Enter', '\x1b[27;2;13~\x1b[27;5;13~', ['S-enter', 'C-enter']],
  ['focus comes and goes', '\x1b[I\x1b[O', ['focus true', 'focus false']],
  ['click', '\x1b[<0;10;5M\x1b[<0;10;5m', ['down left 9,4', 'up left 9,4']],
  ['drag with Shift, right button with Ctrl', '\x1b[<36;3;4M\x1b[<18;1;1M', ['drag left 2,3', 'down right 0,0']],
  ['wheel, far right of a wide terminal', '\x1b[<64;300;1M\x1b[<65;1;2M', ['wheelup none 299,0', 'wheeldown none 0,1']],
  ['wheel to the side and extra buttons', '\x1b[<66;1;1M\x1b[<128;1;1M', []],
  ['a mouse report of the old kind is swallowed whole', '\x1b[M !!x', ['x']],
  ['paste', '\x1b[200~a\r\nb\rc\x1b[201~x', ['paste "a\\nb\\nc"', 'x']],
  ['paste that contains sequences', '\x1b[200~\x1b[A\x1b[200~\x1b[201~', ['paste "\\u001b[A\\u001b[200~"']],
  ['paste without an end', '\x1b[200~abc', ['paste "abc"']],
  ['text next to reports', 'a\x1b[I\x1b[<0;1;1Mb', ['a', 'focus true', 'down left 0,0', 'b']],
  ['answers are not typed', '\x1b[?2026;2$y\x1b[?1;2c', ['reply "\\u001b[?2026;2$y"', 'reply "\\u001b[?1;2c"']],
  [
    'a colour answer, ended either way',
    '\x1b]11;rgb:0/0/0\x07\x1b]11;rgb:0/0/0\x1b\\',
    ['reply "\\u001b]11;rgb:0/0/0\\u0007"', 'reply "\\u001b]11;rgb:0/0/0\\u001b\\\\"'],
  ],
  ['sequences nobody knows', '\x1b[99~\x1b[5;5W\x1b[1 q', []],
];

for (const [what, sent, heard] of table) {
  test(`${what}`, () => assert.deepEqual(hear(sent), heard));
}

test('every row, cut in two at every place, means the same while the pieces come quickly', () => {
  for (const [what, sent, heard] of table) {
    // By code points: the decoder in front of the parser keeps those whole.
    const points = [...sent];
    for (let cut = 1; cut < points.length; cut++) {
      const pieces = [points.slice(0, cut).join(''), points.slice(cut).join('')];
      assert.deepEqual(hear(...pieces), heard, `${what}, cut at ${cut}`);
    }
  }
});

test('a lone Escape is told after the delay, not before', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { parser, log } = listen(30);
  parser.feed('\x1b');
  context.mock.timers.tick(29);
  assert.deepEqual(log, []);
  context.mock.timers.tick(1);
  assert.deepEqual(log, ['escape']);
});

test('a sequence that has clearly begun waits longer than a lone Escape: a slow line splits it', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { parser, log } = listen(30);
  parser.feed('\x1b]11;rgb:00');
  context.mock.timers.tick(400);
  parser.feed('00/0000/0000\x07');
  assert.deepEqual(log, ['reply "\\u001b]11;rgb:0000/0000/0000\\u0007"']);
});

test('a paste whose end is lost is given after two seconds of silence', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { parser, log } = listen(30);
  parser.feed('\x1b[200~one ');
  context.mock.timers.tick(1_900);
  parser.feed('two');
  context.mock.timers.tick(1_999);
  assert.deepEqual(log, []);
  context.mock.timers.tick(1);
  assert.deepEqual(log, ['paste "one two"']);
});

const torn: readonly (readonly [what: string, pieces: readonly string[], events: readonly string[]])[] = [
  ['an arrow after its Escape', ['\x1b', '[A'], ['escape', 'up']],
  ['an arrow before its letter', ['\x1b[', 'A'], ['M-[', 'up']],
  ['Ctrl+Right', ['\x1b[1;', '5C'], ['C-right']],
  ['rxvt: Shift+Home', ['\x1b[7', '$d'], ['S-home', 'd']],
  ['a paste', ['\x1b', '[200~d\r\x1b[201~'], ['escape', 'paste "d\\n"']],
  ['a paste in the middle of its sign', ['\x1b[20', '0~d\x1b[201~'], ['paste "d"']],
  ['a click', ['\x1b[<0;10', ';5M'], ['down left 9,4']],
  [
    'a colour, three times',
    ['\x1b]11;rgb:dd', 'dd/dddd', '/dddd\x1b', '\\x'],
    ['reply "\\u001b]11;rgb:dddd/dddd/dddd\\u001b\\\\"', 'x'],
  ],
  ['an answer', ['\x1b[?2026;', '2$yd'], ['reply "\\u001b[?2026;2$y"', 'd']],
  ['an answer whose rest never comes, and a key', ['\x1b]11;rgb:dd', '\x1b[A', 'd'], ['up', 'd']],
  ['Alt+P and a word, typed fast', ['\x1bPabc', 'd'], ['M-P', 'a', 'b', 'c', 'd']],
  ['keys after an answer that never ends', ['\x1b]11;rgb', 'd', 'e'], ['d', 'e']],
  ['Escape, then what the user types', ['\x1b', 'O', 'A', '[', 'A'], ['escape', 'O', 'A', '[', 'A']],
  ['Escape, then an arrow', ['\x1b', '\x1b[A'], ['escape', 'up']],
];

for (const [what, pieces, events] of torn) {
  test(`a sequence torn for so long that it was given up is no row of letters: ${what}`, (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { parser, log } = listen(30);
    for (const piece of pieces) {
      parser.feed(piece);
      // Escape and Alt+[ are keys after the short delay already; the rest of the others is waited for.
      context.mock.timers.tick(piece.length <= 2 ? 100 : 600);
    }
    assert.deepEqual(log, events);
  });
}

const rests: readonly (readonly [what: string, pieces: readonly string[], events: readonly string[]])[] = [
  ['to its end', ['two\rthree', '\x1b[201~x'], ['paste "two\\nthree"', 'x']],
  ['with its end, and Enter after it', ['\r\x1b[201~\r'], ['paste "\\n"', 'enter']],
  ['with another pause in it', ['two\r', '', 'three\x1b[201~'], ['paste "two\\n"', 'paste "three"']],
  ['its end only', ['\x1b[201~', 'd'], ['d']],
  ['never: keys are keys again', ['d', '\r', 'ab'], ['d', 'enter', 'a', 'b']],
  ['never: an arrow', ['\x1b[A', 'ab'], ['up', 'a', 'b']],
  ['never: the next paste', ['\x1b[200~new\x1b[201~'], ['paste "new"']],
];

for (const [what, pieces, events] of rests) {
  test(`the rest of a paste that comes after two seconds is no key that sends or deletes: ${what}`, (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { parser, log } = listen(30);
    parser.feed('\x1b[200~one\r');
    context.mock.timers.tick(2_000);
    for (const piece of pieces) {
      if (piece === '') context.mock.timers.tick(2_000);
      else parser.feed(piece);
    }
    context.mock.timers.tick(2_000);
    assert.deepEqual(log, ['paste "one\\n"', ...events]);
  });
}

test('a megabyte pasted in small pieces stays whole', () => {
  const { parser, log } = listen();
  const text = '0123456789abcdef'.repeat(65_536);
  parser.feed('\x1b[200~');
  for (let i = 0; i < text.length; i += 4_096) parser.feed(text.slice(i, i + 4_096));
  parser.feed('\x1b[201~');
  assert.deepEqual(log, [`paste ${JSON.stringify(text)}`]);
});

test('any bytes in any pieces never throw and leave nothing behind', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      '\x1b',
      '\x1b[',
      '\x1bO',
      '\x1b]',
      '\x1bP',
      '\x1b[<',
      '\x1b[200~',
      '\x1b[201~',
      '\x9b',
      '\x1b[?',
      ';',
      '\x07',
    ),
  );
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (chunks) => {
      const { parser, log } = listen();
      for (const chunk of chunks) parser.feed(chunk);
      parser.flush();
      // It may have ended a sequence that was torn.
      parser.feed('x');
      log.length = 0;
      parser.feed('x');
      assert.deepEqual(log, ['x']);
    }),
    { numRuns: 400 },
  );
});

test('text among sequences is never lost, wherever the pieces are cut', () => {
  const sequence = fc.constantFrom(
    '\x1b[A',
    '\x1b[I',
    '\x1b[<35;1;1M',
    '\x1b[?2026;2$y',
    '\x1b[13;2u',
    '\x1bOP',
    '\x1b]11;x\x07',
  );
  const words = fc.stringMatching(/^[a-zA-Zäé日😀]{1,6}$/u);
  fc.assert(
    fc.property(fc.array(fc.tuple(words, sequence), { maxLength: 8 }), fc.array(fc.nat(200)), (parts, cuts) => {
      const points = parts.flatMap(([word, between]) => [...word, ...between]);
      const typed: string[] = [];
      const parser = new InputParser(
        { event: (event) => void (event.type === 'key' && event.text && typed.push(event.text)), reply: () => {} },
        60_000,
      );
      const places = [...new Set(cuts.map((cut) => cut % (points.length + 1)))].sort((one, two) => one - two);
      let from = 0;
      for (const place of [...places, points.length]) {
        parser.feed(points.slice(from, place).join(''));
        from = place;
      }
      parser.flush();
      assert.equal(typed.join(''), parts.map(([word]) => word).join(''));
    }),
    { numRuns: 300 },
  );
});
