/** Row 7 once more: our list of 10,000 against the stock List widget with as many items, in one run. */
import { fileURLToPath } from 'node:url';
import { type PtyProgram, spawnPty } from '../support/pty.ts';
import { homeOf } from './homes.ts';
import { type Figure, median } from './measure.ts';
import { end, listOf, openDashboard, timeKey } from './program.ts';

const count = 10_000;
const presses = 40;

export async function measureAgainstStock(): Promise<readonly Figure[]> {
  const home = homeOf(count);
  const ours: { first: number; key: number }[] = [];
  const stock: { first: number; key: number }[] = [];
  for (let round = 0; round < 3; round += 1) {
    stock.push(await timeList(openStock, /session 7 about/));
    ours.push(await timeList(() => openDashboard(home), listOf(count)));
  }
  const figure = (what: string, which: 'first' | 'key'): Figure => {
    const [own, other] = [ours, stock].map((all) => median(all.map((one) => one[which])));
    const note = `${own?.toFixed(1)} ms, stock ${other?.toFixed(1)} ms`;
    return { row: 7, what, unit: '×', budget: 1, reached: (own ?? Number.NaN) / (other ?? Number.NaN), note };
  };
  return [figure('list of 10,000 against the stock List: first frame', 'first'), figure('… key → frame', 'key')];
}

function openStock(): PtyProgram {
  const script = fileURLToPath(new URL('stock-list.cjs', import.meta.url));
  return spawnPty(process.execPath, [script, String(count)], { columns: 120, rows: 40 });
}

async function timeList(open: () => PtyProgram, shown: RegExp): Promise<{ first: number; key: number }> {
  const began = performance.now();
  const program = open();
  await program.wait(shown);
  const first = performance.now() - began;
  const times: number[] = [];
  for (let press = 0; press < presses; press += 1) {
    times.push(await timeKey(program, press % 2 === 0 ? 'j' : 'k'));
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  await end(program);
  return { first, key: median(times) };
}
