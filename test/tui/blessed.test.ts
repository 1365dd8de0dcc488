/** What holds between our widgets and blessed's: names never meet, the process stays ours, the version is the tested one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Box, createQuietScreen } from '../../src/tui/blessed.ts';
import { PaneBox } from '../../src/tui/pane-box.ts';
import { createStyles } from '../../src/tui/terminal/style.ts';

const styles = createStyles(24, true);

function chainOf(object: object): Set<string> {
  const names = new Set<string>();
  for (let o: object | null = object; o && o !== Object.prototype; o = Object.getPrototypeOf(o)) {
    for (const name of Object.getOwnPropertyNames(o)) names.add(name);
  }
  return names;
}

test('our widget classes use no name that blessed uses, but for those they replace', () => {
  const quiet = createQuietScreen(styles, () => {});
  const { screen, release } = quiet;
  const box = new Box({ parent: screen, left: 0, top: 0, width: 1, height: 1 });
  const taken = chainOf(box);
  for (const OurWidget of [PaneBox]) {
    const own = Object.getOwnPropertyNames(OurWidget.prototype).filter(
      (name) => !['constructor', 'render', 'parseContent'].includes(name),
    );
    assert.deepEqual(
      own.filter((name) => taken.has(name)),
      [],
    );
    const fields = Object.getOwnPropertyNames(new OurWidget(quiet, styles)).filter((name) => !taken.has(name));
    assert.deepEqual(fields, [], 'state lives in the private object only');
  }
  release();
});

test('a blessed screen binds no handler to the process and writes to no stream', () => {
  const events = ['exit', 'uncaughtException', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGWINCH'] as const;
  const count = (): number[] => events.map((event) => process.listenerCount(event));
  const before = count();
  const quiet = createQuietScreen(styles, () => {});
  quiet.setSize(80, 24);
  quiet.screen.render();
  quiet.release();
  assert.deepEqual(count(), before);
});

test('the version of blessed whose insides are relied upon is installed', () => {
  const { version } = createRequire(import.meta.url)('blessed/package.json') as { version: string };
  assert.equal(version, '0.1.81');
});

test('the files that are read as Latin-1 have nothing but comments beyond ASCII', () => {
  const require = createRequire(import.meta.url);
  const blessed = ['widgets/screen', 'widgets/box', 'widgets/node', 'widgets/element', 'events', 'helpers'];
  const charts = ['sparkline', 'canvas', 'donut', 'charts/line', 'charts/bar', 'charts/stacked-bar'];
  const files = [
    ...blessed.map((name) => `blessed/lib/${name}.js`),
    ...charts.map((name) => `blessed-contrib/lib/widget/${name}.js`),
    'blessed-contrib/lib/utils.js',
  ];
  for (const file of files) {
    const lines = readFileSync(require.resolve(file), 'utf8').split('\n');
    const beyond = lines.filter((line) => /[^\0-\x7f]/.test(line.replace(/\/\/.*/, '')));
    assert.deepEqual(beyond, [], file);
  }
});
