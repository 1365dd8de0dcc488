import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listed, resolveSession } from '../../src/core/resolve.ts';
import { emptySummary, type SessionSummary } from '../../src/core/session.ts';

const sessions = [
  session('sess_a1b2c3', 'react-migration'),
  session('sess_a1ffff', 'react-hooks'),
  session('sess_0c0ffee', 'blog'),
  session('sess_e6d7', 'e6d7'),
  session('sess_1111', 'twin'),
  session('sess_2222', 'twin'),
  session('sess_3333', 'café'),
];

test('an exact id, an exact name, or the unique beginning of either names a session', () => {
  for (const [query, id] of [
    ['sess_a1b2c3', 'sess_a1b2c3'],
    ['react-migration', 'sess_a1b2c3'],
    ['a1b2', 'sess_a1b2c3'],
    ['sess_a1f', 'sess_a1ffff'],
    ['react-m', 'sess_a1b2c3'],
    ['  blog ', 'sess_0c0ffee'],
    ['e6', 'sess_e6d7'],
    ['cafe\u0301', 'sess_3333'],
  ] as const) {
    const found = resolveSession(sessions, query);
    assert.equal(found.ok && found.value.id, id, query);
  }
});

test('a name that is also the beginning of another one still names its own session', () => {
  const both = [session('sess_1', 'blog'), session('sess_2', 'blog-two')];
  const found = resolveSession(both, 'blog');
  assert.equal(found.ok && found.value.id, 'sess_1');
});

test('an id names its own session, also where another’s id begins with it or another is named so', () => {
  const three = [session('sess_1', 'blog'), session('sess_12', 'sess_1'), session('sess_3', 'sess_1')];
  const found = resolveSession(three, 'sess_1');
  assert.equal(found.ok && found.value.name, 'blog');
});

test('a name that looks like a path is found where a session has it', () => {
  const found = resolveSession([session('sess_1', 'a/b')], 'a/b');
  assert.equal(found.ok && found.value.id, 'sess_1');
});

test('the name of its file names a session, as doctor prints it; its path does not', () => {
  const two = ['session-1.jsonl', 'old-session-1.jsonl'].map((file, i) => {
    return { ...session(`sess_${i}`, `name ${i}`), filePath: `/data/sessions/${file}` };
  });
  const found = resolveSession(two.toReversed(), 'session-1.jsonl');
  assert.equal(found.ok && found.value.id, 'sess_0');
  for (const [query, code] of [
    ['sessions/session-1.jsonl', 'bad-id'],
    ['/data/sessions/session-1.jsonl', 'bad-id'],
    ['ession-1.jsonl', 'session-not-found'],
  ] as const) {
    const refusal = resolveSession(two, query);
    assert.equal(!refusal.ok && refusal.problem.code, code, query);
  }
});

test('what fits several sessions lists them: by name, or by id where the names are the same', () => {
  const prefix = refused('react');
  assert.equal(prefix.code, 'session-ambiguous');
  assert.deepEqual(prefix.candidates, ['react-migration', 'react-hooks']);
  assert.match(prefix.message, /"react" is the beginning of 2 sessions: react-migration, react-hooks\./);

  const twins = refused('twin');
  assert.deepEqual(twins.candidates, ['sess_1111', 'sess_2222']);
  assert.equal(twins.next, 'Give the id of the one you mean.');
  assert.equal(prefix.next, 'Type more of the name.');
});

test('the beginning of several ids, or of every id, shows ids with their names', () => {
  const two = refused('sess_a1');
  assert.match(two.message, /2 sessions: sess_a1b2c3 \(react-migration\), sess_a1ffff \(react-hooks\)\.$/);
  assert.equal(two.next, 'Type more of the id, or a name.');
  const all = refused('sess_');
  assert.equal(all.code, 'session-ambiguous');
  assert.match(all.message, /^"sess_" is the beginning of 7 sessions: sess_a1b2c3 .* and 2 more\.$/);
  assert.equal(refused('sess').code, 'session-not-found');
});

test('a candidate with an endless name does not fill the screen', () => {
  const long = [session('sess_1', `work-${'w'.repeat(500)}`), session('sess_2', 'work-2')];
  const result = resolveSession(long, 'work');
  assert.ok(!result.ok);
  assert.ok(result.problem.message.length < 160, result.problem.message);
});

test('a name with control characters, out of another program’s file, is asked for as it is shown', () => {
  const odd = [session('sess_1', 'red\u001b[31m\nalert'), session('sess_2', 'red-2')];
  const found = resolveSession(odd, 'red alert');
  assert.equal(found.ok && found.value.id, 'sess_1');
  const both = resolveSession(odd, 'red');
  assert.ok(!both.ok);
  assert.match(both.problem.message, /: red alert, red-2\.$/);
});

test('a long list of candidates is cut on screen and whole in the data', () => {
  const many = Array.from({ length: 40 }, (_, index) => session(`sess_${index}x`, `work-${index}`));
  const result = resolveSession(many, 'work');
  assert.ok(!result.ok);
  assert.match(result.problem.message, /40 sessions: work-0, work-1, work-2, work-3, work-4 and 35 more\./);
  assert.equal(result.problem.candidates?.length, 40);
});

test('an unknown name gives the nearest ones', () => {
  const typo = refused('raect-migration');
  assert.equal(typo.code, 'session-not-found');
  assert.deepEqual(typo.candidates, ['react-migration']);
  assert.equal(typo.next, 'Did you mean "react-migration"?');
  assert.match(refused('zzzzzzzz').next, /reprise list/);
  const none = resolveSession([], 'blog');
  assert.ok(!none.ok);
  assert.match(none.problem.next, /no sessions yet/);
});

test('words of a title lead to the name, newest first: nobody remembers a short random one', () => {
  const titled = ['Why are plums blue?', 'More on Plums', 'Pears'].map((title, i) => ({
    ...session(`sess_${i}`, ['f49f69', 'evening', 'pears'][i] ?? ''),
    title,
  }));
  const result = resolveSession(titled, 'plums');
  assert.ok(!result.ok);
  assert.deepEqual(result.problem.candidates, ['f49f69', 'evening']);
  assert.equal(
    result.problem.next,
    'It is in the title of f49f69 (Why are plums blue?), evening (More on Plums): use the name before the parentheses.',
  );
  const named = resolveSession([{ ...session('sess_1', 'blog post'), title: 'blog post' }], 's');
  assert.ok(!named.ok);
  assert.equal(named.problem.next, 'It is in the title of blog post: use the whole name.');
});

test('paths, NUL, control characters, nothing at all and 300 characters are refused in a sentence', () => {
  for (const query of ['../../etc/passwd', 'a/b', 'a\\b', 'a\0b', 'a\u001b[31m', '', '   ', 'x'.repeat(300)]) {
    const refusal = refused(query);
    assert.equal(refusal.code, 'bad-id', JSON.stringify(query));
    assert.doesNotMatch(refusal.message, /\p{Cc}/u);
    assert.ok(refusal.message.length < 100);
  }
});

test('names are listed as people write them', () => {
  assert.equal(listed([], 'or'), '');
  assert.equal(listed(['a'], 'or'), '"a"');
  assert.equal(listed(['a', 'b'], 'and'), '"a" and "b"');
  assert.equal(listed(['a', 'b', 'c'], 'or'), '"a", "b" or "c"');
});

function refused(query: string) {
  const result = resolveSession(sessions, query);
  assert.ok(!result.ok, `${JSON.stringify(query)} should name no session`);
  return result.problem;
}

function session(id: string, name: string): SessionSummary {
  return {
    ...emptySummary(id),
    filePath: `/sessions/${id}.jsonl`,
    name,
    named: true,
    title: name,
    provider: 'offline',
    model: 'offline',
    cwd: '/',
  };
}
