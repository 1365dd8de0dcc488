/** `reprise run`: one question, one answer on standard output, kept as a session. */
import type { Command } from 'commander';
import { problem } from '../core/problem.ts';
import type { RunChoice } from './run-once.ts';
import { withServices } from './with-services.ts';

const bothNamed = problem(
  'bad-argument',
  '--name begins a new session, and --resume asks in one that is there.',
  'Give one of them.',
);

export function addRun(program: Command): void {
  program
    .command('run')
    .description('ask once: the answer goes to standard output and is kept as a session')
    .option('-p, --prompt <text>', 'the question; what is piped in is added below it, and - stands for that alone')
    .option('-n, --name <name>', 'name of the new session')
    .option('-r, --resume <session>', 'ask in this session instead of a new one')
    .option('--json', 'one JSON object with the answer, the session and the usage')
    .action((choice: RunChoice, command: Command) =>
      withServices(command, async (services, globals) => {
        if (choice.name !== undefined && choice.resume !== undefined) return bothNamed;
        const { runOnce } = await import('./run-once.ts');
        return runOnce(services, globals, choice);
      }),
    );
}
