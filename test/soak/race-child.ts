/**
 * A process that fights for sessions: for each path on standard input it tries until the session is open, appends its
 * mark, closes, and says how it went.
 */
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createStore } from '../../src/store/store.ts';

const me = process.argv[2] ?? '';
const clock = { now: () => Date.now(), newId: (kind: string) => `${kind}_${me}` };
fs.writeSync(1, 'ready\n');

for await (const line of createInterface({ input: process.stdin })) {
  const { filePath, round } = JSON.parse(line) as { filePath: string; round: number };
  const store = createStore({ directory: path.dirname(filePath), clock });
  const opened = await store.open(filePath);
  if (!opened.ok) {
    fs.writeSync(1, `${JSON.stringify({ round, won: false, why: opened.problem.code })}\n`);
    continue;
  }
  // Whoever holds it marks that alone: a second holder would find the mark.
  const mark = `${filePath}.held`;
  let alone = true;
  try {
    fs.closeSync(fs.openSync(mark, 'wx'));
  } catch {
    alone = false;
  }
  const id = `r${round}-${me}`;
  const stored = await opened.value.append({ id, parent: null, role: 'user', content: 'mine', timestamp: 0 });
  // Held until everybody else has tried: the parent says when. It may say so at once, so we listen before we speak.
  process.once('SIGUSR2', () => {
    fs.rmSync(mark, { force: true });
    void opened.value.close().then(() => fs.writeSync(1, `${JSON.stringify({ round, closed: true })}\n`));
  });
  fs.writeSync(1, `${JSON.stringify({ round, won: true, alone, stored: stored.ok })}\n`);
}
