/** What a disk holds after a power cut at any moment of a session's life opens, and what was acknowledged is in it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { OpenSession } from '../../src/ports.ts';
import { createStore } from '../../src/store/store.ts';
import { faultyDisk } from '../support/faulty-disk.ts';
import { created, only, reopened, value } from '../support/open-store.ts';
import { type Keeps, recordingDisk } from '../support/power-cut.ts';
import { idsIn, message, tempFolder, testClock } from '../support/temp-home.ts';

/** What of all that waits for its sync is on the disk when the power goes. */
const cuts: readonly (readonly [string, Keeps])[] = [
  ['only what was synced', () => false],
  ['names, and not the bytes', ({ kind }) => kind === 'name'],
  ['bytes, and not the names', ({ kind }) => kind === 'bytes'],
  ['all, but half of the last write', ({ isLast, kind }) => (isLast && kind === 'bytes' ? 'half' : true)],
];

test('a power cut at any moment: every acknowledged message and every torn word is there, once', async (t) => {
  const root = tempFolder(t);
  const recorded = recordingDisk(root);
  const disk = faultyDisk(recorded);
  const store = createStore({ directory: path.join(root, 'data', 'sessions'), clock: testClock(), disk });
  const acknowledged: { readonly moment: number; readonly id: string }[] = [];
  const say = async (session: OpenSession, id: string): Promise<void> => {
    value(await session.append(message({ id, parent: session.transcript.head })));
    acknowledged.push({ moment: recorded.moment, id });
  };

  const first = await created(store);
  const { filePath } = first.summary;
  await say(first, 'question');
  first.delta('answer', 'question', 'half of ');
  await Promise.resolve();
  first.delta('answer', 'question', 'it');
  await say(first, 'answer');
  disk.fail({ from: 1, count: 1, only: ['fdatasync'] });
  await say(first, 'after a failed sync');
  disk.fail(undefined);
  value(await first.note({ event: 'renamed', name: 'second' }));
  value(await first.close());

  // A process was killed in the middle of a line.
  const torn = '{"type":"message","content":"torn words';
  const fd = await recorded.open(filePath, fs.constants.O_WRONLY | fs.constants.O_APPEND);
  await recorded.write(fd, Buffer.from(torn), null);
  await recorded.fsync(fd);
  await recorded.close(fd);
  const tornSince = recorded.moment;
  const again = await reopened(store, filePath);
  await say(again, 'after a kill');
  value(await again.close());

  const { trashPath } = value(only(await store.trash([filePath])));
  value(only(await store.restore([trashPath])));
  const last = await reopened(store, filePath);
  await say(last, 'after the trash');
  value(await last.close());

  const end = recorded.moment;
  const wrong: string[] = [];
  for (let moment = 0; moment <= end; moment++) {
    for (const [cut, keeps] of cuts) {
      const found = await afterCut(t, (home) => recorded.writeTo(home, moment, keeps));
      for (const { id, moment: since } of acknowledged) {
        const times = found.ids.filter((one) => one === id).length;
        if (times > 1 || (times === 0 && since <= moment))
          wrong.push(`${moment}: ${cut}: ${id} is there ${times} times`);
      }
      if (moment >= tornSince && !found.text.includes(torn)) wrong.push(`${moment}: ${cut}: the torn words are gone`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(end > 50, `${end} moments`);
});

/** The messages of all sessions after they have been opened, those of the trash too, and all that is in the folder. */
async function afterCut(t: Parameters<typeof tempFolder>[0], write: (home: string) => void) {
  const home = tempFolder(t);
  write(home);
  const directory = path.join(home, 'data', 'sessions');
  const store = createStore({ directory, clock: testClock() });
  await store.restore(value(await store.listTrash()).map((trashed) => trashed.trashPath));
  const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
  const files = names.filter((name) => name.endsWith('.jsonl') && !name.startsWith('.'));
  const ids: unknown[] = [];
  for (const name of files) {
    const session = await reopened(store, path.join(directory, name));
    value(await session.close());
    ids.push(...idsIn(session.summary.filePath));
  }
  // In the trash, too: it may have been cut off between the moves of a session and of what stands beside it.
  const kept = fs.existsSync(directory) ? fs.readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [];
  const text = kept
    .map((name) => path.join(directory, name))
    .filter((file) => fs.statSync(file).isFile())
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('');
  fs.rmSync(home, { recursive: true });
  return { ids, text };
}
