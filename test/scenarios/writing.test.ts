/** Writing on the real program: files named with @, the history search, the outside editor. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { bodies } from '../support/provider-gate.ts';
import { openServer } from '../support/provider-server.ts';
import { begin, openTalk, say, settled } from '../support/talk.ts';
import { tempFolder } from '../support/temp-home.ts';

/** Columns for a sentence with a path in one row, wherever the temporary folder is. */
const wide = 400;

test('@path: offered while it is typed, sent with the message, kept as a reference', async (t) => {
  const server = await openServer(t, [{ text: 'I see' }]);
  const home = tempFolder(t);
  mkdirSync(join(home, 'notes'));
  writeFileSync(join(home, 'notes', 'plan.md'), 'buy milk and bread');
  const app = await openTalk(t, server, { home, columns: wide });
  await begin(app, 'files');
  await app.type('read @no');
  await app.sees('notes/');
  await app.sees('Tab complete');
  await app.press('tab');
  await app.sees('notes/plan.md');
  await app.press('tab');
  await app.type('please');
  await app.press('enter');
  await settled(app, 'read @notes/plan.md please', 'I see');
  await app.sees(/⎘ .*plan\.md \(text\/plain/);
  assert.match(bodies(server)[0] ?? '', /buy milk and bread/);
  const [file = ''] = app.files().values();
  assert.doesNotMatch(file, /buy milk/);
  assert.match(file, /"sha256":"[0-9a-f]{64}"/);
});

test('a file that is gone after a restart: said plainly for the newest prompt, named in its place for older ones', async (t) => {
  const server = await openServer(t, (_request, _protocol, index) => ({ text: `answer ${index + 1}` }));
  const home = tempFolder(t);
  writeFileSync(join(home, 'a.txt'), 'the secret word is plum');
  const app = await openTalk(t, server, { home, columns: wide });
  await begin(app, 'gone');
  await say(app, 'see @a.txt ');
  await settled(app, 'see @a.txt ', 'answer 1');
  await app.quit();
  rmSync(join(home, 'a.txt'));
  const again = await openTalk(t, server, { home, columns: wide });
  await again.sees('gone');
  await again.press('enter');
  await again.until((state) => shownConversation(state)?.access.kind === 'writing');
  await again.press('tab', 'tab', '.');
  await again.sees(/cannot be read: There is no file/);
  await again.sees('answer 1');
  await again.press('i');
  await say(again, 'and without it?');
  await settled(again, 'see @a.txt ', 'answer 1', 'and without it?', 'answer 2');
  assert.match(bodies(server).at(-1) ?? '', /An attached file is not included: There is no file .*a\.txt/);
  await again.sees(/There is no file .*a\.txt\. It is not sent now; attach it again with @/);
});

test('a file that has changed since is not sent as if it were the same', async (t) => {
  const server = await openServer(t, [{ text: 'seen' }]);
  const home = tempFolder(t);
  writeFileSync(join(home, 'a.txt'), 'first');
  const app = await openTalk(t, server, { home, columns: wide });
  await begin(app, 'changing');
  await say(app, 'see @a.txt ');
  await settled(app, 'see @a.txt ', 'seen');
  writeFileSync(join(home, 'a.txt'), 'second');
  await app.press('tab', 'tab', '.');
  await app.sees(/has changed since/);
  assert.equal(bodies(server).length, 1);
  await app.press('i');
  await say(app, 'and now?');
  await app.sees(/has changed since it was attached\. It is not sent now; attach it again with @/);
  await app.until(() => bodies(server).length === 2);
  assert.doesNotMatch(bodies(server).at(-1) ?? '', /second/);
});

test('a name that is no file sends nothing; Enter again sends the text as it is', async (t) => {
  const server = await openServer(t, [{ text: 'ok' }]);
  const app = await openTalk(t, server, { columns: wide });
  await begin(app, 'names');
  await say(app, 'use @types/node');
  await app.sees(/There is no file .*types\/node/);
  assert.equal(bodies(server).length, 0);
  await app.press('enter');
  await settled(app, 'use @types/node', 'ok');
});

test('Ctrl+R finds a prompt of another session', async (t) => {
  const server = await openServer(t, (_request, _protocol, index) => ({ text: `answer ${index + 1}` }));
  const app = await openTalk(t, server);
  await begin(app, 'past');
  await say(app, 'how do geese fly');
  await settled(app, 'how do geese fly', 'answer 1');
  await app.press('tab');
  await begin(app, 'present');
  await app.press('C-r');
  await app.type('geese');
  await app.sees('how do geese fly');
  await app.press('enter');
  await app.until((state) => [...state.inputs.values()].some((editor) => editor.text === 'how do geese fly'));
});

test('Ctrl+G: the outside editor gets the text, and undo takes what it made of it back', async (t) => {
  const server = await openServer(t);
  const home = tempFolder(t);
  const editor = join(home, 'editor.mjs');
  writeFileSync(
    editor,
    `import { readFileSync, writeFileSync } from 'node:fs';
     const file = process.argv.at(-1);
     writeFileSync(file, readFileSync(file, 'utf8').toUpperCase() + '\\n');`,
  );
  const before = process.env.VISUAL;
  process.env.VISUAL = `"${process.execPath}" "${editor}"`;
  t.after(() => {
    if (before === undefined) delete process.env.VISUAL;
    else process.env.VISUAL = before;
  });
  const app = await openTalk(t, server, { home, columns: wide });
  await begin(app, 'editor');
  await app.type('quiet words');
  await app.press('C-g');
  await app.sees('QUIET WORDS');
  await app.press('C-z');
  await app.sees('quiet words');
});
