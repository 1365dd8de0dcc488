/** Palette, themes, keys and the narrow screen, in the whole program. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openScenario } from '../support/scenario.ts';
import { tempFolder } from '../support/temp-home.ts';

/** A home with a config file, and with themes of the user. */
function homeWith(t: TestContext, config: object, themes: Readonly<Record<string, object>> = {}): string {
  const home = tempFolder(t);
  writeFileSync(join(home, 'config.json'), JSON.stringify(config), { mode: 0o600 });
  mkdirSync(join(home, 'themes'), { recursive: true });
  for (const [name, theme] of Object.entries(themes))
    writeFileSync(join(home, 'themes', `${name}.json`), JSON.stringify(theme));
  return home;
}

test('the picker of themes: looks change at once, Esc goes back, Enter keeps it over a restart', async (t) => {
  const home = homeWith(t, {}, { broken: { name: 'broken', kind: 'dark', tokens: { heding: { fg: '#ffffff' } } } });
  const app = await openScenario(t, { home });
  const before = app.state().look.theme.name;
  await app.press('C-p');
  await app.type('choose a theme');
  await app.press('enter');
  await app.sees('const answer = 42;');
  await app.sees('heding');
  await app.press('down');
  await app.until((state) => state.look.theme.name !== before);
  await app.press('escape');
  await app.until((state) => state.look.theme.name === before);
  await app.press('3');
  await app.type('/theme ember');
  await app.press('enter');
  await app.sees('The theme is now ember.');
  await app.until((state) => state.look.theme.name === 'ember' && state.settings.theme === 'ember');
  await app.type('/theme embr');
  await app.press('enter');
  await app.sees(/✗ There is no theme named "embr"/);
  assert.equal(app.state().look.theme.name, 'ember');
  await app.quit();
  assert.equal(JSON.parse(readFileSync(join(home, 'config.json'), 'utf8')).theme, 'ember');
});

test('keys of the config file work and are shown; what is wrong with them is said at the start', async (t) => {
  const home = homeWith(t, { keys: { 'session.new': ['ctrl+t'], 'session.pin': ['s'] } });
  const app = await openScenario(t, { home });
  await app.sees('The key s is set for both list.sort and session.pin');
  await app.press('down');
  await app.sees('Ctrl+T new');
  await app.press('C-t');
  await app.sees('New session');
});

test('the palette finds a command and a session', async (t) => {
  const app = await openScenario(t, {
    prepare: async ({ store }) => {
      for (const name of ['garden plan', 'tax return']) {
        const made = await store.create({ name, provider: 'offline', model: 'offline', cwd: '/tmp' });
        if (made.ok) await made.value.close();
      }
    },
  });
  await app.sees('Sessions · 2');
  await app.press('C-p');
  await app.type('garden');
  await app.press('enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await app.sees(/garden plan · offline/);
});

test('at 40×10: list, Enter, write, read the answer, Tab, list', async (t) => {
  const app = await openScenario(t, { columns: 40, rows: 10 });
  await app.sees(/No sessions yet. Press n to start\s+one\./);
  await app.press('n');
  await app.type('small');
  await app.press('enter');
  await app.until((state) => state.focus === 'input' && state.list.sessions.length === 1);
  await app.type('How do I rename?');
  await app.press('enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.transcript.messages.length === 2));
  await app.press('tab');
  await app.sees(/▌Sessions · 1/);
  await app.sees('small');
  await app.press('enter');
  await app.seesNot('Sessions · 1');
});

test('without colours nothing is coloured; cursor, focus and the chosen item are seen all the same, in every theme', async (t) => {
  const app = await openScenario(t, {
    depth: 1,
    prepare: async ({ store }) => {
      const made = await store.create({ name: 'plain', provider: 'offline', model: 'offline', cwd: '/tmp' });
      if (made.ok) await made.value.close();
    },
  });
  await app.sees('▌   plain');
  const { emulator } = app.mounted;
  const rowOf = (what: string): number => emulator.lines().findIndex((line) => line.includes(what));
  const coloured = (): number => {
    let count = 0;
    for (let y = 0; y < emulator.rows; y += 1) {
      for (let x = 0; x < emulator.columns; x += 1) {
        const { fg, bg } = emulator.cell(x, y);
        if (fg !== 'default' || bg !== 'default') count += 1;
      }
    }
    return count;
  };
  for (const theme of ['harbor', 'paper', 'beacon']) {
    await app.press('3');
    await app.type(`/theme ${theme}`);
    await app.press('enter');
    await app.until((state) => state.look.theme.name === theme);
    await app.press('tab');
    await app.sees('▌   plain');
    await app.until(() => emulator.cell(5, rowOf('▌   plain')).inverse, `the row is inverse in ${theme}`);
    await app.press('C-p');
    await app.type('plain');
    await app.sees('▌ plain');
    const y = rowOf('▌ plain');
    const x = (emulator.lines()[y] ?? '').indexOf('▌ plain') + 2;
    await app.until(
      () => emulator.cell(x, y).inverse && emulator.cell(x, y).underline,
      'the match on it is underlined',
    );
    assert.equal(coloured(), 0, theme);
    await app.press('escape');
    await app.press('tab', 'tab');
    await app.sees('▏   plain');
    await app.until(
      () => emulator.cell(5, rowOf('▏   plain')).underline,
      'the row of a list without the focus is underlined',
    );
    await app.press('tab');
  }
});
