/** Processes race for a session whose holder was just killed: exactly one may get it, and at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createStore } from '../../src/store/store.ts';

export interface LockTally {
  readonly rounds: number;
  readonly winners: number;
  /** Rounds in which two processes held the session. */
  readonly doubleWinners: number;
  /** Rounds in which nobody got it although its holder was dead. */
  readonly nobody: number;
  /** Appended messages that are not in the file, or in it twice. */
  readonly lost: number;
  /** Rounds in which the winner came later than 100 ms after the start of the race. */
  readonly slow: number;
}

interface Racer {
  readonly process: ChildProcess;
  next(): Promise<Record<string, unknown>>;
}

const here = import.meta.dirname;

async function startRacer(name: string): Promise<Racer> {
  const child = spawn(process.execPath, [path.join(here, 'race-child.ts'), name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return { process: child, next: async () => JSON.parse((await lines.next()).value ?? '{}') };
}

async function startHolder(filePath: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path.join(here, 'hold-child.ts'), filePath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

/** Runs the races in `directory`, which must not exist or be empty. */
export async function raceForLocks(options: {
  readonly rounds: number;
  readonly directory: string;
}): Promise<LockTally> {
  const clock = { now: () => Date.now(), newId: (kind: string) => `${kind}_parent` };
  const store = createStore({ directory: options.directory, clock });
  const racers = await Promise.all(['a', 'b', 'c', 'd'].map(startRacer));
  const tally = { rounds: options.rounds, winners: 0, doubleWinners: 0, nobody: 0, lost: 0, slow: 0 };
  try {
    for (let round = 0; round < options.rounds; round++) {
      const made = await store.create({ name: `r${round}`, provider: 'offline', model: '', cwd: '/' });
      if (!made.ok) throw new Error(made.problem.message);
      const { filePath } = made.value.summary;
      await made.value.close();
      const holder = await startHolder(filePath);
      const dead = once(holder, 'exit');
      holder.kill('SIGKILL');
      await dead;

      const began = performance.now();
      const answers = await Promise.all(
        racers.map(async (racer) => {
          racer.process.stdin?.write(`${JSON.stringify({ filePath, round })}\n`);
          const answer = await racer.next();
          return { racer, answer, after: performance.now() - began };
        }),
      );
      const winners = answers.filter(({ answer }) => answer.won === true);
      tally.winners += winners.length;
      if (winners.length > 1 || winners.some(({ answer }) => answer.alone !== true)) tally.doubleWinners += 1;
      if (winners.length === 0) tally.nobody += 1;
      if (winners.some(({ after }) => after > 100)) tally.slow += 1;
      for (const { racer } of winners) {
        racer.process.kill('SIGUSR2');
        await racer.next();
      }
      const marks = fs.readFileSync(filePath, 'utf8').split('"content":"mine"').length - 1;
      if (marks !== winners.length) tally.lost += 1;
    }
  } finally {
    for (const { process: child } of racers) child.kill('SIGKILL');
  }
  return tally;
}
