/** Where things are put, for each way of saying so. */
import assert from 'node:assert/strict';
import { sep } from 'node:path';
import { test } from 'node:test';
import { findPaths } from '../../src/store/paths.ts';

const platform = {
  data: '/home/ada/.local/share/reprise',
  config: '/home/ada/.config/reprise',
  cache: '/home/ada/.cache/reprise',
  log: '/home/ada/.local/state/reprise',
};
const at = { platform, cwd: '/work/here', userHome: '/home/ada' };

test('without variables the folders of the platform are used', () => {
  const paths = findPaths({}, at);
  assert.equal(paths.home, undefined);
  assert.equal(paths.sessionsDir, '/home/ada/.local/share/reprise/sessions');
  assert.equal(paths.configFile, '/home/ada/.config/reprise/config.json');
  assert.equal(paths.themesDir, '/home/ada/.config/reprise/themes');
  assert.equal(paths.historyFile, '/home/ada/.local/state/reprise/history.jsonl');
  assert.equal(paths.crashDir, '/home/ada/.local/state/reprise/crashes');
});

test('REPRISE_HOME holds everything', () => {
  const paths = findPaths({ REPRISE_HOME: '/srv/reprise' }, at);
  assert.equal(paths.home, '/srv/reprise');
  assert.equal(paths.sessionsDir, '/srv/reprise/sessions');
  assert.equal(paths.configFile, '/srv/reprise/config.json');
  for (const path of Object.values(paths)) assert.ok(path.startsWith('/srv/reprise'), path);
});

const homes: [string, string | undefined, string][] = [
  ['empty counts as not set', '', '/home/ada/.local/share/reprise/sessions'],
  ['blank counts as not set', '  ', '/home/ada/.local/share/reprise/sessions'],
  ['relative starts from here', 'box', '/work/here/box/sessions'],
  ['a tilde is the user’s home', '~/box', '/home/ada/box/sessions'],
  ['dots are resolved', '/srv/x/../box/', '/srv/box/sessions'],
];
for (const [title, value, expected] of homes) {
  test(`REPRISE_HOME: ${title}`, () => {
    assert.equal(findPaths({ REPRISE_HOME: value }, at).sessionsDir, expected);
  });
}

test('a relative XDG variable is not there at all: it would lead elsewhere from every folder', () => {
  const relative = { data: 'd/reprise', config: 'c/reprise', cache: './cache/reprise', log: 's/reprise' };
  const usual = findPaths({}, at);
  assert.deepEqual(findPaths({}, { ...at, platform: relative }), usual);
  const only = { ...platform, data: 'd/reprise' };
  assert.deepEqual(findPaths({}, { ...at, platform: only }), usual);
});

test('--sessions opens another folder and leaves the rest where it was', () => {
  const paths = findPaths({ REPRISE_HOME: '/srv/reprise' }, { ...at, sessions: '../other' });
  assert.equal(paths.sessionsDir, '/work/other');
  assert.equal(paths.configFile, '/srv/reprise/config.json');
});

test('the trash is inside the sessions folder, so that moving there is a rename', () => {
  for (const sessions of [undefined, '/mnt/stick/talks']) {
    const paths = findPaths({}, { ...at, ...(sessions ? { sessions } : {}) });
    assert.ok(paths.trashDir.startsWith(paths.sessionsDir + sep));
  }
});

test('each sessions folder has a list cache of its own', () => {
  const names = ['/a', '/b', '/a/b', '/b/a', '/ab'].map((sessions) => findPaths({}, { ...at, sessions }).listCacheFile);
  assert.equal(new Set(names).size, names.length);
  assert.equal(findPaths({}, { ...at, sessions: '/a' }).listCacheFile, names[0]);
});

test('without overrides the paths are absolute too', () => {
  for (const path of Object.values(findPaths({}))) assert.match(path, /^(\/|[A-Z]:\\)/);
});
