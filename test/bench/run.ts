/**
 * `npm run bench`: measures every row of the budget table and prints what was reached; `npm run bench -- 3 7` only those.
 * Ratios are taken within one run, because absolute times say little on another machine.
 */
import { cpus } from 'node:os';
import { endPrograms } from '../support/pty.ts';
import { measureFilter } from './filter.ts';
import { removeHomes } from './homes.ts';
import { measureKeeping } from './keep.ts';
import type { Figure } from './measure.ts';
import { measureLarge } from './memory.ts';
import { measureCommandLine, measureFirstRun, measureLibrary, measureStarts } from './start.ts';
import { measureAgainstStock } from './stock.ts';
import { measureFullSpeed, measurePaced } from './stream.ts';

/** Measurements by the rows they give, in the order of the table. */
const measurements: readonly (readonly [readonly number[], () => Promise<readonly Figure[]>])[] = [
  [[1, 2, 4], measureStarts],
  [[3], measureFirstRun],
  [[5, 6, 7, 8], measureLarge],
  [[7], measureAgainstStock],
  [[9], measureFullSpeed],
  [[10], measurePaced],
  [[11], measureKeeping],
  [[12], measureCommandLine],
  [[13], measureFilter],
  [[14], measureLibrary],
];

const asked = process.argv.slice(2).map(Number);
const wrong = asked.find((row) => !measurements.some(([rows]) => rows.includes(row)));
if (wrong !== undefined) {
  console.error(`There is no row ${wrong}; the rows are 1 to 14.`);
  process.exit(2);
}

const began = performance.now();
const figures: Figure[] = [];
try {
  for (const [rows, measure] of measurements) {
    if (asked.length > 0 && !rows.some((row) => asked.includes(row))) continue;
    process.stderr.write(`measuring row ${rows.join(', ')} …\n`);
    try {
      figures.push(...(await measure()));
    } catch (error) {
      // The other rows are worth having all the same.
      process.exitCode = 1;
      console.error(error);
    }
  }
} finally {
  endPrograms();
  removeHomes();
}
const [processor] = cpus();
console.log(
  `${cpus().length} × ${processor?.model ?? 'unknown processor'}, Node ${process.version}, ${process.platform}`,
);
console.log(table(figures.toSorted((a, b) => a.row - b.row)));
const over = figures.filter((figure) => figure.reached > figure.budget);
console.log(
  `${figures.length - over.length} of ${figures.length} within the budget, measured in ${((performance.now() - began) / 1000).toFixed(0)} s`,
);
process.exit();

function table(rows: readonly Figure[]): string {
  const lines = [['row', 'what', 'budget', 'reached', '', 'note']];
  for (const { row, what, unit, budget, reached, note } of rows) {
    const shown = unit === 'N0' || unit === '×' ? reached.toFixed(2) : reached.toFixed(1);
    lines.push([
      String(row),
      what,
      `≤ ${budget} ${unit}`,
      `${shown} ${unit}`,
      reached <= budget ? 'ok' : 'over',
      note ?? '',
    ]);
  }
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
