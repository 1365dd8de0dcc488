/**
 * The proxy that the environment names for an address, read as curl reads it; this machine is never asked for through
 * one. Node's agents learnt to do it themselves (`proxyEnv`) later than the oldest Node that we run on.
 */
import type { Environment } from '../core/environment.ts';
import { isLoopback, portOf } from './where.ts';

export interface WebProxy {
  /** `http:` or `https:`, without name and password. */
  readonly url: URL;
  /** The value of `proxy-authorization`; undefined where the address holds no password. */
  readonly authorization: string | undefined;
}

/** What an error of a proxy tells: `proxy` is its host and port, or the variable that cannot be read. */
export interface ProxyError extends Error {
  readonly code: string;
  readonly proxy: string;
}

/**
 * `https_proxy` or `http_proxy`, else `all_proxy`, in small letters first, an empty one as if it were not set; without
 * a scheme it is http. Throws a `ProxyError` (ERR_PROXY_ADDRESS) for one that is no address or of another kind (SOCKS):
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

/** `no_proxy`: hosts with all hosts below them, each perhaps with a port; networks like 10.0.0.0/8; `*` for everything. */
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

/** A password with a percent sign that encodes nothing is taken literally. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
