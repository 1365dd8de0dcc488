/** The one door to the network: headers by allow-list, the given key and no other, no redirects. */
import { request } from './transport.ts';

/**
 * Headers that may leave. The SDKs add others from the environment (`OPENAI_CUSTOM_HEADERS`, `ANTHROPIC_CUSTOM_HEADERS`,
 * organisation, project), which may hold secrets of another server.
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

/** A `fetch` for an SDK's client that sends `key`, whatever the client found elsewhere. */
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
    return watched(await request(url, { method, headers, body, signal }));
  };
}

/** Longer than any answer that comes as one document, in UTF-16 units; a stream that is none begins with less. */
const longestBeginning = 2_000_000;
const longestStreamBeginning = 4_000;
/** Enough for the last events without text, in bytes. */
const longestEnding = 256;

interface Heard {
  beginning: string;
  ending: string;
}

const heard = new WeakMap<Response, Heard>();

/** The first words of an answer, as far as they have come: where an SDK finds no event in it, they are lost. */
export function beginningOf(response: Response): () => string {
  return () => heard.get(response)?.beginning ?? '';
}

/** The last words of an event stream, as far as they have come: an SDK tells nobody whether its end was said. */
export function endingOf(response: Response): () => string {
  return () => heard.get(response)?.ending ?? '';
}

/** The same response, of which the words are kept that an SDK passes over. */
function watched(response: Response): Response {
  const { body } = response;
  if (!response.ok || body === null) return response;
  const isStream = /event-stream/i.test(response.headers.get('content-type') ?? '');
  const longest = isStream ? longestStreamBeginning : longestBeginning;
  const decoder = new TextDecoder();
  const words: Heard = { beginning: '', ending: '' };
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      if (words.beginning.length < longest) words.beginning += decoder.decode(chunk, { stream: true });
      const last = Buffer.from(chunk.subarray(-longestEnding)).toString('latin1');
      words.ending = (words.ending + last).slice(-longestEnding);
      controller.enqueue(chunk);
    },
  });
  const same = new Response(body.pipeThrough(watch), response);
  heard.set(same, words);
  return same;
}

/**
 * Options that both SDKs share: no retries (ours are visible), nothing printed over the screen, no redirects, and no
 * time limit of their own, since it covers only the response's head and the watch on silence covers everything.
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
