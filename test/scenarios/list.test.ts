/** The list on a real store: deleting, naming, archiving and pinning reach the files, and so does taking each back. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sessionAtCursor } from '../../src/app/list-state.ts';
import type { Services } from '../../src/run/services.ts';
import { type Disk, nodeDisk } from '../../src/store/disk.ts';
import { writeManySessions } from '../support/many-sessions.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';
import { message, tempFolder } from '../support/temp-home.ts';

/** One session for each name, with a prompt and an answer; an empty name leaves it unnamed. */
function sessions(...names: readonly string[]): (services: Services) => Promise<void> {
  return async ({ store }) => {
    for (const [i, name] of names.entries()) {
      const made = await store.create({
        ...(name === '' ? {} : { name }),
        provider: 'offline',
        model: 'offline',
        cwd: '/tmp',
      });
      assert.ok(made.ok);
      const prompt = message({ id: `msg_p${i}`, content: `question ${i} about ${name || 'nothing'}` });
      await made.value.append(prompt);
      await made.value.append(
        message({ id: `msg_a${i}`, parent: prompt.id, role: 'assistant', content: `answer ${i}`, seen: true }),
      );
      await made.value.close();
    }
  };
}

const summaries = async (app: Scenario) => (await app.services.store.list()).sessions;

test('delete and undo: the file goes to the trash and comes back', async (t) => {
  const app = await openScenario(t, { prepare: sessions('one', 'two', 'three') });
  await app.sees('Sessions · 3');
  await app.press('m', 'm', 'd');
  await app.sees('Deleted 2 sessions, u to undo.');
  await app.sees('Sessions · 1');
  assert.equal(app.files().size, 1);
  await app.press('u');
  await app.sees('Sessions · 3');
  await app.until(() => app.files().size === 3);
});

test('many deleted together come back whole, each under its own name', async (t) => {
  const names = Array.from({ length: 30 }, (_, i) => `talk-${i}`);
  const app = await openScenario(t, { prepare: sessions(...names) });
  await app.sees('Sessions · 30');
  const before = app.files();
  await app.press(...names.map(() => 'm'), 'd');
  await app.sees('Deleted 30 sessions, u to undo.');
  assert.equal(app.files().size, 0);
  await app.press('u');
  await app.sees('30 sessions are back.');
  assert.deepEqual(app.files(), before);
});

test('while hundreds are deleted it is said how far that is', async (t) => {
  let renames = 0;
  const gate = Promise.withResolvers<void>();
  const disk: Disk = {
    ...nodeDisk,
    async rename(from, to) {
      renames += 1;
      if (renames > 250) await gate.promise;
      return nodeDisk.rename(from, to);
    },
  };
  const prepare = async ({ store }: Services) => void writeManySessions(store.directory, { count: 260 });
  const app = await openScenario(t, { prepare, disk });
  await app.sees('Sessions · 260');
  await app.press(...Array.from({ length: 260 }, () => 'm'), 'd');
  await app.sees('Deleting 260 sessions: 250 so far …');
  assert.equal(app.state().list.sessions.length, 260, 'what we do ourselves is not told as the doing of others');
  gate.resolve();
  await app.sees('Deleted 260 sessions, u to undo.');
  await app.sees('Sessions · 0');
});

test('the trash view: restore one, then empty it after a question', async (t) => {
  const app = await openScenario(t, { prepare: sessions('one', 'two', 'three') });
  await app.sees('Sessions · 3');
  await app.press('m', 'm', 'd');
  await app.sees('Sessions · 1');
  await app.press('T');
  await app.sees('Trash · 2');
  await app.press('enter');
  await app.sees('Sessions · 2');
  await app.press('T');
  await app.sees('Trash · 1');
  await app.type('empty');
  await app.press('enter');
  await app.sees('Delete everything in the trash for good?');
  await app.press('y');
  await app.sees('1 session is deleted for good.');
  assert.deepEqual(
    readdirSync(app.services.paths.trashDir).filter((name) => name.endsWith('.jsonl')),
    [],
  );
  assert.equal(app.files().size, 2);
});

test('a first name, taken back: the file says that there is none, also after a restart', async (t) => {
  const app = await openScenario(t, { prepare: sessions('') });
  await app.sees('question 0 about nothing');
  await app.press('r', 'C-u');
  await app.type('a good name');
  await app.press('enter');
  await app.sees('Renamed to “a good name”; u undoes it.');
  await app.until((state) => state.list.sessions[0]?.named === true);
  await app.press('u');
  await app.sees('is unnamed again');
  await app.program.idle();
  const [session] = await summaries(app);
  assert.equal(session?.named, false);
  assert.match(session?.title ?? '', /^question 0 about nothing/);
  const [text = ''] = app.files().values();
  assert.equal(JSON.parse(text.split('\n')[0] ?? '').name, session?.name);
});

test('changes of one session right after one another all reach its file, and opening it waits for them', async (t) => {
  const app = await openScenario(t, { prepare: sessions('busy') });
  await app.sees('Sessions · 1');
  await app.press('p', 'p', 'p', 'enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
  await app.program.idle();
  assert.equal((await summaries(app))[0]?.pinned, true);
  assert.equal(app.state().toast?.kind, undefined);
});

test('pin and archive several, and take both back', async (t) => {
  const app = await openScenario(t, { prepare: sessions('one', 'two', 'three') });
  await app.sees('Sessions · 3');
  await app.press('m', 'm', 'p');
  await app.sees('Pinned 2 sessions; u undoes it.');
  await app.program.idle();
  assert.equal((await summaries(app)).filter(({ pinned }) => pinned).length, 2);
  await app.press('A');
  await app.sees('1 archived');
  await app.press('u');
  await app.seesNot('1 archived');
  await app.press('u');
  await app.seesNot('▴');
  await app.program.idle();
  const after = await summaries(app);
  assert.equal(
    after.some(({ pinned, archived }) => pinned || archived),
    false,
  );
});

test('a filter leaves what fits; Enter keeps it, Esc clears it', async (t) => {
  const app = await openScenario(t, { prepare: sessions('alpha', 'beta', 'alphabet') });
  await app.sees('Sessions · 3');
  await app.press('/');
  await app.type('alph');
  await app.sees('2 of 3');
  await app.press('enter', 'G');
  await app.until((state) => state.list.cursor === 1);
  await app.press('escape');
  await app.sees('Sessions · 3');
});

test('the next start finds the list as it was left; the config file is not touched; a damaged file is no matter', async (t) => {
  const home = tempFolder(t);
  const first = await openScenario(t, { home, prepare: sessions('one', 'two', 'three') });
  await first.sees('three');
  await first.press('v', 's');
  await first.until((state) => state.list.sort === 'name' && state.list.density === 'compact');
  await first.press('end');
  const last = sessionAtCursor(first.state().list)?.name;
  assert.equal(await first.quit(), 0);
  assert.equal(existsSync(first.services.paths.configFile), false);

  const second = await openScenario(t, { home });
  await second.until((state) => !state.list.loading && sessionAtCursor(state.list)?.name === last);
  assert.deepEqual([second.state().list.sort, second.state().list.density], ['name', 'compact']);
  await second.quit();
  assert.equal(statSync(second.services.paths.lastViewFile).mode & 0o777, 0o600);
  writeFileSync(second.services.paths.lastViewFile, '{"sort":');

  const third = await openScenario(t, { home });
  await third.until((state) => !state.list.loading);
  assert.deepEqual([third.state().list.sort, third.state().list.density], ['recent', 'normal']);
  assert.equal(third.state().toast, null);
});

test('an export takes a free name, ~ is the home folder, and a file that somebody named is never written over', async (t) => {
  const app = await openScenario(t, { prepare: sessions('notes') });
  const home = tempFolder(t);
  const before = process.env.HOME;
  process.env.HOME = home;
  t.after(() => {
    process.env.HOME = before;
  });
  await app.sees('Sessions · 1');
  for (const name of ['notes.md', 'notes-2.md']) {
    await app.press('e', 'enter');
    await app.sees(name);
    await app.until(() => existsSync(join(app.services.cwd, name)));
  }
  await app.press('enter');
  for (const answer of ['Exported to', 'already exists. Choose another name.']) {
    await app.type('/export ~/talk.md');
    await app.press('enter');
    // The sentence about the export before this one may still stand there.
    await app.until(() => /talk\.md/.test(app.state().toast?.text ?? '') && existsSync(join(home, 'talk.md')));
    await app.sees(answer);
  }
  assert.match(readFileSync(join(home, 'talk.md'), 'utf8'), /question 0 about notes/);
});

test('a session with many files of another program is its fullest one, also when the others are written or come back', async (t) => {
  const goFile = (folder: string, second: number, id: string, turns: number): string => {
    const line = (value: object) => `${JSON.stringify(value)}\n`;
    const said = line({ type: 'message', role: 'user', content: 'a', timestamp_ms: 1_777_000_000_000 }).repeat(turns);
    const file = join(folder, `session-177700000${second}.jsonl`);
    writeFileSync(file, line({ type: 'meta', session_id: id, model: 'm' }) + said, { mode: 0o600 });
    return file;
  };
  const app = await openScenario(t, {
    prepare: async ({ store }) => {
      mkdirSync(store.directory, { recursive: true, mode: 0o700 });
      goFile(store.directory, 1, 'sess_go', 2);
    },
  });
  const folder = app.services.store.directory;
  const fullest = join(folder, 'session-1777000001.jsonl');
  const files = () => app.state().list.sessions.map(({ id, filePath }) => `${id} ${filePath}`);
  await app.sees('Sessions · 1');
  goFile(folder, 2, 'sess_go', 1);
  const other = goFile(folder, 3, 'sess_other', 1);
  await app.sees('Sessions · 2');
  assert.deepEqual(files().sort(), [`sess_go ${fullest}`, `sess_other ${other}`]);

  await app.press('G');
  assert.equal(sessionAtCursor(app.state().list)?.id, 'sess_go');
  await app.press('d');
  await app.sees('Sessions · 1');
  await app.press('u');
  await app.sees('Sessions · 2');
  const later = goFile(folder, 4, 'sess_third', 1);
  await app.sees('Sessions · 3');
  assert.deepEqual(files().sort(), [`sess_go ${fullest}`, `sess_other ${other}`, `sess_third ${later}`]);
});

test('a file that was seen while it was still empty is one session when its words are there', async (t) => {
  const app = await openScenario(t, { prepare: sessions('one') });
  await app.sees('Sessions · 1');
  const file = join(app.services.store.directory, 'session-1777000001.jsonl');
  writeFileSync(file, '', { mode: 0o600 });
  await app.sees('Sessions · 2');
  writeFileSync(file, '{"type":"meta","session_id":"sess_go","model":"m"}\n');
  await app.until(({ list }) => list.sessions.some(({ id }) => id === 'sess_go'));
  assert.equal(app.state().list.sessions.filter(({ filePath }) => filePath === file).length, 1);
});
