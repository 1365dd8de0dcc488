/** `reprise export` and `reprise import`: there and back. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCli } from '../support/cli.ts';
import { storeTurn } from '../support/stored-turn.ts';

test('an exported session comes back by import with the same messages', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog', 'a question with <b>tags</b> & "quotes" 日本');
  await cli.ok(['export', 'blog', 'blog.json']);
  assert.equal(statSync(join(cli.home, 'blog.json')).mode & 0o777, 0o600, 'only the user reads an export');
  assert.equal(await cli.ok(['import', 'blog.json']), 'imported blog-2\n');
  const [first, second] = await Promise.all(
    ['blog', 'blog-2'].map(async (name) => JSON.parse(await cli.ok(['show', name, '--json'])).messages),
  );
  assert.deepEqual(second, first);
});

test('an import has the times and the title of what was exported; without a name it gets none', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog', 'how do tides work?');
  await cli.ok(['export', 'blog', 'named.json']);
  const named = JSON.parse(readFileSync(join(cli.home, 'named.json'), 'utf8'));
  const unnamed = { ...named, session: { ...named.session, name: 'f3a9c1', named: false } };
  const titled = { ...unnamed, session: { ...unnamed.session, title: 'Tides' } };
  for (const [name, document] of Object.entries({ unnamed, titled })) {
    writeFileSync(join(cli.home, `${name}.json`), JSON.stringify(document));
    await cli.ok(['import', `${name}.json`]);
  }
  await cli.ok(['import', 'named.json']);
  const listed = JSON.parse(await cli.ok(['list', '--json'])) as Record<string, unknown>[];
  assert.deepEqual(listed.map(({ named: isNamed, title }) => [isNamed, title]).sort(), [
    [false, 'Tides'],
    [false, 'how do tides work?'],
    [true, 'blog'],
    [true, 'blog-2'],
  ]);
  for (const key of ['startTime', 'endTime']) assert.equal(new Set(listed.map((one) => one[key])).size, 1, key);
});

test('from one machine to another without a file between: export to standard output, import -', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog', 'over the wire');
  const input = await cli.ok(['export', 'blog', '-', '-f', 'json']);
  assert.equal(await cli.ok(['import', '-', '-n', 'here'], { input }), 'imported here\n');
  assert.match(await cli.ok(['show', 'here']), /over the wire/);
  const half = await cli.run(['import', '-'], { input: '{ "half": ' });
  assert.match(half.stderr, /^reprise: standard input: The file is not JSON/);
  const nothing = await cli.run(['import', '-']);
  assert.match(nothing.stderr, /No input was piped in\. Name the exported file\./);
  assert.deepEqual([half.exitCode, nothing.exitCode], [1, 2]);
});

test('a format has its name, or the ending of its files', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog', 'hello');
  assert.match(await cli.ok(['export', 'blog', '-f', 'md']), /^# blog\n/);
  assert.match(await cli.ok(['export', 'blog', '-f', 'HTML']), /^<!doctype html>/i);
  const { exitCode, stderr } = await cli.run(['export', 'blog', '-f', 'pdf']);
  assert.match(stderr, /does not take "pdf"\. Allowed choices are markdown, html, json\./);
  assert.equal(exitCode, 2);
});

test('exports replace nothing unasked; the ending of the file says the format; HTML is inert', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog', '<img src=x onerror=alert(1)> sk-ant-api03-abcdefgh');
  await cli.ok(['export', 'blog', 'page.html']);
  const page = readFileSync(join(cli.home, 'page.html'), 'utf8');
  assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
  assert.doesNotMatch(page, /<img|<script|sk-ant-api03/);
  const again = await cli.run(['export', 'blog', 'page.html']);
  assert.match(again.stderr, /already exists.*--force/);
  assert.equal(again.exitCode, 1);
  await cli.ok(['export', 'blog', 'page.html', '--force']);
  assert.match(await cli.ok(['export', 'blog']), /^# blog\n[\s\S]*## you[\s\S]*sk-ant-api03/);
  assert.doesNotMatch(await cli.ok(['export', 'blog', '--redact']), /sk-ant-api03/);
});

test('an empty word, as from a variable that is not set, names no file to export to', async (t) => {
  const cli = createCli(t);
  await storeTurn(cli, 'blog');
  const before = readdirSync(cli.home);
  const { exitCode, stderr, stdout } = await cli.run(['export', 'blog', '']);
  assert.equal(stderr, 'reprise: No file was named. Give a path, or leave it out for standard output.\n');
  assert.equal(exitCode, 2);
  assert.equal(stdout, '');
  assert.deepEqual(readdirSync(cli.home), before);
});

test('what is no export is refused by import with the reason', async (t) => {
  const cli = createCli(t);
  for (const [name, text, reason] of [
    ['a.json', '{ "half": ', /not JSON/],
    ['b.json', '{"format":"other"}', /neither an export from `reprise export` nor a conversation of Claude Code/],
    ['b.jsonl', '{"type":"summary"}\n{"type":"user"}\n', /nor a conversation of Claude Code.*@PATH/],
    [
      'c.jsonl',
      '{"type":"meta","v":1}   \n{"type":"message"}\n',
      /a session file, not an export\. Copy it into the sessions folder/,
    ],
    ['c.json', '{"format":"reprise-session","version":9}', /newer version of reprise/],
    ['d.json', '{"format":"reprise-session","version":1,"messages":[{"__proto__":{"x":1}}]}', /Message 1/],
  ] as const) {
    writeFileSync(join(cli.home, name), text);
    const { exitCode, stderr } = await cli.run(['import', name]);
    assert.match(stderr, reason);
    assert.equal(exitCode, 1);
  }
  assert.match((await cli.run(['import', 'missing.json'])).stderr, /missing\.json/);
});
