/** The program's entry: reads the command line, runs what it asks for, and ends with the right exit code. */
import { complain, guardOutput } from './print.ts';

/** `argv` without the program's own name. Resolves when everything is done and saved; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  guardOutput();
  try {
    if (argv.length === 0) {
      // The commonest start needs no parser.
      const { openDashboard } = await import('./dashboard.ts');
      await openDashboard({}, { kind: 'list' });
    } else {
      const { runProgram } = await import('./program.ts');
      await runProgram(argv);
    }
  } catch (error) {
    const { crashed } = await import('./crash.ts');
    complain(crashed(error));
  }
  // Idle keep-alive connections would hold the process for seconds.
  process.stdout.write('', () => process.exit());
}
