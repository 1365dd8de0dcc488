/** Rows 9 and 10: a streaming answer at full speed and at the speed of a fast model. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { folder } from './homes.ts';
import { type Figure, median } from './measure.ts';
import { openDashboard, processorTime, quit, root, runNode } from './program.ts';
import { streamEnd, streamedDeltas } from './streamed-text.ts';

const rounds = 5;
const deltaCount = 5000;
const perSecond = 200;
/** A program at rest uses less processor time than this in half a second. */
const restMs = 8;

interface Streamed {
  readonly wall: number;
  readonly cpu: number;
  readonly bytes: number;
}

/** Row 9: from Enter to the last word on the screen and in the file, against the SDK's own stream, which loads the SDK within that time. */
export async function measureFullSpeed(): Promise<readonly Figure[]> {
  const server = await startServer(deltaCount, 0);
  const text = Buffer.byteLength(streamedDeltas(deltaCount).join(''));
  const own: Streamed[] = [];
  const bare: { wall: number; cpu: number }[] = [];
  try {
    for (let round = -1; round < rounds; round += 1) {
      const plain = await bareStream(server.port);
      const streamed = await streamInDashboard(server.port);
      if (round < 0) continue;
      bare.push(plain);
      own.push(streamed);
    }
  } finally {
    server.close();
  }
  const wall = median(own.map((one) => one.wall));
  const cpu = median(own.map((one) => one.cpu));
  const bytes = median(own.map((one) => one.bytes));
  const bareWall = median(bare.map((one) => one.wall));
  const bareCpu = median(bare.map((one) => one.cpu));
  const note = (value: number, plain: number) => `${value.toFixed(0)} ms, bare ${plain.toFixed(0)} ms`;
  const what = '5,000 deltas at full speed';
  return [
    { row: 9, what: `${what}: wall`, unit: '×', budget: 1.7, reached: wall / bareWall, note: note(wall, bareWall) },
    { row: 9, what: `${what}: processor`, unit: '×', budget: 1.7, reached: cpu / bareCpu, note: note(cpu, bareCpu) },
    {
      row: 9,
      what: `${what}: bytes to the terminal / text`,
      unit: '×',
      budget: 1.5,
      reached: bytes / text,
      note: `${(bytes / 1000).toFixed(0)} KB`,
    },
  ];
}

/** Row 10. Growth: what a delta costs in the last third of the message against the first third. */
export async function measurePaced(): Promise<readonly Figure[]> {
  const seconds = 9;
  const count = perSecond * seconds;
  const server = await startServer(count, perSecond);
  const text = Buffer.byteLength(streamedDeltas(count).join(''));
  try {
    const dashboard = await ready(server.port);
    const marks: { time: number; cpu: number }[] = [];
    const mark = () => marks.push({ time: performance.now(), cpu: processorTime(dashboard.pid) });
    const before = dashboard.byteCount();
    dashboard.write('go\r');
    await delay(1500);
    for (let third = 0; third <= 3; third += 1) {
      mark();
      if (third < 3) await delay(((seconds - 2.5) / 3) * 1000);
    }
    await dashboard.wait(new RegExp(streamEnd), undefined, 30_000);
    const bytes = dashboard.byteCount() - before;
    await quit(dashboard);
    const share = (from: number, to: number): number => {
      const [a, b] = [marks[from], marks[to]];
      return a && b ? ((b.cpu - a.cpu) / (b.time - a.time)) * 100 : Number.NaN;
    };
    return [
      { row: 10, what: '200 deltas a second: processor', unit: '%', budget: 6, reached: share(0, 3) },
      {
        row: 10,
        what: '… bytes to the terminal / text',
        unit: '×',
        budget: 5,
        reached: bytes / text,
        note: `${(bytes / 1000).toFixed(0)} KB`,
      },
      {
        row: 10,
        what: '… cost of a delta, last third / first third',
        unit: '×',
        budget: 1.3,
        reached: share(2, 3) / share(0, 1),
      },
    ];
  } finally {
    server.close();
  }
}

async function bareStream(port: string): Promise<{ wall: number; cpu: number }> {
  const sdk = join(root, 'dist', 'later--anthropic-ai-sdk.js');
  const script = join(root, 'test', 'bench', 'bare-stream.ts');
  const { stdout } = await runNode([script, port, sdk], { NODE_COMPILE_CACHE: folder('compiled') });
  return JSON.parse(stdout) as { wall: number; cpu: number };
}

async function streamInDashboard(port: string): Promise<Streamed> {
  const dashboard = await ready(port);
  const home = folder('stream');
  const cpuBefore = processorTime(dashboard.pid);
  const bytesBefore = dashboard.byteCount();
  const began = performance.now();
  dashboard.write('go\r');
  await dashboard.wait(new RegExp(streamEnd), undefined, 30_000);
  while (!isStored(home)) await delay(1);
  const streamed = {
    wall: performance.now() - began,
    cpu: processorTime(dashboard.pid) - cpuBefore,
    bytes: dashboard.byteCount() - bytesBefore,
  };
  await quit(dashboard);
  return streamed;
}

/** The dashboard in a new session whose answers come from the server, with what is put off until after the start done. */
async function ready(port: string) {
  const home = folder('stream');
  const dashboard = openDashboard(home, {
    args: ['session'],
    env: { REPRISE_PROVIDER: 'anthropic', ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`, ANTHROPIC_API_KEY: 'none' },
  });
  await dashboard.wait(/message …/);
  // Some of that draws nothing: a program that has come to rest takes no processor time either.
  for (let before = Number.NEGATIVE_INFINITY; processorTime(dashboard.pid) - before > restMs; ) {
    before = processorTime(dashboard.pid);
    await delay(500);
  }
  return dashboard;
}

/** The newest session's file holds the end of the answer. */
function isStored(home: string): boolean {
  const sessions = join(home, 'sessions');
  const newest = readdirSync(sessions)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .at(-1);
  return newest !== undefined && readFileSync(join(sessions, newest), 'utf8').includes(streamEnd);
}

async function startServer(count: number, rate: number): Promise<{ port: string; close(): void }> {
  const child = spawn(process.execPath, [join(root, 'test', 'bench', 'delta-server.ts'), String(count), String(rate)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(String(line).trim()));
    child.once('error', reject);
  });
  return { port, close: () => void child.kill() };
}
