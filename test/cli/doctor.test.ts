/** `reprise doctor`: what it says, and what it mends. */
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCli } from '../support/cli.ts';
import { storeTurn } from '../support/stored-turn.ts';

test('doctor says what is wrong and where, and --repair leaves the damaged file as it was', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'good');
  assert.match(await cli.ok(['doctor']), /^1 session checked: all is well\.\n$/);
  const [file = ''] = cli.files();
  const path = join(cli.sessions, file);
  const lines = readFileSync(path, 'utf8').split('\n');
  lines.splice(3, 0, '{"type":"message","role":');
  const damaged = lines.join('\n');
  writeFileSync(path, damaged);
  const found = await cli.run(['doctor']);
  assert.match(found.stdout, new RegExp(`^error +${file}:4 `, 'm'));
  assert.match(found.stdout, /--repair/);
  assert.equal(found.exitCode, 1);
  const { files } = JSON.parse((await cli.run(['doctor', '--json'])).stdout);
  assert.ok(
    files.some((one: { findings: { severity: string }[] }) => one.findings.some((f) => f.severity === 'error')),
  );
  const mended = await cli.run(['doctor', '--repair']);
  assert.match(mended.stdout, /A clean copy is/);
  assert.equal(readFileSync(path, 'utf8'), damaged);
  assert.equal(cli.files().length, 2);
});

test('doctor --repair mends a torn end in place and keeps what it cuts off', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'good');
  const [file = ''] = cli.files();
  const path = join(cli.sessions, file);
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, `${whole}{"type":"message","ro`);
  assert.match((await cli.run(['doctor'])).stdout, /`reprise doctor --repair` mends what it can/);
  const mended = await cli.run(['doctor', '--repair']);
  assert.match(mended.stdout, new RegExp(`^mended +${file} .*torn`, 'm'));
  assert.equal(readFileSync(path, 'utf8').slice(1024), whole.slice(1024));
  assert.equal(readFileSync(`${path}.torn-${Buffer.byteLength(whole)}`, 'utf8'), '{"type":"message","ro');
  assert.match(await cli.ok(['doctor']), /all is well/);
});

test('doctor --repair mends what opening mends in a file of zeros, too: what a power cut leaves of a new session', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'good');
  writeFileSync(join(cli.sessions, 'session-5.jsonl'), Buffer.alloc(4096), { mode: 0o600 });
  assert.match((await cli.run(['doctor'])).stdout, /opening the session removes them[\s\S]*--repair/);
  assert.match(await cli.ok(['doctor', '--repair']), /^mended +session-5\.jsonl +4096 zero bytes/m);
  assert.match(await cli.ok(['doctor']), /^2 sessions checked: all is well\.$/m);
});

test('a folder that is not there is said, so that nobody takes a wrong one for an intact one', async (t) => {
  const cli = createCli(t);
  const out = await cli.ok(['doctor', '--sessions', '/nowhere/at/all']);
  assert.equal(out, 'info     all  There is no folder /nowhere/at/all yet.\n0 sessions checked: all is well.\n');
  const { folder } = JSON.parse(await cli.ok(['doctor', '--json']));
  assert.equal(folder.findings[0].code, 'no-folder');
});

test('a folder that is open to others is found by doctor', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'good');
  chmodSync(join(cli.sessions, cli.files()[0] ?? ''), 0o644);
  assert.match((await cli.run(['doctor'])).stdout, /warning[\s\S]*--repair/);
  await cli.run(['doctor', '--repair']);
  assert.equal(statSync(join(cli.sessions, cli.files()[0] ?? '')).mode & 0o777, 0o600);
});
