/** Statistics for the dashboard and the command line, computed from the session files. */
import { ok, fail, type Result } from '../core/problem.ts';
import { sumSessions, type Stats } from '../core/stats.ts';
import { costOf } from '../core/price.ts';
import type { Services } from './services.ts';

/** Reads the list and adds it up; prices come from the user's table, then from the data set. */
export async function computeStats(services: Services): Promise<Result<Stats>> {
  const list = await services.store.list();
  if (list.problem) return fail(list.problem);
  const data = await services.prices();
  const { prices } = services.settings;
  return ok(sumSessions(list.sessions, services.clock.now(), (model, provider, usage) => costOf(model, provider, usage, prices, data)));
}
