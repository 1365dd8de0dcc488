/** Every way the dashboard can end, in a real terminal and in the middle of a reply: what was on the screen is on the disk. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { eventually, isAlive } from '../support/eventually.ts';
import { openServer, type ScriptedReply } from '../support/provider-server.ts';
import { assertRestored, endPrograms, type PtyProgram, spawnPty } from '../support/pty.ts';
import { door, type Home, linesOf, messagesOf, openHome } from './dashboard.ts';

after(endPrograms);

const limit = { timeout: 90_000 };
const key = 'sk-test-0123456789abcdefghijKLMN';
const hanging: ScriptedReply = { text: 'One two three four five six.', fault: { kind: 'stall', after: 4 } };

/** A home whose server gives this reply, and a program that has asked for it. */
async function asked(
  t: TestContext,
  reply: ScriptedReply,
  nodeArgs: readonly string[] = [],
): Promise<{ readonly home: Home; readonly program: PtyProgram }> {
  const server = await openServer(t, () => reply);
  const home = openHome(t, {
    OPENAI_BASE_URL: server.url('openai'),
    OPENAI_API_KEY: key,
    REPRISE_PROVIDER: 'openai',
    REPRISE_MODEL: 'test-model',
  });
  const program = home.start({ args: ['session', '-n', 'story'], nodeArgs });
  await program.wait(/This session is empty/);
  program.write('Count, please.\r');
  return { home, program };
}

async function inTheMiddle(t: TestContext, nodeArgs: readonly string[] = []) {
  const open = await asked(t, hanging, nodeArgs);
  await open.program.wait(/One two three four/);
  return open;
}

/** The one file holds the question and what was shown of the answer, and nothing stands beside it. */
function assertKept(home: Home, stop: string, content = 'One two three four '): void {
  const messages = messagesOf(home.lines());
  assert.deepEqual(
    messages.map((message) => [message.role, message.content, message.stop]),
    [
      ['user', 'Count, please.', undefined],
      ['assistant', content, stop],
    ],
  );
  assert.deepEqual(
    readdirSync(join(home.folder, 'sessions')).filter((name) => !name.endsWith('.jsonl')),
    [],
  );
  const [file = ''] = home.files();
  assert.equal(linesOf(file)[0]?.turn_count, 1);
}

describe('ending in the middle of a reply', { concurrency: 2 }, () => {
  const ways: readonly (readonly [what: string, end: (p: PtyProgram) => void, exitCode: number])[] = [
    ['q', (p) => p.write('\tq'), 0],
    ['SIGTERM', (p) => p.kill('SIGTERM'), 143],
    ['SIGINT', (p) => p.kill('SIGINT'), 130],
    ['SIGHUP', (p) => p.kill('SIGHUP'), 129],
  ];
  for (const [what, end, exitCode] of ways) {
    test(`${what}: exit code ${exitCode}, the terminal as it was, the reply stored as stopped`, limit, async (t) => {
      const { home, program } = await inTheMiddle(t);
      end(program);
      assert.deepEqual(await program.exited(), { exitCode, signal: 0 });
      assertRestored(program);
      assertKept(home, 'aborted');
    });
  }

  test('the terminal is closed: the reply is stored all the same', limit, async (t) => {
    const { home, program } = await inTheMiddle(t);
    program.hangUp();
    await program.exited();
    assertKept(home, 'aborted');
  });

  test('kill -9: the next start has what was shown, marked interrupted, once', limit, async (t) => {
    const { home, program } = await inTheMiddle(t);
    program.kill('SIGKILL');
    await program.exited();
    for (const _start of ['first', 'second']) {
      const again = home.start({ args: ['session', '-r'] });
      await again.wait(/One two three four[\s\S]*interrupted\. Write/);
      again.write('\tq');
      assert.equal((await again.exited()).exitCode, 0);
      assertKept(home, 'interrupted');
    }
  });

  test(
    'a bug: the terminal is given back, the report has no key in it, the next start has what was shown',
    limit,
    async (t) => {
      const throwing = `process.on('SIGUSR2', () => { throw new Error('on purpose, with ${key}') })`;
      const { home, program } = await inTheMiddle(t, [
        '--import',
        `data:text/javascript,${encodeURIComponent(throwing)}`,
      ]);
      program.kill('SIGUSR2');
      assert.deepEqual(await program.exited(), { exitCode: 1, signal: 0 });
      assertRestored(program);
      const said = program.emulator.text().replaceAll('\n', '');
      assert.match(said, /reprise hit a bug: on purpose, with \[key removed\]/);
      assert.doesNotMatch(program.raw(), new RegExp(key));
      const folder = join(home.folder, 'state', 'crashes');
      const [name = '', ...others] = readdirSync(folder);
      assert.deepEqual(others, [], 'one bug, one report');
      assert.ok(said.includes(name), 'its path is printed');
      const report = readFileSync(join(folder, name), 'utf8');
      assert.match(report, /on purpose/);
      assert.ok(!report.includes(key));
      assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      const again = home.start({ args: ['session', '-r'] });
      await again.wait(/One two three four[\s\S]*(interrupted|stopped)/);
      again.write('\tq');
      await again.exited();
    },
  );
});

describe('going on', { concurrency: 2 }, () => {
  test('a terminal that does not read: the reply is received and stored meanwhile', limit, async (t) => {
    const text = Array.from({ length: 1500 }, (_, i) => `Word ${i} of a long story, told to nobody.\n\n`);
    const { home, program } = await asked(t, { text, delayMs: 1 });
    await program.wait(/Word \d+ of/);
    program.pause();
    await eventually(() => messagesOf(home.lines()).some(({ stop }) => stop === 'end'), 'the reply is stored');
    assert.equal(messagesOf(home.lines())[1]?.content, text.join(''));
    program.resume();
    await program.wait(/Word 1499 of/);
    program.pause();
    program.kill('SIGTERM');
    await eventually(() => !isAlive(program.pid), 'it ends although nobody reads');
    program.resume();
    assert.equal((await program.exited()).exitCode, 143);
    assertRestored(program);
  });

  test('Ctrl+Z in the middle of a reply, fg: the rest of it comes', limit, async (t) => {
    const text = Array.from({ length: 60 }, (_, i) => `Line ${i}.\n\n`);
    const server = await openServer(t, () => ({ text, delayMs: 20 }));
    const home = openHome(t);
    const shell = spawnPty('/bin/bash', ['--norc', '--noprofile', '--noediting', '-i'], {
      columns: 100,
      rows: 30,
      cwd: home.folder,
      env: { ...home.env, PS1: 'shell> ', REPRISE_PROVIDER: 'compatible', REPRISE_BASE_URL: server.url('compatible') },
    });
    await shell.wait(/shell>/);
    shell.write(`"${process.execPath}" "${door}" session -n story --model m\r`);
    await shell.wait(/This session is empty/);
    shell.write('Go on.\r');
    await shell.wait(/Line \d+\./);
    // In the input box Ctrl+Z takes back what was typed.
    shell.write('\t\x1a');
    await shell.wait(/Stopped/);
    assert.equal(shell.emulator.alternate(), false);
    shell.write('fg\r');
    await shell.wait((p) => p.emulator.alternate() && /Line 59\./.test(p.emulator.text()), 'the end of the reply');
    shell.write('q');
    await shell.wait((p) => !p.emulator.alternate() && /shell>\s*$/.test(p.emulator.text()), 'back in the shell');
    assert.equal(messagesOf(home.lines())[1]?.content, text.join(''));
    shell.write('exit\r');
    await shell.exited();
  });

  test('with nothing to do it writes nothing and computes nothing', limit, async (t) => {
    const home = openHome(t, { REPRISE_PROVIDER: 'offline' });
    const program = home.start({ args: ['session', '-n', 'quiet'] });
    await program.wait(/This session is empty/);
    program.write('Where are my files?\r');
    await program.wait(/1 turn[\s\S]*Offline ·/);
    // Late work after a reply (titles, prices, charts) takes its time on a busy machine; a timer that ticks never ends.
    let restless = 'it was not looked at';
    for (let tries = 0; tries < 15 && restless !== ''; tries += 1) restless = await restlessness(program);
    assert.equal(restless, '');
    program.write('\tq');
    assert.equal((await program.exited()).exitCode, 0);
  });
});

/** What a program did in a second and a half in which nobody asked it for anything; empty when it rested. */
async function restlessness({ pid, byteCount }: PtyProgram): Promise<string> {
  const before = { bytes: byteCount(), ticks: cpuTicks(pid), wakes: wakeUps(pid) };
  // The one thing that cannot be waited for is that nothing happens.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const bytes = byteCount() - before.bytes;
  const ticks = cpuTicks(pid) - before.ticks;
  const wakes = wakeUps(pid) - before.wakes;
  if (bytes === 0 && ticks <= 1 && wakes <= 6) return '';
  return `${bytes} bytes were written, ${ticks} hundredths of a second computed, it woke ${wakes} times`;
}

/** User and system time of the process, in hundredths of a second. */
function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** How often the main thread slept and was woken again. */
function wakeUps(pid: number): number {
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
