/** Branching on the real program: edit, answer again, flip, fork; and all of it after kill -9. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { bodies } from '../support/provider-gate.ts';
import { openServer, type Script } from '../support/provider-server.ts';
import { begin, branchOf, openTalk, say, settled } from '../support/talk.ts';
import { tempFolder } from '../support/temp-home.ts';

/** A counter of answers: each says which request it answers. */
const numbered: Script = (_request, _protocol, index) => ({ text: `answer ${index + 1}` });

test('edit a prompt, answer again, flip, fork; a restart shows the branch that was chosen', async (t) => {
  const server = await openServer(t, numbered);
  const home = tempFolder(t);
  const app = await openTalk(t, server, { home });
  await begin(app, 'roads');
  await say(app, 'one');
  await settled(app, 'one', 'answer 1');
  await say(app, 'two');
  await settled(app, 'one', 'answer 1', 'two', 'answer 2');

  await app.press('tab', 'tab', 'g', 'e');
  await app.sees('Editing an earlier prompt');
  await say(app, ' edited');
  await settled(app, 'one edited', 'answer 3');
  await app.sees('‹2/2›');

  await app.press('tab', 'tab', '.');
  await settled(app, 'one edited', 'answer 4');
  assert.doesNotMatch(bodies(server).at(-1) ?? '', /answer 3/);

  await app.press('<');
  await settled(app, 'one edited', 'answer 3');
  await app.press('[', '<');
  await settled(app, 'one', 'answer 1', 'two', 'answer 2');
  await app.quit();

  const again = await openTalk(t, server, { home });
  await again.sees('roads');
  await again.press('enter');
  await settled(again, 'one', 'answer 1', 'two', 'answer 2');
  await again.press('tab', 'tab', 'f');
  await again.sees('roads-fork');
  await again.press('enter');
  await again.sees('fork of roads');
  await settled(again, 'one', 'answer 1', 'two', 'answer 2');
  assert.equal(again.files().size, 2);
});

test('a fork from the list has all variants; a fork from a message ends there', async (t) => {
  const server = await openServer(t, numbered);
  const app = await openTalk(t, server);
  await begin(app, 'roads');
  await say(app, 'one');
  await settled(app, 'one', 'answer 1');
  await app.press('tab', 'tab', '.');
  await settled(app, 'one', 'answer 2');
  await app.press('<');
  await settled(app, 'one', 'answer 1');

  await app.press('1', 'f');
  await app.sees('roads-fork');
  await app.press('enter');
  await app.sees('fork of roads');
  await app.until((state) => shownConversation(state)?.access.kind === 'writing' && state.focus === 'input');
  await settled(app, 'one', 'answer 1');
  await app.press('tab', 'tab', '>');
  await settled(app, 'one', 'answer 2');
  await app.sees('‹2/2›');

  await app.press('f');
  await app.sees('roads-fork-fork');
  await app.press('enter');
  await app.until((state) => state.focus === 'input' && shownConversation(state)?.access.kind === 'writing');
  await settled(app, 'one', 'answer 2');
  assert.deepEqual(
    [...app.files().values()].map((text) => text.match(/"content":"answer \d"/g)?.length).sort(),
    [1, 2, 2],
  );
});

test('a session that is only peeked at is opened to regenerate its reply', async (t) => {
  const server = await openServer(t, numbered);
  const home = tempFolder(t);
  const app = await openTalk(t, server, { home });
  await begin(app, 'peeked');
  await say(app, 'one');
  await settled(app, 'one', 'answer 1');
  await app.quit();
  const again = await openTalk(t, server, { home });
  await again.sees('peeked');
  await again.press('space', '.');
  await settled(again, 'one', 'answer 2');
  await again.sees('‹2/2›');
});

test('another model of the server answers once', async (t) => {
  const server = await openServer(t, numbered, { models: ['test-model', 'bigger-model'] });
  const app = await openTalk(t, server);
  await begin(app, 'models');
  await say(app, 'one');
  await settled(app, 'one', 'answer 1');
  await app.press('tab', 'tab', ',');
  await app.sees('bigger-model');
  await app.type('bigger');
  await app.press('enter');
  await settled(app, 'one', 'answer 2');
  assert.match(bodies(server).at(-1) ?? '', /"model":"bigger-model"/);
});

test('branch, variants, queue and draft survive kill -9; nothing is sent before the user says so', async (t) => {
  const server = await openServer(t, (request, _protocol, index) =>
    request.raw.includes('slow please')
      ? { text: 'slow but sure, word by word', fault: { kind: 'stall', after: 3 } }
      : { text: `answer ${index + 1}` },
  );
  const home = tempFolder(t);
  const script = join(import.meta.dirname, '../support/story-child.ts');
  const child = spawn(process.execPath, [script, home, server.url('openai'), 'queue'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [said] = await once(child.stdout, 'data');
  assert.equal(String(said), 'ready\n');
  child.kill('SIGKILL');
  await once(child, 'exit');

  const asked = bodies(server).length;
  const app = await openTalk(t, server, { home });
  await app.sees('story');
  await app.press('enter');
  await app.sees('half a thought');
  await app.sees('wait one');
  await app.sees(/wait two.*on hold since last time/);
  await app.sees(/slow but/);
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  const texts = branchOf(app);
  assert.deepEqual(texts.slice(0, 3), ['first', 'answer 1', 'slow please']);
  assert.match(texts[3] ?? '', /^slow but/);
  assert.equal(bodies(server).length, asked);
  await app.press('M-up');
  await app.sees('wait two');
  assert.equal(app.state().conversations.values().next().value?.queue.length, 1);
});
