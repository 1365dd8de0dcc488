/** Long conversations on the real program: summing up, and the window that would be exceeded. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bodies } from '../support/provider-gate.ts';
import { openServer, type Script } from '../support/provider-server.ts';
import { begin, branchOf, openTalk, say, settled } from '../support/talk.ts';
import { tempFolder } from '../support/temp-home.ts';

test('/compact writes a summary; the next request begins with it, and the file keeps everything', async (t) => {
  const server = await openServer(t, [{ text: 'a long story' }, { text: 'the gist' }, { text: 'onwards' }]);
  const app = await openTalk(t, server);
  await begin(app, 'long');
  await say(app, 'tell me');
  await settled(app, 'tell me', 'a long story');
  await say(app, '/compact');
  await settled(app, 'tell me', 'a long story', 'the gist');
  await app.sees('summary · ');
  await say(app, 'and now?');
  await settled(app, 'tell me', 'a long story', 'the gist', 'and now?', 'onwards');
  const last = bodies(server).at(-1) ?? '';
  assert.match(last, /the gist/);
  assert.doesNotMatch(last, /a long story/);
  const [file = ''] = app.files().values();
  assert.match(file, /a long story/);
  assert.match(file, /"summary_of"/);
});

test('a message that would not fit is asked about before it is sent; y sums up first', async (t) => {
  const home = tempFolder(t);
  writeFileSync(join(home, 'config.json'), JSON.stringify({ contextWindows: { 'test-model': 200 } }));
  const server = await openServer(t, [
    { text: 'short', usage: { input: 90, output: 5 } },
    { text: 'the gist' },
    { text: 'fine' },
  ]);
  const app = await openTalk(t, server, { home });
  await begin(app, 'narrow');
  const words = 'many words '.repeat(30).trim();
  app.mounted.press(`\x1b[200~${words}\x1b[201~`);
  await app.press('enter');
  await settled(app, words, 'short');
  await app.until((state) => state.modelFacts.size > 0, 'the window is known');
  const more = 'more of the same '.repeat(30).trim();
  app.mounted.press(`\x1b[200~${more}\x1b[201~`);
  await app.until((state) => [...state.inputs.values()].some((editor) => editor.text.includes('more of')));
  await app.press('enter');
  await app.sees('Too long');
  await app.sees(/about \d+ tokens; the context\s/);
  assert.equal(bodies(server).length, 1);
  await app.press('y');
  await settled(app, words, 'short', 'the gist', more, 'fine');
  assert.equal(branchOf(app).length, 5);
});

/** Refuses what is longer than a window that it tells nobody of, in llama.cpp's words. */
const narrow =
  (bytes: number): Script =>
  ({ raw }) => {
    const body = {
      error: { code: 400, type: 'exceed_context_size_error', message: 'the request exceeds the context' },
    };
    if (raw.length > bytes) return { fault: { kind: 'status', status: 400, body } };
    return { text: raw.includes('Sum up this conversation') ? 'the gist' : 'fine' };
  };

test('too long for a window that nobody knows: /compact, as the sentence says, makes room and gets the prompt answered', async (t) => {
  const server = await openServer(t, narrow(900));
  const app = await openTalk(t, server);
  await begin(app, 'unknown window');
  const long = 'many words '.repeat(20).trim();
  const said = [long, 'fine', `${long} 2`, 'fine'];
  await say(app, long);
  await settled(app, long, 'fine');
  await say(app, `${long} 2`);
  await settled(app, ...said);
  await say(app, `${long} 3`);
  await app.sees('Shorten it with /compact (or the prompt itself)');
  await say(app, '/compact');
  await settled(app, ...said, `${long} 3`, 'the gist', 'fine');
  const last = bodies(server).at(-1) ?? '';
  assert.match(last, /the gist/);
  assert.match(last, /many words 3/);
});
