/** Runs a command's work: opens the services, does the work, reports problems, closes everything. */
import type { Command } from 'commander';
import { type Problem, sentence } from '../core/problem.ts';
import type { Services } from '../run/services.ts';
import { forShell } from './for-shell.ts';
import { type Globals, readGlobals } from './globals.ts';
import { complain, remark } from './print.ts';

/** The work of a command; the problem that ended it, or nothing when all went well. */
export type Work = (services: Services, globals: Globals) => Promise<Problem | undefined>;

/** Runs `work` with services for the command's options. Faults in the settings are reported, but do not stop it. */
export async function withServices(command: Command, work: Work): Promise<void> {
  const globals = readGlobals(command);
  const services = await openServices(globals);
  try {
    // A wrong flag is wrong usage; a wrong setting was replaced by its default, and the work continues.
    const wrong = services.problems.find((problem) => problem.code === 'bad-argument');
    for (const problem of services.problems) if (problem !== wrong) remark(sentence(problem));
    const problem = wrong ?? (await work(services, globals));
    if (problem) complain(forShell(problem));
  } finally {
    await services.close();
  }
}

export async function openServices(globals: Globals): Promise<Services> {
  const { createServices } = await import('../run/services.ts');
  return createServices({ env: process.env, ...globals });
}
