/** Which provider and model count when several places may name them. */
import type { ModelRef } from './session.ts';

/** What one place names; what is empty or missing is not named. */
export interface NamedModel {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
}

/**
 * The first provider that is named (`at`: by which source) and the first model for it; empty if there is none. A source
 * after the one that named the provider counts only if it names the same provider: otherwise its model would be another
 * server's.
 */
export function firstNamed(sources: readonly NamedModel[]): ModelRef & { readonly at: number } {
  const at = sources.findIndex((source) => source.provider);
  const provider = sources[at]?.provider ?? '';
  const named = sources.find(
    (source, index) => source.model && (source.provider ? source.provider === provider : index <= at),
  );
  return { provider, model: named?.model ?? '', at };
}
