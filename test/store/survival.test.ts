/** Short runs of what the soak does for hours: kills and damage. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { damageFixtures } from '../soak/damage.soak.ts';
import { killRounds } from '../soak/kill.soak.ts';
import { tempFolder } from '../support/temp-home.ts';

test('T1 T2 T29 ten kills at random moments, some while opening: nothing acknowledged or shown is lost', async (t) => {
  const tally = await killRounds({ rounds: 10, directory: path.join(tempFolder(t), 'sessions') });
  const { lost, doubled, unseen, wrong } = tally;
  assert.deepEqual({ lost, doubled, unseen, wrong }, { lost: 0, doubled: 0, unseen: 0, wrong: 0 });
  assert.equal(tally.kills, 10);
  assert.ok(tally.acknowledged > 0 && tally.shown > 0 && tally.early > 0);
});

test('every fixture cut and flipped at sampled bytes: it opens, and no whole line is lost', async (t) => {
  const tally = await damageFixtures({ directory: path.join(tempFolder(t), 'sessions'), step: 67, offset: 3 });
  assert.deepEqual(tally.examples, []);
  assert.ok(tally.tried > 200, `${tally.tried} files were tried`);
});
