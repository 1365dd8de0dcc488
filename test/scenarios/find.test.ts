/** Finding in the transcript: every hit, where it stands, counted; on screen only what is needed is laid out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scenario } from '../support/scenario.ts';
import { openScenario } from '../support/scenario.ts';
import { manyLines, storeSession } from '../support/stored.ts';

/** Colours of the cells where a text stands, by row from the top. */
function lookOf(app: Scenario, text: string): readonly (string | number)[] {
  const { emulator } = app.mounted;
  const found: (string | number)[] = [];
  for (const [y, line] of emulator.lines().entries()) {
    // The header names it too.
    if (y === 0) continue;
    for (let x = line.indexOf(text); x >= 0; x = line.indexOf(text, x + 1)) found.push(emulator.cell(x, y).bg);
  }
  return found;
}

async function open(t: Parameters<typeof openScenario>[0], content: string, size = { columns: 100, rows: 30 }) {
  const app = await openScenario(t, {
    ...size,
    prepare: async (services) => {
      await storeSession(services, 'talk', [
        { role: 'user', content: 'A needle in my own prompt' },
        { role: 'assistant', content },
      ]);
    },
  });
  await app.until((state) => [...state.conversations.values()].some((one) => one.transcript.messages.length === 2));
  await app.press('2');
  return app;
}

test('hits are counted over all messages, n and N go from one to the next and around', async (t) => {
  const app = await open(
    t,
    `${manyLines(30)}\n\na needle here, a NEEDLE there\n\n${manyLines(40, 'more')}\n\nlast needle`,
  );
  await app.press('/');
  await app.type('needle');
  await app.sees(/\/ needle +\d of 4/);
  await app.press('enter');
  // The reader was at the end: the nearest hit from there is the last one.
  await app.sees('“needle” 4 of 4');
  await app.sees('last needle');
  await app.press('n');
  await app.sees('1 of 4');
  await app.sees('A needle in my own prompt');
  await app.press('n');
  await app.sees('2 of 4');
  await app.sees('a needle here');
  const row = app.mounted.emulator.lines().findIndex((line) => line.includes('a needle here'));
  assert.ok(row > 3 && row < 20, `a hit stands neither at the edge nor out of view: row ${row}`);
  await app.press('n');
  await app.sees('3 of 4');
  const [needle] = lookOf(app, 'needle');
  const [current] = lookOf(app, 'NEEDLE');
  assert.notEqual(current, needle, 'the current hit looks different');
  assert.notEqual(needle, lookOf(app, 'here')[0], 'every hit is marked');
  await app.press('N');
  await app.sees('2 of 4');
  // Going to write ends the search.
  await app.press('escape');
  await app.seesNot('of 4');
  assert.equal(app.state().focus, 'input');
});

test('a hit over the end of a wrapped row is found, marked in both rows, and gone to', async (t) => {
  const long = `${'filler '.repeat(7)}alpha beta gamma ${'filler '.repeat(30)}`;
  const app = await open(t, long, { columns: 100, rows: 24 });
  await app.press('/');
  await app.type('alpha   beta gamma');
  await app.sees('1 of 1');
  const { emulator } = app.mounted;
  const rows = emulator.lines();
  const wrapped = ['alpha', 'beta', 'gamma'].map((word) => rows.findIndex((line, y) => y > 4 && line.includes(word)));
  assert.ok(new Set(wrapped).size > 1, `the words stand in two rows:\n${app.text()}`);
  const marked = ['alpha', 'beta', 'gamma'].map((word) => lookOf(app, word).at(-1));
  assert.equal(new Set(marked).size, 1, 'all of its words are marked alike');
  assert.notEqual(marked[0], lookOf(app, 'filler')[0]);
});

test('emphasis does not hide words; code beyond the edge is moved into view', async (t) => {
  const code = `\`\`\`ts\nconst ${'x'.repeat(150)}target = 1;\n\`\`\``;
  const app = await open(t, `Some **bold** words, *then* more.\n\n${code}`);
  await app.press('w');
  await app.seesNot('target');
  await app.press('/');
  await app.type('bold words, then more');
  await app.sees('1 of 1');
  for (let i = 0; i < 'bold words, then more'.length; i += 1) await app.press('backspace');
  await app.type('target');
  await app.sees('1 of 1');
  await app.sees('target = 1;');
});

test('what is not there is said; an empty search and Escape leave things as they were', async (t) => {
  const app = await open(t, manyLines(60));
  await app.press('g', 'C-d');
  const place = () => [...app.state().conversations.values()][0]?.viewport;
  await app.until(() => place()?.follow === false && place()?.row !== 0);
  const before = place();
  await app.press('/');
  await app.type('unheard of');
  await app.sees('not found');
  await app.press('escape');
  await app.seesNot('not found');
  await app.until((state) => state.overlay.kind === 'none');
  assert.deepEqual([place()?.top, place()?.row, place()?.follow], [before?.top, before?.row, false]);
  await app.press('n');
  await app.sees('Nothing to repeat');
  await app.press('/');
  await app.type('line 7');
  await app.press('enter');
  await app.sees('n next hit');
});

test('a hit in folded tools counts, is pointed at, and stands there once unfolded', async (t) => {
  const output = Array.from({ length: 40 }, (_, i) => `out ${i + 1}${i === 30 ? ' treasure' : ''}`).join('\n');
  const app = await openScenario(t, {
    prepare: async (services) => {
      await storeSession(services, 'tools', [
        { role: 'user', content: 'run it' },
        {
          role: 'assistant',
          content: 'Done.',
          parts: [
            { type: 'text', text: 'Done.' },
            { type: 'tool_call', id: 'c1', name: 'shell', input: '{"command":"ls"}' },
            { type: 'tool_result', id: 'c1', output },
          ],
        },
      ]);
    },
  });
  await app.sees('→ shell');
  await app.press('2', '/');
  await app.type('treasure');
  await app.sees('1 of 1');
  await app.press('enter', 't');
  await app.sees('treasure');
  await app.sees('out 31 treasure');
});

test('a search survives what comes in while it stands: the count grows, the place is kept', async (t) => {
  const app = await open(t, `${manyLines(50)}\n\nneedle one`);
  await app.press('/');
  await app.type('needle');
  await app.sees('2 of 2');
  await app.press('enter', 'N');
  await app.sees('1 of 2');
  await app.press('1', 'enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await app.type('one more needle');
  await app.press('enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.transcript.messages.length >= 3));
  await app.until((state) => state.focus === 'input');
});
