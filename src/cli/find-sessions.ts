/** The sessions that a command works on: all of them, or the one that is named. */
import type { Result } from '../core/problem.ts';
import { resolveSession } from '../core/resolve.ts';
import type { SessionSummary } from '../core/session.ts';
import type { SessionList } from '../ports.ts';
import type { Services } from '../run/services.ts';

/** All sessions, newest first, checked against the disk; the problem when the folder cannot be read. */
export async function listAll(services: Services): Promise<Result<readonly SessionSummary[]>> {
  return sessionsOf(await services.store.list());
}

/**
 * The same as soon as the disk has been read, without waiting for files of other programs to be counted or for the
 * cache to be written. For commands that open the dashboard, which does both.
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

/** The one session that is named: by its id, a unique beginning of it, or its name. */
export async function findSession(services: Services, query: string): Promise<Result<SessionSummary>> {
  const sessions = await listAll(services);
  return sessions.ok ? resolveSession(sessions.value, query) : sessions;
}
