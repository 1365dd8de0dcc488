/** The newcomer's story, key by key, in a real terminal: offline, and with each kind of server through its real SDK. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { openServer, type Protocol } from '../support/provider-server.ts';
import { assertRestored, endPrograms, type PtyProgram } from '../support/pty.ts';
import { door, type Home, linesOf, messagesOf, openHome } from './dashboard.ts';

after(endPrograms);

/** Both answers of a turn are known by the figures of the header: the turn is counted when its question is stored. */
async function say(program: PtyProgram, text: string, answer: RegExp, turns: RegExp): Promise<void> {
  program.write(text);
  await program.wait((p) => p.emulator.text().includes(text), `“${text}” stands in the input box`);
  program.write('\r');
  await program.wait((p) => turns.test(p.emulator.text()) && answer.test(p.emulator.text()), `the answer to “${text}”`);
  await program.wait((p) => !/streaming/.test(p.emulator.text()), 'the answer is whole');
}

async function beginNamed(program: PtyProgram, name: string): Promise<void> {
  program.write('n');
  await program.wait(/New session/);
  program.write(name);
  await program.wait(new RegExp(`▏${name}`));
  program.write('\r');
  await program.wait(/This session is empty/);
}

async function quitFromInput(program: PtyProgram): Promise<void> {
  program.write('\t');
  program.write('q');
  assert.deepEqual(await program.exited(), { exitCode: 0, signal: 0 });
  assertRestored(program);
}

/** Start again, arrow to the session, resume it, write once more; then the file holds the whole story. */
async function comeBack(home: Home, env: Record<string, string>, answer: RegExp): Promise<void> {
  const listed = execFileSync(process.execPath, [door, 'session', '--list'], {
    env: { PATH: process.env.PATH, ...home.env, ...env },
    encoding: 'utf8',
  });
  assert.match(listed, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d my-thread\n$/);

  const again = home.start({ env });
  await again.wait(/my-thread/);
  again.write('\x1b[B\x1b[A');
  again.write('\r');
  await again.wait(/Enter send/, 'the input box has the keys');
  await say(again, 'And the third question?', answer, /3 turns/);
  await quitFromInput(again);

  const [file = ''] = home.files();
  const bytes = readFileSync(file);
  assert.equal(bytes.indexOf(0x0a), 1023, 'line 1 has 1024 bytes');
  const [summary, ...lines] = linesOf(file);
  assert.equal(summary?.turn_count, 3);
  assert.equal(summary?.name, 'my-thread');
  const messages = messagesOf(lines);
  assert.deepEqual(
    messages.map(({ role }) => role),
    ['user', 'assistant', 'user', 'assistant', 'user', 'assistant'],
  );
  assert.deepEqual(
    messages.filter(({ role }) => role === 'user').map(({ content }) => content),
    ['The first question?', 'The second question?', 'And the third question?'],
  );
  assert.ok(messages.filter(({ role }) => role === 'assistant').every(({ stop }) => stop === 'end'));
  const seqs = messages.map(({ seq }) => Number(seq));
  assert.deepEqual(
    seqs,
    [...seqs].sort((a, b) => a - b),
  );
}

test('offline: from the card of the first start to a third turn after coming back', { timeout: 90_000 }, async (t) => {
  const home = openHome(t);
  const program = home.start();
  await program.wait(/Choose a provider[\s\S]*go on offline/);
  const digit = /(\d) {2}go on offline/.exec(program.emulator.text())?.[1] ?? '';
  program.write(digit);
  await program.wait(/Offline:/);
  await beginNamed(program, 'my-thread');
  await say(program, 'The first question?', /first question\?[\s\S]*Offline ·/, /1 turn\b/);
  await say(program, 'The second question?', /second question\?[\s\S]*Offline ·/, /2 turns/);
  await quitFromInput(program);
  await comeBack(home, {}, /third question\?[\s\S]*Offline ·/);
});

const servers: readonly (readonly [Protocol, (url: string) => Record<string, string>])[] = [
  ['anthropic', (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'sk-ant-test-0123456789abcdef' })],
  ['openai', (url) => ({ OPENAI_BASE_URL: url, OPENAI_API_KEY: 'sk-test-0123456789abcdef' })],
  ['compatible', (url) => ({ REPRISE_BASE_URL: url })],
];

for (const [protocol, envOf] of servers) {
  test(`${protocol}: the same against a server, through the real SDK`, { timeout: 90_000 }, async (t) => {
    const server = await openServer(t, (_request, _protocol, index) => ({
      text: `Answer number ${index + 1} comes word by word.`,
      delayMs: 5,
    }));
    const env = { ...envOf(server.url(protocol)), REPRISE_PROVIDER: protocol, REPRISE_MODEL: 'test-model' };
    const home = openHome(t);
    const program = home.start({ env });
    await program.wait(/Nothing here yet/);
    await beginNamed(program, 'my-thread');
    await say(program, 'The first question?', /Answer number 1 comes word by word\./, /1 turn\b/);
    await say(program, 'The second question?', /Answer number 2 comes word by word\./, /2 turns/);
    await quitFromInput(program);
    await comeBack(home, env, /Answer number 3 comes word by word\./);
    // The third request carried the whole conversation.
    const asked = server.requests.filter(({ method, path }) => method === 'POST' && path !== '/v1/models');
    assert.equal(asked.length, 3);
    for (const text of ['The first question?', 'Answer number 2', 'And the third question?']) {
      assert.ok(asked[2]?.raw.includes(text), text);
    }
  });
}
