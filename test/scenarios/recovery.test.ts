/** Files that something happened to: they open, what was lost is said, and nothing more is lost by opening them. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { openScenario, type Scenario } from '../support/scenario.ts';

/** A session with one turn whose file `spoil` has changed before the dashboard starts. */
async function spoiled(
  t: TestContext,
  spoil: (filePath: string) => void,
): Promise<{ app: Scenario; filePath: string }> {
  let filePath = '';
  const app = await openScenario(t, {
    async prepare({ store, clock }) {
      const made = await store.create({ name: 'old-story', provider: 'offline', model: 'offline', cwd: '/' });
      assert.ok(made.ok);
      filePath = made.value.summary.filePath;
      const timestamp = clock.now();
      await made.value.append({ id: 'msg_q', parent: null, role: 'user', content: 'the question', timestamp });
      const answer = { id: 'msg_a', parent: 'msg_q', role: 'assistant', content: 'the answer', timestamp } as const;
      await made.value.append({ ...answer, stop: 'end', seen: true });
      await made.value.close();
      spoil(filePath);
    },
  });
  await app.sees('old-story');
  return { app, filePath };
}

async function resume(app: Scenario): Promise<void> {
  await app.press('enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
}

async function goesOn(app: Scenario, filePath: string): Promise<void> {
  await app.type('And now?');
  await app.press('enter');
  await app.sees('Offline ·');
  await app.quit();
  const text = readFileSync(filePath, 'utf8');
  assert.ok(text.endsWith('\n'));
  assert.match(text, /"content":"the question"[\s\S]*"content":"And now\?"/);
  assert.equal(Buffer.from(text).indexOf(0x0a), 1023);
}

const damages: readonly (readonly [what: string, spoil: (filePath: string) => void, says: RegExp])[] = [
  [
    'half a line at the end',
    (file) => appendFileSync(file, '{"type":"message","role":"user","con'),
    /last line was torn/,
  ],
  ['NULs at the end', (file) => appendFileSync(file, Buffer.alloc(5000)), /5000 zero bytes at the end/],
  ['a line that is no JSON', (file) => appendFileSync(file, 'what is this?\n'), /1 damaged line/],
  [
    'a first line that is no more than noise',
    (file) => {
      const bytes = readFileSync(file);
      writeFileSync(file, Buffer.concat([Buffer.alloc(1023, '#'), bytes.subarray(1023)]));
    },
    /Line 1 of the file was damaged/,
  ],
];
for (const [what, spoil, says] of damages) {
  test(`${what}: opened with what was lost said, and written on`, async (t) => {
    const { app, filePath } = await spoiled(t, spoil);
    await resume(app);
    await app.sees(says);
    await app.sees('the answer');
    await goesOn(app, filePath);
  });
}

test('a reply that was left in the sidecar becomes an interrupted message, once', async (t) => {
  const { app, filePath } = await spoiled(t, (file) => {
    const reply = JSON.stringify({ id: 'msg_r', parent: 'msg_a', timestamp_ms: Date.now() });
    writeFileSync(`${file}.partial`, `${reply}\n"half of"\n" an answer"\n`, { mode: 0o600 });
  });
  await resume(app);
  await app.sees(/half of an answer[\s\S]*interrupted\. Write/);
  assert.ok(!existsSync(`${filePath}.partial`));
  await goesOn(app, filePath);
  assert.equal(readFileSync(filePath, 'utf8').split('half of an answer').length, 2);
});

test('a file of a newer version is read, not written, and it is said why', async (t) => {
  const { app, filePath } = await spoiled(t, (file) => {
    const bytes = readFileSync(file);
    const head = JSON.parse(bytes.subarray(0, 1023).toString('utf8'));
    const line = JSON.stringify({ ...head, v: 99 }).padEnd(1023);
    writeFileSync(file, Buffer.concat([Buffer.from(line), bytes.subarray(1023)]));
  });
  const before = readFileSync(filePath);
  await app.sees('the answer');
  await app.press('enter');
  await app.sees(/newer/);
  await app.press('escape');
  await app.sees('the answer');
  await app.quit();
  assert.ok(readFileSync(filePath).equals(before), 'not a byte is another');
});

test('one file that is no session among good ones hides none of them', async (t) => {
  const { app } = await spoiled(t, (file) => {
    writeFileSync(file.replace(/[^/]*$/, 'session-1.jsonl'), Buffer.alloc(3000, 0xff));
    writeFileSync(file.replace(/[^/]*$/, 'session-2.jsonl'), '');
  });
  await app.sees('old-story');
  await app.sees('Sessions · 3');
  assert.equal(readdirSync(app.services.paths.sessionsDir).filter((name) => name.endsWith('.jsonl')).length, 3);
});
