/** Where a provider's requests go and which key may go there: a key only ever reaches the server it was given for. */
import type { Environment } from '../core/environment.ts';
import { canBeKey } from '../core/key.ts';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { redact } from '../core/redact.ts';
import type { ServerName, Settings } from '../core/settings.ts';
import { isLoopback, type Where } from './where.ts';

interface Vendor {
  readonly title: string;
  readonly baseUrl: string | undefined;
  readonly keyVariable: string;
  readonly urlVariable: string;
  /** The SDK appends `/v1` itself; otherwise the base URL ends with it. */
  readonly addsVersion: boolean;
}

export const vendors: Readonly<Record<ServerName, Vendor>> = {
  anthropic: {
    title: 'Anthropic',
    baseUrl: 'https://api.anthropic.com',
    keyVariable: 'ANTHROPIC_API_KEY',
    urlVariable: 'ANTHROPIC_BASE_URL',
    addsVersion: true,
  },
  openai: {
    title: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    urlVariable: 'OPENAI_BASE_URL',
    addsVersion: false,
  },
  compatible: {
    title: 'the server',
    baseUrl: undefined,
    keyVariable: 'REPRISE_API_KEY',
    urlVariable: 'REPRISE_BASE_URL',
    addsVersion: false,
  },
};

/** Sent to servers that insist on a key when none was given for them. */
const placeholderKey = 'local';

export interface Address extends Where {
  readonly provider: ServerName;
  /** The vendor's own service, not a server that speaks like it. */
  readonly isVendor: boolean;
  readonly key: string;
}

/**
 * The address and key of a provider, or why it cannot be used. The base URL comes from the environment, else the
 * settings, else the vendor. A key is used only with the server it was given for: the environment's key for the
 * environment's base URL or the vendor's own, the settings' key for the settings' base URL or the vendor's own. A
 * vendor's key from the environment is never sent to a server on this machine: `OPENAI_API_KEY` may be set for other
 * programs.
 */
export function resolveAddress(name: ServerName, settings: Settings, env: Environment): Result<Address> {
  const vendor = vendors[name];
  const own = settings[name];
  const envUrl = filled(env[vendor.urlVariable]);
  if (envUrl === undefined && own.wrongAddress === true) return fail(wrongAddress(name));
  const text = envUrl ?? filled(own.baseUrl) ?? vendor.baseUrl;
  if (text === undefined) return fail(noServer());
  const parsed = readBaseUrl(text, vendor);
  if (!parsed.ok) return parsed;
  const url = parsed.value;
  if (url.protocol === 'http:' && !isLoopback(url) && own.allowHttp !== true) return fail(insecure(name, url));

  const isVendor = vendor.baseUrl !== undefined && url.origin === new URL(vendor.baseUrl).origin;
  const found = findKey(name, settings, env, url);
  const keyIsFixed = found !== undefined && found === filled(env[vendor.keyVariable]);
  const place = keyIsFixed ? vendor.keyVariable : inConfig(name);
  const keyPlace = found === undefined ? placeFor(name, url, isVendor, envUrl !== undefined) : place;
  if (found !== undefined && !canBeKey(found)) return fail(badKey(keyPlace));
  if (found === undefined && name !== 'compatible' && !isLoopback(url)) {
    return fail(noKey(vendor, url, isVendor, keyPlace));
  }
  const label = isVendor ? vendor.title : `the server at ${url.host}`;
  const key = found ?? placeholderKey;
  return ok({
    provider: name,
    isVendor,
    label,
    url,
    keyPlace,
    keyIsFixed,
    pasteIsLost: envUrl !== undefined && !isVendor,
    key,
    secrets: found === undefined ? [] : [found],
  });
}

/**
 * Where to put a key for a server that has none. For another server named in the config file, that is the config file.
 */
function placeFor(name: ServerName, url: URL, isVendor: boolean, isOfEnv: boolean): string {
  const { keyVariable, urlVariable } = vendors[name];
  if (isVendor) return keyVariable;
  if (!isOfEnv) return inConfig(name);
  if (name === 'compatible') return keyVariable;
  return isLoopback(url)
    ? `${inConfig(name)}, with this address in ${name}.baseUrl instead of ${urlVariable}`
    : `${keyVariable} or ${inConfig(name)}`;
}

function inConfig(name: ServerName): string {
  return `${name}.apiKey in the config file`;
}

/**
 * The settings may have taken over what is in the environment, and then no longer tell where it came from: a key or
 * base URL that equals the environment's counts as the environment's.
 */
function findKey(name: ServerName, settings: Settings, env: Environment, url: URL): string | undefined {
  const vendor = vendors[name];
  const { apiKey, baseUrl, hidden } = settings[name];
  const envKey = filled(env[vendor.keyVariable]);
  const envUrl = filled(env[vendor.urlVariable]);
  const ownUrl = filled(hidden?.baseUrl) ?? filled(baseUrl);
  const guarded = name !== 'compatible' && isLoopback(url);
  const envHome = envUrl ?? vendor.baseUrl ?? ownUrl;
  if (envKey !== undefined && !guarded && sameOrigin(envHome, url)) return envKey;
  const ownKey = filled(hidden?.apiKey) ?? filled(apiKey);
  const ownHome = (ownUrl === envUrl ? undefined : ownUrl) ?? vendor.baseUrl;
  return ownKey !== undefined && ownKey !== envKey && sameOrigin(ownHome, url) ? ownKey : undefined;
}

function sameOrigin(text: string | undefined, url: URL): boolean {
  return text !== undefined && URL.canParse(text) && new URL(text).origin === url.origin;
}

/**
 * A base URL without trailing slash, with the version path that the vendor's SDK expects. A name, a password or a query
 * in it is refused, because the SDKs' requests would drop it.
 */
function readBaseUrl(text: string, vendor: Vendor): Result<URL> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return fail(
      problem(
        'bad-config',
        `The base URL ${redact(text.slice(0, 80))} is not a web address.`,
        'Write it like this: http://localhost:11434/v1.',
      ),
    );
  }
  if (url.username !== '' || url.password !== '') {
    return fail(
      problem('bad-config', `The user name and password in the base URL are not sent to ${url.host}.`, 'Remove them.'),
    );
  }
  if (url.search !== '') {
    return fail(problem('bad-config', `The part after ? in the base URL is not sent to ${url.host}.`, 'Remove it.'));
  }
  // A lone question mark goes as well.
  url.search = '';
  url.hash = '';
  const path = url.pathname.replace(/\/+$/, '');
  // The address of a single call, as services show it in their examples, also tells its base URL.
  const base = path.replace(/\/(chat\/completions|responses|messages)$/, '');
  if (vendor.addsVersion) url.pathname = base.replace(/\/v1$/, '');
  else url.pathname = path === '' ? '/v1' : base;
  return ok(url);
}

/** The text without blanks around it; undefined if nothing else is left. */
export function filled(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === '' ? undefined : trimmed;
}

function noServer(): Problem {
  return problem(
    'bad-config',
    'No server is set for the provider “compatible”.',
    'Set REPRISE_BASE_URL or compatible.baseUrl in the config file, for example http://localhost:11434/v1.',
  );
}

/**
 * The problem with the settings has been reported, with its line; this one is for when the server is wanted all the
 * same.
 */
function wrongAddress(name: ServerName): Problem {
  return problem(
    'bad-config',
    `The base URL of ${name} in the config file is not valid, and nothing is sent elsewhere instead.`,
    'Correct it; `reprise config` says what is wrong with it.',
  );
}

function insecure(name: ServerName, url: URL): Problem {
  return problem(
    'insecure-server',
    `Anything sent to ${url.origin} could be read on the way, because it is not https.`,
    `Use https, or allow it with ${name}.allowHttp in the config file.`,
  );
}

function badKey(keyPlace: string): Problem {
  return problem(
    'bad-key',
    `The key in ${keyPlace} contains characters that keys do not have.`,
    'Copy it again as one line, without quotes.',
  );
}

function noKey(vendor: Vendor, url: URL, isVendor: boolean, keyPlace: string): Problem {
  if (isVendor) {
    return problem(
      'no-key',
      `There is no key for ${vendor.title}.`,
      `Set ${vendor.keyVariable}, or paste a key with /provider.`,
    );
  }
  return problem('no-key', `There is no key for ${url.host}.`, `Put the key for this server into ${keyPlace}.`);
}
