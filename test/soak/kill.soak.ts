/** kill -9 at random moments, also while a session is being opened: what was acknowledged or shown is there again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Message } from '../../src/core/session.ts';
import { createStore } from '../../src/store/store.ts';
import { readSummarySync } from '../../src/store/summary.ts';

export interface KillTally {
  readonly kills: number;
  /** Kills while the process was starting or opening the session. */
  readonly early: number;
  readonly acknowledged: number;
  readonly shown: number;
  /** Replies that were cut and are kept as interrupted. */
  readonly interrupted: number;
  /** Acknowledged messages that are not there, or not whole. */
  readonly lost: number;
  /** Messages that are there twice. */
  readonly doubled: number;
  /** Pieces that were shown and are in no message. */
  readonly unseen: number;
  /** Messages out of order, refused openings, line 1 that is not valid. */
  readonly wrong: number;
  /** The first few faults, in words. */
  readonly examples: readonly string[];
}

type Tally = { -readonly [K in Exclude<keyof KillTally, 'examples'>]: number } & { readonly examples: string[] };

const child = path.join(import.meta.dirname, 'kill-child.ts');
const killsPerFile = 8;

interface Life {
  readonly acknowledged: string[];
  /** Reply → pieces shown. */
  readonly shown: Map<string, number>;
  /** Why it could not open the session; empty when it could. */
  refused: string;
}

/** When a process is killed: `calm` ms after it has said `lines` more lines than its `since`. */
interface Doom {
  readonly since: 'begin' | 'open';
  /** Counted, so that on the slowest disk too something was acknowledged before the end. */
  readonly lines: number;
  readonly calm: number;
}

async function live(filePath: string, name: string, { since, lines: toSay, calm }: Doom): Promise<Life> {
  const life: Life = { acknowledged: [], shown: new Map(), refused: '' };
  const running = spawn(process.execPath, [child, filePath, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  let rest = '';
  let left: number | undefined;
  running.stdout.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [word = '', id = '', count = ''] = line.split(' ');
      if (word === 'ack') life.acknowledged.push(id);
      if (word === 'shown') life.shown.set(id, Number(count));
      if (word === 'refused') life.refused = id;
      if (left !== undefined) left -= 1;
      else if (word === since) left = toSay;
      if (left === 0) setTimeout(() => running.kill('SIGKILL'), calm);
    }
  });
  await once(running, 'close');
  return life;
}

/** Runs the kills in `directory`, which must not exist or be empty. */
export async function killRounds(options: { readonly rounds: number; readonly directory: string }): Promise<KillTally> {
  const { directory } = options;
  const clock = { now: () => Date.now(), newId: (kind: string) => `${kind}_${Math.random()}` };
  const store = createStore({ directory, clock });
  const tally: Tally = {
    kills: 0,
    early: 0,
    acknowledged: 0,
    shown: 0,
    interrupted: 0,
    lost: 0,
    doubled: 0,
    unseen: 0,
    wrong: 0,
    examples: [],
  };
  while (tally.kills < options.rounds) {
    const made = await store.create({ name: `after ${tally.kills}`, provider: 'offline', model: '', cwd: '/' });
    if (!made.ok) throw new Error(made.problem.message);
    const { filePath } = made.value.summary;
    await made.value.close();
    const lives: Life[] = [];
    for (let n = 0; n < killsPerFile && tally.kills < options.rounds; n++) {
      const early = n % 5 === 4;
      const doom: Doom = early
        ? { since: 'begin', lines: 0, calm: Math.random() * 12 }
        : { since: 'open', lines: n * 3, calm: Math.random() * 60 };
      lives.push(await live(filePath, `k${tally.kills}`, doom));
      tally.kills += 1;
      if (early) tally.early += 1;
    }
    const opened = await store.open(filePath);
    if (!opened.ok) {
      tally.wrong += 1;
      tally.examples.push(`after its ends it could not be opened: ${opened.problem.message}`);
      continue;
    }
    await opened.value.close();
    const read = await store.read(filePath);
    if (!read.ok) throw new Error(read.problem.message);
    judge(lives, read.value.messages, tally);
    const doubled = linesPerId(filePath);
    tally.doubled += doubled;
    if (doubled > 0) tally.examples.push(`${doubled} lines twice`);
    const listed = readSummarySync(filePath);
    const turns = read.value.messages.filter((one) => one.role === 'user').length;
    if (fs.readFileSync(filePath).indexOf('\n') !== 1023 || listed?.turnCount !== turns) {
      tally.wrong += 1;
      tally.examples.push(`line 1 counts ${listed?.turnCount} of ${turns} turns`);
    }
  }
  return { ...tally, examples: tally.examples.slice(0, 3) };
}

/** Lines beyond the first of one message: reading hides them, so they are counted in the file. */
function linesPerId(filePath: string): number {
  const ids = Array.from(fs.readFileSync(filePath, 'utf8').matchAll(/"id":"([^"]+)","parent"/g), (match) => match[1]);
  return ids.length - new Set(ids).size;
}

function judge(lives: readonly Life[], messages: readonly Message[], tally: Tally) {
  const byId = new Map(messages.map((one) => [one.id, one]));
  tally.interrupted += messages.filter((one) => one.stop === 'interrupted').length;
  const isWrong = (example: string): void => {
    tally.wrong += 1;
    tally.examples.push(example);
  };
  for (const [i, one] of messages.entries()) {
    const before = messages[i - 1];
    if (before && one.seq <= before.seq) isWrong(`${one.id} (${one.seq}) stands after ${before.id} (${before.seq})`);
  }
  for (const life of lives) {
    if (life.refused !== '') isWrong(`it was refused: ${life.refused}`);
    tally.acknowledged += life.acknowledged.length;
    let last = 0;
    for (const id of life.acknowledged) {
      const stored = byId.get(id);
      if (!stored?.content.startsWith(id)) {
        tally.lost += 1;
        tally.examples.push(`${id} was acknowledged and is ${stored ? 'not whole' : 'not there'}`);
      } else if (stored.seq <= last) isWrong(`${id} (${stored.seq}) was acknowledged after ${last}`);
      last = stored?.seq ?? last;
    }
    for (const [id, pieces] of life.shown) {
      tally.shown += pieces;
      const whole = Array.from({ length: pieces }, (_, n) => `${id}.${n} `).join('');
      const stored = byId.get(id);
      if (stored?.content.startsWith(whole)) continue;
      tally.unseen += 1;
      tally.examples.push(`${pieces} pieces of ${id} were shown, and it is ${JSON.stringify(stored?.content)}`);
    }
  }
}

// Run by itself: `node test/soak/kill.soak.ts [ROUNDS]`.
if (process.argv[1] === import.meta.filename) {
  const rounds = Number(process.argv[2] ?? process.env.REPRISE_SOAK_ROUNDS ?? 200);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reprise-kill-'));
  try {
    const tally = await killRounds({ rounds, directory: path.join(folder, 'sessions') });
    console.table(tally);
    process.exitCode = tally.lost + tally.doubled + tally.unseen + tally.wrong > 0 ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
