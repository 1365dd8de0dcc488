/** System prompts and titles on the real program. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { shownConversation } from '../../src/app/conversation.ts';
import { bodies } from '../support/provider-gate.ts';
import { openServer } from '../support/provider-server.ts';
import { begin, openTalk, say, settled } from '../support/talk.ts';
import { tempFolder } from '../support/temp-home.ts';

test('/system holds for the session, over a restart, until it is taken away', async (t) => {
  const server = await openServer(t, (_request, _protocol, index) => ({ text: `answer ${index + 1}` }));
  const home = tempFolder(t);
  writeFileSync(join(home, 'config.json'), JSON.stringify({ system: 'Be brief.' }));
  const app = await openTalk(t, server, { home });
  await begin(app, 'verse');
  await say(app, '/system');
  await app.sees('System prompt: Be brief.');
  await say(app, '/system Answer in verse.');
  await app.sees('The system prompt is set');
  await app.quit();
  const again = await openTalk(t, server, { home });
  await again.sees('verse');
  await again.press('enter');
  await again.until((state) => shownConversation(state)?.access.kind === 'writing');
  await say(again, 'one');
  await settled(again, 'one', 'answer 1');
  assert.match(bodies(server).at(-1) ?? '', /Answer in verse\./);
  await say(again, '/system none');
  await again.sees('The system prompt is removed.');
  await say(again, 'two');
  await settled(again, 'one', 'answer 1', 'two', 'answer 2');
  assert.doesNotMatch(bodies(server).at(-1) ?? '', /Answer in verse\.|Be brief\./);
});

test('with autoTitle the model names an unnamed session; a name the user gave stays', async (t) => {
  const server = await openServer(t, (request) =>
    request.raw.includes('Give the conversation below a title')
      ? { text: '## "Refs in hooks."\nand more' }
      : { text: 'Keep the ref.' },
  );
  const home = tempFolder(t);
  writeFileSync(join(home, 'config.json'), JSON.stringify({ autoTitle: true }));
  const app = await openTalk(t, server, { home });
  await begin(app, '');
  await say(app, 'How do I move refs?');
  await settled(app, 'How do I move refs?', 'Keep the ref.');
  await app.sees('Refs in hooks');
  await app.press('tab');
  await begin(app, 'mine');
  await say(app, 'And this?');
  await settled(app, 'And this?', 'Keep the ref.');
  assert.equal(await app.quit(), 0);
  assert.equal(bodies(server).filter((body) => body.includes('a title')).length, 1);
  const again = await openTalk(t, server, { home });
  await again.sees('Refs in hooks');
  await again.sees('mine');
});

test('a title that is under way when the program ends is not waited for, and what was asked for it is counted', async (t) => {
  const server = await openServer(t, (request) =>
    request.raw.includes('Give the conversation below a title')
      ? { fault: { kind: 'no-answer' } }
      : { text: 'Keep the ref.', usage: { input: 10, output: 5 } },
  );
  const home = tempFolder(t);
  writeFileSync(join(home, 'config.json'), JSON.stringify({ autoTitle: true }));
  const app = await openTalk(t, server, { home });
  await begin(app, '');
  await say(app, 'How do I move refs?');
  await settled(app, 'How do I move refs?', 'Keep the ref.');
  await server.until(() => bodies(server).some((body) => body.includes('a title')));
  assert.equal(await app.quit(), 0);
  const [file = ''] = [...app.files().values()];
  const [line1 = '', ...lines] = file.split('\n');
  const aside = lines.find((line) => line.includes('"aside"')) ?? '{}';
  const { usage } = JSON.parse(aside);
  assert.deepEqual([usage?.output, usage?.estimated], [0, true]);
  assert.ok(usage.input > 0);
  assert.deepEqual([JSON.parse(line1).input_tokens, JSON.parse(line1).output_tokens], [10 + usage.input, 5]);
});
