/** Reading: jumps, folds, wide code, a place that is kept while things grow, are read in, or are laid out anew. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { view } from '../../src/app/view.ts';
import { startProviderServer } from '../support/provider-server.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';
import { manyLines, type Said, storeSession } from '../support/stored.ts';

async function reading(t: Parameters<typeof openScenario>[0], said: readonly Said[], columns = 100, rows = 24) {
  const app = await openScenario(t, {
    columns,
    rows,
    prepare: async (services) => void (await storeSession(services, 'talk', said)),
  });
  await app.until(() => one(app)?.transcript.messages.length === said.length);
  await app.press('space');
  await app.until((state) => state.focus === 'transcript');
  return app;
}

function one(app: Scenario) {
  return [...app.state().conversations.values()][0];
}

/** The rows of the transcript as the program means them now, without bars; the screen follows within a frame. */
function rows(app: Scenario): readonly string[] {
  const pane = view(app.state()).panes.find((each) => each.name === 'transcript');
  return (pane?.rows ?? []).map((row) =>
    row
      .map((span) => span.text)
      .join('')
      .slice(2, -1)
      .trimEnd(),
  );
}

function topRow(app: Scenario): string {
  return rows(app)[0] ?? '';
}

const turns: readonly Said[] = Array.from({ length: 6 }, (_, i): readonly Said[] => [
  { role: 'user', content: `prompt ${i}` },
  { role: 'assistant', content: manyLines(12, `answer ${i} line`), model: 'm-1', usage: { input: 10, output: 1234 } },
]).flat();

test('[ ] go from message to message, { } from prompt to prompt; headers say who, when, which model, how many tokens', async (t) => {
  const app = await reading(t, turns);
  await app.sees('answer 5 line 12');
  await app.press('[');
  await app.sees(/assistant · 2026-03-0\d \d\d:\d\d · m-1 · 1\.2k tokens/);
  await app.press('[', '[');
  assert.match(topRow(app), /^assistant/);
  await app.sees('answer 4 line 1 ');
  await app.press('{');
  assert.match(topRow(app), /^you/);
  await app.sees('prompt 4');
  await app.press('{', '{');
  await app.sees('prompt 2');
  await app.press('}');
  assert.equal(rows(app)[1], 'prompt 3');
  // Within a long reply, [ leads to its own beginning first.
  await app.press(']', 'C-d', '[');
  assert.match(topRow(app), /^assistant/);
  await app.sees('answer 3 line 1');
});

test('j and k move the text at once; the cursor goes on to the edge where nothing moves', async (t) => {
  const app = await reading(t, turns);
  await app.sees('answer 5 line 12');
  const before = rows(app);
  await app.press('k');
  assert.deepEqual(rows(app).slice(1), before.slice(0, -1));
  await app.press('g');
  await app.sees('prompt 0');
  await app.press('j', 'j', 'j');
  await app.until(() => one(app)?.viewport.row !== 0 || one(app)?.viewport.top !== 0);
  await app.press('k', 'k', 'k', 'k', 'k', 'k', 'k', 'k', 'k', 'k');
  await app.until(() => one(app)?.viewport.cursor === 0 && one(app)?.viewport.line === 0, 'the cursor is at the top');
});

test('tools and thinking fold: three rows, all, none; a diff is shown as one', async (t) => {
  const diff = '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-old line\n+new line\n same';
  const app = await reading(t, [
    { role: 'user', content: 'change x' },
    {
      role: 'assistant',
      content: 'Changed.',
      parts: [
        { type: 'thinking', text: 'first\nsecond\nthird\nfourth\nfifth' },
        { type: 'text', text: 'Changed.' },
        { type: 'tool_call', id: 'c', name: 'edit', input: '{"path":"x"}' },
        { type: 'tool_result', id: 'c', output: diff },
      ],
    },
  ]);
  await app.sees('▸ ← result · 6 lines · t shows all');
  await app.seesNot('new line');
  await app.press('t');
  await app.sees('│ +new line');
  const { emulator } = app.mounted;
  const colorOf = (text: string) => {
    const y = emulator.lines().findIndex((line) => line.includes(text));
    return emulator.cell((emulator.lines()[y] ?? '').indexOf(text), y).fg;
  };
  const colors = [colorOf('-old line'), colorOf('+new line'), colorOf('@@ -1')];
  assert.equal(new Set(colors).size, 3, `removed, added and head differ: ${colors.join(' ')}`);
  await app.press('t');
  await app.sees('▸ → edit · 1 line · t shows it');
  const thinking = [/│ third/, /t fifth|│ fifth/];
  await app.press('T');
  await app.sees('Thinking:');
  for (let i = 0; i < 3 && !rows(app).some((row) => row.includes('fifth')); i += 1) await app.press('T');
  await app.sees(thinking[1] ?? /fifth/);
});

test('wide code stands whole and is moved with the arrows, or is wrapped with w; the frame stays whole', async (t) => {
  const line = `const wide = "${'abcdefghij'.repeat(12)}END";`;
  const app = await reading(t, [
    { role: 'user', content: 'show' },
    { role: 'assistant', content: `\`\`\`js\n${line}\nshort();\n\`\`\`` },
  ]);
  const frame = () =>
    app.mounted.emulator
      .lines()
      .filter((row) => /│[ ‹].*[ ›]│/.test(row.slice(38)) || /[┌└]/.test(row.slice(38)))
      .map((row) => row.trimEnd().length);
  await app.sees('END";');
  await app.press('w');
  await app.sees('›│');
  assert.equal(app.text().includes('END'), false);
  // The last ones find the end of the line reached.
  for (let i = 0; i < 12; i += 1) await app.press('right');
  await app.sees('END";');
  await app.sees('│‹');
  assert.equal(new Set(frame()).size, 1, `all rows of the frame are as long: ${frame().join(' ')}`);
  await app.press('w');
  await app.sees('Code lines wrap');
  await app.sees('END";');
  await app.sees('const wide');
  assert.equal(new Set(frame()).size, 1);
});

test('the words at the top stay at the top when the window, the wrap of code or a fold changes', async (t) => {
  const prose = Array.from({ length: 40 }, (_, i) => `mark${i} ${'some words that wrap at most widths '.repeat(3)}`);
  const app = await reading(t, [
    { role: 'user', content: 'long' },
    { role: 'assistant', content: prose.join('\n\n') },
  ]);
  await app.sees('mark39');
  for (let i = 0; i < 3; i += 1) await app.press('C-u');
  await app.until(() => one(app)?.viewport.follow === false);
  for (let i = 0; i < 8 && !topRow(app).startsWith('mark'); i += 1) await app.press('k');
  const top = () => /^mark\d+/.exec(topRow(app))?.[0];
  const before = top();
  assert.ok(before);
  for (const columns of [84, 140, 91, 200, 100]) {
    app.mounted.resize(columns, 24);
    await app.until((state) => state.size.columns === columns);
    assert.equal(top(), before, `at ${columns} columns`);
  }
});

test('the place is held while a reply streams below, new lines are counted, End follows again', async (t) => {
  let more: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    more = resolve;
  });
  const server = await startProviderServer(async () => {
    await gate;
    return { text: Array.from({ length: 30 }, (_, i) => `streamed ${i}\n\n`) };
  });
  t.after(() => server.close());
  const app = await openScenario(t, {
    columns: 100,
    rows: 24,
    env: { OPENAI_BASE_URL: server.url('openai'), OPENAI_API_KEY: 'sk-test-0123456789abcdef' },
    chosenModel: { provider: 'openai', model: 'test-model' },
    prepare: async (services) =>
      void (await storeSession(services, 'talk', turns, { provider: 'openai', model: 'test-model' })),
  });
  await app.sees('answer 5 line 12');
  await app.press('enter');
  await app.until(() => one(app)?.access.kind === 'writing');
  await app.type('go on');
  await app.press('enter');
  await app.until(() => one(app)?.reply !== null && one(app)?.reply !== undefined);
  await app.press('tab', 'tab');
  await app.until((state) => state.focus === 'transcript');
  await app.press('C-u', 'C-u');
  await app.until(() => one(app)?.viewport.follow === false);
  await app.sees('answer 5 line 3');
  const held = topRow(app);
  more();
  await app.sees(/↓ \d+ new lines · End/);
  await app.until(() => one(app)?.reply === null && one(app)?.storing === null, 'the reply is stored');
  assert.equal(topRow(app), held, 'nothing moved');
  // The key that leads there is the one of the pane that has the keys.
  await app.press('tab');
  await app.sees(/↓ \d+ new lines · PgDn/);
  await app.press('tab');
  await app.sees(/↓ \d+ new lines(?! ·)/);
  await app.press('tab');
  await app.press('end');
  await app.sees('streamed 29');
  await app.seesNot('new lines');
});
