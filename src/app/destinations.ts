/** Where requests go, as far as the screen knows: named if it is not the vendor's own server. */
import type { Destination } from '../core/destination.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';

export interface Destinations {
  /** By provider; empty until known. */
  readonly known: ReadonlyMap<string, Destination>;
  /** The warnings that have been shown: each is shown once. */
  readonly warned: ReadonlySet<string>;
}

export const noDestinations: Destinations = { known: new Map(), warned: new Set() };

/** Whose key it is for this provider: the provider's name, or the host of a server that is not the vendor's own. */
export function hostOf({ known }: Destinations, provider: string): string {
  const { host = '', isVendor = true } = known.get(provider) ?? {};
  return isVendor || host === '' ? provider : sanitizeLine(host);
}

/** `at HOST` if that is not the vendor's own server; else empty. */
export function atHost(destinations: Destinations, provider: string): string {
  const host = hostOf(destinations, provider);
  return host === provider ? '' : `at ${host}`;
}
