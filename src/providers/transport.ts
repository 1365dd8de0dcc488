/**
 * HTTP through Node's own client instead of the global `fetch`, which wakes the program for every piece. `body.ts`
 * reads responses at the pace of the screen; proxies from the environment are used.
 */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { RequestOptions, Agent as TlsAgent } from 'node:https';
import { isEventStream, oneByte, toBody } from './body.ts';
import { codedError } from './evidence.ts';
import { Heard } from './heard.ts';
import { proxyError, proxyFor, type WebProxy } from './proxy.ts';
import { type TunnelOptions, tunnelThrough } from './tunnel.ts';

export interface Outgoing {
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | null | undefined;
  readonly signal: AbortSignal | null | undefined;
}

/** For name, connection, proxy and TLS together; the system itself would try for minutes. */
const longestConnectingMs = 15_000;

/**
 * Loads what the first request to `url` makes Node load: its web classes and its HTTP client, some 20 ms each, with a
 * pause between them for waiting keys.
 */
export async function prepareRequest(url: URL): Promise<void> {
  await nextTurn();
  new Headers();
  await nextTurn();
  clientFor(url);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Resolves when the response's head has arrived. Rejects with Node's own error (`code`: ECONNREFUSED …) or a
 * `ProxyError`, and for a redirect: a request with a key is never forwarded. The body fails with ECONNRESET when it
 * ends too early.
 */
export async function request(url: URL, outgoing: Outgoing): Promise<Response> {
  const proxy = proxyFor(url, process.env);
  // A connection kept from an earlier request may be closed by the server just when it is used again.
  for (;;) {
    const response = await send(url, outgoing, proxy);
    if (response !== 'closed') return response;
  }
}

function send(url: URL, outgoing: Outgoing, proxy: WebProxy | undefined): Promise<Response | 'closed'> {
  return new Promise((resolve, reject) => {
    const isTunnelled = proxy !== undefined && url.protocol === 'https:';
    // For an http server, the proxy gets the request, with the whole address as the path.
    const asked = isTunnelled ? url : (proxy?.url ?? url);
    const client = clientFor(asked);
    const options: RequestOptions & TunnelOptions = {
      method: outgoing.method,
      headers: { 'accept-encoding': 'identity', ...Object.fromEntries(outgoing.headers) },
      agent: agentFor(asked, client, isTunnelled ? proxy : undefined),
      ...(outgoing.signal ? { signal: outgoing.signal, tunnelSignal: outgoing.signal } : {}),
    };
    if (proxy && !isTunnelled) {
      const authorization = proxy.authorization ? { 'proxy-authorization': proxy.authorization } : {};
      Object.assign(options, { path: url.href, headers: { ...options.headers, ...authorization, host: url.host } });
    }
    const outward: ClientRequest = client.request(asked, options);
    outward.once('response', (incoming) => {
      try {
        resolve(toResponse(incoming));
      } catch (error) {
        incoming.destroy();
        reject(error);
      }
    });
    outward.once('upgrade', (incoming, socket) => {
      socket.destroy();
      reject(oddStatus(incoming.statusCode ?? 0));
    });
    outward.once('error', (error: NodeJS.ErrnoException) => {
      const isStale = outward.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      if (isStale) resolve('closed');
      else reject(proxy && !isTunnelled && !outgoing.signal?.aborted ? ofProxy(proxy, error) : error);
    });
    // Needed even after the response's head: from then on, the body reports what breaks.
    outward.on('error', () => {});
    outward.once('close', () => reject(codedError('ECONNRESET', 'closed without an answer')));
    limitConnecting(outward, asked.protocol === 'https:');
    outward.end(outgoing.body);
  });
}

/** Unless a response broke off or could not be read, it is the connection to the proxy that failed. */
function ofProxy(proxy: WebProxy, error: NodeJS.ErrnoException): Error {
  return /^(ECONNRESET|EPIPE|HPE_.*)$/.test(error.code ?? '')
    ? error
    : proxyError('ERR_PROXY_SILENT', proxy.url.host, error);
}

function limitConnecting(outward: ClientRequest, isSecure: boolean): void {
  const timer = setTimeout(
    () => outward.destroy(codedError('ETIMEDOUT', 'no connection in time')),
    longestConnectingMs,
  );
  const over = () => clearTimeout(timer);
  outward.once('close', over);
  outward.once('socket', (socket) => {
    if (outward.reusedSocket) over();
    else socket.once(isSecure ? 'secureConnect' : 'connect', over);
  });
}

function toResponse(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  if (status >= 300 && status < 400 && status !== 304) throw new TypeError('unexpected redirect');
  if (status < 200 || status > 599) throw oddStatus(status);
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const isEmpty = status === 204 || status === 205 || status === 304;
  if (isEmpty) incoming.resume();
  const heard = new Heard(isEventStream(incoming));
  const body = isEmpty ? null : toBody(incoming, (piece) => heard.hear(piece));
  return heard.of(new Response(body, { status, headers }));
}

function oddStatus(status: number): Error {
  return codedError('HPE_INVALID_STATUS', `HTTP status ${status}`);
}

interface Client {
  readonly request: typeof import('node:https').request;
  readonly Agent: typeof import('node:http').Agent | typeof TlsAgent;
}

function clientFor(url: URL): Client {
  return process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
}

const agents = new Map<string, Agent>();

/** Connections that are kept and reused. Loaded when first used, since these modules take tens of milliseconds. */
function agentFor(url: URL, client: Client, tunnel: WebProxy | undefined): Agent {
  const name = `${url.protocol} ${tunnel?.url.href} ${tunnel?.authorization}`;
  const agent = agents.get(name) ?? newAgent(client, tunnel);
  agents.set(name, agent);
  return agent;
}

/**
 * How long an unused connection is trusted, in ms: after a sleep, or behind a router, nothing tells that it is dead.
 */
const longestUnusedMs = 4_000;

/**
 * After this long without data, in ms, the system probes whether the connection is alive; it gives up after ten seconds
 * without a reply. Node's default, every second, would end a reply at each gap in coverage on a moving train.
 */
const askAliveMs = 60_000;

function newAgent(client: Client, tunnel: WebProxy | undefined): Agent {
  const kept = { keepAlive: true, keepAliveMsecs: askAliveMs, highWaterMark: oneByte, timeout: longestUnusedMs };
  if (!tunnel) return new client.Agent(kept);
  return tunnelThrough(new (process.getBuiltinModule('node:https').Agent)(kept), tunnel, longestConnectingMs);
}
