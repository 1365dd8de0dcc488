/**
 * HTTP through Node's own client, in place of the global `fetch`: that one wakes the program for every piece that comes.
 * Here a body is read no oftener than the screen is drawn; between two looks the pieces wait in the system's buffer.
 */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { replyPaceMs } from '../core/reply.ts';
import { isLoopback } from './where.ts';

export interface Outgoing {
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | null | undefined;
  readonly signal: AbortSignal | null | undefined;
}

const longestConnectingMs = 15_000;
/** Pieces above this size come from a server in a hurry: they are read on at once. In bytes. */
const hurriedPiece = 8_192;

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
  return new Response(isEmpty ? null : toStream(paced(incoming, decoded(incoming))), {
    status,
    headers,
  });
}

function toStream(pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** We ask for plain bytes; some servers compress all the same. */
function decoded(incoming: IncomingMessage): Readable {
  const encoding = incoming.headers['content-encoding']?.trim().toLowerCase();
  if (encoding === undefined || encoding === '' || encoding === 'identity') return incoming;
  const zlib = process.getBuiltinModule('node:zlib');
  const decoders = new Map<string, () => Duplex>([
    ['gzip', zlib.createGunzip],
    ['x-gzip', zlib.createGunzip],
    ['deflate', zlib.createInflate],
    ['br', zlib.createBrotliDecompress],
    ['zstd', zlib.createZstdDecompress],
  ]);
  const decoder = decoders.get(encoding);
  if (!decoder) throw new TypeError(`unknown content encoding ${encoding}`);
  return process.getBuiltinModule('node:stream').pipeline(incoming, decoder(), () => {});
}

async function* paced(incoming: IncomingMessage, body: Readable): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let lookedAt = performance.now();
  let seenBytes = 0;
  for await (const piece of body) {
    yield piece;
    // The rest of what has come already, of what comes fast, and the end follow at once.
    if (body.readableLength > 0 || piece.length >= hurriedPiece || incoming.complete) continue;
    // A connection takes one piece in before it rests: that one came before the pause, and the fresh ones follow.
    if (incoming.socket.bytesRead === seenBytes) continue;
    const wait = replyPaceMs - (performance.now() - lookedAt);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    seenBytes = incoming.socket.bytesRead;
    lookedAt = performance.now();
  }
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

/** With room for one byte, a connection stops reading until its piece has been taken. */
const kept = { keepAlive: true, highWaterMark: 1 };
