/** `reprise run` in a terminal: the answer and what is said beside it share one screen. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { openServer, type ScriptedReply } from '../support/provider-server.ts';
import { endPrograms, type PtyProgram } from '../support/pty.ts';
import { openHome } from './dashboard.ts';

after(endPrograms);

async function askOnce(t: TestContext, reply: ScriptedReply): Promise<PtyProgram> {
  const server = await openServer(t, () => reply);
  const home = openHome(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  writeFileSync(join(home.folder, 'config.json'), JSON.stringify({ silenceWarnSeconds: 1 }));
  return home.start({ args: ['run', '-p', 'Why?'] });
}

const shown = ({ emulator }: PtyProgram): string[] => emulator.lines().map((line) => line.trimEnd());

for (const [stop, remark] of [
  ['length', 'reprise: The reply was cut off at the model’s output limit.'],
  ['refused', 'reprise: The provider declined to answer.'],
] as const) {
  test(`an answer that ends with ${stop} says so on a line of its own`, async (t) => {
    const program = await askOnce(t, { text: 'So far', stop });
    await program.exited();
    const [answer, said = ''] = shown(program);
    assert.equal(answer, 'So far');
    assert.ok(said.startsWith(remark), said);
  });
}

test('silence in the middle of a line is told on a line of its own, and so is the end', async (t) => {
  const program = await askOnce(t, { text: ['One ', 'two ', 'three'], fault: { kind: 'stall', after: 2 } });
  await program.wait(/Nothing received/);
  program.write('\x03');
  await program.exited();
  const lines = shown(program).filter((line) => line !== '');
  assert.equal(lines[0], 'One two');
  assert.match(lines[1] ?? '', /^reprise: Nothing received for \d+ s/);
  assert.match(lines.at(-1) ?? '', /reprise: stopped; the partial reply is kept\.$/);
});
