/** A process that writes to a new session until its disk or its limit refuses, and says what it could store. */
import fs from 'node:fs';
import { createStore } from '../../src/store/store.ts';

const directory = process.argv[2] ?? '';
const clock = { now: () => 1_777_728_000_000, newId: (kind: string) => `${kind}_limit` };
const made = await createStore({ directory, clock }).create({ name: 'l', provider: 'offline', model: '', cwd: '/' });
if (!made.ok) throw new Error(made.problem.message);
const stored: string[] = [];
for (let n = 0; n < 1000; n++) {
  const id = `m${n}`;
  const result = await made.value.append({ id, parent: null, role: 'user', content: 'x'.repeat(3000), timestamp: 0 });
  if (!result.ok) {
    fs.writeSync(1, JSON.stringify({ stored, code: result.problem.code, filePath: made.value.summary.filePath }));
    process.kill(process.pid, 'SIGKILL');
  }
  stored.push(id);
}
