/** Telling a provider's name from any other word. */
import { type ProviderName, providerNames } from './session.ts';

export function isProviderName(name: string): name is ProviderName {
  return (providerNames as readonly string[]).includes(name);
}
