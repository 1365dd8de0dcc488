/** What a request of plain mode takes along, and what does not fit or cannot be kept: summaries, files, a small window, a disk. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCli } from '../support/cli.ts';
import { openServer } from '../support/provider-server.ts';

const plain = ['session', '--plain'];

test('/compact keeps everything and sends only the summary from then on', async (t) => {
  const server = await openServer(t, [{ text: ['blue'] }, { text: ['we spoke of colours'] }, { text: ['red'] }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  await cli.ok([...plain, '-n', 'colours'], { input: 'a colour?\n/compact\nanother?\n' });
  const last = server.requests.findLast((request) => request.method === 'POST');
  assert.match(last?.raw ?? '', /we spoke of colours/);
  assert.doesNotMatch(last?.raw ?? '', /a colour\?/);
  assert.match(await cli.ok(['show', 'colours']), /a colour\?[\s\S]*blue[\s\S]*we spoke of colours[\s\S]*another\?/);
});

test('too long for a window that nobody knows: /compact sums up half, and /retry gets the prompt answered', async (t) => {
  const body = { error: { code: 'context_length_exceeded', message: 'too long' } };
  const server = await openServer(t, ({ raw }) =>
    raw.length > 900
      ? { fault: { kind: 'status', status: 400, body } }
      : { text: raw.includes('Sum up this conversation') ? 'the gist' : 'fine' },
  );
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  const long = 'many words '.repeat(20).trim();
  const input = `${long}\n${long} 2\n${long} 3\n/compact\n/retry\n`;
  const { stdout, stderr } = await cli.run([...plain, '-n', 'tight'], { input });
  assert.match(stderr, /Shorten it with \/compact[\s\S]*your last prompt has no reply yet: \/retry/);
  assert.match(stdout, /the gist\n+fine\n*$/);
  const last = server.requests.findLast((request) => request.method === 'POST')?.raw ?? '';
  assert.match(last, /the gist[\s\S]*many words 3/);
});

test('too long for a window that is known: /compact sums up what fits, and asks once', async (t) => {
  const server = await openServer(t, ({ raw }) => ({ text: raw.includes('Sum up this') ? 'the gist' : 'fine' }));
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'compatible',
    REPRISE_BASE_URL: server.url('compatible'),
    REPRISE_MODEL: 'm',
  });
  writeFileSync(join(cli.home, 'config.json'), JSON.stringify({ contextWindows: { m: 300 } }));
  const long = 'many words '.repeat(20).trim();
  await cli.ok([...plain, '-n', 'tight'], { input: `${long}\n${long} 2\n${long} 3\n${long} 3\n/compact\n` });
  const asked = server.requests.filter(({ raw }) => raw.includes('Sum up this'));
  assert.equal(asked.length, 1);
  assert.match(asked[0]?.raw ?? '', /many words 2/);
  assert.doesNotMatch(asked[0]?.raw ?? '', /many words 3/);
});

test('@path attaches a file as in the dashboard; what is not there is said, and sent as text the second time', async (t) => {
  const server = await openServer(t, [{ text: ['read'] }, { text: ['as text'] }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'openai',
    OPENAI_BASE_URL: server.url('openai'),
    OPENAI_API_KEY: 'sk-t',
    REPRISE_MODEL: 'm',
  });
  writeFileSync(join(cli.home, 'notes.md'), 'remember the milk');
  const lines = ['what is in @notes.md?', 'and @gone.md?', 'and @gone.md?', 'hello @everybody'];
  const { stderr, exitCode } = await cli.run([...plain, '-n', 'files'], { input: `${lines.join('\n')}\n` });
  assert.match(stderr, /^attached .*notes\.md \(text, 17 bytes\)$/m);
  assert.equal(stderr.match(/There is no file .*gone\.md\. Nothing was sent\./g)?.length, 1);
  assert.equal(exitCode, 0, 'the last line was answered');
  const posts = server.requests.filter((request) => request.method === 'POST');
  assert.equal(posts.length, 3);
  assert.match(posts[0]?.raw ?? '', /remember the milk/);
  const { messages } = JSON.parse(await cli.ok(['show', 'files', '--json']));
  assert.equal(messages[0].attachments[0].bytes, 17);
  assert.deepEqual(messages[2].attachments, []);
});

test('a request that would not fit says so before it is sent, and goes out when it is asked again', async (t) => {
  const server = await openServer(t, [{ text: ['long'] }]);
  const cli = createCli(t, {
    REPRISE_PROVIDER: 'openai',
    OPENAI_BASE_URL: server.url('openai'),
    OPENAI_API_KEY: 'sk-t',
    REPRISE_MODEL: 'm',
  });
  writeFileSync(join(cli.home, 'config.json'), JSON.stringify({ contextWindows: { m: 20 } }));
  const long = 'word '.repeat(100).trim();
  const first = await cli.run([...plain, '-n', 'tight'], { input: `${long}\n` });
  assert.match(
    first.stderr,
    /This request has about \d+ tokens; the context window of m holds 20\. Nothing was sent\. \/compact sums up/,
  );
  assert.equal(first.exitCode, 1);
  assert.equal(server.requests.length, 0);
  await cli.ok([...plain, '-r', '-n', 'tight'], { input: `${long}\n${long}\n` });
  assert.equal(server.requests.length, 1);
});

test('/save says what is still not saved, /export has it all the same; the moment it is saved is told', async (t) => {
  const cli = createCli(t);
  const place = join(cli.home, 'place');
  writeFileSync(place, '');
  const talk = cli.start(['session', '--plain', '--sessions', place], { input: 'hello\n/help\n', keepInputOpen: true });
  await talk.says(/Anything else is sent/);
  const complaints = () => talk.stderr().match(/NOT SAVED: /g)?.length ?? 0;
  const before = complaints();
  talk.child.stdin?.write('/save\n/export words.md\n/bogus\n');
  await talk.says(/bogus/);
  assert.equal(complaints(), before + 1);
  assert.doesNotMatch(talk.stdout(), /^everything is saved$/m);
  const words = readFileSync(join(cli.home, 'words.md'), 'utf8');
  assert.match(words, /^hello$[\s\S]*Offline/m, 'what is in memory only can be had elsewhere');
  rmSync(place);
  talk.child.stdin?.end('/save\n');
  const { exitCode, stdout, stderr } = await talk.ended;
  assert.match(stdout, /^everything is saved$/m);
  assert.match(stderr, /^Everything is saved now\.$/m);
  assert.equal(exitCode, 0);
  const [listed] = JSON.parse(await cli.ok(['list', '--sessions', place, '--json']));
  assert.equal(listed.turnCount, 1);
});
