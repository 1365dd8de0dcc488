/** Rows 1 to 4, 12 and 14: from process start to the list, the command line and the library. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { addSession, aRow, homeOf } from './homes.ts';
import { type Figure, median, medians } from './measure.ts';
import { bareNode, listOf, root, runNode, runReprise, timeStart, warmUp } from './program.ts';

const rounds = 9;

/** Rows 1, 2 and 4 share their starts: with and without sessions, in turn. */
export async function measureStarts(): Promise<readonly Figure[]> {
  const counts = [0, 1000, 10_000, 100_000];
  for (const count of counts) await warmUp(homeOf(count), count);
  const first = (count: number) => async () => {
    const shown = count === 0 ? listOf(0) : aRow;
    return (await timeStart(homeOf(count), [shown]))[0] ?? Number.NaN;
  };
  const found = await medians(rounds, {
    node: bareNode,
    none: first(0),
    thousand: first(1000),
    tenThousand: first(10_000),
    hundredThousand: first(100_000),
  });
  const ms = (value: number) => `${value.toFixed(0)} ms, N0 ${found.node.toFixed(0)} ms`;
  const start = (row: number, count: string, value: number, budget: number): Figure => ({
    row,
    what: `process start → list of ${count} on screen`,
    unit: 'N0',
    budget,
    reached: value / found.node,
    note: ms(value),
  });
  return [
    start(1, '0', found.none, 2.5),
    start(1, '1,000', found.thousand, 2.5),
    start(2, '10,000, cache warm', found.tenThousand, 2.8),
    ...(await measureCheck()),
    { row: 4, what: 'start with 10,000 / with 0', unit: '×', budget: 1.3, reached: found.tenThousand / found.none },
    { row: 4, what: 'start with 100,000 / with 0', unit: '×', budget: 2, reached: found.hundredThousand / found.none },
  ];
}

/** A session that the cache has never seen shows when the list has been checked against the disk. */
async function measureCheck(): Promise<readonly Figure[]> {
  let count = 10_000;
  const home = homeOf(count, 'checked');
  await warmUp(home, count);
  const found = await medians(5, {
    node: bareNode,
    checked: async () => {
      addSession(home);
      count += 1;
      return (await timeStart(home, [listOf(count)]))[0] ?? Number.NaN;
    },
  });
  return [
    {
      row: 2,
      what: '… and checked against the disk',
      unit: 'N0',
      budget: 6,
      reached: found.checked / found.node,
      note: `${found.checked.toFixed(0)} ms`,
    },
  ];
}

/** Row 3: no cache of the list, as on the first start; only the compiled code is there. */
export async function measureFirstRun(): Promise<readonly Figure[]> {
  const count = 10_000;
  const home = homeOf(count);
  await warmUp(home, count);
  const complete: number[] = [];
  const found = await medians(5, {
    node: bareNode,
    page: async () => {
      forgetList(home);
      const [page = Number.NaN, all = Number.NaN] = await timeStart(home, [aRow, listOf(count)]);
      complete.push(all);
      return page;
    },
  });
  const all = median(complete.slice(1));
  const figure = (what: string, budget: number, value: number): Figure => ({
    row: 3,
    what: `10,000 sessions without a cache: ${what}`,
    unit: 'N0',
    budget,
    reached: value / found.node,
    note: `${value.toFixed(0)} ms`,
  });
  return [figure('first page', 5, found.page), figure('complete', 8, all)];
}

/** Row 12. */
export async function measureCommandLine(): Promise<readonly Figure[]> {
  const home = homeOf(10_000);
  const found = await medians(7, {
    node: bareNode,
    list: async () => {
      const { ms, stdout } = await runReprise(home, ['session', '--list']);
      if (stdout.split('\n').length !== 10_001) throw new Error(`session --list printed ${stdout.length} characters`);
      return ms;
    },
  });
  const note = `${found.list.toFixed(0)} ms`;
  return [{ row: 12, what: 'session --list of 10,000', unit: 'N0', budget: 4, reached: found.list / found.node, note }];
}

/** Row 14. */
export async function measureLibrary(): Promise<readonly Figure[]> {
  const script = `import ${JSON.stringify(join(root, 'dist', 'index.js'))}`;
  const found = await medians(15, {
    node: bareNode,
    library: async () => (await runNode(['--input-type=module', '-e', script])).ms,
  });
  const note = `${found.library.toFixed(0)} ms`;
  return [
    { row: 14, what: 'import of the library', unit: 'N0', budget: 1.3, reached: found.library / found.node, note },
  ];
}

function forgetList(home: string): void {
  const cache = join(home, 'cache');
  for (const name of readdirSync(cache)) if (name.startsWith('list-')) rmSync(join(cache, name));
}
