/** `reprise archive`: takes a session out of the daily list, or brings it back. */
import type { Command } from 'commander';
import { findSession } from './find-sessions.ts';
import { ofSession } from './for-shell.ts';
import { remark, writeLine } from './print.ts';
import { withServices } from './with-services.ts';

export function addArchive(program: Command): void {
  program
    .command('archive')
    .description('hide a session from the list, without deleting it')
    .argument('<session>', 'its name or id, or the beginning of either')
    .option('--undo', 'unarchive the session')
    .action((query: string, choice: { undo?: boolean }, command: Command) =>
      withServices(command, async (services) => {
        const session = await findSession(services, query);
        if (!session.ok) return session.problem;
        const on = choice.undo !== true;
        const done = await services.store.note(session.value.filePath, { event: 'archived', on }, remark);
        if (!done.ok) return ofSession(done.problem, session.value);
        writeLine(`${on ? 'archived' : 'unarchived'} ${done.value.name}`);
        return undefined;
      }),
    );
}
