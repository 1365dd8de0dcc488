/** Statistics over all sessions: tokens by day and model, sessions by day, cost, activity. Pure sums over summaries. */
import type { SessionSummary, Usage } from './session.ts';

export interface StatsDay {
  /** `2026-11-22`, in local time. */
  readonly day: string;
  readonly sessions: number;
  readonly turns: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface StatsModel {
  readonly provider: string;
  readonly model: string;
  readonly sessions: number;
  readonly turns: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Dollars; undefined where no price is known. */
  readonly cost?: number;
}

export interface Stats {
  readonly sessions: number;
  readonly turns: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Dollars of everything whose price is known; undefined when nothing's is. */
  readonly cost?: number;
  /** Tokens whose price is not known. */
  readonly unpricedTokens: number;
  /** Oldest first, without gaps, up to today. */
  readonly days: readonly StatsDay[];
  /** Most tokens first. */
  readonly models: readonly StatsModel[];
  readonly mostExpensive: readonly { readonly session: SessionSummary; readonly cost: number }[];
}

/** Dollars of so many tokens; undefined where no price is known. */
export type CostOf = (model: string, provider: string, usage: Usage) => number | undefined;

/** Adds sessions up. A session's tokens and turns count for the day of its last turn and for its last model. */
export function sumSessions(sessions: readonly SessionSummary[], now: number, costOf: CostOf): Stats {
  const days = new Map<string, StatsDay>();
  const models = new Map<string, StatsModel>();
  const priced: { readonly session: SessionSummary; readonly cost: number }[] = [];
  let turns = 0;
  let inputTokens = 0;
  let outputTokens = 0;
  let unpricedTokens = 0;
  let first = now;
  for (const session of sessions) {
    turns += session.turnCount;
    inputTokens += session.inputTokens;
    outputTokens += session.outputTokens;
    first = Math.min(first, session.endTime);
    const day = dayOf(session.endTime);
    const known = days.get(day) ?? { day, sessions: 0, turns: 0, inputTokens: 0, outputTokens: 0 };
    days.set(day, { day, ...added(known, session) });
    const key = `${session.provider}/${session.model}`;
    const model = models.get(key) ?? { provider: session.provider, model: session.model, sessions: 0, turns: 0, inputTokens: 0, outputTokens: 0 };
    const cost = costOf(session.model, session.provider, { input: session.inputTokens, output: session.outputTokens });
    models.set(key, {
      provider: session.provider,
      model: session.model,
      ...added(model, session),
      ...(cost === undefined ? (model.cost === undefined ? {} : { cost: model.cost }) : { cost: (model.cost ?? 0) + cost }),
    });
    if (cost === undefined) unpricedTokens += session.inputTokens + session.outputTokens;
    else priced.push({ session, cost });
  }
  const cost = priced.reduce((sum, one) => sum + one.cost, 0);
  return {
    sessions: sessions.length,
    turns,
    inputTokens,
    outputTokens,
    ...(priced.length > 0 ? { cost } : {}),
    unpricedTokens,
    days: sessions.length === 0 ? [] : withoutGaps(days, first, now),
    models: [...models.values()].sort((a, b) => b.inputTokens + b.outputTokens - a.inputTokens - a.outputTokens),
    mostExpensive: priced.filter((one) => one.cost > 0).sort((a, b) => b.cost - a.cost).slice(0, 10),
  };
}

interface Sums {
  readonly sessions: number;
  readonly turns: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

function added(sums: Sums, session: SessionSummary): Sums {
  return {
    sessions: sums.sessions + 1,
    turns: sums.turns + session.turnCount,
    inputTokens: sums.inputTokens + session.inputTokens,
    outputTokens: sums.outputTokens + session.outputTokens,
  };
}

/** `2026-11-22`, where the user is. */
export function dayOf(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

function withoutGaps(days: ReadonlyMap<string, StatsDay>, first: number, now: number): readonly StatsDay[] {
  const out: StatsDay[] = [];
  const at = new Date(first);
  at.setHours(12, 0, 0, 0);
  const last = dayOf(now);
  // Noon to noon: a day of 23 or 25 hours is still one day.
  for (let guard = 0; guard < 100_000; guard += 1) {
    const day = dayOf(at.getTime());
    out.push(days.get(day) ?? { day, sessions: 0, turns: 0, inputTokens: 0, outputTokens: 0 });
    if (day >= last) break;
    at.setDate(at.getDate() + 1);
  }
  return out;
}
