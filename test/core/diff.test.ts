import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffTokens, isDiffLanguage, looksLikeDiff } from '../../src/core/diff.ts';

const patch = `diff --git a/x b/x
index 1..2 100644
--- a/x
+++ b/x
@@ -1,3 +1,3 @@ head
 same
--- a removed line that looks like a head
+++ an added line that looks like one
 same
--- a/y
+++ b/y
@@ -1 +1 @@
-old
+new
@@ -9,2 +9 @@
--- a removed line below a hunk of one line
 same`;

test('every line of a diff has its token; heads are heads only outside of hunks', () => {
  const short = { diffHunk: 'h', diffAdded: '+', diffRemoved: '-', code: ' ' };
  const shown = diffTokens(patch.split('\n')).map((token) => short[token]);
  assert.equal(shown.join(''), 'hhhhh -+ hhh-+h- ');
});

test('loose lines without a hunk are told by their sign', () => {
  assert.deepEqual(diffTokens(['-a', '+b', ' c']), ['diffRemoved', 'diffAdded', 'code']);
});

test('a text is a diff when it has a hunk with changes', () => {
  assert.ok(looksLikeDiff(patch));
  assert.ok(!looksLikeDiff('- a list\n+ of signs'));
  assert.ok(!looksLikeDiff('@@ not a hunk @@\n+x'));
  assert.ok(isDiffLanguage('patch') && !isDiffLanguage('ts'));
});
