/** Right-to-left text in columns: where the marks stand that keep the columns in place, and for which terminals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Environment } from '../../../src/core/environment.ts';
import type { CellLine } from '../../../src/tui/terminal/cells.ts';
import { separateColumns } from '../../../src/tui/terminal/columns.ts';
import { reordersText } from '../../../src/tui/terminal/surroundings.ts';
import { frameOf, mount } from '../../support/mount.ts';

const rows: readonly (readonly [what: string, text: string, marked: string])[] = [
  ['a name and an age', 'שיחה   28w', 'שיחה |  28w'],
  ['a name that was cut, and an age', 'שיחה… 28w', 'שיחה… |28w'],
  ['the columns of a table', 'ab │ שלום │ مرحبا │', 'ab │ שלום │| مرحبا │|'],
  ['a phrase is not cut: numbers and signs', 'שיחה 12 על 3… דברים', 'שיחה 12 על 3… דברים'],
  ['after other letters numbers stay anyway', 'שיחה and  28w', 'שיחה and  28w'],
  ['no right-to-left text', 'title   28w │', 'title   28w │'],
];

for (const [what, text, marked] of rows) {
  test(`marks: ${what}`, () => {
    const line: CellLine = [...text].map((character) => [-1, character]);
    for (const time of ['at first', 'again']) {
      separateColumns(line);
      assert.equal(line.map((cell) => cell[1].replace('\u200e', '|')).join(''), marked, time);
    }
  });
}

const terminals: readonly (readonly [env: Environment, reorders: boolean])[] = [
  [{ TERM: 'xterm-256color', VTE_VERSION: '7006' }, true],
  [{ TERM: 'xterm-256color', KONSOLE_VERSION: '221203' }, true],
  [{ TERM: 'xterm-256color' }, false],
  [{ TERM: 'alacritty', VTE_VERSION: '7006' }, false],
  [{ TERM: 'tmux-256color', VTE_VERSION: '7006', TMUX: '/tmp/t' }, false],
  [{ TERM: 'xterm-256color', VTE_VERSION: '7006', STY: '1.pts' }, false],
];

for (const [env, reorders] of terminals) {
  test(`${JSON.stringify(env)}: ${reorders ? '' : 'no '}marks`, async () => {
    assert.equal(reordersText(env), reorders);
    const { screen, emulator, draw, output } = mount({ columns: 20, rows: 1, env });
    await draw(frameOf({ columns: 20, rows: 1 }, [{ text: ['שיחה   28w'] }]));
    assert.equal(output().includes('\u200e'), reorders);
    assert.equal(emulator.cell(7, 0).text, '2');
    screen.close();
  });
}

test('a mark in foreign text does not get there', async () => {
  const { screen, draw, output } = mount({ columns: 20, rows: 1, env: { TERM: 'xterm' } });
  await draw(frameOf({ columns: 20, rows: 1 }, [{ text: ['a\u200eb \u200e'] }]));
  assert.ok(!output().includes('\u200e'));
  screen.close();
});
