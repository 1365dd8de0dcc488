/** What is kept of the user's writing, and what is said when it cannot be. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { openScenario } from '../../support/scenario.ts';

test('prompts that cannot be remembered for the next start are told of once, and are sent', {
  timeout: 60_000,
}, async (t) => {
  const app = await openScenario(t, {
    prepare: async ({ paths }) => void mkdirSync(paths.historyFile, { recursive: true }),
  });
  app.program.dispatch({ type: 'newSession', name: 'talk' });
  const said: string[] = [];
  for (const prompt of ['one', 'two']) {
    await app.until(({ conversations }) => [...conversations.values()].some(({ access }) => access.kind === 'writing'));
    await app.type(prompt);
    await app.press('enter');
    await app.until(({ history }) => history.prompts.at(-1) === prompt, 'it is remembered here');
    await app.program.idle();
    said.push(app.state().notice ?? '');
    app.program.dispatch({ type: 'said', text: 'Read.' });
  }
  assert.match(said[0] ?? '', /history\.jsonl/);
  assert.equal(said[1], 'Read.');
  assert.equal(app.storedMessages().filter(({ role }) => role === 'user').length, 2);
});
