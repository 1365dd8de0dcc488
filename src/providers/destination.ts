/**
 * Where requests go, for the screen: named if it is not the vendor's own server, with a warning if a key is sent along.
 */
import type { Destination } from '../core/destination.ts';
import type { Environment } from '../core/environment.ts';
import type { Problem } from '../core/problem.ts';
import { type ServerName, type Settings, serverNames } from '../core/settings.ts';
import { type Address, resolveAddress, vendors } from './address.ts';
import { isLoopback } from './where.ts';

/**
 * Warns when a key that was given for a vendor's protocol goes to another machine that is not the vendor's: somebody
 * else may have set the base URL in the environment. `compatible` has no vendor, so its host is only named.
 */
export function destinationOf(address: Address, env: Environment): Destination {
  const { isVendor, provider, url } = address;
  const vendor = vendors[provider];
  // Without a key, such a server has no address.
  const isAbroad = !isVendor && vendor.baseUrl !== undefined && !isLoopback(url);
  const inEnv = (env[vendor.urlVariable] ?? '').trim() !== '';
  const place = inEnv ? vendor.urlVariable : `${provider}.baseUrl in the config file`;
  const warning = isAbroad
    ? `The ${vendor.title} key is sent to ${url.host}, which is not a server of ${vendor.title}, because of ${place}.`
    : '';
  return { host: url.host, isVendor, warning };
}

/** Where a provider without a usable address would send requests. */
export function noDestination(name: ServerName): Destination {
  const { baseUrl } = vendors[name];
  return { host: baseUrl === undefined ? '' : new URL(baseUrl).host, isVendor: baseUrl !== undefined, warning: '' };
}

/** A provider that is reached over the network, and how requests would reach it now. */
export interface Server {
  readonly name: ServerName;
  readonly destination: Destination;
  readonly hasKey: boolean;
  /** Why it cannot be asked. */
  readonly problem?: Problem;
}

export function listServers(settings: Settings, env: Environment): readonly Server[] {
  return serverNames.map((name): Server => {
    const address = resolveAddress(name, settings, env);
    if (!address.ok) return { name, destination: noDestination(name), hasKey: false, problem: address.problem };
    const hasKey = address.value.secrets.length > 0;
    return { name, destination: destinationOf(address.value, env), hasKey };
  });
}
