/** Whether a word is the name of a provider. */
import { type ProviderName, providerNames } from './session.ts';

export function isProviderName(name: string): name is ProviderName {
  return (providerNames as readonly string[]).includes(name);
}
