/** Exports to files: named by the user or by the session, and never over something that is there. */
import assert from 'node:assert/strict';
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

const refused: readonly (readonly [string, string, RegExp])[] = [
  ['in a folder that is not there', 'nowhere/x.md', /There is no folder .*nowhere/],
  ['on a full disk', '/dev/full', /Free some space, or name a file on another disk/],
  ['with a name that no disk takes', `${'x'.repeat(300)}.md`, /is too long for its disk/],
];
for (const [what, target, words] of refused) {
  test(`a file ${what} is refused in words`, { skip: target.startsWith('/') && !fs.existsSync(target) }, async (t) => {
    const { write } = await session(t);
    const written = await write({ target, overwrite: true });
    assert.match(written.ok ? '' : sentence(written.problem), words);
  });
}
