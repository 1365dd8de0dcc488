/** The history of prompts: appended, newest first, each once, bounded. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { addPrompt, loadHistory } from '../../src/store/history.ts';
import { tempFolder } from '../support/temp-home.ts';

const file = (t: TestContext) => path.join(tempFolder(t), 'state', 'history.jsonl');
const prompt = (text: string, timestamp = 1) => ({ text, timestamp, sessionId: 'sess_a' });
const texts = async (historyFile: string, limit?: number) =>
  (await loadHistory(historyFile, limit)).map((one) => one.text);

test('prompts come back newest first, each text once, with the newest time', async (t) => {
  const historyFile = file(t);
  for (const [i, text] of ['one', 'two\nlines', 'one', 'three 日本'].entries())
    await addPrompt(historyFile, prompt(text, i));
  assert.deepEqual(await loadHistory(historyFile), [
    { text: 'three 日本', timestamp: 3, sessionId: 'sess_a' },
    { text: 'one', timestamp: 2, sessionId: 'sess_a' },
    { text: 'two\nlines', timestamp: 1, sessionId: 'sess_a' },
  ]);
  assert.deepEqual(await texts(historyFile, 1), ['three 日本']);
});

test('without a file there is no history', async (t) => {
  assert.deepEqual(await loadHistory(file(t)), []);
});

test('the history is for its owner alone', async (t) => {
  const historyFile = file(t);
  const umask = process.umask(0);
  try {
    await addPrompt(historyFile, prompt('x'));
  } finally {
    process.umask(umask);
  }
  assert.equal(fs.statSync(historyFile).mode & 0o777, 0o600);
  assert.equal(fs.statSync(path.dirname(historyFile)).mode & 0o777, 0o700);
});

test('blank and giant prompts are not kept', async (t) => {
  const historyFile = file(t);
  await addPrompt(historyFile, prompt(' \n'));
  await addPrompt(historyFile, prompt('x'.repeat(200_000)));
  assert.deepEqual(await loadHistory(historyFile), []);
});

test('a torn line costs itself only, and nothing is glued to it', async (t) => {
  const historyFile = file(t);
  await addPrompt(historyFile, prompt('whole'));
  fs.appendFileSync(historyFile, '{"text":"to');
  await addPrompt(historyFile, prompt('after'));
  await addPrompt(historyFile, prompt('and more'));
  assert.doesNotMatch(fs.readFileSync(historyFile, 'utf8'), /\n\n/);
  fs.appendFileSync(historyFile, '\0\0\0\n[1]\n{"text":5}\n');
  assert.deepEqual(await texts(historyFile), ['and more', 'after', 'whole']);
});

test('prompts that are added at once are all kept', async (t) => {
  const historyFile = file(t);
  await Promise.all(Array.from({ length: 50 }, (_, i) => addPrompt(historyFile, prompt(`p${i}`))));
  assert.equal((await loadHistory(historyFile)).length, 50);
});

test('a file that has grown too long is cut to its newest half', async (t) => {
  const historyFile = file(t);
  await addPrompt(historyFile, prompt('the oldest'));
  const line = `${JSON.stringify({ text: `long ${'x'.repeat(1000)}`, timestamp_ms: 1, session_id: 's' })}\n`;
  fs.appendFileSync(historyFile, line.repeat(5000));
  await addPrompt(historyFile, prompt('the newest'));
  assert.equal((await texts(historyFile))[0], 'the newest');
  assert.ok(fs.statSync(historyFile).size < (2 << 20) + 10);
  assert.deepEqual((await texts(historyFile)).length, 2);
  assert.equal(fs.statSync(historyFile).mode & 0o777, 0o600);
});

test('a link in place of the file is neither read nor written', async (t) => {
  const historyFile = file(t);
  const target = path.join(tempFolder(t), 'other');
  fs.writeFileSync(target, '{"text":"secret"}\n');
  fs.mkdirSync(path.dirname(historyFile));
  fs.symlinkSync(target, historyFile);
  assert.equal((await addPrompt(historyFile, prompt('x'))).ok, false);
  assert.deepEqual(await loadHistory(historyFile), []);
  assert.equal(fs.readFileSync(target, 'utf8'), '{"text":"secret"}\n');
});
