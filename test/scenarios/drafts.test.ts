/** Unsent text on the real program: per session, over restarts, with folded pastes and edited prompts. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { shownConversation } from '../../src/app/conversation.ts';
import { eventually } from '../support/eventually.ts';
import { openServer } from '../support/provider-server.ts';
import { begin, openTalk, say, settled } from '../support/talk.ts';
import { tempFolder } from '../support/temp-home.ts';

test('each session keeps its own unsent text, also over a restart', async (t) => {
  const server = await openServer(t, (_request, _protocol, index) => ({ text: `answer ${index + 1}` }));
  const home = tempFolder(t);
  const app = await openTalk(t, server, { home });
  await begin(app, 'alpha');
  await say(app, 'one');
  await settled(app, 'one', 'answer 1');
  await app.type('about alpha');
  await app.press('tab');
  await begin(app, 'beta');
  await app.type('about beta');
  await app.quit();

  const again = await openTalk(t, server, { home });
  await again.sees('alpha');
  await again.press('g', 'enter');
  await again.sees('about beta');
  await again.press('tab', 'j', 'enter');
  await again.sees('about alpha');
  await again.press('C-u');
  await again.quit();

  const third = await openTalk(t, server, { home });
  await third.sees('alpha');
  await third.press('j', 'enter');
  await third.until((state) => shownConversation(state)?.access.kind === 'writing');
  assert.doesNotMatch(third.text(), /about alpha/);
});

test('a folded paste is folded again after a restart, and is sent in full', async (t) => {
  const server = await openServer(t, [{ text: 'read' }]);
  const home = tempFolder(t);
  const app = await openTalk(t, server, { home });
  await begin(app, 'pastes');
  const pasted = Array.from({ length: 120 }, (_, i) => `line ${i}`).join('\n');
  app.mounted.press(`\x1b[200~${pasted}\x1b[201~`);
  await app.sees('[pasted 120 lines]');
  await app.quit();
  const again = await openTalk(t, server, { home });
  await again.sees('pastes');
  await again.press('enter');
  await again.sees('[pasted 120 lines]');
  await again.until((state) => shownConversation(state)?.access.kind === 'writing');
  await again.press('enter');
  await settled(again, pasted, 'read');
});

test('a prompt that is being edited is still being edited after a restart', async (t) => {
  const server = await openServer(t, (_request, _protocol, index) => ({ text: `answer ${index + 1}` }));
  const home = tempFolder(t);
  const app = await openTalk(t, server, { home });
  await begin(app, 'edits');
  await say(app, 'one');
  await settled(app, 'one', 'answer 1');
  await app.type('a new thought');
  await app.press('tab', 'tab', 'e');
  await app.sees('Editing an earlier prompt');
  await app.type(' changed');
  await app.quit();
  const again = await openTalk(t, server, { home });
  await again.sees('edits');
  await again.press('enter');
  await again.sees('one changed');
  await again.until((state) => shownConversation(state)?.access.kind === 'writing');
  await again.press('enter');
  await settled(again, 'one changed', 'answer 2');
  await again.sees('a new thought');
  await again.sees('‹2/2›');
});

function hasDraft(home: string): boolean {
  const folder = join(home, 'state', 'drafts');
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.draft'));
}

test('who types without a pause has a draft all the same', async (t) => {
  const home = tempFolder(t);
  const app = await openTalk(t, await openServer(t), { home });
  await begin(app, 'long');
  let typed = 0;
  for (; typed < 400 && !hasDraft(home); typed += 1) {
    app.mounted.press('a');
    await setTimeout(25);
  }
  assert.ok(typed < 400, 'a draft is written while keys go on coming');
});

test('a draft that is overdue, because the machine was busy, is written without a warning', async (t) => {
  const home = tempFolder(t);
  const app = await openTalk(t, await openServer(t), { home });
  await begin(app, 'alpha');
  const warnings: string[] = [];
  const listen = ({ message }: Error): void => void warnings.push(message);
  process.on('warning', listen);
  t.after(() => process.off('warning', listen));
  await app.type('a');
  const now = performance.now.bind(performance);
  t.mock.method(performance, 'now', () => now() + 10_000);
  await app.type('b');
  await eventually(() => hasDraft(home), 'the draft is written');
  assert.deepEqual(warnings, []);
});
