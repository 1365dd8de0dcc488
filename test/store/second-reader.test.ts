/** Two threads read a long list: whatever becomes of the second one, each file is listed once, as one thread lists it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { nodeDisk } from '../../src/store/disk.ts';
import type { ListEntry } from '../../src/store/list-entry.ts';
import { readMany } from '../../src/store/list-read.ts';
import { createPace } from '../../src/store/pace.ts';
import { type StartThread, startThread, type ThreadEvents, type Work } from '../../src/store/second-reader.ts';
import { atRest, countingDisk } from '../support/listed-folder.ts';
import { writeManySessions } from '../support/many-sessions.ts';
import { tempFolder } from '../support/temp-home.ts';

const folder = path.join(tempFolder({ after }), 'sessions');
let names: readonly string[] = [];
let alone: readonly ListEntry[] = [];

before(async () => {
  const written = writeManySessions(folder, { count: 3150 });
  // In the last piece, which the first page is not: what a folder may hold besides whole sessions of ours.
  const old = written.slice(-8).map((name) => path.join(folder, name));
  const [foreign = '', broken = '', short = '', empty = '', link = '', pipe = '', directory = '', gone = ''] = old;
  fs.writeFileSync(
    foreign,
    `{"type":"meta","session_id":"go-1","model":"m","start_time_ms":1,"status":"done"}\n${' '.repeat(2000)}`,
  );
  fs.writeFileSync(broken, Buffer.alloc(5000, 0xff));
  fs.writeFileSync(short, '{"type":"message"');
  for (const one of [empty, link, pipe, directory, gone]) fs.rmSync(one);
  fs.writeFileSync(empty, '');
  fs.symlinkSync(old[7] ?? '', link);
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
  fs.mkdirSync(directory);
  names = written;
  await atRest(folder);
  alone = await listed(() => undefined);
  assert.equal(alone.length, names.length - 4);
});

async function listed(start: StartThread, aborted = (): boolean => false): Promise<readonly ListEntry[]> {
  const options = { disk: nodeDisk, pace: createPace(8), aborted, onSome: () => undefined, startThread: start };
  const entries = await readMany(folder, names, options);
  return entries.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1));
}

/** Names the first difference: a comparison of thousands as a whole takes minutes to print. */
function assertSame(found: readonly ListEntry[], expected: readonly ListEntry[], what = 'of the list'): void {
  for (const [i, entry] of expected.entries()) assert.deepEqual(found[i], entry, what);
  assert.equal(found.length, expected.length, what);
}

/** Takes the next piece for itself; -1 when there is none. */
function takePiece({ taken, names, pieceFiles }: Work): number {
  const piece = Atomics.add(taken, 0, 1);
  return piece * pieceFiles < names.length ? piece : -1;
}

test('a real second thread reads a part of the files, and the list is that of one thread', async () => {
  let delivered = 0;
  const counting: StartThread = (work, on) =>
    startThread(work, {
      delivered: (delivery) => {
        delivered += 1;
        on.delivered(delivery);
      },
      ended: on.ended,
    });
  // A thread takes a while to begin, and this one may have read everything by then.
  for (let tries = 0; delivered === 0 && tries < 20; tries++) assertSame(await listed(counting), alone);
  assert.ok(delivered > 0);
});

test('what a second thread took and did not deliver is read by the first', async () => {
  const fates: Record<string, (work: Work, on: ThreadEvents) => void> = {
    'it ends before it begins': (_work, on) => on.ended(),
    'it ends with three pieces': (work, on) => {
      for (let i = 0; i < 3; i++) takePiece(work);
      on.ended();
    },
    'it takes everything and ends': (work, on) => {
      while (takePiece(work) >= 0);
      on.ended();
    },
    'it ends when all others are read': (work, on) => {
      takePiece(work);
      const wait = (): void => void (Atomics.load(work.taken, 0) > 32 ? on.ended() : setImmediate(wait));
      wait();
    },
  };
  for (const [what, fate] of Object.entries(fates)) {
    let begun = 0;
    const thread: StartThread = (work, on) => {
      begun += 1;
      setImmediate(() => fate(work, on));
      return { stop: () => undefined };
    };
    assertSame(await listed(thread), alone, what);
    assert.equal(begun, 1);
  }
});

test('a listing that is given up stops its second thread', async () => {
  let stopped = 0;
  let looks = 0;
  const thread: StartThread = () => ({
    stop: () => {
      stopped += 1;
    },
  });
  const some = await listed(thread, () => looks++ > 5);
  assert.ok(some.length < alone.length);
  assert.equal(stopped, 1);
});

test('a short list, and a disk that is not the real one, are read by one thread', async () => {
  const never: StartThread = () => assert.fail('a thread was started');
  const options = { disk: nodeDisk, pace: createPace(8), aborted: () => false, onSome: () => undefined };
  const few = await readMany(folder, names.slice(0, 2000), { ...options, startThread: never });
  assert.equal(few.length, 2000);
  const { disk, opened } = countingDisk();
  await readMany(folder, names, { ...options, disk });
  assert.ok(opened() >= names.length - 1000, `only ${opened()} files were opened through the disk that was given`);
});
