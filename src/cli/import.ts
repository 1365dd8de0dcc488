/** `reprise import`: creates a session from a JSON export. */
import type { Command } from 'commander';
import { readExport } from '../core/export/json.ts';
import { fail, ok, problem, type Result } from '../core/problem.ts';
import { checkFreeName, freeNameLike } from '../core/session-name.ts';
import { readTextFile } from '../run/files.ts';
import { listAll } from './find-sessions.ts';
import { kindOfInput, readPiped } from './piped.ts';
import { writeLine } from './print.ts';
import { withServices } from './with-services.ts';

/** Larger exports do not fit into one JavaScript string. */
const largest = 400 * 1024 * 1024;

export function addImport(program: Command): void {
  program
    .command('import')
    .description('create a session from a JSON export')
    .argument('<file>', 'the exported file; - for standard input')
    .option('-n, --name <name>', 'name of the new session')
    .action((file: string, choice: { name?: string }, command: Command) =>
      withServices(command, async (services) => {
        const text = file === '-' ? await readInput() : await readTextFile(file, services.cwd, largest);
        if (!text.ok) return text.problem;
        const place = file === '-' ? 'standard input' : file;
        const read = readExport(text.value);
        if (!read.ok) return { ...read.problem, message: `${place}: ${read.problem.message}` };
        const { name: called, head, messages, ...rest } = read.value;
        if (messages.length === 0) return problem('damaged', `${place} contains no messages.`);
        const sessions = await listAll(services);
        if (!sessions.ok) return sessions.problem;
        const wanted = choice.name ?? (called === undefined ? undefined : freeNameLike(called, sessions.value));
        const name = wanted === undefined ? undefined : checkFreeName(wanted, sessions.value);
        if (name?.ok === false) return name.problem;
        const made = await services.store.create({
          ...rest,
          messages,
          ...(name === undefined ? {} : { name: name.value }),
          // The shown branch need not be the one with the newest message.
          ...(head === null ? {} : { head }),
        });
        if (!made.ok) return made.problem;
        const closed = await made.value.close();
        if (!closed.ok) return closed.problem;
        writeLine(`imported ${made.value.summary.name}`);
        return undefined;
      }),
    );
}

/** The output of `ssh HOST reprise export NAME -f json`, for example. */
async function readInput(): Promise<Result<string>> {
  const kind = kindOfInput(0);
  if (kind === undefined) return fail(problem('bad-argument', 'No input was piped in.', 'Name the exported file.'));
  const text = await readPiped(process.stdin, kind, false, largest);
  return text === undefined ? fail(problem('file-too-large', 'The piped input is larger than 400 MB.')) : ok(text);
}
