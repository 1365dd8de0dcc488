/** A writer that died between a message and line 1: the list counts what the file holds. */
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import { encodeMessage } from '../../src/core/record.ts';
import { listSessions } from '../../src/store/list.ts';
import { createStore } from '../../src/store/store.ts';
import { message, tempFolder, testClock } from '../support/temp-home.ts';

test('a turn that line 1 does not know yet is counted in the list', async (t) => {
  const directory = tempFolder(t);
  const clock = testClock();
  const store = createStore({ directory, clock });
  const created = await store.create({ name: 'torn', provider: 'offline', model: 'offline', cwd: directory });
  assert.ok(created.ok);
  await created.value.append(message({ id: 'msg_1' }));
  await created.value.close();
  const { filePath } = created.value.summary;
  const line = encodeMessage({ ...message({ id: 'msg_2', parent: 'msg_1' }), seq: 9 });
  appendFileSync(filePath, line.endsWith('\n') ? line : `${line}\n`);

  const list = await listSessions(directory);

  assert.deepEqual(
    list.sessions.map((session) => session.turnCount),
    [2],
  );
});
