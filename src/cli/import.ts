/** `reprise import`: makes a session of a JSON export. */
import type { Command } from 'commander';
import { readExport } from '../core/export/json.ts';
import { problem } from '../core/problem.ts';
import { checkFreeName, freeNameLike } from '../core/session-name.ts';
import { readTextFile } from '../run/files.ts';
import { listAll } from './find-sessions.ts';
import { writeLine } from './print.ts';
import { withServices } from './with-services.ts';

/** Larger exports do not fit into one JavaScript string. */
const largest = 400 * 1024 * 1024;

export function addImport(program: Command): void {
  program
    .command('import')
    .description('create a session from a JSON export')
    .argument('<file>', 'the exported file')
    .option('-n, --name <name>', 'name of the new session')
    .action((file: string, choice: { name?: string }, command: Command) =>
      withServices(command, async (services) => {
        const text = await readTextFile(file, services.cwd, largest);
        if (!text.ok) return text.problem;
        const read = readExport(text.value);
        if (!read.ok) return { ...read.problem, message: `${file}: ${read.problem.message}` };
        const { head, messages, provider, model, cwd, system } = read.value;
        if (messages.length === 0) return problem('damaged', `${file} contains no messages.`);
        const sessions = await listAll(services);
        if (!sessions.ok) return sessions.problem;
        const name = checkFreeName(choice.name ?? freeNameLike(read.value.name, sessions.value), sessions.value);
        if (!name.ok) return name.problem;
        // The branch that was shown need not be the one with the newest message.
        const shown = head === null ? {} : { head };
        const made = await services.store.create({
          name: name.value,
          provider,
          model,
          cwd,
          system,
          messages,
          ...shown,
        });
        if (!made.ok) return made.problem;
        const closed = await made.value.close();
        if (!closed.ok) return closed.problem;
        writeLine(`imported ${name.value}`);
        return undefined;
      }),
    );
}
