/** The message when a bug ends a command. */
import type { Problem } from '../core/problem.ts';
import type { Settings } from '../core/settings.ts';
import { reportCrash } from '../run/crash-report.ts';

/** `settings`, if known, so that their keys are redacted too. */
export function crashed(error: unknown, settings?: Settings): Problem {
  return reportCrash(error, { env: process.env, now: new Date(), ...(settings ? { settings } : {}) });
}
