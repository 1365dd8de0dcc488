/** Attached files: what is taken, what is refused and why, what has changed since, what is offered for completion. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { attach, listPaths, readAttachment } from '../../src/run/attachments.ts';
import { titleFrom } from '../../src/run/titles.ts';
import { tempFolder } from '../support/temp-home.ts';

const png = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1');

async function refusal(path: string, cwd: string): Promise<string> {
  const result = await attach(path, cwd);
  return result.ok ? '' : result.problem.message;
}

function folder(t: TestContext): string {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'notes.md'), 'grüße');
  writeFileSync(join(cwd, 'picture.png'), png);
  return cwd;
}

test('text and images become references with a hash, by their bytes and not by their names', async (t) => {
  const cwd = folder(t);
  writeFileSync(join(cwd, 'drawing'), png);
  const text = await attach('notes.md', cwd);
  assert.ok(text.ok && text.value);
  assert.deepEqual([text.value.kind, text.value.mediaType, text.value.bytes], ['text', 'text/plain', 7]);
  assert.match(text.value.sha256, /^[0-9a-f]{64}$/);
  for (const name of ['picture.png', 'drawing']) {
    const image = await attach(name, cwd);
    assert.ok(image.ok && image.value);
    assert.deepEqual([image.value.kind, image.value.mediaType], ['image', 'image/png']);
  }
});

test('what cannot be attached says why', async (t) => {
  const cwd = folder(t);
  writeFileSync(join(cwd, 'fake.png'), 'only text');
  writeFileSync(join(cwd, 'binary.bin'), Buffer.from([1, 0, 2]));
  writeFileSync(join(cwd, 'latin1.txt'), Buffer.from('gr\xfc\xdfe', 'latin1'));
  writeFileSync(join(cwd, 'long.txt'), 'x'.repeat(400_001));
  writeFileSync(join(cwd, 'huge.png'), Buffer.concat([png, Buffer.alloc(5_000_000)]));
  mkdirSync(join(cwd, 'sub.d'));
  assert.match(await refusal('fake.png', cwd), /is not a valid image/);
  assert.match(await refusal('binary.bin', cwd), /neither text nor an image/);
  assert.match(await refusal('latin1.txt', cwd), /neither text nor an image/);
  assert.match(await refusal('long.txt', cwd), /too large to attach \(400001 bytes/);
  assert.match(await refusal('huge.png', cwd), /too large to attach/);
  assert.match(await refusal('sub.d', cwd), /is not a file/);
  assert.match(await refusal('missing.txt', cwd), /There is no file/);
});

test('a word that names no file and is no path is a word', async (t) => {
  const result = await attach('alice', folder(t));
  assert.deepEqual(result, { ok: true, value: undefined });
});

test('a pipe that nobody writes to is refused at once', { skip: process.platform === 'win32' }, async (t) => {
  const cwd = folder(t);
  execFileSync('mkfifo', [join(cwd, 'pipe.txt')]);
  assert.match(await refusal('pipe.txt', cwd), /is not a file/);
});

test('the content comes back as it was, or the problem says that it changed or is gone', async (t) => {
  const cwd = folder(t);
  const attached = await attach('notes.md', cwd);
  const image = await attach('picture.png', cwd);
  assert.ok(attached.ok && attached.value && image.ok && image.value);
  assert.deepEqual(await readAttachment(attached.value), { ok: true, value: 'grüße' });
  const bytes = await readAttachment(image.value);
  assert.ok(bytes.ok && Buffer.from(bytes.value).equals(png));
  writeFileSync(join(cwd, 'notes.md'), 'other');
  const changed = await readAttachment(attached.value);
  assert.match(changed.ok ? '' : changed.problem.message, /has changed since/);
  const gone = await readAttachment({ ...attached.value, path: join(cwd, 'away.md') });
  assert.match(gone.ok ? '' : gone.problem.message, /There is no file/);
});

test('paths for completion: folders first, hidden ones on request, nothing for a folder that is not there', async (t) => {
  const cwd = folder(t);
  mkdirSync(join(cwd, 'Nested'));
  writeFileSync(join(cwd, 'Nested', 'deep file.txt'), '');
  writeFileSync(join(cwd, '.hidden'), '');
  assert.deepEqual(await listPaths('', cwd), ['Nested/', 'notes.md', 'picture.png']);
  assert.deepEqual(await listPaths('n', cwd), ['Nested/', 'notes.md']);
  assert.deepEqual(await listPaths('Nested/', cwd), ['Nested/deep file.txt']);
  assert.deepEqual(await listPaths('.h', cwd), ['.hidden']);
  assert.deepEqual(await listPaths('nowhere/', cwd), []);
});

test('a title is the first line that says something, bare', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['Refs in hooks', 'Refs in hooks'],
    ['\n\n## "Refs in hooks."\nmore', 'Refs in hooks'],
    ['Title: Refs', 'Refs'],
    ['**Bold title**', 'Bold title'],
    ['\x1b[31mred\x1b[0m', 'red'],
    ['   \n ', ''],
    ['x'.repeat(200), `${'x'.repeat(59)}…`],
  ];
  for (const [answer, title] of rows) assert.equal(titleFrom(answer), title);
});
