/** The message when a bug ends a command. */
import type { Problem } from '../core/problem.ts';
import type { Settings } from '../core/settings.ts';
import { reportCrash } from '../run/crash-report.ts';

/** `settings`, where they are known, so that their keys are blotted out too. */
export function crashed(error: unknown, settings?: Settings): Problem {
  return reportCrash(error, { env: process.env, now: new Date(), ...(settings ? { settings } : {}) });
}
