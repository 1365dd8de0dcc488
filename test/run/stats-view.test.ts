/** The statistics in the running program: opened, filled from the files, closed half-way; meters and columns from real prices. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../src/run/clock.ts';
import { writeManySessions } from '../support/many-sessions.ts';
import { openScenario } from '../support/scenario.ts';
import { root } from '../support/sources.ts';

process.env.TZ = 'UTC';

const clock = { ...systemClock, now: () => Date.UTC(2026, 3, 22, 12) };

test('S shows what the files hold, Escape brings the list back', async (t) => {
  const app = await openScenario(t, {
    clock,
    prepare: async (services) =>
      cpSync(join(root, 'test/fixtures/stats'), services.store.directory, { recursive: true }),
  });
  await app.sees('two-days');
  await app.press('S');
  await app.sees(/tokens in +5\.4k {2}400 from a cache/);
  await app.sees(/Tokens by day · 28 days/);
  await app.sees(/[\u2801-\u28ff]/);
  await app.press('end');
  await app.sees(/2026-04-20 .* 2 +2 +2\.6k +370/);
  await app.sees('Tokens by day');
  await app.press('escape');
  await app.sees('two-days');
  await app.seesNot('Tokens by day');
});

test('the open session shows its window and its cost, from the data set', async (t) => {
  const app = await openScenario(t, {
    clock,
    columns: 160,
    prepare: async (services) =>
      cpSync(join(root, 'test/fixtures/stats'), services.store.directory, { recursive: true }),
  });
  await app.until((state) => state.modelFacts.has('anthropic/claude-sonnet-4-5'), 'facts about the model are known');
  await app.until((state) => state.list.sessions.length === 4);
  const at = app.state().list.shown.findIndex((place) => app.state().list.sessions[place]?.name === 'two-days');
  for (let i = 0; i < at; i += 1) await app.press('down');
  await app.press('space');
  await app.sees(/context █░+ <1% of 200k/);
  await app.sees(/two-days .* \$0\.02 +<1%/);
});

test('closing the view stops the reading of thousands of files', async (t) => {
  let read = 0;
  const app = await openScenario(t, {
    clock,
    prepare: async (services) => {
      writeManySessions(services.store.directory, { count: 3000 });
      const { store } = services;
      const whole = store.read;
      store.read = (filePath, options) => {
        if (options?.maxBytes === undefined) read += 1;
        return whole(filePath, options);
      };
    },
  });
  await app.until((state) => state.list.sessions.length === 3000 && !state.list.loading);
  await app.press('S');
  await app.sees(/sessions read …/);
  await app.press('escape');
  await app.until((state) => state.overlay.kind === 'none');
  const sofar = read;
  await app.program.idle();
  assert.ok(sofar > 0 && read <= sofar + 8, `${read} of 3000 files were read, ${sofar} before the view was closed`);
});
