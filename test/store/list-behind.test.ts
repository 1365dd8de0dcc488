/** What line 1 does not tell: its writer died, or somebody edited the file. The list counts what the lines say, and hides nothing. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { encodeMessage } from '../../src/core/record.ts';
import { emptySummary, type SessionSummary } from '../../src/core/session.ts';
import { listSessions } from '../../src/store/list.ts';
import { countWhole } from '../../src/store/list-count.ts';
import { created, testStore } from '../support/open-store.ts';
import { message } from '../support/temp-home.ts';

/** A closed session of one turn, and the folder it stands in. */
async function oneTurn(t: TestContext): Promise<{ readonly filePath: string; readonly directory: string }> {
  const { store, directory } = testStore(t);
  const session = await created(store);
  await session.append(message({ id: 'msg_1', content: 'hello' }));
  await session.append(message({ id: 'msg_2', content: 'good day', role: 'assistant', parent: 'msg_1' }));
  await session.close();
  return { filePath: session.summary.filePath, directory };
}

const later = encodeMessage({ ...message({ id: 'msg_3', parent: 'msg_2', content: 'and a second question' }), seq: 9 });

/** As editors do that take blanks at the ends of lines away: line 1 is shorter then. */
const trimmed = (text: string) => text.replace(/ +\n/, '\n');

const facts = ({ name, turnCount, damage }: SessionSummary) => [name, turnCount, damage];

const changes: readonly (readonly [string, (text: string) => string, number])[] = [
  ['a turn that its writer could not count any more', (text) => text + later, 2],
  ['a word made longer', (text) => text.replace('"hello"', '"hello there"'), 1],
  ['a word made shorter', (text) => text.replace('"hello"', '"hi"'), 1],
  ['a turn put in before the last line', (text) => text.replace(/(?=\{[^\n]*good day)/, later), 2],
  ['line 1 trimmed and a turn written by hand', (text) => trimmed(text) + later, 2],
  ['line 1 taken away', (text) => text.slice(text.indexOf('\n') + 1), 1],
];
for (const [what, change, turns] of changes) {
  test(`${what}: the list says ${turns}, and of no damage`, async (t) => {
    const { filePath, directory } = await oneTurn(t);
    fs.writeFileSync(filePath, change(fs.readFileSync(filePath, 'utf8')));
    const { sessions } = await listSessions(directory);
    assert.deepEqual(sessions.map(facts), [['first', turns, '']]);
  });

  test(`${what}, in a copy: both are listed`, async (t) => {
    const { filePath, directory } = await oneTurn(t);
    fs.writeFileSync(path.join(directory, 'copy.jsonl'), change(fs.readFileSync(filePath, 'utf8')));
    const { sessions } = await listSessions(directory);
    assert.deepEqual(sessions.map((session) => path.basename(session.filePath)).sort(), [
      'copy.jsonl',
      path.basename(filePath),
    ]);
  });
}

test('a file that is gone before it is counted stays listed as it was, and is not counted again', async () => {
  const summary = { ...emptySummary('sess_1'), filePath: '/nowhere/session-1.jsonl', sizeBytes: 5, foreign: true };
  const entry = { fileName: 'session-1.jsonl', changedMs: 7, counted: false, summary };
  const counted = await countWhole([entry], { aborted: () => false, onSome: () => undefined });
  assert.deepEqual(counted, [{ ...entry, counted: true }]);
});

test('a file name with the ending of a sidecar in the middle is a name like any other', async (t) => {
  const { filePath, directory } = await oneTurn(t);
  fs.renameSync(filePath, path.join(directory, 'a.bad-day.lock.db-and-more.jsonl'));
  assert.equal((await listSessions(directory)).sessions.length, 1);
});
