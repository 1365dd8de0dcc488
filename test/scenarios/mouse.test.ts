/** The mouse: the wheel under the pointer, clicks, text marked in one pane only, F8. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openScenario, type Scenario } from '../support/scenario.ts';
import { manyLines, storeSession } from '../support/stored.ts';

async function opened(t: TestContext, content: string): Promise<Scenario> {
  const app = await openScenario(t, {
    columns: 100,
    rows: 30,
    prepare: async (services) => {
      await storeSession(services, 'other', [{ role: 'user', content: 'elsewhere' }]);
      await storeSession(services, 'talk', [
        { role: 'user', content: 'go' },
        { role: 'assistant', content },
      ]);
    },
  });
  await app.until((state) => state.list.sessions.length === 2);
  await app.press('g');
  await app.until((state) => [...state.conversations.values()].some((one) => one.transcript.messages.length === 2));
  return app;
}

async function mouse(app: Scenario, bits: number, x: number, y: number, release = false): Promise<void> {
  const before = app.mounted.events.length;
  app.mounted.mouse(bits, x, y, release);
  await app.mounted.until(() => app.mounted.events.length > before);
}

function shown(app: Scenario) {
  const { shown: what, conversations } = app.state();
  return what.kind === 'session' ? conversations.get(what.id) : undefined;
}

/** Where a text stands on the screen. */
async function find(app: Scenario, text: string): Promise<{ readonly x: number; readonly y: number }> {
  await app.sees(text);
  const lines = app.mounted.emulator.lines();
  const y = lines.findIndex((line) => line.includes(text));
  return { x: (lines[y] ?? '').indexOf(text), y };
}

async function drag(app: Scenario, from: { x: number; y: number }, to: { x: number; y: number }): Promise<string> {
  const { clipboard } = app.mounted.emulator;
  const copies = clipboard.length;
  await mouse(app, 0, from.x, from.y);
  await mouse(app, 32, to.x, to.y);
  await mouse(app, 0, to.x, to.y, true);
  await app.mounted.until(() => clipboard.length > copies, 'it was copied');
  return Buffer.from((clipboard.at(-1) ?? '').slice(2), 'base64').toString();
}

test('the wheel scrolls the pane under the pointer, whatever has the focus', async (t) => {
  const app = await opened(t, manyLines(60));
  await app.sees('line 60');
  await mouse(app, 64, 70, 10);
  assert.equal(shown(app)?.viewport.follow, false);
  await app.seesNot('line 60');
  assert.equal(app.state().focus, 'list');
  await mouse(app, 65, 70, 10);
  assert.equal(shown(app)?.viewport.follow, true);
  await app.press('3');
  await mouse(app, 64, 70, 10);
  assert.equal(app.state().focus, 'input');
  // In the list it shows another session, which is not the one that was written in.
  await mouse(app, 65, 5, 3);
  assert.equal(app.state().list.cursor, 1);
  assert.equal(app.state().focus, 'list');
});

test('a click gives the focus and places the cursor; a second click on a row of the list resumes it', async (t) => {
  const app = await opened(t, `${manyLines(3)}\n\n\`\`\`sh\nls\n\`\`\``);
  const code = await find(app, 'ls ');
  await mouse(app, 0, code.x, code.y);
  await mouse(app, 0, code.x, code.y, true);
  assert.equal(app.state().focus, 'transcript');
  await app.press('y');
  await app.sees('Copied the sh code block');
  await mouse(app, 0, 10, 28);
  assert.equal(app.state().focus, 'input');
  await mouse(app, 0, 5, 1);
  assert.equal(app.state().focus, 'list');
  await mouse(app, 0, 5, 1, true);
  await mouse(app, 0, 5, 1);
  await app.until(() => shown(app)?.access.kind === 'writing');
});

test('a drag marks text of the transcript only, copies it when let go, and says so', async (t) => {
  const app = await opened(t, 'alpha beta gamma\n\ndelta epsilon');
  const from = await find(app, 'beta');
  const to = await find(app, 'delta');
  assert.equal(await drag(app, from, { x: to.x + 4, y: to.y }), 'beta gamma\n\ndelta');
  await app.sees('Copied 3 lines.');
  const { emulator } = app.mounted;
  const plain = emulator.cell(from.x - 3, from.y);
  const inside = emulator.cell(from.x, from.y);
  assert.ok(plain.bg !== inside.bg || plain.inverse !== inside.inverse, 'what is marked looks marked');
  // Backwards, and with the pointer far out in the list: still only this pane.
  const back = await drag(app, { x: to.x + 4, y: to.y }, { x: 3, y: from.y });
  assert.equal(back, 'alpha beta gamma\n\ndelta');
  await app.press('k');
  assert.equal(app.state().selection, null);
});

test('what is marked has no frames and no wraps, and code is whole beyond the edge', async (t) => {
  const words = Array.from({ length: 30 }, (_, i) => `word${i}`).join(' ');
  const wide = `echo ${'x'.repeat(120)}end`;
  const app = await opened(t, `${words}\n\n\`\`\`sh\n${wide}\nls\n\`\`\``);
  await app.press('2', 'w');
  await app.sees('›');
  const first = await find(app, 'word0');
  const last = await find(app, 'word29');
  assert.ok(last.y > first.y);
  assert.equal(await drag(app, first, { x: last.x + 5, y: last.y }), words);
  const top = await find(app, 'echo');
  const bottom = await find(app, 'ls ');
  assert.equal(await drag(app, { x: top.x - 2, y: top.y - 1 }, { x: 98, y: bottom.y + 1 }), `${wide}\nls`);
});

test('a pointer held beyond the edge has the text go by until the button is let go, and all of it is marked', async (t) => {
  const app = await opened(t, manyLines(60));
  await app.sees('line 60');
  const from = await find(app, 'line 60');
  await mouse(app, 0, from.x, from.y);
  await mouse(app, 32, from.x, 0);
  await app.sees('go');
  await mouse(app, 0, from.x, 0, true);
  await app.sees(/Copied \d+ lines/);
  const taken = Buffer.from((app.mounted.emulator.clipboard[0] ?? '').slice(2), 'base64').toString();
  assert.match(taken, /^you · [\s\S]*line 1\n[\s\S]*line 59/);
});

test('over an overlay the wheel scrolls it, a click chooses, a click beside it closes it', async (t) => {
  const app = await opened(t, manyLines(5));
  await app.press('?');
  await app.sees('Keys');
  await mouse(app, 65, 50, 10);
  const { overlay } = app.state();
  assert.ok(overlay.kind === 'help' && overlay.scroll > 0);
  await app.press('escape');
  await app.until((state) => state.overlay.kind === 'none');
  await app.press('2', 'Y');
  const item = await find(app, 'the whole conversation');
  await mouse(app, 0, item.x + 2, item.y);
  await app.sees('Copied the conversation');
  await app.press('Y');
  await app.sees('the whole conversation');
  await mouse(app, 0, 0, 0);
  assert.equal(app.state().overlay.kind, 'none');
});

test('F8 gives the mouse back to the terminal and takes it again', async (t) => {
  const app = await opened(t, 'text');
  await app.press('f8');
  await app.sees('Mouse off');
  await app.mounted.until(() => !app.mounted.emulator.modes().includes(1002));
  await app.press('f8');
  await app.sees('Mouse on');
  await app.mounted.until(() => app.mounted.emulator.modes().includes(1002));
});
