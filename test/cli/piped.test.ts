/** What is piped in beside a question: slow pipes are waited for, sockets that nobody writes to are not. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { mostPiped, readPiped } from '../../src/cli/piped.ts';

/** A silent input, three seconds later; and what was said. */
function threeSecondsOf(t: TestContext, kind: 'pipe' | 'socket', hasQuestion: boolean) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const said = t.mock.method(process.stderr, 'write', () => true);
  const input = new PassThrough();
  const text = readPiped(input, kind, hasQuestion);
  t.mock.timers.tick(3000);
  return { input, text, said: () => said.mock.calls.map((call) => call.arguments[0]).join('') };
}

test('the output of a slow program is waited for, and that is said', async (t) => {
  const { input, said, text } = threeSecondsOf(t, 'pipe', true);
  assert.equal(said(), 'reprise: waiting for standard input. To ask without it, add `< /dev/null`.\n');
  input.end('late');
  assert.equal(await text, 'late');
});

test('a socket that nobody writes to is left alone where there is a question, and that is said', async (t) => {
  const { said, text } = threeSecondsOf(t, 'socket', true);
  assert.equal(await text, '');
  assert.equal(said(), 'reprise: nothing arrived on standard input; the question is sent without it.\n');
});

test('without a question both are waited for', async (t) => {
  const { input, said, text } = threeSecondsOf(t, 'socket', false);
  assert.equal(said(), 'reprise: waiting for standard input.\n');
  input.end('the question');
  assert.equal(await text, 'the question');
});

test('what has begun in time is read to its end, however long that takes, up to a bound', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const said = t.mock.method(process.stderr, 'write', () => true);
  const input = new PassThrough();
  const text = readPiped(input, 'socket', true);
  input.write('first ');
  await new Promise(setImmediate);
  t.mock.timers.tick(60_000);
  input.end('second');
  assert.equal(await text, 'first second');
  assert.equal(said.mock.callCount(), 0);

  const endless = new PassThrough();
  const tooMuch = readPiped(endless, 'pipe', true);
  endless.write(Buffer.alloc(mostPiped + 1));
  assert.equal(await tooMuch, undefined);
});
