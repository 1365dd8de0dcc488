/** The command line: the program around its commands, and its help. */
import { Command, CommanderError, type Help, InvalidArgumentError } from 'commander';
import { packageVersion } from '../run/package.ts';
import { readGlobals } from './globals.ts';
import { sayErrors, unknownCommand } from './wrong-usage.ts';

/** Puts a command into the program. */
export type AddCommand = (program: Command) => void;

/** Parses and runs; wrong usage is reported in one sentence and ends with exit code 2. */
export async function runProgram(argv: readonly string[], commands: readonly AddCommand[]): Promise<void> {
  const program = buildProgram(commands);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

/** The program with these commands; nothing runs before it is given a command line. */
export function buildProgram(commands: readonly AddCommand[]): Command {
  const program = new Command('reprise');
  program
    .description('Pick up any AI session where you left off.')
    .usage('[options] [command]')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'help for reprise or for one command')
    .helpCommand(false)
    .option('--sessions <dir>', 'folder that holds the session files', namedFolder)
    .option('--provider <name>', 'anthropic, openai, compatible or offline')
    .option('--model <id>', 'the model to use')
    .option('--theme <name>', 'the dashboard’s theme')
    .argument('[command]')
    .configureHelp({ showGlobalOptions: true, visibleArguments: hideCommandArgument, subcommandTerm: shortTerm })
    .exitOverride()
    .addHelpText('after', examples)
    .action(async (name: string | undefined, _options: unknown, command: Command) => {
      if (name !== undefined) command.error(unknownCommand(program, name));
      const { openDashboard } = await import('./dashboard.ts');
      await openDashboard(readGlobals(command), { kind: 'list' });
    });

  for (const add of commands) add(program);
  // For `nosuch command`, the first word is reported. The commands would inherit this if they were added later.
  program.allowExcessArguments();
  sayErrors(program);
  return program;
}

/** A variable that is not set (`--sessions "$DIR"`) names no folder, and least of all the usual one. */
function namedFolder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must name a folder.');
  return text;
}

const examples = `
Examples:
  reprise                                  open the dashboard
  reprise session -n blog                  start a session named blog
  reprise session -r                       resume the latest session
  reprise session --list                   list all sessions, newest first
  reprise run -p "Why is the sky blue?"    ask one question
  git diff | reprise run -p "Review this"  ask about piped input

Press \`?\` in the dashboard for its keys. Settings are described in the README.`;

/** The root's argument exists only to catch mistyped commands. */
function hideCommandArgument(this: Help, command: Command) {
  return command.parent === null ? [] : [...command.registeredArguments];
}

function shortTerm(this: Help, command: Command): string {
  const names = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? '…' : '');
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...names].join(' ');
}
