/** What the screen asks of the terminal beside cells, and how it gives it back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScreen } from '../../src/tui/screen.ts';
import { enterSequence, leaveSequence } from '../../src/tui/terminal/modes.ts';
import { createEmulator } from '../support/emulator.ts';
import { frameOf, mount } from '../support/mount.ts';

const size = { columns: 40, rows: 6 };
const page = (...text: string[]) => frameOf(size, [{ text }]);

test('copying asks the terminal, through whatever stands between', async () => {
  const base64 = Buffer.from('copied 日本').toString('base64');
  const direct = mount(size);
  assert.equal(direct.screen.copy('copied 日本'), true);
  assert.equal(direct.screen.copy('x'.repeat(60_000)), false);
  await direct.draw(page('x'));
  assert.deepEqual(direct.emulator.clipboard, [`c;${base64}`]);
  direct.screen.close();
  assert.equal(direct.screen.copy('too late'), false);

  const inTmux = mount({ ...size, env: { TERM: 'tmux-256color', TMUX: '/tmp/tmux,1,0' } });
  inTmux.screen.copy('copied 日本');
  assert.ok(inTmux.output().includes(`\x1bPtmux;\x1b\x1b]52;c;${base64}\x07\x1b\\`));
  inTmux.screen.close();

  const inScreen = mount({ ...size, env: { TERM: 'screen', STY: '1.tty' } });
  inScreen.screen.copy('x'.repeat(600));
  const pieces = [...inScreen.output().matchAll(/\x1bP([^\x1b]*(?:\x1b\][^\x1b]*)?)\x1b\\/g)].map(
    (match) => match[1] ?? '',
  );
  assert.ok(pieces.every((piece) => piece.length <= 250));
  assert.equal(pieces.join(''), `\x1b]52;c;${Buffer.from('x'.repeat(600)).toString('base64')}\x07`);
  inScreen.screen.close();
});

test('bell and notification; what a session is called cannot act through them', async () => {
  const { screen, emulator, draw } = mount(size);
  screen.bell();
  screen.notify('done: \x1b]2;PWNED\x07 a\nb');
  await draw(frameOf(size, [{ text: [] }], { title: 'x\x07\x1b[2Jy' }));
  await draw(page());
  assert.equal(emulator.bells(), 1);
  assert.equal(emulator.notifications.length, 1);
  assert.doesNotMatch(emulator.notifications[0] ?? '', /[\x00-\x1f\x7f-\x9f]/);
  assert.doesNotMatch(emulator.title(), /PWNED/);
  screen.close();
});

test('closing leaves nothing on: modes, keys, cursor, raw mode; twice is once', async () => {
  const { screen, emulator, rawModes, draw, until } = mount({ ...size, mouse: true });
  await draw(page('x'));
  assert.equal(emulator.modifyOtherKeys(), 1);
  screen.close();
  screen.close();
  await until(() => !emulator.alternate());
  assert.deepEqual(emulator.modes(), [7, 25]);
  assert.equal(emulator.kittyDepth(), 0);
  assert.equal(emulator.modifyOtherKeys(), undefined);
  assert.equal(rawModes.at(-1), false);
  screen.draw(page('late'), true);
  screen.bell();
  await new Promise((resolve) => setImmediate(resolve));
  assert.doesNotMatch(emulator.text(), /late/);
});

test('Alt is asked for as Escape, and what the terminal did before is what it does afterwards', async () => {
  for (const before of [false, true]) {
    const emulator = createEmulator(size);
    if (before) await emulator.write('\x1b[?1036h');
    await emulator.write(enterSequence({ mouse: false, title: false }));
    assert.ok(emulator.modes().includes(1036));
    await emulator.write(leaveSequence({ title: false }));
    assert.equal(emulator.modes().includes(1036), before);
    emulator.dispose();
  }
});

test('st has a Delete key: only there the keypad is in application mode, and not for longer than the screen is up', async () => {
  for (const [TERM, wanted] of [
    ['st-256color', true],
    ['st', true],
    ['sterm', false],
    ['xterm-256color', false],
    ['linux', false],
  ] as const) {
    const { screen, emulator, draw, until } = mount({ ...size, env: { TERM } });
    await draw(page('x'));
    assert.equal(emulator.applicationKeypad(), wanted, TERM);
    screen.close();
    await until(() => !emulator.alternate());
    assert.equal(emulator.applicationKeypad(), false, TERM);
  }
});

test('without an alternate screen nothing of ours stays, and the shell goes on at the top', async () => {
  const { screen, draw, output } = mount({ ...size, windowTitle: false });
  await draw(page('first row', 'second row'));
  screen.close();
  const emulator = createEmulator(size);
  await emulator.write(output().replace(/\x1b\[\?1049[hl]/g, ''));
  assert.equal(emulator.text().trim(), '');
  assert.deepEqual(emulator.caret(), { x: 0, y: 0, visible: true });
  emulator.dispose();
});

test('a terminal that cannot keep its title gets none of ours: it shows its own', async () => {
  const { screen, emulator, draw, until, output } = mount(size);
  await draw(frameOf(size, [{ text: [] }], { title: 'plans – reprise' }));
  await until(() => emulator.title() === 'plans – reprise');
  screen.close();
  await until(() => emulator.title() === '');
  assert.match(output(), /\x1b\]2;\x1b\\\x1b\[23;0t$/, 'one that can takes it back last');
});

test('through tmux and GNU screen a title has only what they show whole', async () => {
  for (const [env, sent] of [
    [{ TERM: 'screen', STY: '1.tty' }, 'r?sum? ? ? - reprise'],
    [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux,1,0' }, 'résumé 日本語 👨🚀 – reprise'],
    [{ TERM: 'xterm' }, 'résumé 日本語 👨‍👩‍👧‍👦🚀 – reprise'],
  ] as const) {
    const { screen, draw, output } = mount({ ...size, env });
    await draw(frameOf(size, [{ text: [] }], { title: 'résumé 日本語 👨‍👩‍👧‍👦🚀 – reprise' }));
    await draw(page());
    assert.ok(output().includes(`\x1b]2;${sent}\x1b\\`), output());
    screen.close();
  }
});

test('of an emoji made of several only the first is sent where it would shift its row: in GNU screen, and in tmux in terminals that draw its parts apart', async () => {
  for (const [env, sent] of [
    [{ TERM: 'screen', STY: '1.tty' }, '👨 👍 🇩🇪 नि'],
    [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux,1,0', VTE_VERSION: '7000' }, '👨 👍 🇩🇪 नि'],
    [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux,1,0', XTERM_VERSION: 'XTerm(379)' }, '👨 👍 🇩🇪 नि'],
    [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux,1,0' }, '👨‍👩‍👧‍👦 👍🏽 🇩🇪 नि'],
    [{ TERM: 'xterm-256color', VTE_VERSION: '7000' }, '👨‍👩‍👧‍👦 👍🏽 🇩🇪 नि'],
    [{ TERM: 'xterm' }, '👨‍👩‍👧‍👦 👍🏽 🇩🇪 नि'],
  ] as const) {
    const { screen, draw, output } = mount({ ...size, env });
    await draw(page('👨‍👩‍👧‍👦 👍🏽 🇩🇪 नि'));
    const row = /👨.*नि/su.exec(output())?.[0].replace(/\x1b\[[\d;]*[A-Za-z]/g, ' ') ?? '';
    assert.equal(row.replace(/ +/g, ' '), sent);
    screen.close();
  }
});

test('tmux gets no joiner but those of emoji: it would put the next letter, or a line, into the same cell', async () => {
  const text = 'ශ්\u200dරී a\u200d日本 日\u200d│ ක්\u200d \u{1f469}\u200d\u{1f680}';
  for (const [env, joiners] of [
    [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux,1,0' }, 1],
    [{ TERM: 'tmux-256color' }, 1],
    [{ TERM: 'xterm-256color' }, 5],
  ] as const) {
    const { screen, draw, output } = mount({ ...size, env });
    await draw(page(text));
    assert.equal(output().split('\u200d').length - 1, joiners);
    assert.ok(output().includes('\u{1f469}\u200d\u{1f680}'));
    screen.close();
  }
});

test('without windowTitle the title is left alone', async () => {
  const { screen, draw, output } = mount({ ...size, windowTitle: false });
  await draw(page('x'));
  screen.close();
  assert.doesNotMatch(output(), /\x1b\]2;|\x1b\[2[23];0t/);
});

test('a terminal that is gone is one hangup with 129', async () => {
  const { screen, events, draw, end, until } = mount(size);
  await draw(page('x'));
  end();
  end();
  await until(() => events.length > 0);
  assert.deepEqual(events, [{ type: 'hangup', signal: 'SIGHUP', exitCode: 129 }]);
  screen.close();
});

test('suspending goes and comes back: everything is drawn again, and the program is told', async () => {
  const { screen, emulator, events, draw, until, output } = mount(size);
  await draw(page('kept'));
  screen.suspend();
  await until(() => events.some((event) => event.type === 'resumed') && /kept/.test(emulator.text()));
  assert.equal(output().split('\x1b[?1049l').length, 2);
  assert.equal(emulator.alternate(), true);
  screen.close();
});

test('a child program that cannot be started has the exit code that a shell gives it', async () => {
  const { screen, emulator, draw, until } = mount(size);
  await draw(page('kept'));
  assert.deepEqual(await screen.run('/nonexistent/program', []), { kind: 'not-started', errorCode: 'ENOENT' });
  await until(() => emulator.alternate() && /kept/.test(emulator.text()));
  screen.close();
});

test('no terminal, or one that cannot place a cursor, is a sentence and not a byte', () => {
  const written: string[] = [];
  const streams = (isTTY: boolean) => {
    const base = { isTTY, setRawMode() {}, resume() {}, pause() {}, write: (text: string) => written.push(text) > 0 };
    return Object.assign(Object.create(process.stdin) as typeof process.stdin, base);
  };
  const tty = streams(true) as never;
  const pipe = streams(false) as never;
  for (const options of [
    { stdin: tty, stdout: pipe, env: { TERM: 'xterm' } },
    { stdin: pipe, stdout: tty, env: { TERM: 'xterm' } },
    { stdin: tty, stdout: tty, env: { TERM: 'dumb' } },
  ]) {
    const created = createScreen({ mouse: false, depth: 24, ...options });
    assert.equal(created.ok, false);
    if (!created.ok) {
      assert.equal(created.problem.code, 'no-terminal');
      assert.match(created.problem.next, /--plain/);
    }
  }
  assert.deepEqual(written, []);
});
