/** Copies of a session file carry one id: each goes by one of its own, in every answer of the store, and nothing is written for it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { created, only, reopened, testStore, value } from '../support/open-store.ts';
import { message } from '../support/temp-home.ts';

async function original(t: TestContext) {
  const setting = testStore(t);
  const session = await created(setting.store);
  value(await session.append(message({ id: 'q', parent: null, content: 'Q' })));
  value(await session.close());
  const { id, filePath } = session.summary;
  const beside = (ending: string): string => filePath.replace(/\.jsonl$/, ending);
  const copyTo = (ending: string): string => {
    fs.copyFileSync(filePath, beside(ending));
    return beside(ending);
  };
  const called = (file: string): string => path.basename(file, '.jsonl');
  const ids = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await setting.store.list()).sessions.map((one) => [path.basename(one.filePath), one.id]));
  return { ...setting, id, filePath, beside, called, copyTo, ids };
}

test('copies are listed under ids of their own, and each is written where it was opened', async (t) => {
  const { store, id, filePath, called, copyTo, ids } = await original(t);
  const copies = [copyTo(' (1).jsonl'), copyTo('.sync-conflict-20261122-101010-ABCDEFG.jsonl')];
  const before = fs.readFileSync(copies[0] ?? '');
  const wanted = Object.fromEntries([[filePath, id], ...copies.map((copy) => [copy, called(copy)] as const)]);
  const named = Object.fromEntries(Object.entries(wanted).map(([file, one]) => [path.basename(file), one]));
  assert.deepEqual(await ids(), named);
  assert.deepEqual(fs.readFileSync(copies[0] ?? ''), before, 'looking writes nothing');

  for (const [file, one] of Object.entries(wanted)) {
    assert.equal(value(await store.summary(file)).id, one);
    const session = await reopened(store, file);
    assert.equal(session.summary.id, one);
    value(await session.append(message({ id: `to ${one}`, parent: 'q', content: one })));
    value(await session.close());
    assert.equal(value(await store.note(file, { event: 'pinned', on: true })).id, one);
    assert.equal(value(await store.read(file)).messages.at(-1)?.content, one);
  }
  assert.deepEqual(await ids(), named);
});

test('of two that are there from the start, the one with the shorter name keeps the id', async (t) => {
  const { id, filePath, called, copyTo, ids } = await original(t);
  const copy = copyTo(' (1).jsonl');
  assert.deepEqual(await ids(), { [path.basename(filePath)]: id, [path.basename(copy)]: called(copy) });
});

test('the one that was listed by the id keeps it, also beside a copy with a shorter name', async (t) => {
  const { id, filePath, ids } = await original(t);
  await ids();
  fs.copyFileSync(filePath, path.join(path.dirname(filePath), 's.jsonl'));
  assert.deepEqual(await ids(), { [path.basename(filePath)]: id, 's.jsonl': 's' });
});

test('a copy that comes later takes no row, and goes by its id also when the original is gone', async (t) => {
  const { store, id, filePath, called, copyTo, ids } = await original(t);
  await ids();
  const copy = copyTo('-2.jsonl');
  assert.equal(value(await store.summary(copy)).id, called(copy));
  const trashed = value(only(await store.trash([filePath])));
  assert.deepEqual(await ids(), { [path.basename(copy)]: called(copy) });
  assert.equal(value(only(await store.restore([trashed.trashPath]))).id, id);
  assert.deepEqual(await ids(), { [path.basename(filePath)]: id, [path.basename(copy)]: called(copy) });
});

test('a session whose file got another name is the same session', async (t) => {
  const { store, id, filePath, beside, ids } = await original(t);
  await ids();
  const moved = beside('.mine.jsonl');
  fs.renameSync(filePath, moved);
  assert.equal(value(await store.summary(moved)).id, id);
  assert.deepEqual(await ids(), { [path.basename(moved)]: id });
});

test('an editor puts a file of its own in the place of an open session: that one stays who it is', async (t) => {
  const { store, id, filePath, called, ids } = await original(t);
  await ids();
  const session = await reopened(store, filePath);
  fs.copyFileSync(filePath, `${filePath}~`);
  fs.renameSync(`${filePath}~`, filePath);
  value(await session.append(message({ id: 'next', parent: 'q', content: 'more' })));
  const now = session.summary;
  assert.deepEqual([now.id, now.filePath === filePath], [id, false]);
  assert.equal(value(await store.summary(filePath)).id, called(filePath));
  assert.deepEqual(await ids(), { [path.basename(filePath)]: called(filePath), [path.basename(now.filePath)]: id });
  value(await session.close());
});
