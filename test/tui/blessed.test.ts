// What holds between our widgets and blessed's: names never meet, the process stays ours, other versions are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Box, checkBlessed, createQuietScreen } from '../../src/tui/blessed.ts';
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

test('our widget classes use no name that blessed uses, but for render', () => {
  const { screen, release } = createQuietScreen(styles, () => {});
  const box = new Box({ parent: screen, left: 0, top: 0, width: 1, height: 1 });
  const taken = chainOf(box);
  for (const OurWidget of [PaneBox]) {
    const own = Object.getOwnPropertyNames(OurWidget.prototype).filter(
      (name) => name !== 'constructor' && name !== 'render',
    );
    assert.deepEqual(
      own.filter((name) => taken.has(name)),
      [],
    );
    const fields = Object.getOwnPropertyNames(new OurWidget(screen, styles)).filter((name) => !taken.has(name));
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

test('the tested version of blessed is installed', () => {
  assert.equal(checkBlessed('0.1.81'), undefined);
  assert.equal(checkBlessed(), undefined);
  const problem = checkBlessed('0.2.0');
  assert.equal(problem?.code, 'internal');
  assert.match(problem?.message ?? '', /0\.2\.0/);
});
