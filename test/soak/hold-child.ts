/** A process that opens one session, says so, and keeps it until it is killed. */
import fs from 'node:fs';
import path from 'node:path';
import { createStore } from '../../src/store/store.ts';

const filePath = process.argv[2] ?? '';
const clock = { now: () => Date.now(), newId: (kind: string) => `${kind}_${process.pid}` };
const opened = await createStore({ directory: path.dirname(filePath), clock }).open(filePath);
fs.writeSync(1, opened.ok ? 'held\n' : `${opened.problem.code}\n`);
if (opened.ok) setInterval(() => {}, 60_000);
