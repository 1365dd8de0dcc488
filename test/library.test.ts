import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { listSessions, loadSession, SessionError } from '../src/index.ts';
import { createStore } from '../src/store/store.ts';
import { message, tempFolder, testClock } from './support/temp-home.ts';

test('what the store keeps the library gives back, newest first, with times as Date', async (t) => {
  const directory = tempFolder(t);
  const clock = testClock();
  const store = createStore({ directory, clock });
  for (const name of ['older', 'newer']) {
    clock.move(60_000);
    const made = await store.create({ name, provider: 'offline', model: 'm', cwd: '/' });
    assert.ok(made.ok);
    await made.value.append(message({ id: `msg_${name}`, content: `hello ${name}`, timestamp: clock.now() }));
    await made.value.close();
  }
  const sessions = await listSessions(directory);
  assert.deepEqual(
    sessions.map((session) => session.name),
    ['newer', 'older'],
  );
  const [newest] = sessions;
  assert.ok(newest);
  const { session, messages } = await loadSession(newest.filePath);
  assert.deepEqual(session, newest);
  assert.equal(session.startTime.getTime(), clock.now());
  assert.equal(session.turnCount, 1);
  assert.deepEqual(
    messages.map(({ content, role, timestamp }) => [role, content, timestamp.getTime()]),
    [['user', 'hello newer', clock.now()]],
  );
});

test('of edited prompts the branch that is shown is given', async (t) => {
  const directory = tempFolder(t);
  const store = createStore({ directory, clock: testClock() });
  const made = await store.create({ provider: 'offline', model: 'm', cwd: '/' });
  assert.ok(made.ok);
  await made.value.append(message({ id: 'first' }));
  await made.value.append(message({ id: 'answer', parent: 'first', role: 'assistant' }));
  await made.value.append(message({ id: 'edited' }));
  await made.value.close();
  const { messages } = await loadSession(made.value.summary.filePath);
  assert.deepEqual(
    messages.map(({ id }) => id),
    ['edited'],
  );
});

test('a missing folder is empty; what cannot be read is an error with a code; damage is told, not thrown', async (t) => {
  const directory = tempFolder(t);
  assert.deepEqual(await listSessions(join(directory, 'nowhere')), []);
  const file = join(directory, 'session-1.jsonl');
  await assert.rejects(
    loadSession(file),
    (error) => error instanceof SessionError && error.code === 'session-not-found',
  );
  mkdirSync(join(directory, 'session-2.jsonl'));
  await assert.rejects(loadSession(join(directory, 'session-2.jsonl')), SessionError);
  writeFileSync(
    file,
    '{"type":"meta","session_id":"sess_1"}\nrubbish\n{"type":"message","role":"user","content":"kept","timestamp_ms":1}\n',
  );
  const { messages, session } = await loadSession(file);
  assert.equal(messages[0]?.content, 'kept');
  assert.notEqual(session.damage, '');
});

test('copies of a file are sessions of their own: no two have the same id', async (t) => {
  const directory = tempFolder(t);
  const store = createStore({ directory, clock: testClock() });
  const made = await store.create({ name: 'blog', provider: 'offline', model: 'm', cwd: '/' });
  assert.ok(made.ok);
  await made.value.close();
  const { filePath, id } = made.value.summary;
  copyFileSync(filePath, filePath.replace('.jsonl', ' (copy).jsonl'));
  const known = new Map((await listSessions(directory)).map((session) => [session.id, session.filePath]));
  assert.equal(known.size, 2);
  assert.equal(known.get(id), filePath, 'the original keeps it');
});

test('a relative folder gives absolute files, which hold wherever the program goes next', async (t) => {
  const directory = tempFolder(t);
  const file = join(directory, 'session-1.jsonl');
  writeFileSync(file, '{"type":"message","role":"user","content":"kept","timestamp_ms":1}\n');
  const [listed] = await listSessions(relative(process.cwd(), directory));
  assert.equal(listed?.filePath, file);
  assert.equal((await loadSession(relative(process.cwd(), file))).session.filePath, file);
});

test('what is no path is said to be none, not taken for a broken disk', async () => {
  const untyped: (path: unknown) => Promise<unknown> = (path) => Reflect.apply(loadSession, undefined, [path]);
  const rows: [unknown, string][] = [
    [undefined, 'undefined'],
    [{ filePath: 'x' }, 'object'],
    ['', "''"],
  ];
  for (const [given, told] of rows)
    await assert.rejects(untyped(given), {
      name: 'TypeError',
      message: `Give the \`filePath\` of a session as a string that is not empty, not ${told}.`,
    });
  await assert.rejects(listSessions(''), TypeError);
});

test('a user of whom the system knows no home can load it, and is told what is missing when it is needed', (t) => {
  const directory = tempFolder(t);
  const homeless = `
    import os from 'node:os';
    import { syncBuiltinESMExports } from 'node:module';
    os.homedir = () => { throw new Error('uv_os_homedir returned ENOENT'); };
    syncBuiltinESMExports();`;
  const program = `
    const { listSessions } = await import(${JSON.stringify(import.meta.resolve('../src/index.ts'))});
    const told = await listSessions().catch(({ name, code, message }) => ({ name, code, message }));
    console.log(JSON.stringify([await listSessions(${JSON.stringify(directory)}), told]));`;
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(homeless)}`,
    '--input-type=module',
    '-e',
    program,
  ];
  assert.deepEqual(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })), [
    [],
    {
      name: 'SessionError',
      code: 'bad-config',
      message:
        'HOME is not set, and the system does not know this user’s home folder. Set HOME, or pass the sessions folder.',
    },
  ]);
});
