/** Drafts come back after a restart, per session, and the newest wins. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadDraft, saveDraft } from '../../src/store/drafts.ts';
import { tempFolder } from '../support/temp-home.ts';

test('a draft is kept as typed, for its session alone', async (t) => {
  const folder = path.join(tempFolder(t), 'drafts');
  const text = 'first line\n\tsecond 日本語 🚀\n';
  assert.ok((await saveDraft(folder, 'sess_a', text)).ok);
  assert.equal(await loadDraft(folder, 'sess_a'), text);
  assert.equal(await loadDraft(folder, 'sess_b'), '');
});

test('sessions with ids that are no file names have drafts of their own, all in the folder', async (t) => {
  const folder = path.join(tempFolder(t), 'drafts');
  const ids = ['my notes', 'my other notes', '../notes', 'notes/one', '日本語', ''];
  for (const id of ids) assert.ok((await saveDraft(folder, id, `for ${id}`)).ok);
  for (const id of ids) assert.equal(await loadDraft(folder, id), `for ${id}`);
  assert.equal(fs.readdirSync(folder).length, ids.length);
});

test('sessions whose long names differ only at the end have drafts of their own', async (t) => {
  const folder = path.join(tempFolder(t), 'drafts');
  const ids = [1, 2].flatMap((n) => [
    `${'谈话的备份'.repeat(12)}（${n}）`,
    `${'a name with blanks '.repeat(6)}${n}`,
    `短 ${n}`,
  ]);
  for (const id of ids) assert.ok((await saveDraft(folder, id, `draft of ${id}`)).ok);
  for (const id of ids) assert.equal(await loadDraft(folder, id), `draft of ${id}`);
});

/** Counts how often a file's bytes are synced; `first` is called before. */
async function countSyncs(t: TestContext, first: () => void = () => {}) {
  const handle = await open(import.meta.filename);
  const kind: { sync(): Promise<void> } = Object.getPrototypeOf(handle);
  await handle.close();
  return t.mock.method(kind, 'sync', async () => first()).mock;
}

test('a draft is on the disk before it takes the place of the one before it, which a power cut would take with it', async (t) => {
  const folder = path.join(tempFolder(t), 'drafts');
  await saveDraft(folder, 'sess_a', 'first');
  const inPlace: string[] = [];
  const syncs = await countSyncs(t, () => inPlace.push(fs.readFileSync(path.join(folder, 'sess_a.draft'), 'utf8')));
  await saveDraft(folder, 'sess_a', 'second');
  assert.equal(syncs.callCount(), 1);
  assert.deepEqual(inPlace, ['first']);
  assert.equal(await loadDraft(folder, 'sess_a'), 'second');
});

test('drafts are for their owner alone', async (t) => {
  const folder = path.join(tempFolder(t), 'drafts');
  const umask = process.umask(0);
  try {
    await saveDraft(folder, 'sess_a', 'x');
  } finally {
    process.umask(umask);
  }
  const [file = ''] = fs.readdirSync(folder);
  assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
  assert.equal(fs.statSync(path.join(folder, file)).mode & 0o777, 0o600);
});

test('an empty text removes the draft', async (t) => {
  const folder = path.join(tempFolder(t), 'drafts');
  await saveDraft(folder, 'sess_a', 'x');
  assert.ok((await saveDraft(folder, 'sess_a', '')).ok);
  assert.ok((await saveDraft(folder, 'sess_a', '')).ok);
  assert.deepEqual(fs.readdirSync(folder), []);
});

test('of drafts that are saved without waiting the last one stays, and a slow disk writes no others', async (t) => {
  const folder = path.join(tempFolder(t), 'drafts');
  const syncs = await countSyncs(t);
  const saved = Array.from({ length: 20 }, (_, i) => saveDraft(folder, 'sess_a', `text ${i}`));
  assert.ok((await Promise.all(saved)).every((one) => one.ok));
  assert.equal(syncs.callCount(), 1);
  assert.equal(await loadDraft(folder, 'sess_a'), 'text 19');
  assert.deepEqual(fs.readdirSync(folder).length, 1);
});

const ids = ['../../etc/passwd', 'a/b', '', '.', 'con', 'x'.repeat(300), 'sess\0nul', 'naïve 日本'];
for (const id of ids) {
  test(`the id ${JSON.stringify(id.slice(0, 20))} leads to no file outside the folder`, async (t) => {
    const root = tempFolder(t);
    const folder = path.join(root, 'drafts');
    assert.ok((await saveDraft(folder, id, 'kept')).ok);
    assert.equal(await loadDraft(folder, id), 'kept');
    assert.deepEqual(fs.readdirSync(root), ['drafts']);
    assert.equal(fs.readdirSync(folder).length, 1);
  });
}

test('a draft that was kept survives kill -9 right after', (t) => {
  const folder = path.join(tempFolder(t), 'drafts');
  const module = new URL('../../src/store/drafts.ts', import.meta.url).href;
  const code = `
    import { saveDraft } from ${JSON.stringify(module)};
    await saveDraft(${JSON.stringify(folder)}, 'sess_a', 'do not lose me');
    process.kill(process.pid, 'SIGKILL');`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  assert.equal(run.signal, 'SIGKILL', run.stderr);
  assert.equal(fs.readFileSync(path.join(folder, 'sess_a.draft'), 'utf8'), 'do not lose me');
});

test('a folder that takes no files is a problem, not an exception', async (t) => {
  const file = path.join(tempFolder(t), 'drafts');
  fs.writeFileSync(file, '');
  const result = await saveDraft(file, 'sess_a', 'x');
  assert.ok(!result.ok);
  assert.equal(await loadDraft(file, 'sess_a'), '');
});
