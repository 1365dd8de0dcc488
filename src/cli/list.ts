/** `reprise list`: all sessions, newest first. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Problem } from '../core/problem.ts';
import { slices } from '../core/slices.ts';
import type { Services } from '../run/services.ts';
import { listAll } from './find-sessions.ts';
import { listLine } from './format.ts';
import { sessionJson } from './json.ts';
import { remark, write, writeJson } from './print.ts';
import { withServices } from './with-services.ts';

export interface ListChoice {
  readonly json?: boolean;
  readonly limit?: number;
}

export function addList(program: Command): void {
  program
    .command('list')
    .alias('ls')
    .description('list the sessions, newest first: date, time, name')
    .option('--json', 'as JSON, with all details of each session')
    .option('--limit <n>', 'only the newest n', count)
    .action((choice: ListChoice, command: Command) => withServices(command, (services) => printList(services, choice)));
}

const linesAtOnce = 500;

/** Also behind `reprise session --list`. */
export async function printList(services: Services, choice: ListChoice): Promise<Problem | undefined> {
  const sessions = await listAll(services);
  if (!sessions.ok) return sessions.problem;
  const shown = sessions.value.slice(0, choice.limit ?? sessions.value.length);
  if (sessions.value.length === 0 && !choice.json) {
    // A folder that was mistyped is empty, too.
    remark(`No sessions in ${services.paths.sessionsDir} yet. \`reprise session -n NAME\` starts one.`);
  }
  if (choice.json) writeJson(shown.map(sessionJson));
  // Whoever reads it can begin before all of it is made.
  else for (const some of slices(shown, linesAtOnce)) write(some.map((session) => `${listLine(session)}\n`).join(''));
  return undefined;
}

/** A whole number from 1, for options that count. */
export function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(text);
}
