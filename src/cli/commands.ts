/** The entry of the command line: reads what was typed and runs what it asks for. */
import { runToEnd } from './ended.ts';
import { runProgram } from './program.ts';

/** `argv` without the program's own name. Resolves when everything is done and saved; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  await runToEnd(() => runProgram(argv));
}
