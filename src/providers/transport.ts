/**
 * HTTP through Node's own client, in place of the global `fetch`: that one wakes the program for every piece that comes.
 * `body.ts` reads its answers at the pace of the screen.
 */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { oneByte, toBody } from './body.ts';
import { isLoopback } from './where.ts';

export interface Outgoing {
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | null | undefined;
  readonly signal: AbortSignal | null | undefined;
}

const longestConnectingMs = 15_000;

/**
 * Resolves when the head of the answer is there. Rejects with Node's own error (`code`: ECONNREFUSED …), also for a
 * redirect: a request with a key is never sent on. The body breaks with ECONNRESET when it ends too early.
 */
export async function request(url: URL, outgoing: Outgoing): Promise<Response> {
  const reused = await send(url, outgoing);
  // A connection kept from an earlier request may be closed by the server just when it is used again.
  const response = reused === 'closed' ? await send(url, outgoing) : reused;
  if (response === 'closed') throw new Error('The connection was closed.');
  return response;
}

function send(url: URL, outgoing: Outgoing): Promise<Response | 'closed'> {
  return new Promise((resolve, reject) => {
    const client: Client = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
    const options = {
      method: outgoing.method,
      headers: { 'accept-encoding': 'identity', ...Object.fromEntries(outgoing.headers) },
      agent: agentFor(url, client),
      ...(outgoing.signal ? { signal: outgoing.signal } : {}),
    };
    const outward: ClientRequest = client.request(url, options);
    outward.once('response', (incoming) => {
      try {
        resolve(toResponse(incoming));
      } catch (error) {
        incoming.destroy();
        reject(error);
      }
    });
    outward.once('error', (error: NodeJS.ErrnoException) => {
      if (outward.reusedSocket && error.code === 'ECONNRESET') resolve('closed');
      else reject(error);
    });
    // Also after the answer's head: what breaks then is told by the body.
    outward.on('error', () => {});
    outward.once('socket', (socket) => limitConnecting(socket));
    outward.end(outgoing.body);
  });
}

/** The system itself would go on trying for minutes. */
function limitConnecting(socket: Socket): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' }));
  }, longestConnectingMs);
  const over = () => clearTimeout(timer);
  socket.once('connect', over).once('close', over);
}

function toResponse(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  if (status >= 300 && status < 400 && status !== 304) throw new TypeError('unexpected redirect');
  if (status < 200 || status > 599)
    throw Object.assign(new Error(`HTTP status ${status}`), { code: 'HPE_INVALID_STATUS' });
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const isEmpty = status === 204 || status === 205 || status === 304;
  if (isEmpty) incoming.resume();
  return new Response(isEmpty ? null : toBody(incoming), { status, headers });
}

interface Client {
  readonly request: typeof import('node:http').request;
  readonly Agent: typeof import('node:http').Agent;
}

const agents = new Map<string, Agent>();

/** Connections that are kept and used again; loaded when first used, since these modules take tens of milliseconds. */
function agentFor(url: URL, client: Client): Agent {
  // What runs on this machine is never asked for through a proxy, which could not find it.
  const proxied = !isLoopback(url);
  const name = `${url.protocol} ${proxied}`;
  const agent = agents.get(name) ?? new client.Agent({ ...kept, ...(proxied ? { proxyEnv: process.env } : {}) });
  agents.set(name, agent);
  return agent;
}

const kept = { keepAlive: true, highWaterMark: oneByte };
