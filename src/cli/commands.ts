/** The entry of the command line: all commands, in the order of the help. */
import { addArchive } from './archive.ts';
import { addCompletion } from './completion.ts';
import { addConfig } from './config.ts';
import { addDoctor } from './doctor.ts';
import { addExport } from './export.ts';
import { addFork } from './fork.ts';
import { addHelp } from './help.ts';
import { addImport } from './import.ts';
import { addList } from './list.ts';
import { addNames } from './names.ts';
import { type AddCommand, runProgram } from './program.ts';
import { addRename } from './rename.ts';
import { addRestore, addRm } from './rm.ts';
import { addRun } from './run.ts';
import { runToEnd } from './run-to-end.ts';
import { addSession } from './session.ts';
import { addShow } from './show.ts';
import { addStats } from './stats.ts';
import { addTrash } from './trash.ts';

/** By the words that name them, in the order of the help. */
export const commands: Readonly<Record<string, AddCommand>> = {
  session: addSession,
  run: addRun,
  list: addList,
  ls: addList,
  show: addShow,
  rename: addRename,
  fork: addFork,
  archive: addArchive,
  rm: addRm,
  restore: addRestore,
  trash: addTrash,
  export: addExport,
  import: addImport,
  stats: addStats,
  doctor: addDoctor,
  config: addConfig,
  completion: addCompletion,
  help: addHelp,
  names: addNames,
};

export const allCommands: readonly AddCommand[] = [...new Set(Object.values(commands))];

/** These speak of all the others. */
const aboutAll: ReadonlySet<AddCommand> = new Set([addCompletion, addHelp]);

/** Making all commands takes milliseconds; nearly always the first word names the one that is needed. */
function commandsFor(word: string): readonly AddCommand[] {
  const named = Object.hasOwn(commands, word) ? commands[word] : undefined;
  return named && !aboutAll.has(named) ? [named] : allCommands;
}

/** `argv` without the program's own name. Resolves when everything is done and saved; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  await runToEnd(() => runProgram(argv, commandsFor(argv[0] ?? '')));
}
