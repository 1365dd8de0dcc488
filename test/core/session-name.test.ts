import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionSummary } from '../../src/core/session.ts';
import { checkFreeName, checkName, longestName, nameOfFork } from '../../src/core/session-name.ts';

test('good names are kept as typed, trimmed and in one Unicode form', () => {
  for (const [typed, kept] of [
    ['blog', 'blog'],
    ['  Goose, managing  ', 'Goose, managing'],
    ['cafe\u0301', 'café'],
    ['日本語 🎉', '日本語 🎉'],
    ['x'.repeat(longestName), 'x'.repeat(longestName)],
  ] as const) {
    const checked = checkName(typed);
    assert.equal(checked.ok && checked.value, kept);
  }
});

test('names that commands could not take later are refused with the reason', () => {
  for (const [typed, reason] of [
    ['', /empty/],
    ['  ', /empty/],
    ['x'.repeat(longestName + 1), /at most 100/],
    ['a\nb', /one line/],
    ['a\u001b]0;x', /control/],
    ['a\u2028b', /one line/],
    ['../x', /cannot contain \//],
    ['a\\b', /cannot contain \//],
    ['-r', /dash/],
    ['sess_12', /because ids do/],
    ['a\ud800', /valid Unicode/],
  ] as const) {
    const checked = checkName(typed);
    assert.ok(!checked.ok, JSON.stringify(typed));
    assert.equal(checked.problem.code, 'bad-name');
    assert.match(checked.problem.message, reason);
  }
});

test('a taken name says how to resume its session; renaming a session to its own name is fine', () => {
  const sessions = [named('sess_1', 'my blog'), named('sess_2', 'café')];
  const taken = checkFreeName('my blog', sessions);
  assert.ok(!taken.ok);
  assert.equal(taken.problem.code, 'name-taken');
  assert.match(taken.problem.next, /reprise session -r -n 'my blog'/);
  assert.ok(!checkFreeName('cafe\u0301', sessions).ok);
  assert.ok(checkFreeName('my blog', sessions, 'sess_1').ok);
  assert.ok(checkFreeName('other', sessions).ok);
});

test('a fork gets a free name of its own', () => {
  assert.equal(nameOfFork('blog', []), 'blog-fork');
  assert.equal(nameOfFork('blog', [named('sess_1', 'blog-fork'), named('sess_2', 'blog-fork-2')]), 'blog-fork-3');
  assert.ok(checkName(nameOfFork('x'.repeat(longestName), [])).ok);
});

function named(id: string, name: string): SessionSummary {
  return { id, name } as SessionSummary;
}
