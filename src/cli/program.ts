/** The command line: all commands with their options, help, and what is said when something is typed wrong. */
import { Command, CommanderError, type Help } from 'commander';
import { listed, nearestNames } from '../core/resolve.ts';
import { packageVersion } from '../run/package.ts';
import { addArchive } from './archive.ts';
import { addCompletion } from './completion.ts';
import { addConfig } from './config.ts';
import { addDoctor } from './doctor.ts';
import { addExport } from './export.ts';
import { addFork } from './fork.ts';
import { readGlobals } from './globals.ts';
import { addImport } from './import.ts';
import { addList } from './list.ts';
import { say } from './print.ts';
import { addRename } from './rename.ts';
import { addRestore, addRm } from './rm.ts';
import { addRun } from './run.ts';
import { addSession } from './session.ts';
import { addShow } from './show.ts';
import { addStats } from './stats.ts';
import { addTrash } from './trash.ts';

/** Parses and runs; wrong usage is said in one sentence and ends with exit code 2. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  const program = buildProgram();
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

/** The whole program; nothing runs before it is given a command line. */
export function buildProgram(): Command {
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
    .configureOutput({ outputError: (text) => say(sentenceOf(text)) })
    .addHelpText('after', examples)
    .action(async (name: string | undefined, _options: unknown, command: Command) => {
      if (name !== undefined) command.error(unknownCommand(program, name));
      const { openDashboard } = await import('./dashboard.ts');
      await openDashboard(readGlobals(command), { kind: 'list' });
    });

  const adders = [
    addSession,
    addRun,
    addList,
    addShow,
    addRename,
    addFork,
    addArchive,
    addRm,
    addRestore,
    addTrash,
    addExport,
    addImport,
    addStats,
    addDoctor,
    addConfig,
    addCompletion,
  ];
  for (const add of adders) add(program);
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

/** Commander's "error: unknown option '--x'\n(Did you mean --y?)" as one sentence of ours. */
export function sentenceOf(text: string): string {
  const flat = text
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const whole = /[.?!)]$/.test(flat) ? flat : `${flat}.`;
  return `reprise: ${whole}${whole.includes('--help') ? '' : ' See `reprise --help`.'}`;
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
