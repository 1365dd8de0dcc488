/** Statistics over all sessions: tokens by day and by model, sessions by day, cost. Pure sums of what sessions add. */
import type { SessionSummary } from './session.ts';
import { dayOf } from './stats-day.ts';
import { noTokens, type SessionTally, type TokenSums } from './stats-tally.ts';

/** Figures of everything, of a day, or of a model. */
export interface StatsSums extends TokenSums {
  readonly sessions: number;
  /** Prompts of the user; for a model: those it answered. */
  readonly turns: number;
}

export interface StatsDay extends StatsSums {
  /** `2026-11-22`, in local time. `sessions` are those with a message on that day. */
  readonly day: string;
  /** Who answered on that day: most tokens first. */
  readonly models: readonly StatsShare[];
}

export interface StatsShare {
  readonly provider: string;
  readonly model: string;
  /** Input and output. */
  readonly tokens: number;
}

export interface StatsModel extends StatsSums {
  readonly provider: string;
  /** Empty where neither the reply nor the session names one. */
  readonly model: string;
}

/** What one session used. A fork counts only what came after the fork. */
export interface StatsSession extends TokenSums {
  readonly session: SessionSummary;
  readonly turns: number;
}

export interface Stats extends StatsSums {
  /** The day on which the statistics were made. */
  readonly today: string;
  /** Days with anything on them, oldest first. */
  readonly days: readonly StatsDay[];
  /** Most tokens first. */
  readonly models: readonly StatsModel[];
  /** At most ten with a cost above 0, the most expensive first. */
  readonly mostExpensive: readonly StatsSession[];
  /** At most ten, most tokens first. */
  readonly largest: readonly StatsSession[];
  /** Sessions whose files could not be read: they are in no figure. */
  readonly unread: number;
  /** Set while files are still being read: how many of how many are counted. */
  readonly reading?: { readonly done: number; readonly total: number };
}

/** Grows session by session; `result` may be asked for at any time. */
export interface StatsSum {
  add(session: SessionSummary, tally: SessionTally): void;
  /** The file could not be read. */
  addUnread(): void;
  result(now: number, total: number): Stats;
}

const topCount = 10;

interface DaySums {
  readonly sums: StatsSums;
  readonly shares: Map<string, StatsShare>;
}

export function sumStats(): StatsSum {
  const days = new Map<string, DaySums>();
  const models = new Map<string, StatsModel>();
  let all = noSums;
  let unread = 0;
  let mostExpensive: readonly StatsSession[] = [];
  let largest: readonly StatsSession[] = [];

  const onDay = (day: string, add: (sums: StatsSums) => StatsSums): DaySums => {
    const known = days.get(day);
    const next = { sums: add(known?.sums ?? noSums), shares: known?.shares ?? new Map<string, StatsShare>() };
    days.set(day, next);
    return next;
  };

  return {
    add(session, tally) {
      let turns = 0;
      let own = noTokens;
      for (const [day, count] of tally.turns) {
        turns += count;
        onDay(day, (sums) => ({ ...sums, turns: sums.turns + count }));
      }
      for (const day of tally.days) onDay(day, (sums) => ({ ...sums, sessions: sums.sessions + 1 }));
      const seen = new Set<string>();
      for (const line of tally.lines) {
        const { provider, model } = line;
        const key = `${provider}\n${model}`;
        own = plus(own, line);
        const { shares } = onDay(line.day, (sums) => ({ ...sums, ...plus(sums, line) }));
        const tokens = (shares.get(key)?.tokens ?? 0) + tokensOf(line);
        shares.set(key, { provider, model, tokens });
        const known = models.get(key) ?? { ...noSums, provider, model };
        models.set(key, {
          ...known,
          ...plus(known, line),
          turns: known.turns + line.turns,
          sessions: known.sessions + (seen.has(key) ? 0 : 1),
        });
        seen.add(key);
      }
      all = { ...all, ...plus(all, own), sessions: all.sessions + 1, turns: all.turns + turns };
      const one: StatsSession = { ...own, session, turns };
      mostExpensive = withTop(mostExpensive, one, (other) => other.cost ?? 0);
      largest = withTop(largest, one, tokensOf);
    },
    addUnread() {
      unread += 1;
    },
    result(now, total) {
      const done = all.sessions + unread;
      return {
        ...all,
        today: dayOf(now),
        days: [...days]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([day, { sums, shares }]) => ({ day, ...sums, models: [...shares.values()].sort(byTokens) })),
        models: [...models.values()].sort((a, b) => tokensOf(b) - tokensOf(a) || b.turns - a.turns),
        mostExpensive,
        largest,
        unread,
        ...(done < total ? { reading: { done, total } } : {}),
      };
    },
  };
}

/** Input and output together. */
export function tokensOf(sums: TokenSums): number {
  return sums.inputTokens + sums.outputTokens;
}

/** The sums before anything was counted. */
export const noSums: StatsSums = { ...noTokens, sessions: 0, turns: 0 };

function plus(a: TokenSums, b: TokenSums): TokenSums {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    estimatedTokens: a.estimatedTokens + b.estimatedTokens,
    unpricedTokens: a.unpricedTokens + b.unpricedTokens,
    ...(a.cost === undefined && b.cost === undefined ? {} : { cost: (a.cost ?? 0) + (b.cost ?? 0) }),
  };
}

function byTokens(a: StatsShare, b: StatsShare): number {
  return b.tokens - a.tokens;
}

/**
 * The list with the session at its place by `figure`, if it is among the first; a session with 0 is in no such list.
 */
function withTop(
  top: readonly StatsSession[],
  one: StatsSession,
  figure: (session: StatsSession) => number,
): readonly StatsSession[] {
  const own = figure(one);
  const last = top[topCount - 1];
  if (own <= 0 || (last && figure(last) >= own)) return top;
  const at = top.findIndex((other) => figure(other) < own);
  return (at < 0 ? [...top, one] : top.toSpliced(at, 0, one)).slice(0, topCount);
}
