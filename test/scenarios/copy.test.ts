/** Copying: what the bar marks is what is taken, raw; it is said what was taken, or that it could not be. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { view } from '../../src/app/view.ts';
import { copyWithProgram } from '../../src/run/clipboard.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';
import { type Said, storeSession } from '../support/stored.ts';
import { tempFolder } from '../support/temp-home.ts';

const code = `function f(a) {\n\treturn "${'long '.repeat(40)}" + a;\n}`;
const reply = `First a **word**.\n\n\`\`\`js\n${code}\n\`\`\`\n\nThen:\n\n- item\n\n  \`\`\`sh\n  ls -l\n  \`\`\`\n\nDone.`;

async function opened(t: TestContext, said: readonly Said[], env: Record<string, string> = {}): Promise<Scenario> {
  const app = await openScenario(t, {
    columns: 100,
    rows: 40,
    env,
    prepare: async (services) => void (await storeSession(services, 'talk', said)),
  });
  await app.until((state) => [...state.conversations.values()][0]?.transcript.messages.length === said.length);
  await app.press('space');
  // Blocks of code are known when Markdown is, which is loaded behind the first frame.
  await app.until((state) => state.focus === 'transcript' && state.look.markdown !== undefined);
  return app;
}

/** What the terminal was last asked to put on its clipboard. */
async function clipboard(app: Scenario, count: number): Promise<string> {
  const { clipboard: taken } = app.mounted.emulator;
  await app.mounted.until(() => taken.length >= count, `${count} copies reached the terminal`);
  assert.equal(taken.length, count);
  return Buffer.from((taken.at(-1) ?? '').slice(2), 'base64').toString();
}

/** The rows of the transcript with their bars, as the program means them now. */
function rows(app: Scenario): readonly string[] {
  const pane = view(app.state()).panes.find((each) => each.name === 'transcript');
  return (pane?.rows ?? []).map((row) => row.map((span) => span.text).join(''));
}

/** Rows whose bar says that y takes them. */
function marked(app: Scenario): readonly string[] {
  return rows(app).filter((row) => /^[▌█]/.test(row));
}

async function moveTo(app: Scenario, text: string): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    if (rows(app).some((row) => row.startsWith('█') && row.includes(text))) return;
    await app.press('k');
  }
  throw new Error(`the cursor never came to ${text}\n${app.text()}`);
}

const talk: readonly Said[] = [
  { role: 'user', content: 'How?\n\n  indented *as typed*' },
  { role: 'assistant', content: reply },
];

test('y takes the last message while the end is followed, and the block that the cursor stands in', async (t) => {
  const app = await opened(t, talk);
  await app.sees('Done.');
  await app.press('y');
  assert.equal(await clipboard(app, 1), reply);
  await app.sees('Copied the reply.');
  await moveTo(app, 'ls -l');
  assert.ok(marked(app).some((row) => row.includes('ls -l')));
  assert.ok(!marked(app).some((row) => row.includes('Done.')), 'only the block is marked');
  await app.press('y');
  assert.equal(await clipboard(app, 2), 'ls -l');
  await app.sees('Copied the sh code block (1 line).');
  await moveTo(app, 'function f');
  await app.press('y');
  assert.equal(await clipboard(app, 3), code, 'tabs kept, no border, no wrap');
  await app.sees('Copied the js code block (3 lines).');
  await moveTo(app, 'First a');
  await app.press('y');
  assert.equal(await clipboard(app, 4), reply);
  await app.press('{', 'y');
  assert.equal(await clipboard(app, 5), 'How?\n\n  indented *as typed*');
  await app.sees('Copied your message.');
});

test('Y offers the message, each block and the whole conversation', async (t) => {
  const app = await opened(t, talk);
  await app.press('Y');
  await app.sees('code block 2 (sh)');
  await app.press('down', 'down', 'enter');
  assert.equal(await clipboard(app, 1), 'ls -l');
  await app.press('Y');
  await app.sees('the whole conversation');
  await app.press('down', 'down', 'down', 'enter');
  const all = await clipboard(app, 2);
  assert.ok(all.includes('indented *as typed*') && all.includes(code));
});

test('code that the user wrote can be taken by itself', async (t) => {
  const app = await opened(t, [{ role: 'user', content: 'Why?\n\n```sh\n  ls -l\n```' }]);
  await app.press('Y');
  await app.sees('code block 1 (sh)');
  await app.press('down', 'enter');
  assert.equal(await clipboard(app, 1), '  ls -l');
});

test('what is too long for a terminal, where there is no clipboard program, is said not to be copied', async (t) => {
  const app = await opened(t, [
    { role: 'user', content: 'much' },
    { role: 'assistant', content: 'word '.repeat(20_000) },
  ]);
  await app.press('y');
  await app.sees('could not be copied');
  assert.equal(app.mounted.emulator.clipboard.length, 0);
});

test('a message of nothing but tools gives what they were asked and answered', async (t) => {
  const parts = [
    { type: 'tool_call', id: 'c', name: 'shell', input: '{"command":"date"}' },
    { type: 'tool_result', id: 'c', output: 'Monday' },
  ] as const;
  const app = await opened(t, [
    { role: 'user', content: 'when?' },
    { role: 'assistant', content: '', parts },
  ]);
  await app.sees('→ shell');
  await app.press('y');
  assert.equal(await clipboard(app, 1), '{"command":"date"}\n\nMonday');
});

/** A program on a PATH of its own that keeps what it is given, and the names of its variables. */
function fakeProgram(t: TestContext, name: string, exitCode = 0) {
  const folder = tempFolder(t);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const path = join(bin, name);
  writeFileSync(
    path,
    `#!/bin/sh\n/bin/cat > "\${0%/*}/../taken"\n/usr/bin/env > "\${0%/*}/../env"\nexit ${exitCode}\n`,
  );
  chmodSync(path, 0o755);
  return {
    bin,
    taken: () => readFileSync(join(folder, 'taken'), 'utf8'),
    env: () => readFileSync(join(folder, 'env'), 'utf8'),
  };
}

test('a clipboard program takes what the terminal cannot, and never sees a key', async (t) => {
  const { bin, taken, env } = fakeProgram(t, 'xclip');
  const app = await opened(
    t,
    [
      { role: 'user', content: 'much' },
      { role: 'assistant', content: `${'word '.repeat(20_000)}é` },
    ],
    { PATH: bin, DISPLAY: ':9', OPENAI_API_KEY: 'sk-test-0123456789abcdef' },
  );
  await app.press('y');
  await app.sees('Copied the reply (xclip).');
  assert.equal(taken(), `${'word '.repeat(20_000)}é`);
  assert.ok(!env().includes('sk-test'));
});

for (const row of [
  { name: 'no display, no program', program: 'xclip', env: {}, platform: 'linux', takes: undefined },
  { name: 'Wayland', program: 'wl-copy', env: { WAYLAND_DISPLAY: 'wayland-0' }, platform: 'linux', takes: 'wl-copy' },
  { name: 'X11', program: 'xsel', env: { DISPLAY: ':0' }, platform: 'linux', takes: 'xsel' },
  { name: 'macOS', program: 'pbcopy', env: {}, platform: 'darwin', takes: 'pbcopy' },
  { name: 'WSL', program: 'clip.exe', env: { WSL_DISTRO_NAME: 'Debian' }, platform: 'linux', takes: 'clip.exe' },
  {
    name: 'over SSH it would be the wrong machine',
    program: 'xsel',
    env: { DISPLAY: ':0', SSH_CONNECTION: '1 2 3 4' },
    platform: 'linux',
    takes: undefined,
  },
]) {
  test(`clipboard programs: ${row.name}`, async (t) => {
    const { bin } = fakeProgram(t, row.program);
    assert.equal(await copyWithProgram('text', { PATH: bin, ...row.env }, row.platform), row.takes);
  });
}

test('a clipboard program that fails has not taken it', async (t) => {
  const { bin } = fakeProgram(t, 'xclip', 1);
  assert.equal(await copyWithProgram('text', { PATH: bin, DISPLAY: ':0' }, 'linux'), undefined);
});
