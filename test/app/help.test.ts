/** The help: what stands in it, how it is read, and where one goes from it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterStates, filterWords } from '../../src/app/session-filter.ts';
import { footerOf, overlayOf, screenOf } from '../support/panes.ts';
import { SampleWorld } from '../support/sample-world.ts';

const open = (columns: number, rows: number): SampleWorld => {
  const world = new SampleWorld({ size: { columns, rows } });
  world.keys('?');
  return world;
};
/** The first and the last row that are said to be seen. */
const range = (world: SampleWorld): readonly number[] =>
  /(\d+)–(\d+) of/.exec(overlayOf(world))?.slice(1).map(Number) ?? [];

test('is paged by what is seen: no row is passed over, in windows of any height', () => {
  for (const rows of [10, 12, 24, 40]) {
    const world = open(80, rows);
    let [, last = 0] = range(world);
    for (let page = 0; page < 2; page += 1) {
      world.keys('pagedown');
      const [from = 0, to = 0] = range(world);
      assert.equal(from, last, `${rows} rows`);
      last = to;
    }
    world.keys('C-u', 'pageup', 'home');
    assert.equal(range(world)[0], 1);
  }
});

test('says every word that the filter knows', () => {
  const world = open(200, 100);
  for (const word of filterWords) assert.ok(overlayOf(world).includes(`${word}:`), word);
  for (const state of filterStates) assert.ok(overlayOf(world).includes(state), state);
});

test('what is looked for in it the palette finds; the program can be suspended beside it, and beside statistics', () => {
  for (const key of ['/', 'C-p']) {
    const world = new SampleWorld();
    world.keys('?');
    assert.match(footerOf(world), /Esc close +↑↓ scroll +\/ find/);
    world.keys(key, ...'fork');
    assert.equal(world.state.overlay.kind, 'picker', key);
    assert.match(screenOf(world), /fork: start a new/);
  }
  for (const key of ['?', 'S']) {
    const world = new SampleWorld();
    world.keys(key);
    const { kind } = world.state.overlay;
    world.keys('C-z');
    assert.equal(world.asked('suspend').length, 1, kind);
    assert.equal(world.state.overlay.kind, kind, 'it is still there afterwards');
  }
});

test('shows its place, and does not scroll beyond its end', () => {
  const world = new SampleWorld({ size: { columns: 80, rows: 24 } });
  world.keys('?');
  assert.match(screenOf(world), /Keys and commands · 1–21 of \d+/);
  world.keys('G', 'down', 'down');
  const [, last, all] = /· \d+–(\d+) of (\d+)/.exec(screenOf(world)) ?? [];
  assert.equal(last, all);
  world.keys('up');
  assert.match(screenOf(world), new RegExp(`–${Number(all) - 1} of`));
  world.keys('?');
  assert.equal(world.state.overlay.kind, 'none');
});

test('has two columns where there is room: the slash commands stand beside the keys', () => {
  const wide = new SampleWorld({ size: { columns: 200, rows: 90 } });
  wide.keys('?');
  assert.doesNotMatch(screenOf(wide), /–\d+ of/);
  const row = screenOf(wide)
    .split('\n')
    .find((line) => line.includes('next pane'));
  assert.match(row ?? '', /next pane {6,}\S/);
});

test('F1 opens it while typing, and closes it', () => {
  const world = new SampleWorld();
  world.send({ type: 'focus', to: 'input' });
  world.keys('f1');
  assert.equal(world.state.overlay.kind, 'help');
  world.keys('f1');
  assert.equal(world.state.overlay.kind, 'none');
});
