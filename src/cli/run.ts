/** `reprise run`: one prompt, one reply on standard output, kept as a session. */
import type { Command } from 'commander';
import { problem } from '../core/problem.ts';
import type { RunChoice } from './run-once.ts';
import { withServices } from './with-services.ts';

const bothNamed = problem(
  'bad-argument',
  '--resume and --name name two sessions.',
  'Use one or the other; --name alone starts a new session.',
);

const namedForNothing = problem(
  'bad-argument',
  '--name names a new session, --no-save keeps none.',
  'Use one or the other.',
);

export function addRun(program: Command): void {
  program
    .command('run')
    .description('ask one question and keep the reply as a session')
    .option('-p, --prompt <text>', 'the question; piped input is appended to it, and - means the piped input alone')
    .option('-n, --name <name>', 'name of the new session, or with -r of the one to resume')
    .option('-r, --resume [session]', 'ask in the latest session, or the given one, not in a new one')
    .option('--no-save', 'keep neither the question nor the reply')
    .option('--json', 'print a JSON object with the reply, the session and the usage')
    .action((choice: RunChoice, command: Command) =>
      withServices(command, async (services, globals) => {
        if (choice.name !== undefined && typeof choice.resume === 'string') return bothNamed;
        if (choice.name !== undefined && choice.resume === undefined && choice.save === false) return namedForNothing;
        const { runOnce } = await import('./run-once.ts');
        return runOnce(services, globals, choice);
      }),
    );
}
