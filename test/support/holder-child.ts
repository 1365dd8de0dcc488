/**
 * Another reprise, as far as a session is concerned: a process that opens one, writes when told, and closes it or is
 * killed.
 */
import { createInterface } from 'node:readline';
import { systemClock } from '../../src/run/clock.ts';
import { createStore } from '../../src/store/store.ts';

const [directory = '', filePath = ''] = process.argv.slice(2);
const store = createStore({ directory, clock: systemClock });
const opened =
  filePath === 'new'
    ? await store.create({ name: 'from-elsewhere', provider: 'offline', model: 'offline', cwd: '/' })
    : await store.open(filePath);
if (!opened.ok) throw new Error(opened.problem.message);
const session = opened.value;
let head = session.transcript.head;
console.log('open');

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'close') break;
  if (line.startsWith('rename ')) await session.note({ event: 'renamed', name: line.slice('rename '.length) });
  else {
    const id = systemClock.newId('msg');
    const message = { id, parent: head, role: 'user', content: line, timestamp: systemClock.now() } as const;
    const stored = await session.append(message);
    if (!stored.ok) throw new Error(stored.problem.message);
    head = id;
  }
  console.log(`done ${line}`);
}
await session.close();
process.exit();
