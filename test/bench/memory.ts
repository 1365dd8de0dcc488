/** Rows 5 to 8: memory, the large session, keys and bytes. */
import { addLargeSession, homeOf, lastWords } from './homes.ts';
import { type Figure, median, medians, percentile } from './measure.ts';
import {
  bareNode,
  bareNodeMemory,
  end,
  listOf,
  openDashboard,
  peakMemory,
  quit,
  timeKey,
  timeStart,
  warmUp,
} from './program.ts';

const count = 10_000;
const theEnd = new RegExp(lastWords);

/** 10,000 sessions and one of 20 MB, which is the newest. */
async function largeHome(): Promise<string> {
  const home = homeOf(count, 'large');
  addLargeSession(home);
  await warmUp(home, count + 1);
  return home;
}

export async function measureLarge(): Promise<readonly Figure[]> {
  const home = await largeHome();
  return [...(await measureMemory(home)), ...(await measureOpening(home)), ...(await measureKeys(home))];
}

/** Row 5. */
async function measureMemory(home: string): Promise<readonly Figure[]> {
  const plain = homeOf(count);
  await warmUp(plain, count);
  const found = await medians(3, {
    node: bareNodeMemory,
    list: async () => {
      const dashboard = openDashboard(plain);
      await dashboard.wait(listOf(count));
      await settled(dashboard.byteCount);
      const peak = peakMemory(dashboard.pid);
      await end(dashboard);
      return peak;
    },
    large: async () => {
      const dashboard = openDashboard(home);
      await dashboard.wait(theEnd);
      dashboard.write('\r');
      await settled(dashboard.byteCount);
      const peak = peakMemory(dashboard.pid);
      await quit(dashboard);
      return peak;
    },
  });
  const figure = (what: string, budget: number, value: number): Figure => ({
    row: 5,
    what: `peak memory, ${what}`,
    unit: '×',
    budget,
    reached: value / found.node,
    note: `${(value / 1024).toFixed(0)} MB, bare Node ${(found.node / 1024).toFixed(0)} MB`,
  });
  return [figure('list of 10,000', 2.2, found.list), figure('with a 20 MB session open', 4, found.large)];
}

/** Rows 6 and 8: the large session from process start and from the list; what that sends to the terminal. */
async function measureOpening(home: string): Promise<readonly Figure[]> {
  // Few others beside it: what is measured is the session's size.
  const alone = homeOf(100, 'alone');
  addLargeSession(alone);
  await warmUp(alone, 101);
  const start = { args: ['session', '-r'] };
  const found = await medians(7, {
    node: bareNode,
    start: async () => (await timeStart(alone, [theEnd], start))[0] ?? Number.NaN,
  });
  const dashboard = openDashboard(home);
  await dashboard.wait(listOf(count + 1));
  await settled(dashboard.byteCount);
  const times: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    await timeKey(dashboard, 'j', (now) => !theEnd.test(now.emulator.text()));
    await settled(dashboard.byteCount);
    const before = dashboard.byteCount();
    times.push(await timeKey(dashboard, 'k', theEnd));
    bytes.push(dashboard.byteCount() - before);
  }
  await settled(dashboard.byteCount);
  const idleFrom = dashboard.byteCount();
  await seconds(2);
  const idle = dashboard.byteCount() - idleFrom;
  await quit(dashboard);
  return [
    {
      row: 6,
      what: 'process start → last page of a 20 MB session',
      unit: 'N0',
      budget: 3.5,
      reached: found.start / found.node,
      note: `${found.start.toFixed(0)} ms, N0 ${found.node.toFixed(0)} ms`,
    },
    { row: 6, what: '… from the list', unit: 'ms', budget: 30, reached: median(times) },
    { row: 8, what: 'bytes to the terminal: opening a session', unit: 'KB', budget: 12, reached: median(bytes) / 1000 },
    { row: 8, what: '… idle for two seconds', unit: 'B', budget: 0, reached: idle },
  ];
}

/** Row 7: with the list of 10,000 and the 20 MB session open. */
async function measureKeys(home: string): Promise<readonly Figure[]> {
  const dashboard = openDashboard(home);
  await dashboard.wait(theEnd);
  dashboard.write('\r');
  await settled(dashboard.byteCount);
  const figures: Figure[] = [];
  const press = async (pane: string, keys: readonly string[]): Promise<void> => {
    const times: number[] = [];
    for (const key of keys) {
      times.push(await timeKey(dashboard, key));
      // A key every 15 ms or so: faster than any keyboard repeats, and each has its own frame.
      await seconds(0.015);
    }
    for (const [p, budget] of [
      [50, 4],
      [99, 16],
    ] as const) {
      figures.push({
        row: 7,
        what: `key → frame in the ${pane}, p${p}`,
        unit: 'ms',
        budget,
        reached: percentile(times, p),
      });
    }
  };
  await press('input', [...'What about the other half of it? '.repeat(5)]);
  for (const key of ['\x15', '\x1b']) {
    dashboard.write(key);
    await settled(dashboard.byteCount);
  }
  dashboard.write('\x1b[Z');
  await settled(dashboard.byteCount);
  await press('transcript', [...Array(75).fill('k'), ...Array(75).fill('j')]);
  dashboard.write('1');
  await settled(dashboard.byteCount);
  await press('list', [...Array(75).fill('j'), ...Array(75).fill('k')]);
  await quit(dashboard);
  return figures;
}

/** Resolves when nothing has been written for a third of a second. */
async function settled(byteCount: () => number): Promise<void> {
  for (let before = -1; before !== byteCount(); ) {
    before = byteCount();
    await seconds(0.3);
  }
}

function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1000));
}
