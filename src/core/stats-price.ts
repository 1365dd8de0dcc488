/** Prices for many replies: exact, but the data set is asked only when the answer is not known already. */
import { dollarsOf, type Rates } from './price.ts';
import type { ModelRef, Usage } from './session.ts';

/** Dollars of one reply at today's prices; undefined where no price is known. */
export type CostOf = (model: ModelRef, usage: Usage) => number | undefined;

/** Vendors raise their prices for long requests at 128,000 tokens or more; up to here a price may be linear. */
const linearUpTo = 100_000;

/**
 * The same answers as `costOf`, for tens of thousands of replies. A data set searches its tables for every question
 * (26 µs), so a model whose price proves linear for requests of usual size is asked about once.
 */
export function rememberPrices(costOf: CostOf): CostOf {
  const known = new Map<string, Rates | 'unknown' | 'stepped'>();
  return (model, usage) => {
    const key = `${model.provider}\n${model.model}`;
    let rates = known.get(key);
    if (rates === undefined) {
      rates = findRates(model, costOf);
      known.set(key, rates);
    }
    if (rates === 'unknown') return undefined;
    if (rates === 'stepped' || usage.input > linearUpTo || usage.output > linearUpTo) {
      return costOf(model, usage);
    }
    return dollarsOf(usage, rates);
  };
}

/** Dollars per token, if the price is linear. */
function findRates(model: ModelRef, costOf: CostOf): Rates | 'unknown' | 'stepped' {
  const per = (tokens: number, usage: (tokens: number) => Usage): number | undefined => {
    const cost = costOf(model, usage(tokens));
    return cost === undefined ? undefined : cost / tokens;
  };
  const rate = (usage: (tokens: number) => Usage): number | undefined => {
    const small = per(1000, usage);
    const large = per(linearUpTo, usage);
    if (small === undefined || large === undefined) return undefined;
    return Math.abs(small - large) <= 1e-9 * Math.max(small, large) ? large : Number.NaN;
  };
  const fresh = rate((tokens) => ({ input: tokens, output: 0 }));
  const output = rate((tokens) => ({ input: 0, output: tokens }));
  const read = rate((tokens) => ({ input: tokens, output: 0, cached: tokens }));
  const written = rate((tokens) => ({ input: tokens, output: 0, cacheWritten: tokens }));
  if (fresh === undefined || output === undefined) return 'unknown';
  if (read === undefined || written === undefined || [fresh, read, written, output].some(Number.isNaN))
    return 'stepped';
  return { fresh, read, written, output };
}
