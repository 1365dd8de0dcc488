/** Files of claude-code-Go in the list: each session once. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { emptySummary, type SessionSummary } from '../../src/core/session.ts';
import { listSessions } from '../../src/store/list.ts';
import { hiddenOthers } from '../../src/store/list-others.ts';
import { answers, place } from '../support/listed-folder.ts';
import { testStore, value } from '../support/open-store.ts';
import { message, tempFolder } from '../support/temp-home.ts';

function goFile(folder: string, start: number, turns: number): string {
  const lines = [
    {
      end_time_ms: 0,
      input_tokens: 0,
      model: 'm',
      output_tokens: 0,
      session_id: 'sess_go',
      start_time_ms: start,
      status: 'running',
      turn_count: 0,
      type: 'meta',
    },
    ...Array.from({ length: turns }, (_, i) => [
      { content: `question ${i}`, role: 'user', timestamp_ms: start + i, type: 'message' },
      { content: `[tool result: ${i}]`, role: 'user', timestamp_ms: start + i, type: 'message' },
      { content: `answer ${i}`, role: 'assistant', timestamp_ms: start + i, type: 'message' },
    ]).flat(),
    {
      input_tokens: 100 * turns,
      output_tokens: 9,
      status: 'completed',
      timestamp_ms: start + 500,
      turn_count: 0,
      type: 'status',
    },
  ];
  const file = path.join(folder, `session-${start / 1000}.jsonl`);
  fs.writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
}

test('claude-code-Go’s files of one session are listed once, by the fullest, with its turns counted', async (t) => {
  const { folder, list } = place(t, 2);
  goFile(folder, 1_777_000_000_000, 1);
  const fullest = goFile(folder, 1_777_000_060_000, 3);
  goFile(folder, 1_777_000_120_000, 2);
  for (const round of ['fresh', 'cached']) {
    const { sessions } = await list();
    const go = sessions.filter((session) => session.id === 'sess_go');
    assert.deepEqual(
      go.map((session) => session.filePath),
      [fullest],
      round,
    );
    assert.deepEqual(
      [go[0]?.turnCount, go[0]?.inputTokens, go[0]?.title, go[0]?.foreign],
      [3, 300, 'question 0', true],
      round,
    );
    assert.equal(sessions.length, 3);
  }
});

test('a session that goes on in a file of ours is listed by that one, until the other program has gone on with it', async (t) => {
  const folder = path.join(tempFolder(t), 'sessions');
  const { store } = testStore(t, folder);
  fs.mkdirSync(folder, { mode: 0o700 });
  const adopted = goFile(folder, 1_777_000_060_000, 2);
  const older = goFile(folder, 1_777_000_120_000, 1);
  await value(await store.open(adopted)).close();
  const shown = async () => (await listSessions(folder)).sessions.map((session) => session.filePath);
  assert.deepEqual(await shown(), [adopted], `${older} has nothing that is not in it`);
  const goneOn = goFile(folder, 1_777_000_180_000, 3);
  assert.deepEqual(await shown(), [goneOn, adopted]);
  const listed = (await store.list()).sessions.map(({ filePath, id }) => [filePath, id]);
  assert.deepEqual(
    listed,
    [
      [goneOn, path.basename(goneOn, '.jsonl')],
      [adopted, 'sess_go'],
    ],
    'two rows, two ids',
  );
  for (const [filePath = '', id] of listed) assert.equal(value(await store.summary(filePath)).id, id);
  const opened = value(await store.open(goneOn));
  assert.equal(opened.summary.id, path.basename(goneOn, '.jsonl'));
  value(await opened.close());
  const both = (await testStore(t, folder).store.list()).sessions;
  assert.equal(new Set(both.map(({ id }) => id)).size, 2, 'also when both files are ours, and after a new start');
});

test('the fullest file is not hidden behind one of ours that began as another, however late that ends', async (t) => {
  const folder = path.join(tempFolder(t), 'sessions');
  const { store } = testStore(t, folder);
  fs.mkdirSync(folder, { mode: 0o700 });
  const taken = goFile(folder, 1_777_000_000_000, 1);
  const fullest = goFile(folder, 1_777_000_060_000, 3);
  const session = value(await store.open(taken));
  value(await session.append(message({ id: 'late', parent: session.transcript.head, timestamp: 1_777_900_000_000 })));
  value(await session.close());
  const shown = (await listSessions(folder)).sessions.map(({ filePath }) => filePath);
  assert.deepEqual(shown, [taken, fullest]);
});

test('the first page does not wait for files of other programs to be counted', async (t) => {
  const { folder, list } = place(t, 2);
  const file = goFile(folder, 1_777_000_000_000, 4);
  const turns = (await answers(list)).map(
    (answer) => answer.sessions.find((session) => session.filePath === file)?.turnCount,
  );
  assert.deepEqual(turns, [0, 4]);
});

const theirs: SessionSummary = {
  ...emptySummary('sess_go'),
  foreign: true,
  version: 0,
  turnCount: 3,
  sizeBytes: 900,
  endTime: 50,
};
for (const [what, fuller, other] of [
  ['more turns, whatever else', { turnCount: 4, sizeBytes: 1, endTime: 1 }, {}],
  ['as many turns in more bytes', { sizeBytes: 901, endTime: 1 }, {}],
  ['as many bytes, and a later end', { endTime: 51, filePath: '/a' }, { filePath: '/b' }],
  ['nothing else, the later name', { filePath: '/b' }, { filePath: '/a' }],
] as const satisfies readonly (readonly [string, Partial<SessionSummary>, Partial<SessionSummary>])[]) {
  test(`the fullest of another program's files is the one with ${what}`, () => {
    const [one, two] = [
      { ...theirs, ...fuller },
      { ...theirs, ...other },
    ];
    for (const entries of [
      [one, two],
      [two, one],
    ]) {
      assert.deepEqual([...hiddenOthers(entries, (entry) => entry)], [two]);
    }
  });
}
