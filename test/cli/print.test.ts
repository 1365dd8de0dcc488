/** What is written to standard output: in batches, and no more than somebody reads. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';

const print = join(import.meta.dirname, '../../src/cli/print.ts');

/** A process that has so many lines to write, and tells on stderr how many it was asked for. */
function writing(t: TestContext, lines: number, before = '') {
  const script = `
    import { guardOutput, writePieces } from ${JSON.stringify(print)};
    guardOutput();
    let asked = 0;
    function* pieces() { for (; asked < ${lines}; asked++) yield 'line ' + asked + '\\n'; }
    ${before}
    await writePieces(pieces());
    process.on('exit', () => console.error(asked));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill());
  return child;
}

test('many pieces arrive whole and in order', async (t) => {
  const written = await text(writing(t, 50_000).stdout);
  assert.deepEqual(written.split('\n'), [...Array.from({ length: 50_000 }, (_, i) => `line ${i}`), '']);
});

/** As where the output is a pipe that takes only what fits: the rest is the stream's. */
const byStream = "process.stdout.write('');";

for (const [what, before] of [
  ['a reader', ''],
  ['a reader of the stream', byStream],
] as const) {
  test(`${what} that goes away is asked for no more, and that is no failure`, async (t) => {
    const lines = 5_000_000;
    const child = writing(t, lines, before);
    const asked = text(child.stderr);
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    assert.deepEqual(await exit, [0, null]);
    assert.ok(Number(await asked) < lines / 2, `${await asked} of ${lines} pieces were made`);
  });
}
