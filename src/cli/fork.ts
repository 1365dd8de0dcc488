/** `reprise fork`: a new session that begins as a copy of another. */
import type { Command } from 'commander';
import { resolveSession } from '../core/resolve.ts';
import { checkFreeName, nameOfFork } from '../core/session-name.ts';
import { forkSession } from '../run/fork.ts';
import { listAll } from './find-sessions.ts';
import { writeLine } from './print.ts';
import { withServices } from './with-services.ts';

export function addFork(program: Command): void {
  program
    .command('fork')
    .description('start a new session as a copy of another')
    .argument('<session>', 'its name or id, or the beginning of either')
    .option('-n, --name <name>', 'name of the new session')
    .action((query: string, choice: { name?: string }, command: Command) =>
      withServices(command, async (services) => {
        const sessions = await listAll(services);
        if (!sessions.ok) return sessions.problem;
        const found = resolveSession(sessions.value, query);
        if (!found.ok) return found.problem;
        const origin = found.value;
        const name = checkFreeName(choice.name ?? nameOfFork(origin.name, sessions.value), sessions.value);
        if (!name.ok) return name.problem;
        const forked = await forkSession(services.store, { filePath: origin.filePath, name: name.value });
        if (!forked.ok) return forked.problem;
        writeLine(`forked ${origin.name} to ${name.value}`);
        return undefined;
      }),
    );
}
