/** The command line: the program around its commands, help, and what is said when something is typed wrong. */
import { Command, CommanderError, type Help } from 'commander';
import { nearestNames } from '../core/nearest.ts';
import { listed } from '../core/resolve.ts';
import { capital } from '../core/words.ts';
import { packageVersion } from '../run/package.ts';
import { readGlobals } from './globals.ts';
import { say } from './print.ts';

/** Puts a command into the program. */
export type AddCommand = (program: Command) => void;

/** Parses and runs; wrong usage is said in one sentence and ends with exit code 2. */
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
    .helpCommand('help [command]', 'help for one command')
    .option('--sessions <dir>', 'folder of the session files')
    .option('--provider <name>', 'who answers: anthropic, openai, compatible or offline')
    .option('--model <id>', 'the model that answers')
    .option('--theme <name>', 'theme of the dashboard')
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
  sayErrors(program, 'reprise');
  return program;
}

const examples = `
Examples:
  reprise                                  the dashboard: arrow to a session, Enter resumes it
  reprise session -n blog                  a new session named blog
  reprise session -r                       resume the latest; -r -n blog resumes that one
  reprise session --list                   all sessions, newest first
  reprise run -p "Why is the sky blue?"    one answer on standard output, kept as a session
  git diff | reprise run -p "Review this"  with what is piped in

Keys and settings are described in the README; \`?\` in the dashboard shows the keys.`;

/** What is typed wrong is said in our words, and the help that is named is that of the command it was typed to. */
function sayErrors(command: Command, typed: string): void {
  command.configureOutput({ outputError: (text) => say(sentenceOf(text, typed)) });
  for (const child of command.commands) sayErrors(child, `${typed} ${child.name()}`);
}

/** Commander's "error: unknown option '--x'\n(Did you mean --y?)" as one sentence of ours. */
function sentenceOf(text: string, typed: string): string {
  const flat = text
    .replace(/^error: /, '')
    .replace(/^command-argument value ('.*') is invalid for argument '(.*?)'/, '$1 is no $2 that is known')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const begun = capital(flat);
  const whole = /[.?!)]$/.test(begun) ? begun : `${begun}.`;
  return `reprise: ${whole}${whole.includes('--help') ? '' : ` See \`${typed} --help\`.`}`;
}

function unknownCommand(program: Command, name: string): string {
  const near = nearestNames(
    program.commands.map((command) => command.name()),
    name,
    2,
  );
  return `There is no command "${name.slice(0, 60)}".${near.length > 0 ? ` Did you mean ${listed(near, 'or')}?` : ''}`;
}

/** The root's argument only exists to catch mistyped commands. */
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
