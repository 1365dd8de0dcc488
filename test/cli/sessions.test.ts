/** The list’s actions as commands: what each prints, and what it refuses. */
import assert from 'node:assert/strict';
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../src/run/clock.ts';
import { createStore } from '../../src/store/store.ts';
import { createCli } from '../support/cli.ts';
import { storeTurn } from '../support/stored-turn.ts';

test('sessions are listed newest first, one per line, in local time; --json and --limit for scripts', async (t) => {
  const cli = createCli(t);
  assert.equal(await cli.ok(['list']), '');
  for (const name of ['first', 'second one', 'third']) await storeTurn(cli, name);
  const lines = (await cli.ok(['session', '--list'])).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => line.slice(20)),
    ['third', 'second one', 'first'],
  );
  for (const line of lines) assert.match(line, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S/);
  assert.equal(await cli.ok(['session', '-l']), await cli.ok(['list']));
  assert.equal((await cli.ok(['list', '--limit', '2'])).trimEnd().split('\n').length, 2);
  const [newest] = JSON.parse(await cli.ok(['list', '--json', '--limit', '1']));
  assert.equal(newest.name, 'third');
  assert.equal(newest.turnCount, 1);
  assert.match(newest.startTime, /^\d{4}-.*Z$/);
});

test('a reader that goes away after one line is no error', async (t) => {
  const cli = createCli(t);
  for (const name of ['one', 'two']) await storeTurn(cli, name);
  const running = cli.start(['list', '--json']);
  running.child.stdout?.destroy();
  const { exitCode, stderr } = await running.ended;
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
});

test('a full disk behind standard output is said once, and is no success', {
  skip: !existsSync('/dev/full'),
}, async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog');
  const full = openSync('/dev/full', 'w');
  t.after(() => closeSync(full));
  for (const args of [['list'], ['export', 'blog'], ['show', 'blog']]) {
    const { exitCode, stderr } = await cli.run(args, { stdout: full });
    assert.equal(stderr, 'reprise: The output could not be written completely (ENOSPC).\n', args.join(' '));
    assert.equal(exitCode, 1);
  }
});

const memory = '/proc/self/mem';
test('a bad disk behind standard output is said, too', { skip: !existsSync(memory) }, async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog');
  // Nothing is at its beginning: a file to which each write is an I/O error.
  const bad = openSync(memory, 'r+');
  t.after(() => closeSync(bad));
  const { exitCode, stderr } = await cli.run(['list'], { stdout: bad });
  assert.equal(stderr, 'reprise: The output could not be written completely (EIO).\n');
  assert.equal(exitCode, 1);
});

test('show prints the transcript as text and as JSON', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog', 'How do I quit?');
  const text = await cli.ok(['show', 'blo']);
  assert.match(text, /^blog · offline · 1 turn\n.*\.jsonl\n\nyou · .*\nHow do I quit\?\n\nassistant · .*offline\n/);
  const { session, messages } = JSON.parse(await cli.ok(['show', 'blog', '--json']));
  assert.equal(session.name, 'blog');
  assert.deepEqual(
    messages.map((message: { role: string }) => message.role),
    ['user', 'assistant'],
  );
  assert.match(messages[0].timestamp, /Z$/);
  writeFileSync(join(cli.sessions, 'session-1.jsonl'), '');
  assert.match(await cli.ok(['show', 'session-1']), /0 turns\n.*session-1\.jsonl\n\[the file is empty\]\n$/);
});

test('an unknown session names the nearest; an ambiguous one lists its candidates', async (t) => {
  const cli = createCli(t);
  for (const name of ['react-migration', 'react-hooks']) await storeTurn(cli, name);
  const unknown = await cli.run(['show', 'raect-hooks']);
  assert.match(unknown.stderr, /no session "raect-hooks"\. Did you mean "react-hooks"\?/);
  assert.equal(unknown.exitCode, 1);
  const ambiguous = await cli.run(['show', 'react']);
  assert.match(ambiguous.stderr, /is the beginning of 2 sessions: react-hooks, react-migration/);
  assert.equal(ambiguous.exitCode, 1);
});

test('what had to be mended in a file to rename or archive its session is said', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog');
  const file = join(cli.sessions, cli.files()[0] ?? '');
  for (const args of [
    ['rename', 'blog', 'diary'],
    ['archive', 'diary'],
  ]) {
    appendFileSync(file, '{"type":"mess');
    const { exitCode, stderr } = await cli.run(args);
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /^reprise: The last line was torn \(13 bytes\); it was moved to .*\.torn-\d+\.\n$/);
  }
});

test('a renamed session is found by its new name, and names stay unique', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'one');
  await storeTurn(cli, 'two');
  assert.equal(await cli.ok(['rename', 'one', 'eins']), 'renamed one to eins\n');
  assert.match(await cli.ok(['show', 'eins']), /^eins /);
  const taken = await cli.run(['rename', 'eins', 'two']);
  assert.match(taken.stderr, /already a session named "two".*reprise session -r -n two/);
  assert.equal(taken.exitCode, 1);
});

test('rm moves to the trash, restore brings back, trash shows and empties only when told', async (t) => {
  const cli = createCli(t);
  for (const name of ['keep', 'drop', 'doomed']) await storeTurn(cli, name);
  const before = cli.files();
  const typo = await cli.run(['rm', 'drop', 'nothing']);
  assert.equal(typo.exitCode, 1);
  assert.deepEqual(cli.files(), before, 'a typo in one name moves nothing');

  assert.match(
    await cli.ok(['rm', 'drop', 'doomed', 'drop']),
    /^moved drop to the trash.*\nmoved doomed to the trash.*\n$/,
  );
  assert.equal((await cli.ok(['names', 'sessions'])).trim(), 'keep');
  assert.deepEqual((await cli.ok(['names', 'trash'])).trim().split('\n').sort(), ['doomed', 'drop']);
  assert.match(await cli.ok(['trash']), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (drop|doomed)\n.* (drop|doomed)\n$/);
  assert.equal(await cli.ok(['restore', 'drop']), 'restored drop\n');
  assert.match((await cli.run(['restore', 'keep'])).stderr, /no session "keep" in the trash/);

  const unasked = await cli.run(['trash', 'empty']);
  assert.match(unasked.stderr, /would delete 1 session for good\. Add --yes/);
  assert.equal(unasked.exitCode, 2);
  assert.match(await cli.ok(['trash', 'empty', '--older-than', '1', '--yes']), /nothing to delete/);
  assert.equal(await cli.ok(['trash', 'empty', '--yes']), 'deleted 1 session for good\n');
  assert.equal(await cli.ok(['names', 'trash']), '');
  assert.deepEqual((await cli.ok(['names', 'sessions'])).trim().split('\n').sort(), ['drop', 'keep']);
});

test('a beginning that every id has is ambiguous, whichever command is asked', async (t) => {
  const cli = createCli(t);
  for (const name of ['one', 'two']) await storeTurn(cli, name);
  const before = cli.files();
  const doors = [
    ['session', '-r', '--id', 'sess_'],
    ['session', '-r', '--plain', '--id', 'sess_'],
    ['show', 'sess_'],
    ['rename', 'sess_', 'new'],
    ['rm', 'sess_'],
  ];
  const runs = await Promise.all(doors.map((args) => cli.run(args)));
  for (const { stderr, exitCode } of runs) {
    assert.match(
      stderr,
      /"sess_" is the beginning of 2 sessions: sess_[\w-]+ \(two\), sess_[\w-]+ \(one\)\. Type more/,
    );
    assert.equal(exitCode, 1);
  }
  assert.deepEqual(cli.files(), before);
});

test('restore says when another session has taken the name, and how to give a new one', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog');
  const [{ id }] = JSON.parse(await cli.ok(['list', '--json']));
  await cli.ok(['rm', 'blog']);
  await storeTurn(cli, 'blog');
  const said = await cli.ok(['restore', 'blog']);
  assert.equal(said, `restored blog; another session is named so, too: \`reprise rename ${id} NAME\`\n`);
  await cli.ok(['rename', id, 'old-blog']);
  assert.match(await cli.ok(['show', 'blog']), /^blog /);
});

test('an archived session stays in the list of the command line and can be brought back', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'old');
  assert.equal(await cli.ok(['archive', 'old']), 'archived old\n');
  assert.equal(JSON.parse(await cli.ok(['list', '--json']))[0].archived, true);
  assert.equal(await cli.ok(['archive', '--undo', 'old']), 'unarchived old\n');
  assert.equal(JSON.parse(await cli.ok(['list', '--json']))[0].archived, false);
});

test('a fork begins as a copy with a name and a lineage of its own', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog', 'first question');
  assert.equal(await cli.ok(['fork', 'blog']), 'forked blog to blog-fork\n');
  assert.equal(await cli.ok(['fork', 'blog', '-n', 'other']), 'forked blog to other\n');
  const other = JSON.parse(await cli.ok(['show', 'other', '--json']));
  assert.equal(other.session.forkedFrom.name, 'blog');
  assert.equal(other.messages[0].content, 'first question');
  const original = JSON.parse(await cli.ok(['show', 'blog', '--json']));
  assert.deepEqual(
    other.messages.map((message: { content: string }) => message.content),
    original.messages.map((message: { content: string }) => message.content),
  );
});

test('a fork has every variant, and shows the one that was shown', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog');
  const [file = ''] = cli.files();
  const store = createStore({ directory: cli.sessions, clock: systemClock });
  const opened = await store.open(join(cli.sessions, file));
  assert.ok(opened.ok);
  const [question, first] = opened.value.transcript.messages;
  assert.ok(question && first);
  const { seq: _seq, ...again } = first;
  assert.ok((await opened.value.append({ ...again, id: 'msg_again', content: 'another answer' })).ok);
  assert.ok((await opened.value.note({ event: 'branch', head: first.id })).ok);
  assert.ok((await opened.value.close()).ok);

  await cli.ok(['fork', 'blog']);
  const copy = cli.files().find((name) => name !== file) ?? '';
  const messages = cli.lines(copy).filter((line) => line.type === 'message');
  assert.deepEqual(
    messages.map((line) => [line.id, line.parent]),
    [
      [question.id, null],
      [first.id, question.id],
      ['msg_again', question.id],
    ],
  );
  const shown = JSON.parse(await cli.ok(['show', 'blog-fork', '--json']));
  assert.deepEqual(
    shown.messages.map((message: { content: string }) => message.content),
    [question.content, first.content],
  );
});

test('stats add the sessions up, for people and for scripts', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'one');
  await storeTurn(cli, 'two');
  assert.match(await cli.ok(['stats']), /sessions +2\b[\s\S]*turns +2\b/);
  const stats = JSON.parse(await cli.ok(['stats', '--json']));
  assert.equal(stats.sessions, 2);
  assert.equal(stats.turns, 2);
});

test('hostile names and contents come out as plain text in lists', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'good');
  const [file = ''] = cli.files();
  const path = join(cli.sessions, file);
  const evil = '\u001b]0;owned\u0007\u001b[2Jevil';
  const [first = '', ...rest] = readFileSync(path, 'utf8').split('\n');
  const head = JSON.stringify({ ...JSON.parse(first), name: evil });
  writeFileSync(path, [head.padEnd(1023), ...rest].join('\n'));
  const text = await cli.ok(['list']);
  assert.match(text, /evil\n$/);
  assert.doesNotMatch(text, /\p{Cc}(?<!\n)/u);
});
