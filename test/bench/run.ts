/** `npm run bench [NAME…] [--effort N]`: measures and prints one table; exit code 1 when a budget is missed with --strict. */
import { filterBench } from './filter.ts';
import { keepBench } from './keep.ts';
import { type Bench, type Figure, inFolder } from './measure.ts';
import { startBench } from './start.ts';

/** Every group; add yours here. */
const benches: readonly Bench[] = [startBench, keepBench, filterBench];

const args = process.argv.slice(2);
const at = args.indexOf('--effort');
const effort = at < 0 ? 1 : Math.max(1, Number(args[at + 1]) || 1);
const names = args.filter((arg, index) => !arg.startsWith('--') && !(at >= 0 && index === at + 1));
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}; there are ${benches.map((bench) => bench.name).join(', ')}.`,
  );
  process.exit(2);
}

const figures: Figure[] = [];
for (const bench of benches) {
  if (names.length > 0 && !names.includes(bench.name)) continue;
  console.error(`measuring ${bench.name} …`);
  figures.push(...(await inFolder((folder) => bench.measure({ folder, effort }))));
}
print(figures);
if (args.includes('--strict') && figures.some(isMissed)) process.exitCode = 1;

function print(rows: readonly Figure[]): void {
  const cells = rows.map((figure) => [
    figure.row.padStart(3),
    figure.what.padEnd(48),
    `${figure.measured.toFixed(2)} ${figure.unit}`.padStart(10),
    figure.budget === undefined ? '' : `≤ ${figure.budget} ${figure.unit}`.padStart(10),
    figure.budget === undefined ? '' : isMissed(figure) ? 'missed' : 'kept',
  ]);
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}; N0 is the wall time of \`node -e 0\`.\n`);
  for (const row of cells) console.log(row.join('  ').trimEnd());
}

function isMissed(figure: Figure): boolean {
  return figure.budget !== undefined && figure.measured > figure.budget;
}
