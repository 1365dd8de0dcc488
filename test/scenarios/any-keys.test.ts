/** Somebody who presses anything, anywhere, at any size: the program goes on, and what was sent is in a file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc, seed } from '../support/property.ts';
import { openScenario } from '../support/scenario.ts';
import { storeSession } from '../support/stored.ts';

const bytes = [
  ...'abcdefghijklmnoprstuvwxyzADEGNSTY0123456789!?/[]{}<>.,;:_ \t\r\x7f'.split(''),
  ...[
    '\x1b[A',
    '\x1b[B',
    '\x1b[C',
    '\x1b[D',
    '\x1b[5~',
    '\x1b[6~',
    '\x1b[H',
    '\x1b[F',
    '\x1b[Z',
    '\x1b[1;3A',
    '\x1b\r',
    '\x1bOP',
  ],
  ...['\x01', '\x05', '\x0b', '\x0c', '\x0e', '\x10', '\x12', '\x15', '\x17', '\x19', '\x0f'],
  ...['日本', '👨‍👩‍👧', 'é', '\x1b[200~two\nlines\x1b[201~', '\x1b[<0;5;5M', '\x1b[<0;60;8M', '\x1b[<64;60;8M', '\x1b'],
];
// No q: it would end most runs early. Suspending stops the test itself, an outside editor is another program's business.
const sizes = [
  [100, 30],
  [80, 24],
  [60, 16],
  [40, 10],
  [30, 8],
  [200, 60],
] as const;

const step = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...bytes) },
  { weight: 1, arbitrary: fc.constantFrom(...sizes) },
);

test('any keys at any size never end the program and never show a fault of its own', async (t) => {
  const rounds = Number(process.env.REPRISE_ANY_KEYS ?? 6);
  const runs = fc.sample(fc.array(step, { minLength: 150, maxLength: 150 }), {
    numRuns: rounds,
    seed,
  });
  for (const run of runs) {
    const app = await openScenario(t, {
      prepare: async (services) => {
        for (const name of ['alpha', 'beta', 'gamma']) {
          await storeSession(services, name, [
            { role: 'user', content: `A question about ${name}` },
            { role: 'assistant', content: '# Answer\n\n- one\n- two\n\n```ts\nconst a = 1;\n```' },
          ]);
        }
      },
    });
    await app.until((state) => state.list.sessions.length === 3);
    for (const one of run) {
      if (typeof one === 'string') app.mounted.press(one);
      else app.mounted.resize(one[0], one[1]);
      // Each step is handled by itself: what a fast typist does, not a paste.
      await new Promise((resolve) => setImmediate(resolve));
      const { toast, quitting } = app.state();
      const said = toast?.text ?? '';
      assert.ok(!/in reprise failed|bug of its own/.test(said), said);
      if (quitting) break;
    }
    assert.equal(await app.quit(), 0);
    for (const [name, text] of app.files()) {
      assert.equal(Buffer.byteLength(`${text.split('\n')[0]}\n`), 1024, name);
      for (const line of text.trimEnd().split('\n')) JSON.parse(line);
    }
  }
});
