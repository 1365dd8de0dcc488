/**
 * The proxy that the environment names for an address, read as curl reads it; this machine is never reached through a
 * proxy. Node's agents learned to do this themselves (`proxyEnv`) after the oldest Node that we support.
 */
import type { Environment } from '../core/environment.ts';
import { isLoopback, portOf } from './where.ts';

export interface WebProxy {
  /** `http:` or `https:`, without name and password. */
  readonly url: URL;
  /** The value of `proxy-authorization`; undefined if the address holds no password. */
  readonly authorization: string | undefined;
}

/** An error of a proxy: `proxy` is its host and port, or the variable whose address cannot be used. */
export interface ProxyError extends Error {
  readonly code: string;
  readonly proxy: string;
}

/**
 * `https_proxy` or `http_proxy`, else `all_proxy`; lower-case names first; an empty one counts as unset; without a
 * scheme it is http. Throws a `ProxyError` (ERR_PROXY_ADDRESS) for an invalid address or another kind of proxy (SOCKS):
 * a request meant for a proxy never bypasses it silently.
 */
export function proxyFor(url: URL, env: Environment): WebProxy | undefined {
  const own = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const variable = [own, own.toUpperCase(), 'all_proxy', 'ALL_PROXY'].find((name) => (env[name]?.trim() ?? '') !== '');
  if (variable === undefined || isLoopback(url) || isExcepted(url, env)) return undefined;
  const text = env[variable]?.trim() ?? '';
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw proxyError('ERR_PROXY_ADDRESS', variable, new Error('no address of a proxy'));
  }
  const { username, password } = parsed;
  const secret = `${decoded(username)}:${decoded(password)}`;
  const authorization = secret === ':' ? undefined : `Basic ${Buffer.from(secret).toString('base64')}`;
  return { url: new URL(parsed.origin), authorization };
}

export function proxyError(code: string, proxy: string, cause: unknown): ProxyError {
  return Object.assign(new Error('The proxy failed.', { cause }), { code, proxy });
}

/**
 * `no_proxy`: hosts, each with all hosts below it and perhaps a port; networks such as 10.0.0.0/8; `*` for everything.
 */
function isExcepted(url: URL, env: Environment): boolean {
  const host = bare(url.hostname);
  const entries = (env.no_proxy || env.NO_PROXY || '').toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => {
    if (entry === '*') return true;
    const [network = '', bits] = entry.split('/');
    if (bits !== undefined) return isInNetwork(host, bare(network), Number(bits));
    const { name = '', port } = /^(?<name>\[.*\]|[^:]*|.*:.*:.*?)(?::(?<port>\d+))?$/.exec(entry)?.groups ?? {};
    if (port !== undefined && Number(port) !== portOf(url)) return false;
    const wanted = bare(name.replace(/^\*?\./, ''));
    return wanted !== '' && (host === wanted || host.endsWith(`.${wanted}`));
  });
}

function isInNetwork(host: string, network: string, bits: number): boolean {
  const { BlockList, isIP } = process.getBuiltinModule('node:net');
  const kind = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(host) === 0 || isIP(network) !== isIP(host)) return false;
  if (!Number.isInteger(bits) || bits < 0 || bits > (kind === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, kind);
  return list.check(host, kind);
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** A password in which a percent sign encodes nothing is taken literally. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
