/** Every way in and out of the screen, in a real pseudo-terminal: what is left on the terminal afterwards is what counts. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually, isAlive } from '../support/eventually.ts';
import { assertRestored, endPrograms, type PtyProgram, spawnPty } from '../support/pty.ts';

const demo = fileURLToPath(new URL('./demo.ts', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'reprise-tui-'));
after(endPrograms);
after(() => rmSync(folder, { recursive: true, force: true }));
const size = { columns: 80, rows: 20 };

function start(env: Record<string, string | undefined> = {}): PtyProgram {
  return spawnPty(process.execPath, [demo], { ...size, env });
}

async function ready(program: PtyProgram): Promise<void> {
  await program.wait((p) => /demo ready/.test(p.emulator.text()) && p.emulator.alternate(), 'the demo is up');
}

/** The terminal as a shell wants to find it, and nothing on it that was meant for the dashboard or the terminal. */
function assertLeftClean(program: PtyProgram): void {
  assertRestored(program);
  assert.doesNotMatch(program.emulator.text(), /demo ready|\[\?|\$y|rgb:/);
}

describe('leaving', { concurrency: 2 }, () => {
  const ways: readonly (readonly [
    what: string,
    leave: (p: PtyProgram) => void,
    exitCode: number,
    leaves: RegExp | null,
  ])[] = [
    ['close', (p) => p.write('q'), 0, null],
    ['process.exit without close', (p) => p.write('e'), 3, null],
    ['an error nobody catches; its stack stands on the main screen', (p) => p.write('t'), 1, /thrown on purpose/],
    ['a rejection nobody handles', (p) => p.write('r'), 1, /rejected on purpose/],
    ['SIGTERM', (p) => p.kill('SIGTERM'), 143, null],
    ['SIGINT', (p) => p.kill('SIGINT'), 130, null],
    ['SIGHUP', (p) => p.kill('SIGHUP'), 129, null],
    ['SIGQUIT', (p) => p.kill('SIGQUIT'), 131, null],
  ];
  for (const [what, leave, exitCode, leaves] of ways) {
    test(what, async () => {
      const program = start();
      await ready(program);
      leave(program);
      assert.deepEqual(await program.exited(), { exitCode, signal: 0 });
      assertLeftClean(program);
      if (leaves) assert.match(program.emulator.text(), leaves);
    });
  }

  test('at once after the start: the terminal’s answers do not show up at the shell', async () => {
    // A shell that stays: what is typed into it, by the terminal too, is echoed.
    const shell = spawnPty(
      '/bin/sh',
      ['-c', `"${process.execPath}" "${demo}"; echo "code $?"; read x; echo "read [$x]"`],
      {
        ...size,
        background: 'rgb:1e1e/1e1e/1e1e',
      },
    );
    shell.write('q');
    await shell.wait(/code 0/);
    shell.write('\r');
    await shell.wait(/read \[/);
    assert.match(shell.emulator.text(), /read \[\]/);
    assertLeftClean(shell);
    await shell.exited();
  });

  test('the terminal is closed: the writers are drained, then 129', async () => {
    const drained = path.join(folder, 'drained');
    const program = start({ DEMO_DRAINED: drained });
    await ready(program);
    program.hangUp();
    await program.exited();
    assert.equal(readFileSync(drained, 'utf8'), 'SIGHUP');
  });

  test('no terminal: one sentence, no sequence, code 1', async () => {
    const program = spawnPty(
      '/bin/sh',
      ['-c', `"${process.execPath}" "${demo}" | cat; exec "${process.execPath}" "${demo}" < /dev/null`],
      size,
    );
    assert.equal((await program.exited()).exitCode, 1);
    assert.match(program.emulator.text(), /needs a terminal[\s\S]*needs a terminal/);
    assert.doesNotMatch(program.raw(), /\x1b/);
    const dumb = start({ TERM: 'dumb' });
    assert.equal((await dumb.exited()).exitCode, 1);
    assert.doesNotMatch(dumb.raw(), /\x1b/);
  });
});

describe('going and coming back', { concurrency: 2 }, () => {
  test('Ctrl+Z: the shell gets its own screen, fg brings the program back', async () => {
    const program = spawnPty('/bin/bash', ['--norc', '--noprofile', '--noediting', '-i'], {
      ...size,
      env: { PS1: 'shell> ' },
    });
    await program.wait(/shell>/);
    program.write(`"${process.execPath}" "${demo}"\r`);
    await ready(program);
    program.write('z');
    await program.wait((p) => /Stopped/.test(p.emulator.text()), 'the shell says that it stopped');
    assertLeftClean(program);
    program.write('echo in the shell\r');
    await program.wait(/in the shell[\s\S]*in the shell/);
    program.write('fg\r');
    await program.wait(/demo ready[\s\S]*resumed/);
    assert.equal(program.emulator.alternate(), true);
    program.write('k');
    await program.wait(/key k/);
    assert.equal(program.emulator.text().split('resumed').length, 2, 'told once');
    program.write('q');
    await program.wait((p) => !p.emulator.alternate(), 'back in the shell');
    assertLeftClean(program);
    // Not by typing: a shell may drop what comes while it takes its terminal back.
    program.kill('SIGHUP');
    await program.exited();
  });

  test('a window that got another size while the shell had it: fg finds the new one', async () => {
    const program = spawnPty('/bin/bash', ['--norc', '--noprofile', '--noediting', '-i'], {
      ...size,
      env: { PS1: 'shell> ' },
    });
    await program.wait(/shell>/);
    program.write(`"${process.execPath}" "${demo}"\r`);
    await ready(program);
    program.write('z');
    await program.wait(/Stopped/);
    program.resize(60, 15);
    program.write('fg\r');
    await program.wait(/demo ready\nsize 60x15[\s\S]*resumed\nresize 60x15/);
    program.write('q');
    await program.wait((p) => !p.emulator.alternate(), 'back in the shell');
    program.kill('SIGHUP');
    await program.exited();
  });

  test('Ctrl+Z below a wrapper stops the wrapper too', async () => {
    const program = spawnPty('/bin/bash', ['--norc', '--noprofile', '--noediting', '-i'], {
      ...size,
      env: { PS1: 'shell> ' },
    });
    await program.wait(/shell>/);
    program.write(`sh -c '"${process.execPath}" "${demo}"; echo wrapped'\r`);
    await ready(program);
    program.write('z');
    await program.wait(/Stopped/);
    program.write('fg\r');
    await program.wait(/demo ready[\s\S]*resumed/);
    program.write('q');
    await program.wait(/^wrapped/m);
    // Not by typing: a shell may drop what comes while it takes its terminal back.
    program.kill('SIGHUP');
    await program.exited();
  });

  test('where there is no shell to go back to, Ctrl+Z comes back by itself', async () => {
    const program = start();
    await ready(program);
    program.write('z');
    await program.wait(/resumed/);
    program.write('k');
    await program.wait(/key k/);
    program.write('q');
    assert.equal((await program.exited()).exitCode, 0);
    assertLeftClean(program);
  });

  test('stopped and continued from outside, the screen is whole again', async () => {
    const program = start();
    await ready(program);
    // Past the time in which a return counts as our own.
    program.write('w');
    await program.wait(/waited/);
    program.kill('SIGSTOP');
    await program.emulator.write('\x1b[?1049l\x1b[2Jthe shell was here');
    program.kill('SIGCONT');
    await program.wait(/demo ready[\s\S]*resumed/);
    program.write('q');
    await program.exited();
    assertLeftClean(program);
  });

  test('a child program gets a clean terminal, and Ctrl+C is its own', async () => {
    const program = start();
    await ready(program);
    program.write('x');
    await program.wait(/fdinfo\/1/);
    assert.equal(program.emulator.alternate(), false);
    assert.deepEqual(program.emulator.modes(), [7, 25]);
    assert.match(program.emulator.text(), /^icanon$/m);
    // O_NONBLOCK is 04000: no descriptor of the child has it.
    for (const [, flags = ''] of program.emulator.text().matchAll(/flags:\s+(\d+)/g)) {
      assert.equal(Number.parseInt(flags, 8) & 0o4000, 0, flags);
    }
    program.write('hello\r');
    await program.wait(/child got hello/);
    program.write('\r');
    await program.wait(/child ended: \{"kind":"exited","exitCode":5\}/);
    assert.equal(program.emulator.alternate(), true);
    assert.match(program.emulator.text(), /demo ready/);
    program.write('k');
    await program.wait(/key k/);
    program.write('x');
    // The words of the first child stand there too: the second one is up when it has said its own.
    await program.wait(/(fdinfo\/1[\s\S]*){2}/);
    program.write('\x03');
    await program.wait(/child ended: \{"kind":"killed"/);
    program.write('q');
    assert.equal((await program.exited()).exitCode, 0);
    assertLeftClean(program);
  });
});

describe('while it is up', { concurrency: 2 }, () => {
  test('a new size is drawn', async () => {
    const program = start();
    await ready(program);
    program.resize(50, 10);
    await program.wait(/size 50x10[\s\S]*resize 50x10/);
    program.write('q');
    await program.exited();
  });

  test('a size that was another only for a moment: the program hears no more than the signal, and draws anew', async () => {
    const program = start();
    await ready(program);
    await program.emulator.write('\x1b[2J');
    assert.doesNotMatch(program.emulator.text(), /demo ready/);
    program.kill('SIGWINCH');
    await program.wait(/demo ready\nsize 80x20/);
    program.write('q');
    await program.exited();
  });

  test('what others print goes to the log and not onto the screen', async () => {
    const program = start();
    await ready(program);
    program.write('c');
    await program.wait(/logged 3/);
    assert.doesNotMatch(program.emulator.text(), /stray/);
    program.write('q');
    await program.exited();
  });

  test('a terminal that does not read stops neither the program nor its end', async () => {
    const heartbeat = path.join(folder, 'heartbeat');
    const program = start({ DEMO_HEARTBEAT: heartbeat });
    await ready(program);
    program.pause();
    program.write('f');
    const beats = (): number => (existsSync(heartbeat) ? Number(readFileSync(heartbeat, 'utf8')) : 0);
    // Far more frames than the kernel's buffer holds, then the heart still beats.
    const from = beats();
    await eventually(() => beats() > from + 150);
    program.resume();
    program.write('h');
    await program.wait(/beats \d+ lag \d+/);
    program.pause();
    const again = beats();
    await eventually(() => beats() > again + 50);
    program.kill('SIGTERM');
    await eventually(() => !isAlive(program.pid));
    program.resume();
    assert.equal((await program.exited()).exitCode, 143);
    assertLeftClean(program);
  });
});
