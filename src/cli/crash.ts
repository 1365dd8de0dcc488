/** What is said when a bug ends a command. */
import type { Problem } from '../core/problem.ts';
import { reportCrash } from '../run/crash-report.ts';

export function crashed(error: unknown): Problem {
  return reportCrash(error, process.env, new Date());
}
