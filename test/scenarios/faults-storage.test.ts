/** A disk that does not take what is written: the conversation goes on, says so, and catches up, each message once. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ProblemCode } from '../../src/core/problem.ts';
import { type Fault, type FaultyDisk, faultyDisk } from '../support/faulty-disk.ts';
import { openServer } from '../support/provider-server.ts';
import { openScenario, type Scenario, type ScenarioOptions } from '../support/scenario.ts';
import { tempFolder } from '../support/temp-home.ts';

const always = Number.POSITIVE_INFINITY;
const full: Fault = { from: 1, count: always, code: 'ENOSPC', only: ['write'] };

interface Open extends Scenario {
  readonly disk: FaultyDisk;
}

/** A program on a disk that can fail, answered by a server that echoes. */
async function open(t: TestContext, options: ScenarioOptions = {}): Promise<Open> {
  const server = await openServer(t);
  const disk = faultyDisk();
  const env = { REPRISE_BASE_URL: server.url('compatible'), OPENAI_API_KEY: '' };
  const chosenModel = { provider: 'compatible', model: 'test-model' };
  return { disk, ...(await openScenario(t, { env, chosenModel, disk, ...options })) };
}

async function begin(app: Open, name = 'story'): Promise<void> {
  await app.press('n');
  await app.type(name);
  await app.press('enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
}

/** Sends a text and waits for its answer, whole and stored, or kept in memory where it cannot be stored. */
async function say(app: Open, text: string): Promise<void> {
  await app.type(text);
  await app.press('enter');
  await app.sees(`You said: ${text}`);
  await app.until((state) => [...state.conversations.values()].every((one) => !one.reply && !one.storing));
}

/** Why something is in memory only, for each session that has such words. */
function unsavedCodes(app: Scenario): readonly (ProblemCode | undefined)[] {
  return [...app.state().conversations.values()].flatMap(({ unsaved }) => (unsaved ? [unsaved.problem.code] : []));
}

function stored(app: Scenario): readonly string[] {
  return app.storedMessages().map((message) => `${message.role}: ${message.content}`);
}

const turn = (text: string): readonly string[] => [`user: ${text}`, `assistant: You said: ${text}`];

const faults: readonly (readonly [what: string, fault: Fault, code: ProblemCode])[] = [
  ['a full disk', { ...full, short: true }, 'disk-full'],
  ['a used-up quota', { ...full, code: 'EDQUOT' }, 'disk-quota'],
  ['an I/O error', { ...full, code: 'EIO' }, 'io-error'],
  ['a disk that became read-only', { ...full, code: 'EROFS' }, 'read-only'],
  ['a sync that fails', { ...full, code: 'EIO', only: ['fdatasync', 'fsync'] }, 'io-error'],
];
for (const [what, fault, code] of faults) {
  test(`${what}: two turns go on unsaved, and /save stores both once`, async (t) => {
    const app = await open(t);
    await begin(app);
    await say(app, 'before');
    app.disk.fail(fault);
    await say(app, 'during');
    await app.sees('NOT SAVED · ');
    assert.deepEqual(unsavedCodes(app), [code]);
    await say(app, 'still');
    await app.sees('NOT SAVED · ');
    app.disk.fail(undefined);
    await app.type('/save');
    await app.press('enter');
    await app.seesNot('NOT SAVED');
    await say(app, 'after');
    assert.deepEqual(stored(app), ['before', 'during', 'still', 'after'].flatMap(turn));
    assert.equal(await app.quit(), 0);
    assert.deepEqual(stored(app), ['before', 'during', 'still', 'after'].flatMap(turn));
  });
}

test('once there is room again, what waits is stored without a word from the user', async (t) => {
  const app = await open(t);
  await begin(app);
  app.disk.fail(full);
  await say(app, 'patience');
  await app.sees('NOT SAVED');
  app.disk.fail(undefined);
  await app.seesNot('NOT SAVED');
  assert.deepEqual(stored(app), turn('patience'));
});

test('a session whose file cannot be made is talked in, says so at once, and gets its file later', async (t) => {
  const app = await open(t);
  app.disk.fail({ from: 1, count: always, code: 'EACCES', only: ['mkdir', 'open', 'openSync'] });
  await begin(app);
  await app.sees('NOT SAVED');
  await say(app, 'hello');
  await app.sees('NOT SAVED');
  app.disk.fail(undefined);
  await app.type('/save');
  await app.press('enter');
  await app.seesNot('NOT SAVED');
  assert.deepEqual(stored(app), turn('hello'));
  assert.match([...app.files().values()].join(''), /"name":"story"/);
});

test('quitting asks first, writes what is in memory to a file on request, and says at the end where it is', async (t) => {
  // What cannot be stored at the end goes to the temporary folder: for once one of our own.
  const folder = tempFolder(t);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  t.after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  // No process may make a folder here, whoever runs it.
  const app = await open(t, { sessions: '/proc/reprise-sessions' });
  await begin(app);
  await say(app, 'precious');
  await app.sees('NOT SAVED');
  await app.press('tab', 'q');
  await app.sees('Quit?');
  await app.sees(/“story” is NOT SAVED/);
  await app.press('x');
  await app.seesNot('Quit?');
  assert.equal(app.state().quitting, false);

  await app.press('q');
  await app.sees('Quit?');
  await app.press('e');
  await app.sees(/Exported/);
  const exported = readFileSync(join(app.home, 'story.md'), 'utf8');
  assert.match(exported, /precious[\s\S]*You said: precious/);

  await app.sees('Quit?');
  await app.press('y');
  assert.equal(await app.program.finished, 1);
  const [lost, ...others] = app.program.lost();
  assert.deepEqual(others, []);
  const [name = ''] = readdirSync(folder).filter((one) => one.startsWith('reprise-unsaved'));
  assert.ok(lost?.next.includes(join(folder, name)), JSON.stringify(lost));
  const rescued = readFileSync(join(folder, name), 'utf8');
  assert.match(rescued, /"content":"precious"[\s\S]*"content":"You said: precious"/);
});

test('a signal does not wait for an answer: it ends the program with its own code', async (t) => {
  const app = await open(t);
  await begin(app);
  app.disk.fail(full);
  await say(app, 'precious');
  await app.sees('NOT SAVED');
  app.disk.fail(undefined);
  app.program.dispatch({ type: 'input', event: { type: 'hangup', signal: 'SIGTERM', exitCode: 143 } });
  assert.equal(await app.program.finished, 143);
  assert.deepEqual(app.program.lost(), []);
  assert.deepEqual(stored(app), turn('precious'));
});

const takenAway: readonly (readonly [string, (file: string, folder: string) => void])[] = [
  ['deleted', (file) => rmSync(file)],
  ['moved', (file, folder) => renameSync(file, join(folder, 'elsewhere'))],
];
for (const [how, takeAway] of takenAway) {
  test(`a file that is ${how} while it is open: told, and written again with all that was in it`, async (t) => {
    const app = await open(t, { prepare: async ({ paths }) => void mkdirSync(paths.sessionsDir, { mode: 0o700 }) });
    await begin(app);
    await say(app, 'before');
    const folder = app.services.paths.sessionsDir;
    const [name = ''] = app.files().keys();
    const away = mkdtempSync(join(app.home, 'away-'));
    takeAway(join(folder, name), away);
    await app.sees(/moved or deleted/);
    await say(app, 'after');
    await app.sees(/the session was written again/);
    assert.deepEqual(stored(app), ['before', 'after'].flatMap(turn));
    assert.equal(app.state().list.sessions.length, 1);
  });
}

test('what another program adds to the file of an open session is shown and kept', async (t) => {
  const app = await open(t);
  await begin(app);
  await say(app, 'before');
  const [name = ''] = app.files().keys();
  const line = { type: 'message', role: 'user', content: 'from elsewhere', timestamp_ms: Date.now() };
  appendFileSync(join(app.services.paths.sessionsDir, name), `${JSON.stringify(line)}\n`);
  await say(app, 'after');
  await app.sees(/Another program added a line/);
  assert.deepEqual(stored(app), [...turn('before'), 'user: from elsewhere', ...turn('after')]);
});

test('a folder that can be none is said in the list, and what was asked for is refused with the reason', async (t) => {
  const app = await open(t, { sessions: '/proc/self/status/sessions' });
  await app.sees(/\/proc\/self\/status\/sessions is/);
  await app.press('n', 'enter');
  await app.sees('That did not work');
  await app.press('escape');
  await app.seesNot('That did not work');
  assert.equal(await app.quit(), 0);
});
