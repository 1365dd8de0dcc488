/** Token counts reported by servers: whole numbers from zero; anything else is ignored. */
import type { Usage } from '../core/session.ts';

/** No conversation comes near this: anything above it is a server's mistake. */
const mostTokens = 1_000_000_000;

export function tokenCount(told: unknown): number | undefined {
  return typeof told === 'number' && Number.isInteger(told) && told >= 0 && told <= mostTokens ? told : undefined;
}

/** Undefined if input or output was not reported: estimating both is better than keeping half the truth. */
export function countedUsage(counts: {
  readonly input: unknown;
  readonly output: unknown;
  /** A part of the input. */
  readonly cached: unknown;
  /** Another part of it. */
  readonly cacheWritten?: unknown;
}): Usage | undefined {
  const input = tokenCount(counts.input);
  const output = tokenCount(counts.output);
  if (input === undefined || output === undefined) return undefined;
  const cached = Math.min(input, tokenCount(counts.cached) ?? 0);
  const cacheWritten = Math.min(input - cached, tokenCount(counts.cacheWritten) ?? 0);
  return { input, output, ...(cached > 0 ? { cached } : {}), ...(cacheWritten > 0 ? { cacheWritten } : {}) };
}
