/**
 * The n-th call to the disk fails, for every n, one, two and five times in a row, with and without half-written
 * bytes. After it heals, every message is stored once and in order, and nothing stays beside the session.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { OpenSession } from '../../src/ports.ts';
import { nodeDisk } from '../../src/store/disk.ts';
import { createStore } from '../../src/store/store.ts';
import { type FaultyDisk, faultyDisk } from '../support/faulty-disk.ts';
import { init, value } from '../support/open-store.ts';
import { bodyOf, idsIn, message, tempFolder, testClock } from '../support/temp-home.ts';

const fixtures = path.join(import.meta.dirname, '../fixtures/sessions');
const named = 'session-1777800001.jsonl';

interface Scene {
  readonly directory: string;
  readonly disk: FaultyDisk;
  readonly store: ReturnType<typeof createStore>;
}

/** What is done while calls fail, and what must be in the file afterwards. */
interface Scenario {
  readonly what: string;
  /** Before the fault: what the folder holds. */
  prepare(scene: Scene): Promise<OpenSession | undefined>;
  /** While it fails: gives the session when there is one. */
  act(scene: Scene, session: OpenSession | undefined): Promise<OpenSession | undefined>;
  readonly expected: readonly string[];
}

const copyOf =
  (fixture: string) =>
  async ({ directory }: Scene): Promise<undefined> => {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    fs.writeFileSync(path.join(directory, named), fixtureBytes(fixture), { mode: 0o600 });
  };
function fixtureBytes(fixture: string): Buffer {
  const bytes = fs.readFileSync(path.join(fixtures, fixture.replace('torn-', '').replace('headless-', '')));
  if (fixture.startsWith('torn-')) return Buffer.concat([bytes, Buffer.from('{"type":"message","ro')]);
  return fixture.startsWith('headless-') ? bytes.fill('x', 0, 900) : bytes;
}
const openIt = async ({ store, directory }: Scene): Promise<OpenSession | undefined> => {
  const opened = await store.open(path.join(directory, named));
  return opened.ok ? opened.value : undefined;
};
const write = async (session: OpenSession | undefined, ids: readonly string[]): Promise<void> => {
  for (const id of ids) await session?.append(message({ id }));
};
const talk = ['msg_q0', 'msg_a0', 'msg_q1', 'msg_a1', 'msg_q2', 'msg_a2'];

const scenarios: readonly Scenario[] = [
  {
    what: 'create and write',
    prepare: async () => undefined,
    async act({ store }) {
      const session = value(await store.create(init));
      await write(session, ['a', 'b']);
      return session;
    },
    expected: ['a', 'b'],
  },
  {
    what: 'fork with messages',
    prepare: async () => undefined,
    async act({ store }) {
      return value(await store.create({ ...init, messages: [message({ id: 'a' }), message({ id: 'b' })] }));
    },
    expected: ['a', 'b'],
  },
  {
    what: 'append while a reply streams',
    async prepare({ store }) {
      const session = value(await store.create(init));
      await write(session, ['a']);
      return session;
    },
    async act(_scene, session) {
      session?.delta('c', 'b', 'words');
      await write(session, ['b', 'c', 'd']);
      return session;
    },
    expected: ['a', 'b', 'c', 'd'],
  },
  {
    what: 'rename a session that nobody has open',
    prepare: copyOf('conversation.jsonl'),
    async act({ store, directory }) {
      await store.note(path.join(directory, named), { event: 'renamed', name: 'other' });
      return undefined;
    },
    expected: talk,
  },
  {
    what: "adopt another program's file",
    prepare: copyOf('go-whole.jsonl'),
    async act(scene) {
      const session = await openIt(scene);
      await write(session, ['x']);
      return session;
    },
    expected: ['x'],
  },
  ...['torn-conversation.jsonl', 'headless-conversation.jsonl'].map(
    (fixture): Scenario => ({
      what: `open ${fixture} and go on`,
      prepare: copyOf(fixture),
      async act(scene) {
        const session = await openIt(scene);
        await write(session, ['x']);
        return session;
      },
      expected: [...talk, 'x'],
    }),
  ),
];

async function tryOnce(root: string, scenario: Scenario, from: number, count: number, short: boolean) {
  const directory = path.join(root, `${from}-${count}-${short}`);
  // The calls are counted and fail like all others; only the wait for the platter is left out.
  const disk = faultyDisk({ ...nodeDisk, fsync: async () => {}, fdatasync: async () => {} });
  const scene: Scene = { directory, disk, store: createStore({ directory, clock: testClock(), disk }) };
  let session = await scenario.prepare(scene);
  disk.fail({ from, count, short, code: from % 2 === 0 ? 'EIO' : 'ENOSPC' });
  session = await scenario.act(scene, session);
  const thrown = disk.thrown;
  disk.fail(undefined);
  if (session) {
    await session.retryNow();
    value(await session.close());
  }
  const files = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
  const sessions = files.filter((name) => name.endsWith('.jsonl'));
  const where = `${scenario.what}, call ${from}, ${count} in a row${short ? ', short' : ''}: ${files.join(' ')}`;
  assert.equal(sessions.length, 1, where);
  // A temporary file that could not be removed while nothing worked may stay, hidden; one fault at a time leaves none.
  if (count === 1)
    assert.deepEqual(
      files.filter((name) => name.endsWith('.tmp')),
      [],
      where,
    );
  // Opening may have failed as a whole: then nothing was promised, and now it works.
  const filePath = path.join(directory, sessions[0] ?? '');
  const again = value(await scene.store.open(filePath));
  if (!session && scenario.expected.includes('x')) await again.append(message({ id: 'x' }));
  value(await again.close());
  const beside = fs.readdirSync(directory).filter((name) => !/\.jsonl$|\.torn-\d+(-\d+)?$|\.tmp$/.test(name));
  // An empty lock file that could not be removed is taken over by the next one who needs it.
  if (count < 5) assert.deepEqual(beside, [], `${where}: nothing stays beside`);
  const ids = idsIn(filePath).filter((id) => typeof id === 'string');
  assert.deepEqual(ids, scenario.expected, where);
  const seqs = bodyOf(filePath).flatMap((line) => (typeof line.seq === 'number' ? [line.seq] : []));
  assert.ok(
    seqs.every((seq, i) => i === 0 || seq > (seqs[i - 1] ?? 0)),
    `${where}: order`,
  );
  fs.rmSync(directory, { recursive: true });
  return thrown;
}

for (const scenario of scenarios) {
  test(`${scenario.what}: the n-th call fails, for every n`, async (t) => {
    const root = tempFolder(t);
    let tried = 0;
    for (const [count, short] of [
      [1, false],
      [1, true],
      [2, false],
      [5, true],
    ] as const) {
      for (let from = 1; ; from++) {
        const thrown = await tryOnce(root, scenario, from, count, short);
        tried += 1;
        if (thrown === 0) break;
      }
    }
    assert.ok(tried > 20, `${tried} places were tried`);
  });
}
