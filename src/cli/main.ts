/** The program's entry: without arguments the dashboard, which needs no parser; otherwise a command. */
import { openDashboard } from './dashboard.ts';
import { runToEnd } from './run-to-end.ts';

/** `argv` without the program's own name. Resolves when everything is done and saved; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 0) return runToEnd(() => openDashboard({}, { kind: 'list' }));
  // The one command that opens the screen is in the same file as the dashboard; all commands are in another.
  const commands = await (argv[0] === 'session' ? import('./session-entry.ts') : import('./commands.ts'));
  return commands.main(argv);
}

/** The built commands open the dashboard through this entry. */
export { openDashboard };
