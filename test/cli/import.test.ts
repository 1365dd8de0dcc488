/** `reprise import` with the conversations of other programs: files, folders, standard input; once and again. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createCli } from '../support/cli.ts';

const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** A conversation of one turn, as Claude Code has it. */
function talkOf(sessionId: string, prompt: string): string {
  const common = { isSidechain: false, cwd: '/home/ada/app', sessionId, timestamp: '2026-01-05T12:00:00Z' };
  const message = {
    id: 'm',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [{ type: 'text', text: `${prompt}: yes.` }],
  };
  return lines(
    { ...common, type: 'user', uuid: 'u', parentUuid: null, message: { role: 'user', content: prompt } },
    { ...common, type: 'assistant', uuid: 'a', parentUuid: 'u', message },
  );
}

/** A folder as Claude Code keeps it: two conversations, and a file of another kind. */
function projects(t: TestContext) {
  const cli = createCli(t);
  const folder = join(cli.home, 'projects', '-home-ada-app');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '1.jsonl'), talkOf('one', 'Is it red?'));
  writeFileSync(join(folder, '2.jsonl'), talkOf('two', 'Is it blue?'));
  writeFileSync(join(folder, '3.jsonl'), lines({ type: 'queue-operation' }));
  writeFileSync(join(folder, 'notes.txt'), 'not looked at');
  return { cli, folder };
}

test('a folder of conversations is imported whole, and what is new of it the next time', async (t) => {
  const { cli, folder } = projects(t);
  const { stdout, stderr, exitCode } = await cli.run(['import', 'projects']);
  assert.match(
    stdout,
    /^imported \w+: Is it red\? \(from Claude Code\)\nimported \w+: Is it blue\? \(from Claude Code\)\n$/,
  );
  assert.equal(stderr, 'reprise: Passed over 1 file without a conversation.\n');
  assert.equal(exitCode, 0);
  writeFileSync(join(folder, '4.jsonl'), talkOf('four', 'Is it new?'));
  const again = await cli.ok(['import', 'projects']);
  assert.match(again, /^already imported: .*1\.jsonl is \w+: Is it red\?$/m);
  assert.match(again, /^imported \w+: Is it new\?/m);
  const listed = JSON.parse(await cli.ok(['list', '--json'])) as readonly Record<string, unknown>[];
  assert.equal(listed.length, 3);
  for (const session of listed) {
    assert.deepEqual(
      [session.provider, session.model, session.cwd, session.turnCount, session.startTime],
      ['anthropic', 'claude-sonnet-4-5', '/home/ada/app', 1, '2026-01-05T12:00:00.000Z'],
    );
  }
});

test('a conversation that has gone on since its import is named, with what to do', async (t) => {
  const { cli, folder } = projects(t);
  const file = join(folder, '1.jsonl');
  await cli.ok(['import', file]);
  const later = { type: 'user', uuid: 'u2', parentUuid: 'a', sessionId: 'one', timestamp: '2026-01-06T08:00:00Z' };
  writeFileSync(file, talkOf('one', 'Is it red?') + lines({ ...later, message: { role: 'user', content: 'Still?' } }));
  const [, id = ''] =
    /gone on since: `reprise rm (\w+)`, then import it again/.exec(await cli.ok(['import', file])) ?? [];
  await cli.ok(['rm', id]);
  await cli.ok(['import', file]);
  assert.match(await cli.ok(['show', id]), /Still\?/);
});

test('an imported conversation is shown and exported as any other, and can be given a name', async (t) => {
  const { cli, folder } = projects(t);
  const input = talkOf('piped', 'Is it square?');
  assert.equal(await cli.ok(['import', '-', '-n', 'shapes'], { input }), 'imported shapes (from Claude Code)\n');
  assert.match(await cli.ok(['show', 'shapes']), /you · .*\nIs it square\?\n\nassistant · .*\nIs it square\?: yes\./);
  assert.match(await cli.ok(['export', 'shapes']), /Is it square\?: yes\./);
  const { exitCode, stderr } = await cli.run([
    'import',
    join(folder, '1.jsonl'),
    join(folder, '2.jsonl'),
    '-n',
    'both',
  ]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /A name is for one session, and these are several\. Leave out -n\./);
});

test('one file that cannot be read hides no other', async (t) => {
  const { cli, folder } = projects(t);
  mkdirSync(join(cli.home, 'empty'));
  writeFileSync(join(folder, '2.jsonl'), `${talkOf('two', 'Is it blue?')}{"type":"assis`);
  const files = ['missing.jsonl', join(folder, '1.jsonl'), 'empty', join(folder, '2.jsonl'), join(folder, '3.jsonl')];
  const { stdout, stderr, exitCode } = await cli.run(['import', ...files]);
  assert.match(
    stdout,
    /imported \w+: Is it red\?.*\nimported \w+: Is it blue\? \(from Claude Code, 1 line of it could not be read\)/,
  );
  assert.match(stderr, /missing\.jsonl/);
  assert.match(stderr, /There is no conversation in empty\. Name a folder with \.jsonl files in it\./);
  assert.match(stderr, /3\.jsonl: The file is neither an export/);
  assert.equal(exitCode, 1);
});

test('tools are shown in a line each; an export has all of what they returned', async (t) => {
  const cli = createCli(t);
  const common = { sessionId: 'tools', timestamp: '2026-01-05T12:00:00Z' };
  const input = lines(
    { ...common, type: 'user', uuid: 'u', parentUuid: null, message: { content: 'Which files?' } },
    {
      ...common,
      type: 'assistant',
      uuid: 'a',
      parentUuid: 'u',
      message: { id: 'm', content: [{ type: 'tool_use', id: 't', name: 'Bash', input: { command: 'ls' } }] },
    },
    {
      ...common,
      type: 'user',
      uuid: 'r',
      parentUuid: 'a',
      message: { content: [{ type: 'tool_result', tool_use_id: 't', content: 'a.ts\nb.ts\nc.ts' }] },
    },
  );
  await cli.ok(['import', '-', '-n', 'files'], { input });
  const shown = await cli.ok(['show', 'files']);
  assert.match(shown, /\nassistant · .*\n→ Bash \{"command":"ls"\}\n\ntool · .*\n← a\.ts \(and 2 more lines\)\n$/);
  assert.match(await cli.ok(['export', 'files']), /a\.ts\nb\.ts\nc\.ts/);
});
