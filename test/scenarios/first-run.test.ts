/** A newcomer: the card, offline, a named session, two answers, quit, again, a third message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openScenario } from '../support/scenario.ts';
import { tempFolder } from '../support/temp-home.ts';

test('from the first-run card to a third message after a restart', async (t) => {
  const home = tempFolder(t);

  const first = await openScenario(t, { home, chosenModel: null });
  await first.sees('Choose a provider');
  await first.sees(/\d {2}go on offline/);
  const digit = /(\d) {2}go on offline/.exec(first.text())?.[1] ?? '';
  await first.press(digit);
  await first.sees('Offline:');
  await first.press('n');
  await first.sees('New session');
  await first.type('my thread');
  await first.press('enter');
  await first.until((state) => state.focus === 'input' && state.list.sessions.length === 1);
  await first.type('How do I rename a session?');
  await first.press('enter');
  await first.until((state) => answers(state) === 1, 'one answer is stored');
  await first.type('Where are my files?');
  await first.press('enter');
  await first.until((state) => answers(state) === 2, 'two answers are stored');
  assert.equal(await first.quit(), 0);

  const second = await openScenario(t, { home, chosenModel: null });
  await second.sees('my thread');
  await second.press('enter');
  await second.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await second.type('And the trash?');
  await second.press('enter');
  await second.until((state) => answers(state) === 3, 'three answers are stored');
  assert.equal(await second.quit(), 0);

  const [text = ''] = second.files().values();
  const lines = text.trimEnd().split('\n');
  assert.equal(Buffer.byteLength(`${lines[0]}\n`), 1024);
  assert.equal(JSON.parse(lines[0] ?? '').turn_count, 3);
  const roles = second.storedMessages().map((message) => message.role);
  assert.deepEqual(roles, ['user', 'assistant', 'user', 'assistant', 'user', 'assistant']);
});

function answers(state: {
  readonly conversations: ReadonlyMap<
    string,
    { readonly transcript: { readonly messages: readonly { readonly role: string }[] }; readonly storing: unknown }
  >;
}): number {
  const [one] = state.conversations.values();
  return one && one.storing === null
    ? one.transcript.messages.filter((message) => message.role === 'assistant').length
    : 0;
}
