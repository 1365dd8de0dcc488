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

export const allCommands: readonly AddCommand[] = [
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
  addHelp,
  addNames,
];

/** `argv` without the program's own name. Resolves when everything is done and saved; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  await runToEnd(() => runProgram(argv, allCommands));
}
