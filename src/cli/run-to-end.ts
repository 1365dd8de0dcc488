/**
 * Runs the program's work to its end: output guarded, a home folder found, bugs reported, the process ended with the
 * right exit code.
 */
import { homeOf } from './home.ts';
import { complain, guardOutput, written } from './print.ts';

/** Resolves when everything is done and saved; never rejects. */
export async function runToEnd(work: () => Promise<void>): Promise<void> {
  guardOutput();
  // Before anything asks the system for it. Windows has other variables.
  if (process.platform !== 'win32') process.env.HOME = homeOf(process.env);
  try {
    await work();
  } catch (error) {
    const { crashed } = await import('./crash.ts');
    complain(crashed(error));
  }
  // Idle keep-alive connections would hold the process for seconds; an error in the last write is reported at the end.
  await written();
  process.exit();
}
