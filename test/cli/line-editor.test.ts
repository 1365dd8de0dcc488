/** Plain mode as somebody types it on a terminal: pastes, Ctrl+C, and keys that are pressed while an answer comes. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openHome } from '../e2e/dashboard.ts';
import { createGate } from '../support/provider-gate.ts';
import { openServer } from '../support/provider-server.ts';

async function talk(t: TestContext) {
  const gate = createGate();
  const server = await openServer(t, gate.script);
  const home = openHome(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const program = home.start({ args: ['session', '--plain', '-n', 'typed'] });
  await program.wait(/^>$/m, 'the prompt');
  const prompts = () =>
    home
      .lines()
      .filter((line) => line.role === 'user')
      .map((line) => line.content);
  return { gate, program, prompts };
}

test('a paste of several lines is one prompt, and is not sent before Enter', async (t) => {
  const { gate, program, prompts } = await talk(t);
  program.write('\x1b[200~one\ntwo\nthree\n\x1b[201~');
  await program.wait(/one\s+two\s+three/);
  assert.deepEqual(prompts(), []);
  gate.open({ text: ['a poem'] });
  program.write('end\r');
  await program.wait(/a poem/);
  assert.deepEqual(prompts(), ['one\ntwo\nthree\nend']);
  program.write('\x04');
  assert.equal((await program.exited()).exitCode, 0);
  assert.ok(program.raw().lastIndexOf('\x1b[?2004l') > program.raw().lastIndexOf('\x1b[?2004h'), 'marks are off again');
});

test('keys that are pressed while an answer comes wipe nothing away; what was typed is shown when it is asked', async (t) => {
  const { gate, program, prompts } = await talk(t);
  gate.open({ text: ['half ', 'of ', 'an answer'], fault: { kind: 'stall', after: 2 } });
  program.write('first\r');
  await program.wait(/^half of/m);
  gate.open({ text: ['the second answer'] });
  program.write('second\rthi\x1b[A\x1b[B\x1b[D');
  program.write('\x03');
  await program.wait(/^half of\s+\[stopped; the partial reply is kept\]\s+> second\s+the second answer\s+> thi$/m);
  gate.open({ text: ['the third answer'] });
  program.write('\x05rd\r');
  await program.wait(/^the third answer$/m);
  assert.deepEqual(prompts(), ['first', 'second', 'third']);
});

test('Ctrl+C takes back what is typed first; on an empty line it leaves with 130', async (t) => {
  const { program, prompts } = await talk(t);
  program.write('\x1b[200~pasted\nby mistake\x1b[201~');
  await program.wait(/by mistake/);
  program.write('\x03');
  await program.wait(/\[cleared; press Ctrl\+C again to quit\]\s+>$/m);
  program.write('\x03');
  assert.equal((await program.exited()).exitCode, 130);
  assert.deepEqual(prompts(), []);
});

test('after a paste whose end was lost, Ctrl+C gives Enter back its meaning', async (t) => {
  const { gate, program, prompts } = await talk(t);
  program.write('\x1b[200~pasted without\nan end');
  await program.wait(/an end/);
  program.write('\r\x03');
  await program.wait(/\[cleared; press Ctrl\+C again to quit\]\s+>$/m);
  gate.open({ text: ['an answer'] });
  program.write('sent\r');
  await program.wait(/^an answer$/m);
  assert.deepEqual(prompts(), ['sent']);
});
