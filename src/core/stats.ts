/** Statistics over all sessions: tokens by day and model, sessions by day, cost, activity. Pure sums over summaries. */
import type { SessionSummary } from './session.ts';

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
