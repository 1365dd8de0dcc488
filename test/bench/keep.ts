/** Row 11: what keeping a turn costs, against a bare append with fdatasync on the same disk at the same time. */
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenSession } from '../../src/ports.ts';
import { createStore } from '../../src/store/store.ts';
import { type Bench, type Figure, median } from './measure.ts';

const sizes = [
  ['40 KB', 40 * 1024],
  ['20 MB', 20 * 1024 * 1024],
] as const;
const text = 'word '.repeat(200);

export const keepBench: Bench = {
  name: 'keep',
  async measure({ effort, folder }) {
    const figures: Figure[] = [];
    for (const [label, bytes] of sizes) {
      const session = await grownSession(join(folder, label), bytes);
      const bare = await open(join(folder, `${label}.bare`), 'a');
      const line = `${JSON.stringify({ type: 'message', content: text })}\n`;
      const ratios: number[] = [];
      for (let round = 0; round < 40 * effort; round++) {
        const plain = await timed(async () => {
          await bare.write(line);
          await bare.datasync();
        });
        ratios.push((await timed(() => append(session))) / plain);
      }
      await bare.close();
      await session.close();
      figures.push({ row: '11', what: `one turn kept at ${label}`, measured: median(ratios), budget: 1.3, unit: '×' });
    }
    return figures;
  },
};

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
