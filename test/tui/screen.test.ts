/** The screen from outside: frames in, cells seen by a terminal; what the terminal sends, events out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../src/app/frame.ts';
import type { InputEvent } from '../../src/app/screen.ts';
import { frameOf, mount, plain } from '../support/mount.ts';

const size = { columns: 40, rows: 6 };
const page = (...text: string[]) => frameOf(size, [{ text }]);

test('a frame stands on the alternate screen, with the caret where it says', async () => {
  const { screen, emulator, draw } = mount(size);
  await draw(frameOf(size, [{ text: ['hello', 'world'] }], { caret: { x: 5, y: 1 }, title: 'a title' }));
  assert.equal(emulator.alternate(), true);
  assert.equal(emulator.text().trimEnd(), 'hello\nworld');
  assert.deepEqual(emulator.caret(), { x: 5, y: 1, visible: true });
  await draw(frameOf(size, [{ text: ['hello'] }], { caret: null, title: 'a title' }));
  assert.equal(emulator.text().trimEnd(), 'hello');
  assert.equal(emulator.caret().visible, false);
  assert.equal(emulator.title(), 'a title');
  screen.close();
});

test('later panes lie above earlier ones, an overlay goes away without a trace, uncovered cells have the background', async () => {
  const { screen, emulator, draw } = mount(size);
  const below = { text: ['aaaaaaaaaa', 'bbbb日本語bbb', 'cccccccccc'], rect: { x: 0, y: 0, width: 20, height: 3 } };
  const above = { text: ['+--+', '|  |'], rect: { x: 5, y: 0, width: 4, height: 2 }, name: 'overlay' as const };
  await draw(frameOf(size, [below, above], { background: { bg: '#102030' } }));
  // The overlay cuts two wide characters in half: their other halves are blank.
  assert.deepEqual(emulator.lines().slice(0, 3), ['aaaaa+--+a', 'bbbb |  | bbb', 'cccccccccc']);
  assert.equal(emulator.cell(30, 4).bg, '#102030');
  assert.equal(emulator.cell(19, 0).bg, 'default');
  await draw(frameOf(size, [below]));
  assert.deepEqual(emulator.lines().slice(0, 3), ['aaaaaaaaaa', 'bbbb日本語bbb', 'cccccccccc']);
  screen.close();
});

test('a frame that is there already costs no byte', async () => {
  const { screen, paints, draw } = mount(size);
  const frame = () =>
    frameOf(size, [{ text: ['日本 👨‍👩‍👧‍👦 text', 'more'], style: { fg: '#ff8800', bg: '#101010' } }], {
      caret: { x: 1, y: 1 },
    });
  await draw(frame());
  for (let i = 0; i < 100; i++) await draw(frame());
  assert.equal(paints.length, 101);
  assert.equal(
    paints.slice(1).reduce((sum, paint) => sum + paint.bytes, 0),
    0,
  );
  screen.close();
});

test('redraw sends everything again', async () => {
  const { screen, emulator, paints, draw, until } = mount(size);
  await draw(page('one', 'two'));
  await emulator.write('\x1b[2J');
  screen.redraw();
  await until(() => paints.length === 2 && /one\ntwo/.test(emulator.text()));
  screen.close();
});

test('opening a full dashboard takes less than 12 KB', async () => {
  const big = { columns: 120, rows: 40 };
  const { screen, paints, draw } = mount(big);
  const text = 'The quick brown fox jumps over the lazy dog while nobody is looking. ';
  const styles = (['#88c0d0', '#a3be8c', '#d8dee9', '#ebcb8b'] as const).map((fg) => ({ fg, bg: '#2e3440' }) as const);
  const rows = (width: number): Row[] =>
    Array.from({ length: 37 }, (_, y) =>
      styles.map((style, i) => ({ text: text.slice(i * 9 + y, i * 9 + y + width / 4), style })),
    );
  const background = { bg: '#2e3440' } as const;
  await draw({
    ...frameOf(big, [], { background }),
    panes: [
      { name: 'list', rect: { x: 0, y: 0, width: 35, height: 37 }, rows: rows(35), background },
      { name: 'transcript', rect: { x: 36, y: 0, width: 84, height: 37 }, rows: rows(84), background },
    ],
  });
  const [first] = paints;
  assert.ok(first && first.bytes < 12_000, `${first?.bytes} bytes`);
  screen.close();
});

test('styles arrive in 24 bits, in 256 and 16 colours, and as signs alone', async () => {
  const style = {
    fg: '#ff8700',
    bg: '#005f87',
    bold: true,
    italic: true,
    underline: true,
    strike: true,
    dim: true,
  } as const;
  const expected = { 24: ['#ff8700', '#005f87'], 8: [208, 24], 4: [0, 6], 1: ['default', 'default'] } as const;
  for (const depth of [24, 8, 4, 1] as const) {
    const { screen, emulator, draw } = mount({ ...size, depth });
    await draw(frameOf(size, [{ text: ['styled'], style }]));
    const cell = emulator.cell(0, 0);
    assert.deepEqual([cell.fg, cell.bg], expected[depth], `depth ${depth}`);
    assert.deepEqual([cell.bold, cell.italic, cell.underline, cell.strike, cell.dim], [true, true, true, true, true]);
    assert.equal(emulator.cell(6, 0).underline, false);
    screen.close();
  }
});

test('inverse blanks stay visible, underlined blanks too', async () => {
  const { screen, emulator, draw } = mount({ ...size, depth: 1 });
  const rows: Row[] = [
    [{ text: `x${' '.repeat(39)}`, style: { inverse: true } }],
    [{ text: ' '.repeat(40), style: { underline: true } }],
  ];
  await draw({
    ...frameOf(size, []),
    panes: [{ name: 'list', rect: { x: 0, y: 0, width: 40, height: 2 }, rows, background: plain }],
  });
  assert.equal(emulator.cell(39, 0).inverse, true);
  assert.equal(emulator.cell(20, 1).underline, true);
  screen.close();
});

test('text that would act on a terminal, should it come this far, changes nothing outside its cells', async () => {
  const hostile = [
    '\x1b[2J\x1b[31mred',
    '\x9b31mred\x9b2J',
    '\x1b]2;PWNED\x07after',
    '\x1b]52;c;UFdORUQ=\x07',
    'a\rb\nc\td\x08e\x00f\x7fg',
    '\u202eevil\u2066',
    '{red-fg}{bold}tags{/}',
    '\ud83d lone',
    `${'é'.repeat(3)}${'x'.repeat(1_000_000)}`,
  ];
  for (const text of hostile) {
    const { screen, emulator, draw } = mount(size);
    const style = { fg: '#00ff00' } as const;
    await draw(
      frameOf(size, [
        { text: ['above', text, 'below'], style, rect: { x: 0, y: 0, width: 20, height: 3 } },
        { text: ['|', '|', '|'], rect: { x: 20, y: 0, width: 1, height: 3 } },
      ]),
    );
    const what = JSON.stringify(text.slice(0, 40));
    assert.match(emulator.lines()[0] ?? '', /^above {15}\|$/, what);
    assert.match(emulator.lines()[2] ?? '', /^below {15}\|$/, what);
    assert.equal(emulator.cell(20, 1).text, '|', what);
    assert.equal(emulator.cell(0, 1).fg === '#00ff00' || emulator.cell(0, 1).text === ' ', true, what);
    assert.equal(emulator.title(), 'reprise', what);
    assert.deepEqual(emulator.clipboard, [], what);
    screen.close();
  }
});

test('keys, pastes, mouse and focus come as events', async () => {
  const { screen, events, press, paste, mouse, until } = mount({ ...size, mouse: true });
  press('né\x1b[A\x03');
  paste('two\r\nlines');
  mouse(0, 3, 2);
  mouse(65, 3, 2);
  press('\x1b[O');
  await until(() => events.some((event) => event.type === 'focus'));
  assert.deepEqual(events, [
    { type: 'key', key: 'n', text: 'n' },
    { type: 'key', key: 'é', text: 'é' },
    { type: 'key', key: 'up' },
    { type: 'key', key: 'C-c' },
    { type: 'paste', text: 'two\nlines' },
    { type: 'mouse', action: 'down', button: 'left', x: 3, y: 2 },
    { type: 'mouse', action: 'wheeldown', button: 'none', x: 3, y: 2 },
    { type: 'focus', on: false },
  ] satisfies InputEvent[]);
  screen.close();
});

test('the background of the terminal is told as dark or light, once it answers', async () => {
  for (const [background, kind] of [
    ['rgb:1e1e/1e1e/2e2e', 'dark'],
    ['rgb:fdfd/f6f6/e3e3', 'light'],
  ] as const) {
    const { screen, events, until } = mount({ ...size, background });
    await until(() => events.length > 0);
    assert.deepEqual(events, [{ type: 'background', kind }]);
    screen.close();
  }
});

test('frames are drawn in one piece where the terminal knows how', async () => {
  const { screen, draw, output } = mount(size);
  await draw(page('x'));
  await draw(page('y'));
  assert.match(output(), /\x1b\[\?2026h[^h]*y[\s\S]*\x1b\[\?2026l/);
  screen.close();
  const deaf = mount({ ...size, deaf: true });
  await deaf.draw(page('x'));
  assert.doesNotMatch(deaf.output(), /\x1b\[\?2026h/);
  deaf.screen.close();
});

test('the mouse is asked for only when it is on, and can be switched', async () => {
  const { screen, emulator, draw } = mount({ ...size, mouse: false });
  await draw(page('x'));
  assert.equal(emulator.modes().includes(1002), false);
  screen.setMouse(true);
  await draw(page('y'));
  assert.deepEqual([emulator.modes().includes(1002), emulator.modes().includes(1006)], [true, true]);
  assert.equal(emulator.modes().includes(1003), false);
  screen.setMouse(false);
  await draw(page('z'));
  assert.equal(emulator.modes().includes(1002), false);
  screen.close();
});

test('frames that answer a key go out at once; streamed ones are joined', async () => {
  const { screen, emulator, paints, draw, until } = mount(size);
  await draw(page('start'));
  for (let i = 0; i < 2_000; i++) screen.draw(page(`token ${i}`), false);
  await until(() => /token 1999/.test(emulator.text()));
  assert.equal(paints.length, 2);
  screen.draw(page('streamed'), false);
  screen.draw(page('typed'), true);
  await until(() => /typed/.test(emulator.text()));
  assert.equal(paints.length, 3);
  screen.close();
});

test('while the terminal does not read, frames are skipped; when it reads again it gets the newest', async () => {
  const { screen, emulator, paints, draw, block, unblock, until } = mount(size);
  await draw(page('first'));
  block();
  for (let i = 0; i < 500; i++) {
    screen.draw(page(`frame ${i}`), true);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(paints.length, 2);
  unblock();
  await until(() => /frame 499/.test(emulator.text()));
  assert.equal(paints.length, 3);
  screen.close();
});

test('a storm of sizes ends in one event with the last, and everything is drawn anew', async () => {
  const { screen, emulator, events, draw, resize, until } = mount(size);
  await draw(page('before'));
  for (let i = 0; i < 60; i++) resize(20 + i, 5 + (i % 7));
  resize(50, 8);
  await until(() => events.length > 0);
  assert.deepEqual(events, [{ type: 'resize', size: { columns: 50, rows: 8 } }]);
  assert.deepEqual(screen.size, { columns: 50, rows: 8 });
  await draw(frameOf(screen.size, [{ text: ['after'] }]));
  assert.equal(emulator.text().trimEnd(), 'after');
  screen.close();
});

test('sizes that end where they began leave no hole: the terminal has cut off what was shown', async () => {
  const { screen, emulator, events, paints, draw, resize, until } = mount(size);
  const frame = page('one', 'two', 'three', 'four', 'five', 'six');
  await draw(frame);
  const whole = emulator.text();
  const before = paints.length;
  resize(size.columns, 2);
  resize(size.columns, size.rows);
  assert.notEqual(emulator.text(), whole);
  await until(() => paints.length > before && emulator.text() === whole, 'the frame is drawn anew');
  assert.deepEqual(events, []);
  screen.close();
});

test('one cell and 400 by 120 are sizes like any other; a frame for another size is cut', async () => {
  const { screen, emulator, events, draw, resize, until } = mount({ columns: 1, rows: 1 });
  await draw(page('x', 'y'));
  assert.equal(emulator.text(), 'x');
  resize(400, 120);
  await until(() => events.length === 1);
  await draw(
    frameOf({ columns: 400, rows: 120 }, [{ text: Array.from({ length: 120 }, (_, y) => `${y} `.repeat(80)) }]),
  );
  assert.match(emulator.lines()[119] ?? '', /^119 119/);
  screen.close();
});
