/** The only way to the network: allow-listed headers, the given key and no other, no redirects. */
import { request } from './transport.ts';

/**
 * Headers that may be sent. The SDKs add others from the environment (`OPENAI_CUSTOM_HEADERS`,
 * `ANTHROPIC_CUSTOM_HEADERS`, organisation, project), which may hold secrets meant for another server.
 */
const allowed = new Set([
  'accept',
  'anthropic-version',
  'authorization',
  'content-type',
  'idempotency-key',
  'user-agent',
  'x-api-key',
]);

/** A `fetch` for an SDK's client that sends `key`, whatever key the client found elsewhere. */
function guardedFetch(key: string): typeof fetch {
  return async (input, init) => {
    const headers = new Headers();
    new Headers(init?.headers).forEach((value, name) => {
      if (allowed.has(name)) headers.set(name, value);
    });
    if (headers.has('x-api-key')) headers.set('x-api-key', key);
    if (headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
    const url = new URL(input instanceof Request ? input.url : input);
    const { method = 'GET', body, signal } = init ?? {};
    if (body && typeof body !== 'string') throw new TypeError('Only text is sent.');
    return request(url, { method, headers, body, signal });
  };
}

/**
 * Options for both SDKs: no retries (ours are visible), nothing printed over the screen, no redirects, and no time
 * limit, since theirs covers only the response's head while our watch for silence covers everything.
 */
export function clientOptions(key: string, url: URL) {
  return {
    apiKey: key,
    baseURL: url.href.replace(/\/$/, ''),
    maxRetries: 0,
    logLevel: 'off' as const,
    timeout: 86_400_000,
    fetch: guardedFetch(key),
  };
}
