/** Row 11: what keeping a turn costs, against a bare append with fdatasync on the same disk at the same time. */
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenSession } from '../../src/ports.ts';
import { createStore } from '../../src/store/store.ts';
import { folder } from './homes.ts';
import { type Figure, median } from './measure.ts';

const sizes = [
  ['40 KB', 40 * 1024],
  ['20 MB', 20 * 1024 * 1024],
] as const;
const text = 'word '.repeat(200);

const rounds = 60;

/** Both are asked in turn, so that a disk that is slow for a moment is slow for both. */
export async function measureKeeping(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [label, bytes] of sizes) {
    const session = await grownSession(join(folder('keep'), label), bytes);
    const bare = await open(join(folder('keep'), `${label}.bare`), 'a');
    const line = `${JSON.stringify({ type: 'message', content: text })}\n`;
    const ratios: number[] = [];
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const plain = await timed(async () => {
        await bare.write(line);
        await bare.datasync();
      });
      const kept = await timed(() => append(session));
      times.push(kept);
      ratios.push(kept / plain);
    }
    await bare.close();
    await session.close();
    const note = `${median(times).toFixed(2)} ms`;
    figures.push({ row: 11, what: `one turn kept at ${label}`, unit: '×', budget: 1.3, reached: median(ratios), note });
  }
  return figures;
}

async function grownSession(directory: string, bytes: number): Promise<OpenSession> {
  const clock = { now: () => Date.now(), newId: (kind: string) => `${kind}_${randomUUID()}` };
  const filler = 'x'.repeat(Math.min(bytes, 1024 * 1024) - 512);
  const messages = Array.from({ length: Math.max(1, Math.round(bytes / (1024 * 1024))) }, (_, index) => ({
    id: `msg_${index}`,
    parent: index === 0 ? null : `msg_${index - 1}`,
    role: 'user' as const,
    content: filler,
    timestamp: clock.now(),
  }));
  const store = createStore({ directory, clock });
  const created = await store.create({ provider: 'offline', model: 'offline', cwd: '/', messages });
  if (!created.ok) throw new Error(created.problem.message);
  return created.value;
}

async function append(session: OpenSession): Promise<void> {
  const id = `msg_${randomUUID()}`;
  const stored = await session.append({ id, parent: null, role: 'user', content: text, timestamp: Date.now() });
  if (!stored.ok) throw new Error(stored.problem.message);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
