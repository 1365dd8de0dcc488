/** `reprise stats`: what all sessions add up to, by model and by day. */
import type { Command } from 'commander';
import type { Stats } from '../core/stats.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import { textWidth } from '../core/text/width.ts';
import { act } from './act.ts';
import { sessionJson } from './format.ts';
import { write, writeJson, writeLine } from './print.ts';

/** So many of the newest days are shown; `--json` has all. */
const shownDays = 14;

export function addStats(program: Command): void {
  program
    .command('stats')
    .description('sessions, turns, tokens and cost, by model and by day')
    .option('--json', 'as JSON, with every day')
    .action((choice: { json?: boolean }, command: Command) =>
      act(command, async (services) => {
        const { computeStats } = await import('../run/stats.ts');
        const stats = await computeStats(services);
        if (!stats.ok) return stats.problem;
        if (choice.json) writeJson(statsJson(stats.value));
        else printStats(stats.value);
        return undefined;
      }),
    );
}

function printStats(stats: Stats): void {
  const { cost, inputTokens, outputTokens, sessions, turns, unpricedTokens } = stats;
  writeLine(
    `${sessions} sessions, ${turns} turns, ${number(inputTokens)} tokens in, ${number(outputTokens)} tokens out`,
  );
  if (cost !== undefined) {
    const rest = unpricedTokens > 0 ? `; ${number(unpricedTokens)} tokens have no known price` : '';
    writeLine(`cost ${dollars(cost)}${rest}`);
  }
  if (stats.models.length > 0) {
    writeLine('');
    table([
      ['model', 'sessions', 'turns', 'tokens in', 'tokens out', 'cost'],
      ...stats.models.map((one) => [
        sanitizeLine([one.provider, one.model].filter((part) => part !== '').join('/') || 'unknown'),
        number(one.sessions),
        number(one.turns),
        number(one.inputTokens),
        number(one.outputTokens),
        one.cost === undefined ? '-' : dollars(one.cost),
      ]),
    ]);
  }
  const days = stats.days.filter((day) => day.sessions > 0).slice(-shownDays);
  if (days.length > 0) {
    writeLine('');
    table([
      ['day', 'sessions', 'turns', 'tokens in', 'tokens out'],
      ...days.map((day) => [day.day, ...[day.sessions, day.turns, day.inputTokens, day.outputTokens].map(number)]),
    ]);
  }
}

/** The first column to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ''))));
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      const blanks = ' '.repeat((widths[column] ?? 0) - textWidth(cell));
      return column === 0 ? cell + blanks : blanks + cell;
    });
    write(`${cells.join('  ').trimEnd()}\n`);
  }
}

function statsJson(stats: Stats): Record<string, unknown> {
  return {
    ...stats,
    mostExpensive: stats.mostExpensive.map(({ session, cost }) => ({ session: sessionJson(session), cost })),
  };
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function dollars(value: number): string {
  return `$${value < 1 ? value.toFixed(4) : value.toFixed(2)}`;
}
