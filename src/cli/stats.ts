/** `reprise stats`: what all sessions add up to: totals, activity, models, the most expensive sessions, days. */
import type { Command } from 'commander';
import { statsRows } from '../app/view/stats-rows.ts';
import type { Problem } from '../core/problem.ts';
import type { Stats, StatsSession, StatsSums } from '../core/stats.ts';
import { rowText } from '../core/text/row.ts';
import { fallbackTheme } from '../core/theme-file-fallback.ts';
import type { Services } from '../run/services.ts';
import { outputClosed, write, writeJson } from './print.ts';
import { withServices } from './with-services.ts';

/** The page width in a file or a pipe. */
const usualWidth = 100;
const leastWidth = 38;

export function addStats(program: Command): void {
  program
    .command('stats')
    .description('show tokens, turns and cost by model and by day')
    .option('--json', 'as JSON, with every day')
    .action((choice: { json?: boolean }, command: Command) =>
      withServices(command, (services) => printStats(services, choice.json === true)),
    );
}

/** Also used by `/stats` in plain mode. */
export async function printStats(services: Services, json = false): Promise<Problem | undefined> {
  const { computeStats } = await import('../run/stats.ts');
  const progress = showProgress();
  const stats = await computeStats(services, { signal: outputClosed, onProgress: progress.tell });
  progress.clear();
  if (!stats.ok) return outputClosed.aborted ? undefined : stats.problem;
  if (json) writeJson(statsJson(stats.value));
  else write(statsText(stats.value, process.stdout.columns ?? usualWidth));
  return undefined;
}

/** The rows of the dashboard's view as plain text. */
function statsText(stats: Stats, width: number): string {
  const rows = statsRows(stats, Math.max(leastWidth, Math.min(width, usualWidth)), fallbackTheme('dark'));
  return rows.map((row) => `${rowText(row).trimEnd()}\n`).join('');
}

/** What `--json` prints: stable names, days as `2026-11-22`, dollars or null if no price is known. */
function statsJson(stats: Stats): Record<string, unknown> {
  return {
    today: stats.today,
    ...sums(stats),
    unreadSessions: stats.unread,
    days: stats.days.map((day) => ({ day: day.day, ...sums(day), models: day.models })),
    models: stats.models.map((one) => ({ provider: one.provider, model: one.model, ...sums(one) })),
    mostExpensive: stats.mostExpensive.map(sessionFigures),
    largest: stats.largest.map(sessionFigures),
  };
}

function sums(of: StatsSums): Record<string, number | null> {
  return { sessions: of.sessions, turns: of.turns, ...tokens(of) };
}

function sessionFigures(one: StatsSession): Record<string, unknown> {
  const { id, name, title, filePath, provider, model } = one.session;
  return { id, name, title, filePath, provider, model, turns: one.turns, ...tokens(one) };
}

function tokens(of: StatsSums | StatsSession): Record<string, number | null> {
  return {
    inputTokens: of.inputTokens,
    outputTokens: of.outputTokens,
    cachedTokens: of.cachedTokens,
    estimatedTokens: of.estimatedTokens,
    unpricedTokens: of.unpricedTokens,
    cost: of.cost ?? null,
  };
}

/** A progress line on standard error, erased at the end; nothing if that is not a terminal. */
function showProgress(): { tell(stats: Stats): void; clear(): void } {
  let shown = false;
  return {
    tell({ reading }) {
      if (!process.stderr.isTTY || !reading) return;
      shown = true;
      process.stderr.write(`\r${reading.done} of ${reading.total} sessions read …`);
    },
    clear() {
      if (shown) process.stderr.write('\r\x1b[K');
    },
  };
}
