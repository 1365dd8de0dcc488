/** `reprise trash`: what is in the trash, and emptying it for good. */
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { deletedBefore } from '../core/deleted-before.ts';
import { type Problem, problem } from '../core/problem.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import { counted } from '../core/words.ts';
import { localTime } from '../run/local-time.ts';
import type { Services } from '../run/services.ts';
import { isoTime, sessionJson } from './json.ts';
import { count } from './list.ts';
import { remark, write, writeJson, writeLine } from './print.ts';
import { withServices } from './with-services.ts';

const day = 86_400_000;

export function addTrash(program: Command): void {
  const trash = program.command('trash').description('show the trash, or empty it').helpCommand(false);
  trash
    .command('list', { isDefault: true })
    .description('list the sessions in the trash, with the time each was deleted')
    .option('--json', 'as JSON')
    .action((choice: { json?: boolean }, command: Command) =>
      withServices(command, (services) => listTrash(services, choice.json === true)),
    );
  trash
    .command('empty')
    .description('delete everything in the trash for good')
    .option('--older-than <days>', 'only sessions deleted more than this many days ago', count)
    .option('-y, --yes', 'do not ask for confirmation')
    .action((choice: EmptyChoice, command: Command) =>
      withServices(command, (services) => emptyTrash(services, choice)),
    );
}

async function listTrash({ store }: Services, json: boolean): Promise<Problem | undefined> {
  const found = await store.listTrash();
  if (!found.ok) return found.problem;
  if (json) {
    writeJson(
      found.value.map(({ summary, deletedAt }) => ({ ...sessionJson(summary), deletedAt: isoTime(deletedAt) })),
    );
    return undefined;
  }
  if (found.value.length === 0) remark('The trash is empty.');
  const lines = found.value.map((one) => `${localTime(one.deletedAt)} ${sanitizeLine(one.summary.name)}\n`);
  write(lines.join(''));
  return undefined;
}

interface EmptyChoice {
  /** In days. */
  readonly olderThan?: number;
  readonly yes?: boolean;
}

async function emptyTrash({ clock, store }: Services, choice: EmptyChoice): Promise<Problem | undefined> {
  const found = await store.listTrash();
  if (!found.ok) return found.problem;
  const limit = choice.olderThan === undefined ? undefined : clock.now() - choice.olderThan * day;
  const doomed = found.value.filter(
    ({ deletedAt, summary }) => limit === undefined || deletedBefore(limit, deletedAt, summary.endTime),
  ).length;
  if (doomed === 0) {
    writeLine('there is nothing to delete');
    return undefined;
  }
  const what = counted(doomed, 'session');
  if (choice.yes !== true) {
    if (!process.stdin.isTTY) {
      return problem('bad-argument', `This would delete ${what} for good.`, 'Add --yes to confirm.');
    }
    if (!(await confirmed(`Delete ${what} for good? [y/N] `))) return undefined;
  }
  const done = await store.emptyTrash(limit);
  if (!done.ok) return done.problem;
  writeLine(`deleted ${counted(done.value, 'session')} for good`);
  return undefined;
}

async function confirmed(question: string): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await reader.question(question)).trim());
  } finally {
    reader.close();
  }
}
