/** The queue on the real program: seen, taken back, waiting after a failure, kept over a restart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { bodies, createGate } from '../support/provider-gate.ts';
import { openServer } from '../support/provider-server.ts';
import { begin, branchOf, openTalk, say, settled } from '../support/talk.ts';
import { tempFolder } from '../support/temp-home.ts';

test('messages written while a reply streams are seen, taken back, and sent in order', async (t) => {
  const gate = createGate();
  const server = await openServer(t, gate.script);
  const app = await openTalk(t, server);
  await begin(app, 'queue');
  await say(app, 'first');
  await app.sees('● streaming');
  await say(app, 'second');
  await say(app, 'third');
  await app.sees(/⏳ second/);
  await app.sees(/⏳ third.*takes back/);
  await app.press('M-up');
  await app.sees('Taken back');
  await app.press('C-u');
  gate.open({ text: 'one' });
  gate.open({ text: 'two' });
  await settled(app, 'first', 'one', 'second', 'two');
  assert.ok(bodies(server).every((body) => !body.includes('third')));
});

test('after a failed reply the queue waits and says why; Enter in the empty box goes on', async (t) => {
  const gate = createGate();
  const server = await openServer(t, gate.script);
  const app = await openTalk(t, server);
  await begin(app, 'failing');
  await say(app, 'first');
  await app.sees('● streaming');
  await say(app, 'second');
  gate.open({ text: '', fault: { kind: 'status', status: 400, body: { error: { message: 'no such thing' } } } });
  await app.sees(/‖ second.*on hold: the reply failed/);
  await app.sees('Enter sends the messages above');
  assert.equal(bodies(server).length, 1);
  gate.open({ text: 'better' });
  await app.press('enter');
  await settled(app, 'first', 'second', 'better');
});

test('a queue left by quitting waits after the restart and is sent when the user says so', async (t) => {
  const gate = createGate();
  const server = await openServer(t, gate.script);
  const home = tempFolder(t);
  const app = await openTalk(t, server, { home });
  await begin(app, 'left');
  await say(app, 'first');
  await app.sees('● streaming');
  await say(app, 'second');
  await app.sees('⏳ second');
  await app.quit();
  const again = await openTalk(t, server, { home });
  await again.sees('left');
  await again.press('enter');
  await again.sees(/‖ second.*on hold since last time/);
  await again.until((state) => shownConversation(state)?.access.kind === 'writing');
  assert.deepEqual(branchOf(again), ['first']);
  assert.equal(bodies(server).length, 1);
  await again.press('enter');
  gate.open({ text: 'to the first request, which is gone' });
  gate.open({ text: 'done' });
  await settled(again, 'first', 'second', 'done');
  await again.quit();
  const [file = ''] = again.files().values();
  assert.equal(file.split('\n').filter((line) => line.includes('"content":"second"')).length, 1);
});

test('the footer’s palette offers to send what waits, and says when nothing does', async (t) => {
  const server = await openServer(t);
  const app = await openTalk(t, server);
  await begin(app, 'palette');
  await app.press('C-p');
  await app.type('send the queued');
  await app.press('enter');
  await app.sees('No message is waiting to be sent.');
});
