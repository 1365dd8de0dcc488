/** Two processes: who holds a session is told, it can be watched as it grows, forked, and taken over when it is free. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Services } from '../../src/run/services.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';

const child = fileURLToPath(new URL('../support/holder-child.ts', import.meta.url));

interface Other {
  readonly process: ChildProcess;
  /** Does one thing and resolves when it is done: writes a message, `rename NAME`. */
  does(line: string): Promise<void>;
  /** Closes the session and ends. */
  closes(): Promise<void>;
  killed(): Promise<void>;
}

/** The other reprise; resolves when it has the session. `new` begins one. */
async function other(t: TestContext, services: Services, filePath: string): Promise<Other> {
  const held = spawn(process.execPath, [child, services.paths.sessionsDir, filePath], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => held.kill('SIGKILL'));
  let said = '';
  held.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const says = async (line: string): Promise<void> => {
    while (!said.split('\n').slice(0, -1).includes(line)) {
      assert.equal(held.exitCode, null, 'the other process lives');
      await Promise.race([once(held.stdout, 'data'), once(held, 'exit')]);
    }
  };
  await says('open');
  return {
    process: held,
    async does(line) {
      held.stdin.write(`${line}\n`);
      await says(`done ${line}`);
    },
    async closes() {
      const ended = once(held, 'exit');
      held.stdin.write('close\n');
      await ended;
    },
    async killed() {
      const ended = once(held, 'exit');
      held.kill('SIGKILL');
      await ended;
    },
  };
}

interface Stage {
  readonly app: Scenario;
  readonly filePath: string;
}

/** A dashboard with one session, `shared`, that has one message. */
async function stage(t: TestContext): Promise<Stage> {
  let filePath = '';
  const app = await openScenario(t, {
    async prepare({ store, clock }) {
      const made = await store.create({ name: 'shared', provider: 'offline', model: 'offline', cwd: '/' });
      assert.ok(made.ok);
      filePath = made.value.summary.filePath;
      const message = { id: 'msg_first', parent: null, role: 'user', content: 'the beginning', timestamp: clock.now() };
      await made.value.append({ ...message, role: 'user' });
      await made.value.close();
    },
  });
  await app.sees('the beginning');
  return { app, filePath };
}

const slow = 10_000;

test('a second process is told who holds the session, watches it grow, and goes on when it is free', async (t) => {
  const { app, filePath } = await stage(t);
  const holder = await other(t, app.services, filePath);
  await app.until((state) => state.list.holders.size === 1, 'the row shows that it is held', slow);
  await app.press('enter');
  await app.sees('Open elsewhere');
  await app.sees(`pid ${holder.process.pid}`);
  await app.press('w');
  await app.seesNot('Open elsewhere');
  await app.sees(`watching pid ${holder.process.pid}`);
  await holder.does('a word from the other side');
  await app.sees('a word from the other side', slow);
  await app.press('i');
  await app.type('not now');
  await app.press('enter');
  await app.sees(/Another process writes to this session/);
  await holder.closes();
  await app.sees(/“shared” is free/, slow);
  await app.seesNot('watching pid');
  // What was typed is still in the box; now it can be sent.
  await app.press('enter');
  await app.sees('Offline ·', slow);
  assert.match([...app.files().values()].join(''), /a word from the other side[\s\S]*not now/);
});

test('the holder is killed: whoever watches is told, and gets in at once', async (t) => {
  const { app, filePath } = await stage(t);
  const holder = await other(t, app.services, filePath);
  await app.press('enter');
  await app.sees('Open elsewhere', slow);
  await app.press('w');
  await app.sees('watching pid');
  await app.until((state) => state.list.holders.size === 1, 'the holder is known', slow);
  await holder.killed();
  await app.sees(/“shared” is free/, slow);
  await app.press('1', 'enter');
  await app.until((state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'));
});

test('a held session is forked into one of our own', async (t) => {
  const { app, filePath } = await stage(t);
  const holder = await other(t, app.services, filePath);
  await app.press('enter');
  await app.sees('Open elsewhere', slow);
  await app.press('f');
  await app.sees('Type a name for the copy');
  await app.press('enter');
  await app.until(
    (state) => [...state.conversations.values()].some((one) => one.access.kind === 'writing'),
    'the fork is open',
    slow,
  );
  await app.type('my own way');
  await app.press('enter');
  await app.sees('Offline ·', slow);
  await holder.does('their way');
  const files = [...app.files().values()];
  assert.equal(files.length, 2);
  const [ours = ''] = files.filter((text) => text.includes('my own way'));
  assert.match(ours, /the beginning/);
  assert.doesNotMatch(ours, /their way/);
  await holder.closes();
});

test('sessions that others make, rename, grow and take away show up without a key', async (t) => {
  const { app, filePath } = await stage(t);
  const maker = await other(t, app.services, 'new');
  await app.sees('from-elsewhere', slow);
  await maker.does('rename quite-another');
  await app.sees('quite-another', slow);
  await app.seesNot('from-elsewhere', slow);
  await maker.does('one more turn');
  await app.until(
    (state) => state.list.sessions.some((session) => session.name === 'quite-another' && session.turnCount === 1),
    'the row counts the turn',
    slow,
  );
  await maker.closes();
  rmSync(filePath);
  await app.until((state) => state.list.sessions.length === 1, 'the row is gone', slow);
});
