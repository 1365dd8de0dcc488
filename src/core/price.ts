/** The cost of a reply and the size of a model's window: from the user's tables, else from a data set; never guessed. */
import type { ModelRef, Usage } from './session.ts';
import type { Price } from './settings.ts';

/** What we ask the data set; `@pydantic/genai-prices` has this shape. Its data is embedded: no network. */
export interface PriceData {
  calcPrice(
    usage: {
      readonly input_tokens: number;
      readonly output_tokens: number;
      readonly cache_read_tokens?: number;
      readonly cache_write_tokens?: number;
    },
    modelId: string,
    options?: { readonly providerId?: string; readonly timestamp?: Date },
  ): { readonly total_price: number; readonly model: { readonly context_window?: number } } | null;
}

/** The data set's names for our providers; for others, only the model's name is looked up. */
const dataProviders: ReadonlyMap<string, string> = new Map([
  ['anthropic', 'anthropic'],
  ['openai', 'openai'],
]);

/** Where to look up models whose names include their vendor (`anthropic/claude-…`). */
const router = 'openrouter';

/** The vendors of the data set that we use: the built program contains no others. */
export const askedVendors: readonly string[] = [...dataProviders.values(), router];

const perPrice = 1_000_000;

/**
 * Dollars for one reply; undefined where no price is known. `table` (dollars per million tokens) comes before `data`. A
 * `compatible` server's model is priced by the user's table only, unless its id names a vendor the way routers do
 * (`anthropic/claude-…`): a local model that shares a name with a paid one costs nothing. `usage.input` counts all
 * input tokens, `usage.cached` and `usage.cacheWritten` those of them that were read from a cache and written to one.
 * If the table names no price for these, the input's applies.
 */
export function costOf(
  { provider, model }: ModelRef,
  usage: Usage,
  table: Readonly<Record<string, Price>> = {},
  data?: PriceData,
): number | undefined {
  if (provider === 'offline') return 0;
  const own = Object.hasOwn(table, model) ? table[model] : undefined;
  if (own) {
    const { input: fresh, output, cached: read = fresh, cacheWritten: written = fresh } = own;
    return dollarsOf(usage, { fresh, read, written, output }) / perPrice;
  }
  const { read, written } = splitInput(usage);
  return look({ provider, model }, data, {
    input_tokens: usage.input,
    output_tokens: usage.output,
    ...(read > 0 ? { cache_read_tokens: read } : {}),
    ...(written > 0 ? { cache_write_tokens: written } : {}),
  })?.total_price;
}

/** What a token costs: as uncached input, read from a cache, written to one, and as output. */
export interface Rates {
  readonly fresh: number;
  readonly read: number;
  readonly written: number;
  readonly output: number;
}

/** What the tokens cost at rates per token; at rates per million, the result is a million times as much. */
export function dollarsOf(usage: Usage, rates: Rates): number {
  const { fresh, read, written } = splitInput(usage);
  return fresh * rates.fresh + read * rates.read + written * rates.written + usage.output * rates.output;
}

/** The parts of the input; together never more than the whole, whatever a server reported. */
export function splitInput({ input, cached = 0, cacheWritten = 0 }: Usage) {
  const read = Math.min(cached, input);
  const written = Math.min(cacheWritten, input - read);
  return { fresh: input - read - written, read, written };
}

/** How many tokens the model's window holds; undefined if unknown. */
export function contextWindow(
  { provider, model }: ModelRef,
  table: Readonly<Record<string, number>> = {},
  data?: PriceData,
): number | undefined {
  const own = Object.hasOwn(table, model) ? table[model] : undefined;
  if (own !== undefined) return own;
  return look({ provider, model }, data, { input_tokens: 0, output_tokens: 0 })?.model.context_window;
}

function look(
  { provider, model }: ModelRef,
  data: PriceData | undefined,
  usage: Parameters<PriceData['calcPrice']>[0],
): ReturnType<PriceData['calcPrice']> | undefined {
  if (data === undefined || model === '') return undefined;
  const providerId = dataProviders.get(provider) ?? (model.includes('/') ? router : undefined);
  if (providerId === undefined) return undefined;
  try {
    return data.calcPrice(usage, model, { providerId }) ?? undefined;
  } catch {
    // The data set throws on usage it finds contradictory; an unknown price is better than a wrong one.
    return undefined;
  }
}
