/** Which provider and model a session uses: the first source that names one wins. Pure. */
import { defaultModel, offlineModel } from '../core/default-model.ts';
import type { Environment } from '../core/environment.ts';
import { firstNamed, type NamedModel } from '../core/named-model.ts';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import type { ModelRef, ProviderName } from '../core/session.ts';
import { providerNames } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';
import type { Found } from '../ports.ts';
import { filled } from './address.ts';
import { firstTalker } from './model-list.ts';

/** What was named where. Empty strings count as not named. */
export interface ChoiceInput {
  readonly flags: { readonly provider?: string; readonly model?: string };
  readonly env: Environment;
  /** What the resumed session used last. */
  readonly session?: ModelRef;
  readonly settings: Settings;
  /** What was found on this machine, best first; empty if nobody looked. */
  readonly found: readonly Found[];
}

export interface Choice {
  readonly provider: ProviderName;
  /** Empty: the server's first model (for a `compatible` server without a named one). */
  readonly model: string;
  /**
   * The base URL to put into `settings.compatible` for this choice: a server that was found, while no base URL is set.
   */
  readonly baseUrl?: string;
  /** Where the provider was named; `default`: nowhere, and whoever asks may look for a server on this machine. */
  readonly from: 'flag' | 'environment' | 'session' | 'config' | 'found' | 'default';
}

/**
 * Flags, then `REPRISE_PROVIDER`/`REPRISE_MODEL`, then the session, the settings, what was found, and `offline`. The
 * provider of a session that does not exist here counts as none. Fails with `bad-argument` when a flag or the
 * environment names one that does not exist.
 */
export function chooseProvider(input: ChoiceInput): Result<Choice> {
  const { flags, env, session, settings, found } = input;
  const sources: readonly Source[] = [
    { from: 'flag', provider: filled(flags.provider), model: filled(flags.model) },
    { from: 'environment', provider: filled(env.REPRISE_PROVIDER), model: filled(env.REPRISE_MODEL) },
    { from: 'session', ...(session?.provider && !knownProvider(session.provider) ? {} : session) },
    { from: 'config', provider: settings.provider, model: filled(settings.model) },
    { from: 'found', provider: found[0]?.provider, model: firstTalker(found[0]?.models ?? []) },
    { from: 'default', provider: 'offline', model: offlineModel },
  ];
  const unknown = sources
    .slice(0, 2)
    .find((source) => source.provider !== undefined && !knownProvider(source.provider));
  if (unknown?.provider !== undefined) return fail(noSuchProvider(unknown.provider));
  const first = firstNamed(sources.map(({ provider, model }) => ({ provider: knownProvider(provider), model })));
  const provider = knownProvider(first.provider) ?? 'offline';
  const model = provider === 'offline' ? offlineModel : first.model || defaultModel(provider, settings);
  const baseUrl = provider === 'compatible' ? foundServer(input) : undefined;
  return ok({
    provider,
    model,
    from: sources[first.at]?.from ?? 'default',
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
}

interface Source extends NamedModel {
  readonly from: Choice['from'];
}

function knownProvider(name: string | undefined): ProviderName | undefined {
  return providerNames.find((known) => known === name?.toLowerCase());
}

function noSuchProvider(name: string): Problem {
  const names = providerNames.join(', ');
  return problem('bad-argument', `There is no provider named ${name}.`, `The providers are ${names}.`, {
    candidates: providerNames,
  });
}

/** The first server that was found, if no base URL is set. */
function foundServer({ env, settings, found }: ChoiceInput): string | undefined {
  if (filled(env.REPRISE_BASE_URL) !== undefined || filled(settings.compatible.baseUrl) !== undefined) return undefined;
  return found.find((one) => one.baseUrl !== undefined)?.baseUrl;
}
