/** How a command's work is done: services opened, the work run, problems said, everything closed. */
import type { Command } from 'commander';
import { type Problem, type Result, sentence } from '../core/problem.ts';
import { resolveSession } from '../core/resolve.ts';
import type { SessionSummary } from '../core/session.ts';
import type { SessionList } from '../ports.ts';
import type { Services } from '../run/services.ts';
import { forShell } from './for-shell.ts';
import { type Globals, readGlobals } from './globals.ts';
import { complain, remark } from './print.ts';

/** The work of a command; the problem that ended it, or nothing when all went well. */
export type Work = (services: Services, globals: Globals) => Promise<Problem | undefined>;

/** Runs `work` with services for the command's options. Faults of the settings are said, and do not stop it. */
export async function act(command: Command, work: Work): Promise<void> {
  const globals = readGlobals(command);
  const services = await openServices(globals);
  try {
    // A wrong flag is wrong usage; a wrong setting was replaced by its default, and the work goes on.
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
  return createServices({ env: process.env, cwd: process.cwd(), ...globals });
}

/** All sessions, newest first, checked against the disk; the problem when the folder cannot be read. */
export async function listAll(services: Services): Promise<Result<readonly SessionSummary[]>> {
  return sessionsOf(await services.store.list());
}

/**
 * The same as soon as the disk has been looked at: without waiting for files of other programs to be counted, and for
 * the list to be remembered. For what opens the dashboard, which does both.
 */
export async function listQuickly(services: Services): Promise<Result<readonly SessionSummary[]>> {
  const enough = new AbortController();
  const list = await new Promise<SessionList>((resolve, reject) => {
    const onUpdate = (told: SessionList): void => {
      if (told.fromCache || told.total !== undefined) return;
      enough.abort();
      resolve(told);
    };
    services.store.list({ signal: enough.signal, onUpdate }).then(resolve, reject);
  });
  return sessionsOf(list);
}

function sessionsOf(list: SessionList): Result<readonly SessionSummary[]> {
  return list.problem ? { ok: false, problem: list.problem } : { ok: true, value: list.sessions };
}

/** The one session that is meant. */
export async function findSession(services: Services, query: string): Promise<Result<SessionSummary>> {
  const sessions = await listAll(services);
  return sessions.ok ? resolveSession(sessions.value, query) : sessions;
}
