/** `reprise rename`: gives a session another name. */
import type { Command } from 'commander';
import { resolveSession } from '../core/resolve.ts';
import { checkFreeName } from '../core/session-name.ts';
import { listAll } from './find-sessions.ts';
import { ofSession } from './for-shell.ts';
import { remark, writeLine } from './print.ts';
import { withServices } from './with-services.ts';

export function addRename(program: Command): void {
  program
    .command('rename')
    .description('rename a session')
    .argument('<session>', 'its name or id, or the beginning of either')
    .argument('<name>', 'the new name')
    .action((query: string, newName: string, _choice: unknown, command: Command) =>
      withServices(command, async (services) => {
        const sessions = await listAll(services);
        if (!sessions.ok) return sessions.problem;
        const session = resolveSession(sessions.value, query);
        if (!session.ok) return session.problem;
        const name = checkFreeName(newName, sessions.value, session.value.id);
        if (!name.ok) return name.problem;
        const done = await services.store.note(session.value.filePath, { event: 'renamed', name: name.value }, remark);
        if (!done.ok) return ofSession(done.problem, session.value);
        writeLine(`renamed ${session.value.name} to ${done.value.name}`);
        return undefined;
      }),
    );
}
