import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forPlainMode, forShell } from '../../src/cli/for-shell.ts';
import { problem } from '../../src/core/problem.ts';

const instead = 'Close it there first. `reprise show` prints it; `reprise fork` copies it.';

const steps: readonly (readonly [dashboard: string, plain: string, shell: string])[] = [
  [
    'Set ANTHROPIC_API_KEY, or paste a key with /provider.',
    'Set ANTHROPIC_API_KEY, or paste a key with /provider in the dashboard.',
    'Set ANTHROPIC_API_KEY, or paste a key with /provider in the dashboard.',
  ],
  [
    'Check openai.apiKey, or paste another key with /provider.',
    'Check openai.apiKey, or paste another key with /provider in the dashboard.',
    'Check openai.apiKey, or paste another key with /provider in the dashboard.',
  ],
  [
    'Wait, or choose another provider with /provider.',
    'Wait, or choose another provider with /provider.',
    'Wait, or choose another provider with --provider.',
  ],
  ['Choose one with /model.', 'Choose one with /model.', 'Choose one with --model.'],
  ['Try again with /retry.', 'Try again with /retry.', 'Try again with /retry in `reprise session -r`.'],
  [
    'Shorten it with /compact, or go on.',
    'Shorten it with /compact, or go on.',
    'Shorten it with /compact in `reprise session -r`, or go on.',
  ],
  [
    'Choose another with /theme. The file is /home/x/themes/model/a.json.',
    'Choose another with /theme. The file is /home/x/themes/model/a.json.',
    'Choose another with /theme in the dashboard. The file is /home/x/themes/model/a.json.',
  ],
];

for (const [dashboard, plain, shell] of steps) {
  test(`the next step “${dashboard}” where there is no dashboard`, () => {
    const why = problem('server-error', 'It went wrong.', dashboard);
    assert.deepEqual(forPlainMode(why), { ...why, next: plain });
    assert.deepEqual(forShell(why), { ...why, next: shell });
  });
}

test('what another process writes cannot be watched there', () => {
  const why = problem('locked', 'It is open in another process.', 'Watch it, or fork it.');
  for (const words of [forPlainMode, forShell]) assert.equal(words(why).next, instead);
});
