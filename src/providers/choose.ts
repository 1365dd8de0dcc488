/** Which provider and model a session talks to: the first that is named wins; pure. */
import type { ProviderName } from '../core/session.ts';
import { providerNames } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';
import type { Found } from '../ports.ts';
import { fail, ok, problem, type Result } from '../core/problem.ts';
import type { Environment } from './address.ts';
import { anthropicDefaultModel } from './anthropic.ts';
import { offlineModel } from './offline.ts';
import { openaiDefaultModel } from './openai.ts';

/** What was named where. Empty strings count as not named. */
export interface Wishes {
  readonly flags: { readonly provider?: string; readonly model?: string };
  readonly env: Environment;
  /** What the session that is resumed used last. */
  readonly session?: { readonly provider: string; readonly model: string };
  readonly settings: Settings;
  /** What was found on this machine, best first; empty when it was not looked for. */
  readonly found: readonly Found[];
}

export interface Choice {
  readonly provider: ProviderName;
  /** Empty: the server's first (a `compatible` server without a named model). */
  readonly model: string;
  /** Where the provider was named, for `reprise config` and the plain mode's first line. */
  readonly from: 'flag' | 'environment' | 'session' | 'config' | 'found' | 'default';
}

/**
 * Flags, then `REPRISE_PROVIDER`/`REPRISE_MODEL`, then the session, the settings, what was found, and `offline`. A model
 * counts only for the provider it was named with: each source's model is used when no source before it named another
 * provider. Fails with `bad-argument` for a provider that does not exist, when a flag or the environment names it.
 */
export function chooseProvider(wishes: Wishes): Result<Choice> {
  const { flags, env, session, settings, found } = wishes;
  const sources = [
    { from: 'flag' as const, provider: flags.provider, model: flags.model },
    { from: 'environment' as const, provider: env['REPRISE_PROVIDER'], model: env['REPRISE_MODEL'] },
    { from: 'session' as const, provider: session?.provider, model: session?.model },
    { from: 'config' as const, provider: settings.provider, model: settings.model },
    { from: 'found' as const, provider: found[0]?.provider, model: found[0]?.models?.[0]?.id },
    { from: 'default' as const, provider: 'offline', model: offlineModel },
  ];
  let model: string | undefined;
  for (const { from, provider: name, model: named } of sources) {
    const provider = name === undefined ? undefined : providerNames.find((known) => known === name.trim().toLowerCase());
    if (name !== undefined && name.trim() !== '' && provider === undefined && (from === 'flag' || from === 'environment')) {
      return fail(
        problem('bad-argument', `There is no provider named ${name}.`, `The providers are ${providerNames.join(', ')}.`, {
          candidates: providerNames,
        }),
      );
    }
    model ??= filled(named);
    if (provider !== undefined) {
      // A model that a later source names for another provider is not this provider's.
      return ok({ provider, model: model ?? defaultModel(provider, settings), from });
    }
  }
  return ok({ provider: 'offline', model: offlineModel, from: 'default' });
}

/** The model of a provider when nobody names one; empty for a `compatible` server without one in the settings. */
export function defaultModel(provider: ProviderName, settings: Settings): string {
  switch (provider) {
    case 'anthropic':
      return filled(settings.anthropic.model) ?? anthropicDefaultModel;
    case 'openai':
      return filled(settings.openai.model) ?? openaiDefaultModel;
    case 'compatible':
      return filled(settings.compatible.model) ?? '';
    case 'offline':
      return offlineModel;
  }
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
