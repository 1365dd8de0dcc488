/** The real parts put together: what only they know of each other. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createServices } from '../../src/run/services.ts';
import { tempFolder } from '../support/temp-home.ts';

test('a new session notes the version of the program that began it', async (t) => {
  const home = tempFolder(t);
  const services = await createServices({ env: { HOME: home, REPRISE_HOME: home }, cwd: home });
  const made = await services.store.create({ provider: 'offline', model: '', cwd: home });
  assert.ok(made.ok);
  await made.value.close();
  await services.close();
  const line = readFileSync(made.value.summary.filePath, 'utf8').split('\n')[1] ?? '';
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.equal(JSON.parse(line).program, version);
});
