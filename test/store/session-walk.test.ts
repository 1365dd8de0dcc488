/** Random walks: whatever happens in whatever order, what was given is stored once, in order, and the branch is the one chosen. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { branch } from '../../src/core/tree.ts';
import type { OpenSession } from '../../src/ports.ts';
import { nodeDisk } from '../../src/store/disk.ts';
import { createStore } from '../../src/store/store.ts';
import { type Call, faultyDisk } from '../support/faulty-disk.ts';
import { init, reopened, value } from '../support/open-store.ts';
import { fc } from '../support/property.ts';
import { idsIn, message, tempFolder, testClock } from '../support/temp-home.ts';

type Step =
  | {
      readonly do: 'ask' | 'answer' | 'variant' | 'flip' | 'name' | 'stream' | 'reopen' | 'heal' | 'foreign' | 'delete';
    }
  | { readonly do: 'fault'; readonly only: readonly Call[]; readonly count: number };

const faultStep: fc.Arbitrary<Step> = fc
  .tuple(
    fc.subarray<Call>(['write', 'fdatasync', 'fsync', 'ftruncate', 'lstat', 'rename', 'open'], { minLength: 1 }),
    fc.integer({ min: 1, max: 6 }),
  )
  .map(([only, count]) => ({ do: 'fault', only, count }));
const steps = fc.array(
  fc.oneof(
    fc.constantFrom<Step>({ do: 'ask' }, { do: 'answer' }, { do: 'variant' }, { do: 'flip' }, { do: 'stream' }),
    fc.constantFrom<Step>({ do: 'name' }, { do: 'reopen' }, { do: 'heal' }, { do: 'foreign' }, { do: 'delete' }),
    faultStep,
  ),
  { minLength: 3, maxLength: 25 },
);

test('every message ever given is in the file once and in order, and the branch ends where it was chosen to', async (t) => {
  const root = tempFolder(t);
  let walk = 0;
  const property = fc.asyncProperty(steps, async (taken) => {
    walk += 1;
    const directory = path.join(root, String(walk));
    const disk = faultyDisk({ ...nodeDisk, fsync: async () => {}, fdatasync: async () => {} });
    const store = createStore({ directory, clock: testClock(), disk });
    let session: OpenSession = value(await store.create(init));
    const given: string[] = [];
    const foreign: string[] = [];
    let head: string | null = null;
    let faulty = false;

    const give = async (id: string, parent: string | null, role: 'user' | 'assistant'): Promise<void> => {
      given.push(id);
      head = id;
      await session.append(message({ id, parent, role, ...(role === 'assistant' ? { stop: 'end' } : {}) }));
    };
    const heal = async (): Promise<void> => {
      disk.fail(undefined);
      faulty = false;
      await session.retryNow();
    };
    for (const [i, step] of taken.entries()) {
      const id = `m${i}`;
      switch (step.do) {
        case 'ask':
        case 'answer':
          await give(id, head, step.do === 'ask' ? 'user' : 'assistant');
          break;
        case 'variant': {
          const last = session.transcript.messages.find((one) => one.id === head);
          await give(id, last?.parent ?? null, last?.role === 'user' ? 'user' : 'assistant');
          break;
        }
        case 'flip': {
          const to = given[i % Math.max(1, given.length)];
          if (to === undefined) break;
          head = to;
          await session.note({ event: 'branch', head: to });
          break;
        }
        case 'stream':
          session.delta(id, head, 'words ');
          await Promise.resolve();
          session.delta(id, head, 'and more');
          await give(id, head, 'assistant');
          break;
        case 'name':
          await session.note({ event: 'renamed', name: id });
          break;
        case 'fault':
          disk.fail({ from: 1, count: step.count, only: step.only, short: i % 2 === 0 });
          faulty = true;
          break;
        case 'heal':
          await heal();
          break;
        case 'reopen':
          await heal();
          value(await session.close());
          session = await reopened(store, session.summary.filePath);
          break;
        case 'foreign':
          // Somebody else's lines come between ours only while nothing of ours is half-written.
          if (faulty) break;
          fs.appendFileSync(session.summary.filePath, `{"type":"message","role":"user","content":"f${i}"}\n`);
          foreign.push(`f${i}`);
          await session.note({ event: 'seen' });
          head = session.transcript.head;
          break;
        case 'delete':
          if (faulty) break;
          fs.unlinkSync(session.summary.filePath);
          await session.note({ event: 'seen' });
          break;
      }
    }
    await heal();
    value(await session.close());
    const { filePath } = session.summary;
    assert.deepEqual(
      idsIn(filePath).filter((id) => id !== undefined),
      given,
    );
    const again = await reopened(store, filePath);
    const { transcript } = again;
    assert.equal(transcript.head, head);
    assert.deepEqual(
      transcript.messages.filter((one) => one.content.startsWith('f')).map((one) => one.content),
      foreign,
    );
    assert.equal(branch(transcript).at(-1)?.id ?? null, head);
    assert.ok(transcript.messages.every((one, i) => i === 0 || one.seq > (transcript.messages[i - 1]?.seq ?? 0)));
    const turns = transcript.messages.filter((one) => one.role === 'user').length;
    assert.equal(again.summary.turnCount, turns);
    value(await again.close());
    const beside = fs.readdirSync(directory).filter((name) => name !== path.basename(filePath));
    assert.deepEqual(
      beside.filter((name) => !name.endsWith('.tmp')),
      [],
    );
  });
  await fc.assert(property, { numRuns: Number(process.env.REPRISE_WALKS ?? 100) });
});
