/** Piped prompts: in order and complete, but no more of them in memory than are soon needed. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { type Prompts, readPrompts } from '../../src/cli/prompts.ts';
import { createCli } from '../support/cli.ts';

/** Prompts from an input that the test writes. */
function piped(t: TestContext): { readonly input: PassThrough; readonly prompts: Prompts } {
  const input = new PassThrough();
  const own = Object.getOwnPropertyDescriptor(process, 'stdin');
  Object.defineProperty(process, 'stdin', { configurable: true, value: input });
  const prompts = readPrompts();
  if (own) Object.defineProperty(process, 'stdin', own);
  t.after(() => prompts.close());
  return { input, prompts };
}

test('a pipe is read no further than a thousand lines ahead, and to its end', async (t) => {
  const { input, prompts } = piped(t);
  const sent = Array.from({ length: 3000 }, (_, i) => `line ${i}`);
  for (let at = 0; at < sent.length; at += 100) input.write(`${sent.slice(at, at + 100).join('\n')}\n`);
  input.end();
  const got: string[] = [];
  for (let line = await prompts.next(); line !== undefined; line = await prompts.next()) {
    if (got.length === 0) assert.ok(input.isPaused() && input.readableLength > 0, 'the rest waits in the pipe');
    got.push(line);
  }
  assert.deepEqual(got, sent);
});

test('a backslash at the end joins lines, however many; at the end of the input it stays', async (t) => {
  const { input, prompts } = piped(t);
  input.end(`a\\\nb\\\\\nc\\\\\\\n${'d\\\n'.repeat(20_000)}e\n\nf\\`);
  assert.equal(await prompts.next(), 'a\nb\\\\');
  assert.equal(await prompts.next(), `c\\\\\n${'d\n'.repeat(20_000)}e`);
  assert.equal(await prompts.next(), '');
  assert.equal(await prompts.next(), 'f\\');
  assert.equal(await prompts.next(), undefined);
});

test('a prompt that is too long for any model is refused: what came before is answered, nothing of it is kept', async (t) => {
  const large = 9 * 1024 * 1024;
  for (const input of ['a'.repeat(large), `${'a'.repeat(1022)}\\\n`.repeat(large / 1024)]) {
    const cli = createCli(t);
    const { exitCode, stderr, stdout } = await cli.run(['session', '--plain'], { input: `How do I quit?\n${input}` });
    assert.equal(stderr, 'reprise: A prompt in the input is larger than 8 MB; it was not sent. Pipe in less.\n');
    assert.equal(exitCode, 2);
    assert.match(stdout, /Offline/);
    const [file = ''] = cli.files();
    const prompts = cli.lines(file).filter((line) => line.role === 'user');
    assert.deepEqual(
      prompts.map((line) => line.content),
      ['How do I quit?'],
    );
  }
});
