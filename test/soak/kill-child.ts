/**
 * A process that talks to one session as fast as it can until it is killed. It says `ack ID` when a message is stored
 * and `shown ID N` when N pieces of a streaming reply have been given out.
 */
import fs from 'node:fs';
import path from 'node:path';
import { createStore } from '../../src/store/store.ts';

const filePath = process.argv[2] ?? '';
const life = process.argv[3] ?? '';
const clock = { now: () => Date.now(), newId: (kind: string) => `${kind}_${life}` };
const say = (line: string): unknown => fs.writeSync(1, `${line}\n`);

say('begin');
const opened = await createStore({ directory: path.dirname(filePath), clock }).open(filePath);
if (!opened.ok) {
  say(`refused ${opened.problem.code}`);
  process.exit(3);
}
const session = opened.value;
say('open');
let parent = session.transcript.head;
for (let turn = 0; ; turn++) {
  const question = `${life}-${turn}-q`;
  const asked = { id: question, parent, role: 'user', content: `${question} ${'x'.repeat((turn % 7) * 300)}` } as const;
  if ((await session.append({ ...asked, timestamp: Date.now() })).ok) say(`ack ${question}`);
  const reply = `${life}-${turn}-a`;
  let text = '';
  for (let piece = 0; piece < 5; piece++) {
    const delta = `${reply}.${piece} `;
    text += delta;
    session.delta(reply, question, delta);
    // The text is painted by a timer or an event, never in the same breath.
    await Promise.resolve();
    say(`shown ${reply} ${piece + 1}`);
  }
  const stored = { id: reply, parent: question, role: 'assistant', content: text, stop: 'end' } as const;
  if ((await session.append({ ...stored, timestamp: Date.now() })).ok) say(`ack ${reply}`);
  parent = reply;
}
