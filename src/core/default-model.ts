/** The model of a provider when none is chosen. */
import type { ProviderName } from './session.ts';
import type { Settings } from './settings.ts';

/** What the vendor's own SDK names as the current all-round model. */
const anthropicDefaultModel = 'claude-sonnet-5-5';
/** What the vendor's own SDK uses in its examples. */
const openaiDefaultModel = 'gpt-5.5';
/** The model name shown for the offline provider. */
export const offlineModel = 'offline';

/**
 * The one in the settings (`model` if it is set for this provider, else the provider's own), or the vendor's usual one.
 * Empty for a `compatible` server without one in the settings: then the server's first model is used.
 */
export function defaultModel(provider: ProviderName, settings: Settings): string {
  if (provider === 'offline') return offlineModel;
  const own = [provider === settings.provider ? settings.model : undefined, settings[provider].model];
  const named = own.map((model) => model?.trim() ?? '').find((model) => model !== '');
  return named ?? vendorModel(provider);
}

function vendorModel(provider: ProviderName): string {
  if (provider === 'anthropic') return anthropicDefaultModel;
  return provider === 'openai' ? openaiDefaultModel : '';
}
