import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { createCli } from '../support/cli.ts';

/** A program that keeps its compiled code in its own home. */
function keepingCode(t: Parameters<typeof createCli>[0]) {
  const cli = createCli(t, { NODE_COMPILE_CACHE: '' });
  return { cli, file: join(cli.home, 'cache', 'compiled', 'reprise-commands.cjs') };
}

test('compiled code is kept in the own cache, grows by each new command and then stays as it is', async (t) => {
  const { cli, file } = keepingCode(t);
  await cli.ok(['--version']);
  const first = readFileSync(file);
  await cli.ok(['list']);
  const second = readFileSync(file);
  assert.ok(second.length > first.length, `${first.length} → ${second.length}`);
  const { ino } = statSync(file);
  await cli.ok(['list']);
  await cli.ok(['--version']);
  assert.equal(statSync(file).ino, ino);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const folders = readdirSync(dirname(file), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) assert.equal(statSync(join(dirname(file), name)).mode & 0o777, 0o700, name);
});

test('damaged, cut, empty or foreign compiled code is made anew, and nobody notices', async (t) => {
  const { cli, file } = keepingCode(t);
  const version = await cli.ok(['--version']);
  const good = readFileSync(file);
  const flipped = (at: number) => {
    const bytes = Buffer.from(good);
    bytes[at] = ~(bytes[at] ?? 0);
    return bytes;
  };
  const damaged: readonly (readonly [string, Buffer])[] = [
    ['a flipped byte in front', flipped(3)],
    ['a flipped byte in the code', flipped(Math.floor(good.length / 3))],
    ['a flipped byte in the copy', flipped(Math.floor(good.length / 1.5))],
    ['a flipped byte at the end', flipped(good.length - 3)],
    ['the end is missing', good.subarray(0, good.length - 5000)],
    ['the beginning is missing', good.subarray(5000)],
    ['nothing', Buffer.alloc(0)],
    ['noughts', Buffer.alloc(good.length)],
    ['the code of another build', Buffer.from(good.toString('latin1').replace(/^[0-9a-f]{8}/, '00000000'), 'latin1')],
  ];
  for (const [what, bytes] of damaged) {
    writeFileSync(file, bytes);
    const { exitCode, stderr, stdout } = await cli.run(['--version']);
    assert.deepEqual({ exitCode, stderr, stdout }, { exitCode: 0, stderr: '', stdout: version }, what);
    assert.notDeepEqual(readFileSync(file), bytes, `${what}: made anew`);
  }
});

test('pipes in the place of compiled code hold nobody', async (t) => {
  const { cli, file } = keepingCode(t);
  await cli.ok(['--version']);
  rmSync(file);
  execFileSync('mkfifo', [file, `${file}.new`]);
  assert.match(await cli.ok(['--version']), /^\d/);
  assert.ok(statSync(file).isFile());
});

test('where compiled code cannot be kept, the program runs without it', async (t) => {
  const { cli, file } = keepingCode(t);
  mkdirSync(file, { recursive: true });
  assert.match(await cli.ok(['--version']), /^\d/);
  assert.ok(!existsSync(`${file}.new`), 'and nothing half-written fills the disk');
  rmSync(file, { recursive: true });
  chmodSync(join(file, '..'), 0o500);
  assert.match(await cli.ok(['--version']), /^\d/);
  chmodSync(join(file, '..'), 0o700);
  rmSync(join(cli.home, 'cache'), { recursive: true });
  writeFileSync(join(cli.home, 'cache'), 'a file where the folder should be');
  assert.match(await cli.ok(['--version']), /^\d/);
  assert.match(await cli.ok(['--version'], { env: { NODE_DISABLE_COMPILE_CACHE: '1' } }), /^\d/);
});
