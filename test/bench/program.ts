/** Starts what is measured: bare Node, the command line, and the dashboard in a real terminal of 120 × 40. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Condition, type PtyProgram, spawnPty } from '../support/pty.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin', 'reprise.js');

export interface Ended {
  /** From the start to the end, in ms. */
  readonly ms: number;
  readonly stdout: string;
}

/** Runs Node without a terminal to its end; fails when it does not end well. */
export function runNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const ms = performance.now() - start;
      if (code === 0) resolve({ ms, stdout });
      else reject(new Error(`node ${args.join(' ')} ended with ${code}: ${stderr.slice(0, 500)}`));
    });
  });
}

/** `node -e 0`, the unit N0: ms. */
export async function bareNode(): Promise<number> {
  return (await runNode(['-e', '0'])).ms;
}

/** Peak memory of a Node that does nothing, in KB. */
export async function bareNodeMemory(): Promise<number> {
  const script = `console.log(require('fs').readFileSync('/proc/self/status','utf8').match(/VmHWM:\\s+(\\d+)/)[1])`;
  return Number((await runNode(['-e', script])).stdout);
}

/** The command line on a home. */
export function runReprise(home: string, args: readonly string[]): Promise<Ended> {
  return runNode([program, ...args], { REPRISE_HOME: home, HOME: home });
}

export interface Start {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The dashboard on a home; `offline` answers unless the environment says otherwise. */
export function openDashboard(home: string, { args = [], env = {} }: Start = {}): PtyProgram {
  return spawnPty(process.execPath, [program, ...args], {
    columns: 120,
    rows: 40,
    env: { REPRISE_HOME: home, HOME: home, REPRISE_PROVIDER: 'offline', ...env },
  });
}

/** From process start until each condition holds on the screen, one after the other: ms. The program is ended without a farewell. */
export async function timeStart(home: string, conditions: readonly Condition[], start: Start = {}): Promise<number[]> {
  const began = performance.now();
  const dashboard = openDashboard(home, start);
  const times: number[] = [];
  for (const condition of conditions) {
    await dashboard.wait(condition, undefined, 60_000);
    times.push(performance.now() - began);
  }
  await end(dashboard);
  return times;
}

/** Starts once without being watched, as a user did yesterday: the list's cache and the compiled code are written. */
export async function warmUp(home: string, count: number): Promise<void> {
  const dashboard = openDashboard(home);
  await dashboard.wait(listOf(count), undefined, 60_000);
  await quit(dashboard);
}

/** The list stands on the screen, and its title counts so many sessions. */
export function listOf(count: number): RegExp {
  return count === 0 ? /Sessions · 0 +│/ : new RegExp(`Sessions · ${count} [^]*Please help`);
}

/** Ends it as a user does, with everything written: Ctrl+C until it goes, since the first may stop a reply. */
export async function quit(dashboard: PtyProgram): Promise<void> {
  const press = (): void => dashboard.write('\x03');
  press();
  const again = setInterval(press, 200);
  try {
    await dashboard.exited();
  } finally {
    clearInterval(again);
  }
}

export async function end(dashboard: PtyProgram): Promise<void> {
  dashboard.kill('SIGKILL');
  await dashboard.exited();
}

/** Presses a key and gives the ms until the answer stands in the terminal's cells. */
export async function timeKey(dashboard: PtyProgram, key: string, shown?: Condition): Promise<number> {
  const before = dashboard.byteCount();
  const began = performance.now();
  dashboard.write(key);
  await dashboard.wait(shown ?? ((now) => now.byteCount() > before), `an answer to ${JSON.stringify(key)}`);
  return performance.now() - began;
}

/** Peak memory of a running program, in KB. */
export function peakMemory(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Processor time of all threads of a running program so far, in ms. */
export function processorTime(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  let nanoseconds = 0;
  for (const task of readdirSync(tasks)) {
    nanoseconds += Number(readFileSync(join(tasks, task, 'schedstat'), 'utf8').split(' ')[0]);
  }
  return nanoseconds / 1e6;
}
