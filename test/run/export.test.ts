/** Exports to files: named by the user or by the session, and never over something that is there. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { sentence } from '../../src/core/problem.ts';
import { exportToFile } from '../../src/run/export.ts';
import { code, created, testStore, value } from '../support/open-store.ts';
import { message, tempFolder } from '../support/temp-home.ts';

async function session(t: TestContext) {
  const { store } = testStore(t);
  const made = await created(store, { messages: [message({ id: 'm1', content: 'hello' })] });
  value(await made.close());
  const cwd = tempFolder(t);
  const { filePath } = made.summary;
  const write = (more: { target?: string; overwrite?: boolean } = {}) =>
    exportToFile({ store, cwd }, { filePath, format: 'markdown', redact: false, ...more });
  return { cwd, write };
}

test('a session exported again and again gets one file after the other', async (t) => {
  const { cwd, write } = await session(t);
  const names = [value(await write()), value(await write()), value(await write())];
  assert.deepEqual(
    names,
    ['first.md', 'first-2.md', 'first-3.md'].map((name) => path.join(cwd, name)),
  );
  assert.match(fs.readFileSync(path.join(cwd, 'first-3.md'), 'utf8'), /hello/);
});

test('a folder takes the file by the session’s name; --force writes over that one', async (t) => {
  const { cwd, write } = await session(t);
  fs.mkdirSync(path.join(cwd, 'notes'));
  const first = path.join(cwd, 'notes', 'first.md');
  assert.equal(value(await write({ target: 'notes' })), first);
  fs.writeFileSync(first, 'old');
  assert.equal(value(await write({ target: 'notes/', overwrite: true })), first);
  assert.match(fs.readFileSync(first, 'utf8'), /hello/);
});

test('a file that the user names and that is there stays as it is', async (t) => {
  const { cwd, write } = await session(t);
  fs.writeFileSync(path.join(cwd, 'mine.md'), 'mine');
  assert.equal(code(await write({ target: 'mine.md' })), 'already-exists');
  assert.equal(fs.readFileSync(path.join(cwd, 'mine.md'), 'utf8'), 'mine');
});

test('a file that is written over keeps its mode, and stays whole until the new one is', async (t) => {
  const { cwd, write } = await session(t);
  const mine = path.join(cwd, 'mine.md');
  fs.writeFileSync(mine, 'mine');
  fs.chmodSync(mine, 0o644);
  const before = fs.openSync(mine, 'r');
  t.after(() => fs.closeSync(before));
  value(await write({ target: 'mine.md', overwrite: true }));
  assert.match(fs.readFileSync(mine, 'utf8'), /hello/);
  assert.equal(fs.statSync(mine).mode & 0o777, 0o644);
  // A full disk would have left half of the new one in it.
  assert.equal(fs.readFileSync(before, 'utf8'), 'mine');
  assert.deepEqual(fs.readdirSync(cwd), ['mine.md']);
});

test('a pipe takes a session without being asked twice', { skip: process.platform === 'win32' }, async (t) => {
  const { cwd, write } = await session(t);
  const pipe = path.join(cwd, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const [text, written] = await Promise.all([fs.promises.readFile(pipe, 'utf8'), write({ target: 'pipe' })]);
  assert.match(text, /hello/);
  assert.equal(value(written), pipe);
});

const refused: readonly (readonly [string, string, RegExp])[] = [
  ['in a folder that is not there', 'nowhere/x.md', /There is no folder .*nowhere/],
  ['on a full disk', '/dev/full', /Free some space, or choose another disk/],
  ['with a name that no disk takes', `${'x'.repeat(300)}.md`, /is too long for this file system/],
];
for (const [what, target, words] of refused) {
  test(`a file ${what} is refused in words`, { skip: target.startsWith('/') && !fs.existsSync(target) }, async (t) => {
    const { write } = await session(t);
    const written = await write({ target, overwrite: true });
    assert.match(written.ok ? '' : sentence(written.problem), words);
  });
}
