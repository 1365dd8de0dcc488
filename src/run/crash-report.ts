/** A bug that reached the top: its report goes to a file without keys, and its path into the sentence that is shown. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../core/environment.ts';
import { missingPart } from '../core/missing-part.ts';
import { type Problem, problem } from '../core/problem.ts';
import { redact } from '../core/redact.ts';
import type { Settings } from '../core/settings.ts';
import { makeFolderSync } from '../store/disk.ts';
import { fileMode, folderMode } from '../store/files.ts';
import { findPaths } from '../store/paths.ts';
import { packageVersion } from './package.ts';

export interface CrashOptions {
  readonly env: Environment;
  readonly now: Date;
  /** If known: their keys are redacted, besides everything that looks like one. */
  readonly settings?: Settings;
  /** The folder of reports; by default, the one that follows from the environment. */
  readonly crashDir?: string;
}

/**
 * Writes the report (0600, a file of its own) and returns the problem to show. Synchronous, because it may be the last
 * thing the process does; if the file cannot be written, the sentence includes the error itself. A missing part of the
 * program is not a bug and gets no report.
 */
export function reportCrash(error: unknown, options: CrashOptions): Problem {
  const missing = missingPart(error);
  if (missing) return missing;
  const { env, now, settings } = options;
  const crashDir = options.crashDir ?? findPaths(env).crashDir;
  const secrets = secretsOf(env, settings);
  const cause = error instanceof Error ? error : new Error(String(error));
  const text = redact(describe(cause), secrets);
  const sentence = `reprise hit a bug: ${redact(cause.message, secrets).slice(0, 300)}.`;
  const name = `crash-${now.toISOString().replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}.txt`;
  const head = `reprise ${packageVersion()}, Node ${process.version}, ${process.platform} ${process.arch}, ${now.toISOString()}`;
  try {
    makeFolderSync(crashDir, folderMode);
    writeFileSync(join(crashDir, name), `${head}\n\n${text}\n`, { flag: 'wx', mode: fileMode });
  } catch (fault) {
    return problem('internal', sentence, `The crash report could not be written (${(fault as Error).message}).`, {
      detail: text,
    });
  }
  return problem(
    'internal',
    sentence,
    `Your sessions are safe. Please attach this report to an issue: ${join(crashDir, name)}.`,
    {
      detail: text,
    },
  );
}

/** What must never be in a report: every variable named like a key, and the keys in the settings. */
function secretsOf(env: CrashOptions['env'], settings: Settings | undefined): readonly string[] {
  const named = Object.entries(env).flatMap(([name, value]) =>
    /KEY|TOKEN|SECRET/i.test(name) && value ? [value] : [],
  );
  const kept = settings ? [settings.anthropic, settings.openai, settings.compatible] : [];
  return [...named, ...kept.flatMap(({ apiKey }) => (apiKey ? [apiKey] : []))];
}

/** The stack of an error and of its causes, to a limited depth because causes may form a cycle. */
function describe(error: Error, depth = 0): string {
  const own = error.stack ?? `${error.name}: ${error.message}`;
  const { cause } = error;
  return cause instanceof Error && depth < 5 ? `${own}\n\ncaused by ${describe(cause, depth + 1)}` : own;
}
