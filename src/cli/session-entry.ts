/** The entry of `reprise session …` when it opens the screen: that command alone, in one file with the dashboard. */

import { runProgram } from './program.ts';
import { runToEnd } from './run-to-end.ts';
import { addSession } from './session.ts';

/** `argv` without the program's own name, `session` first. Resolves when everything is done and saved; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  await runToEnd(() => runProgram(argv, [addSession]));
}
