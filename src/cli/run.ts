/** `reprise run`: one prompt, one reply on standard output, kept as a session. */
import type { Command } from 'commander';
import { problem } from '../core/problem.ts';
import type { RunChoice } from './run-once.ts';
import { withServices } from './with-services.ts';

const bothNamed = problem(
  'bad-argument',
  '--name starts a new session, --resume continues an existing one.',
  'Use one or the other.',
);

export function addRun(program: Command): void {
  program
    .command('run')
    .description('ask one question and keep the reply as a session')
    .option('-p, --prompt <text>', 'the question; piped input is appended to it, and - means the piped input alone')
    .option('-n, --name <name>', 'name of the new session')
    .option('-r, --resume <session>', 'ask in this session, not in a new one')
    .option('--json', 'print a JSON object with the reply, the session and the usage')
    .action((choice: RunChoice, command: Command) =>
      withServices(command, async (services, globals) => {
        if (choice.name !== undefined && choice.resume !== undefined) return bothNamed;
        const { runOnce } = await import('./run-once.ts');
        return runOnce(services, globals, choice);
      }),
    );
}
