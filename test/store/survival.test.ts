/** Short runs of what the soak does for hours: kills and damage. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { damageFixtures } from '../soak/damage.soak.ts';
import { killRounds } from '../soak/kill.soak.ts';
import { reopened, testStore, value } from '../support/open-store.ts';
import { idsIn, message, tempFolder } from '../support/temp-home.ts';

test('ten kills at random moments, some while opening: nothing acknowledged or shown is lost', async (t) => {
  const tally = await killRounds({ rounds: 10, directory: path.join(tempFolder(t), 'sessions') });
  const { lost, doubled, unseen, wrong } = tally;
  assert.deepEqual({ lost, doubled, unseen, wrong }, { lost: 0, doubled: 0, unseen: 0, wrong: 0 });
  assert.equal(tally.kills, 10);
  assert.ok(tally.acknowledged > 0 && tally.shown > 0 && tally.early > 0);
});

test('every fixture cut and flipped at sampled bytes: it opens where a message is left, and no whole line is lost', async (t) => {
  const tally = await damageFixtures({ directory: path.join(tempFolder(t), 'sessions'), step: 67, offset: 3 });
  assert.deepEqual(tally.examples, []);
  assert.ok(tally.tried > 200, `${tally.tried} files were tried`);
});

test('a real limit of the file size: what was stored is whole, and the file ends with a whole line', async (t) => {
  const { store, directory } = testStore(t);
  const child = path.join(import.meta.dirname, '../soak/limit-child.ts');
  // The shell only sets the limit (in KB); its arguments are not part of the command.
  const limited = ['-c', 'ulimit -f 40 && exec "$0" "$@"', process.execPath, child, directory];
  const ended = spawnSync('/bin/bash', limited, { encoding: 'utf8' });
  const { stored, code, filePath } = JSON.parse(ended.stdout) as { stored: string[]; code: string; filePath: string };
  assert.equal(code, 'file-too-large');
  assert.ok(stored.length > 5, `${stored.length} messages were stored`);
  assert.deepEqual(idsIn(filePath), stored);
  const session = await reopened(store, filePath);
  assert.deepEqual(session.report.notes, []);
  value(await session.append(message({ id: 'after' })));
  value(await session.close());
  assert.equal(idsIn(filePath).length, stored.length + 1);
});
