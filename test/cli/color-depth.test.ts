/** How many colours a terminal has, and whether it is dark, as its environment says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findColorDepth, guessBackground } from '../../src/cli/color-depth.ts';

const depths: readonly (readonly [Record<string, string>, number])[] = [
  [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 24],
  [{ TERM: 'xterm-256color' }, 8],
  [{ TERM: 'xterm' }, 4],
  [{ TERM: 'xterm', XTERM_VERSION: 'XTerm(379)' }, 24],
  [{ TERM: 'tmux', TMUX: '/tmp/t', XTERM_VERSION: 'XTerm(379)' }, 4],
  [{ TERM: 'st-256color' }, 24],
  [{ TERM: 'mlterm' }, 8],
  [{ TERM: 'linux' }, 4],
  [{ TERM: 'vt100' }, 1],
  [{ TERM: 'xterm-kitty' }, 24],
  [{ TERM: 'tmux-256color', TMUX: '/tmp/t', COLORTERM: 'truecolor' }, 24],
  [{ TERM: 'screen-256color', STY: '1.pts', COLORTERM: 'truecolor' }, 8],
  [{ TERM: 'screen', STY: '1.pts', COLORTERM: 'truecolor' }, 4],
  [{ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }, 1],
  [{ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '' }, 24],
];

for (const [env, depth] of depths) {
  test(`${JSON.stringify(env)} shows ${depth} bits`, () => assert.equal(findColorDepth(env), depth));
}

test('COLORFGBG tells a light background; nothing tells a dark one', () => {
  assert.equal(guessBackground({ COLORFGBG: '0;15' }), 'light');
  assert.equal(guessBackground({ COLORFGBG: '15;0' }), 'dark');
  assert.equal(guessBackground({}), 'dark');
});
