/** `--json` for scripts: the same names whatever there is to tell, one value on standard output, nothing else there. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Cli, createCli } from '../support/cli.ts';
import { openServer } from '../support/provider-server.ts';

const session =
  'archived cacheWrittenTokens cachedTokens contextTokens cwd damage endTime failed filePath foreign forkedFrom id inputTokens model name named outputTokens pinned provider sizeBytes startTime title turnCount version waiting';
const message =
  'attachments content id model parent parts problem provider role seen seq stop summaryOf timestamp usage';

const names = (value: object): string => Object.keys(value).sort().join(' ');

/** A program that is answered once, and then with half an answer. */
async function openCli(t: TestContext): Promise<Cli> {
  const server = await openServer(t, [
    { text: ['yes'], usage: { input: 3, output: 1 } },
    { text: ['half', 'gone'], fault: { kind: 'fin', after: 1 } },
  ]);
  return createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
}

/** One session with an answer, a fork of it, one whose answer was cut off, and one that another program wrote. */
async function someSessions(t: TestContext): Promise<Cli> {
  const cli = await openCli(t);
  await cli.ok(['run', '-p', 'ok?', '-n', 'whole']);
  await cli.run(['run', '-p', 'ok?', '-n', 'cut']);
  await cli.ok(['fork', 'whole', '-n', 'forked']);
  writeFileSync(join(cli.sessions, 'session-1.jsonl'), '{"type":"message","role":"user","content":"hello"}\n');
  return cli;
}

test('list, trash and show give every session and message the same names', async (t) => {
  const cli = await someSessions(t);
  const listed: { name: string }[] = JSON.parse(await cli.ok(['list', '--json']));
  assert.equal(listed.length, 4);
  for (const one of listed) assert.equal(names(one), session);
  for (const { name } of listed) {
    const text = await cli.ok(['show', name, '--json']);
    const shown = JSON.parse(text);
    // Written message by message, and indented like what is written at once.
    assert.equal(text, `${JSON.stringify(shown, null, 2)}\n`);
    assert.equal(names(shown), 'messages session');
    assert.equal(names(shown.session), session);
    for (const one of shown.messages) assert.equal(names(one), message, name);
  }
  writeFileSync(join(cli.sessions, 'session-2.jsonl'), '{"type":"meta","session_id":"sess_empty"}\n');
  const empty = await cli.ok(['show', 'sess_empty', '--json']);
  assert.equal(empty, `${JSON.stringify({ ...JSON.parse(empty), messages: [] }, null, 2)}\n`);
  await cli.ok(['rm', 'cut']);
  const [trashed] = JSON.parse(await cli.ok(['trash', '--json']));
  assert.equal(names(trashed), session.replace('damage', 'damage deletedAt'));
});

test('run tells of a whole answer and of one that was cut off with the same names', async (t) => {
  const cli = await openCli(t);
  const whole = await cli.run(['run', '-p', 'ok?', '--json']);
  const cut = await cli.run(['run', '-p', 'ok?', '--json']);
  assert.deepEqual([whole.exitCode, cut.exitCode], [0, 1]);
  for (const { stdout } of [whole, cut]) {
    const told = JSON.parse(stdout);
    assert.equal(names(told), 'answer model problem provider session stop usage');
    assert.equal(names(told.usage), 'cacheWritten cached estimated input output');
    assert.equal(names(told.session), 'filePath id name');
  }
  assert.equal(names(JSON.parse(cut.stdout).problem), 'code message next');
});

test('doctor tells of the folder and of each file with the same names, damaged or not, mended or not', async (t) => {
  const cli = await someSessions(t);
  writeFileSync(join(cli.sessions, 'session-2.jsonl'), 'no session\n');
  for (const args of [['doctor'], ['doctor', '--repair']]) {
    const told = JSON.parse((await cli.run([...args, '--json'])).stdout);
    assert.equal(names(told), 'files folder');
    assert.ok(told.files.length >= 5);
    for (const one of [told.folder, ...told.files]) {
      assert.equal(names(one), 'filePath findings lines messages opened problem repair sessionId');
      for (const finding of one.findings) assert.equal(names(finding), 'code line mend message severity');
    }
  }
});

test('config tells of every setting, file and server with the same names', async (t) => {
  const cli = await someSessions(t);
  const told = JSON.parse(await cli.ok(['config', '--json']));
  assert.equal(names(told), 'files problems servers settings');
  for (const one of Object.values<object>(told.settings)) assert.equal(names(one), 'origin value');
  for (const one of told.servers) assert.equal(names(one), 'hasKey host isVendor name problem warning');
});

test('what fails before there is anything to tell leaves standard output empty', async (t) => {
  const cli = createCli(t);
  for (const args of [
    ['show', 'nobody', '--json'],
    ['run', '-r', 'nobody', '-p', 'x', '--json'],
    ['list', '--json', '--limit', 'x'],
  ]) {
    const { exitCode, stderr, stdout } = await cli.run(args);
    assert.equal(stdout, '');
    assert.match(stderr, /^reprise: .+\n$/);
    assert.notEqual(exitCode, 0);
  }
});
