/** Overlays and the footer stand on a ground of their own: no word on them lies in a patch of the page's. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { PaneName } from '../../../src/app/frame.ts';
import { view } from '../../../src/app/view.ts';
import type { Theme } from '../../../src/core/theme.ts';
import { resolveTheme } from '../../../src/core/theme-file.ts';
import { SampleWorld, sampleTalk, type WorldOptions } from '../../support/sample-world.ts';

function themed(
  name: string,
  options: WorldOptions = { talk: sampleTalk },
): { readonly world: SampleWorld; readonly theme: Theme } {
  const file = readFileSync(new URL(`../../../themes/${name}.json`, import.meta.url), 'utf8');
  const loaded = resolveTheme(JSON.parse(file));
  assert.ok(loaded.ok);
  const world = new SampleWorld(options);
  world.state = { ...world.state, look: { ...world.state.look, theme: loaded.value } };
  return { world, theme: loaded.value };
}

/** The words of a pane that lie on the page's ground. */
function patches(world: SampleWorld, theme: Theme, pane: PaneName): string[] {
  const shown = view(world.state).panes.find(({ name }) => name === pane);
  assert.ok(shown, `${pane} is on the screen`);
  return shown.rows.flatMap((row) =>
    row.filter(({ style }) => style.bg === theme.styles.text.bg).map((one) => one.text),
  );
}

const scenes: readonly (readonly [what: string, pane: PaneName, keys: readonly string[]])[] = [
  ['the palette, with a query', 'overlay', ['C-p', 't', 'h', 'e']],
  ['the help', 'overlay', ['?']],
  ['a prompt', 'overlay', ['r']],
  ['a search', 'overlay', ['2', '/']],
  ['the footer with keys and figures', 'footer', []],
  ['an error in the footer', 'footer', ['2', '/', 'z', 'q', 'enter']],
];

for (const name of ['lagoon', 'daylight']) {
  for (const [what, pane, keys] of scenes) {
    test(`${name}: ${what}`, () => {
      const { world, theme } = themed(name);
      world.keys(...keys);
      assert.deepEqual(patches(world, theme, pane), []);
    });
  }
}

/** The words of the transcript pane that lie on the footer's ground. */
function footerPatches(world: SampleWorld, theme: Theme): string[] {
  const shown = view(world.state).panes.find(({ name }) => name === 'transcript');
  return (shown?.rows ?? []).flatMap((row) =>
    row.filter(({ style }) => style.bg === theme.styles.footer.bg).map((one) => one.text),
  );
}

test('the keys of the first card and of the welcome lie on the page’s ground', () => {
  const card = themed('lagoon', { sessions: [], chosenModel: null });
  card.world.send({ type: 'providersFound', found: [] });
  assert.deepEqual(footerPatches(card.world, card.theme), []);
  const welcome = themed('lagoon', { sessions: [] });
  assert.deepEqual(footerPatches(welcome.world, welcome.theme), []);
});

test('the words of the welcome begin in one column, however long their keys are', () => {
  const { world } = themed('lagoon', { sessions: [] });
  world.keys('3');
  const pane = view(world.state).panes.find(({ name }) => name === 'transcript');
  const places = (pane?.rows ?? [])
    .map((row) => row.map((one) => one.text).join(''))
    .flatMap((line) => {
      const at = line.search(/send the message|start a named|show all keys/);
      return at < 0 ? [] : [at];
    });
  assert.equal(places.length, 3);
  assert.equal(new Set(places).size, 1);
});

test('the sample below the themes lies on the page’s ground, as what it is a sample of', () => {
  const { world, theme } = themed('lagoon');
  world.send({ type: 'pickTheme' });
  world.send({ type: 'themesListed', themes: [theme], problems: [] });
  assert.ok(patches(world, theme, 'overlay').includes('Heading  '));
});
