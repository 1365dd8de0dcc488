/** A local server that speaks the three wire protocols, with scripted replies and every fault that servers are known for. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Protocol, type SpokenReply, speak, type WireEvent } from './provider-events.ts';

export type { Protocol } from './provider-events.ts';

/** What goes wrong. `after`: how many pieces of text are sent before it happens. */
export type ServerFault =
  | { readonly kind: 'status'; readonly status: number; readonly body?: string | object; readonly contentType?: string }
  /** A whole response (200) that is no stream. */
  | { readonly kind: 'html' | 'json' | 'empty' }
  /** The connection is reset before the response's head. */
  | { readonly kind: 'reset-at-once' }
  /** The request is taken and never answered. */
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'reset' | 'clean-end' | 'half-event' | 'stall' | 'malformed'; readonly after: number }
  /** The chunked body just stops: FIN without its end. */
  | { readonly kind: 'fin'; readonly after: number }
  | { readonly kind: 'error-event'; readonly after: number; readonly type: string; readonly message: string }
  /** Responses only: the terminal event says `failed`. */
  | { readonly kind: 'response-failed'; readonly after: number; readonly type: string; readonly message: string }
  /** Everything but the terminal marker. */
  | { readonly kind: 'no-marker' }
  /** Everything, but the connection stays open. */
  | { readonly kind: 'keeps-open' };

export interface ScriptedReply extends SpokenReply {
  readonly fault?: ServerFault;
  readonly headers?: Readonly<Record<string, string>>;
  /** Pause before each event, in milliseconds. */
  readonly delayMs?: number;
  /** Bytes per write, to split events and characters. */
  readonly chunkBytes?: number;
  readonly lineEnd?: '\n' | '\r\n';
  /** Comments and unknown events between the others. */
  readonly noise?: boolean;
  /** Each `~` is sent as a byte that UTF-8 never has. */
  readonly invalidUtf8?: boolean;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
  /** The body as it came. */
  readonly raw: string;
  /** True once the client went away before the answer's end. */
  closedEarly: boolean;
}

/** One reply per request in order (after the last: an echo of the prompt), or a function of the request. */
export type Script =
  | readonly ScriptedReply[]
  | ((request: RecordedRequest, protocol: Protocol, index: number) => ScriptedReply | Promise<ScriptedReply>);

export interface ProviderServer {
  readonly port: number;
  /** The base URL to configure for a protocol. */
  url(protocol: Protocol): string;
  /** All requests, those for model lists too. */
  readonly requests: readonly RecordedRequest[];
  /** Resolves when `condition` holds; it is looked at after every change. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** What `/v1/models` lists. */
  readonly models?: readonly string[];
  readonly port?: number;
}

const paths: ReadonlyMap<string, Protocol> = new Map([
  ['/v1/messages', 'anthropic'],
  ['/v1/responses', 'openai'],
  ['/v1/chat/completions', 'compatible'],
]);

export async function startProviderServer(script: Script = [], options: ServerOptions = {}): Promise<ProviderServer> {
  const requests: RecordedRequest[] = [];
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const look of waiting) look();
  };
  let answered = 0;

  const server = createServer(async (incoming, response) => {
    const raw = await readBody(incoming);
    const request: RecordedRequest = {
      method: incoming.method ?? '',
      path: new URL(incoming.url ?? '/', 'http://local').pathname,
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
      body: parseJson(raw),
      raw,
      closedEarly: false,
    };
    requests.push(request);
    response.on('close', () => {
      request.closedEarly = !response.writableFinished;
      changed();
    });
    changed();
    if (request.path === '/v1/models') return sendModels(response, options.models ?? ['test-model']);
    const protocol = paths.get(request.path);
    if (!protocol) return send(response, 404, 'text/plain', '404 page not found');
    const index = answered;
    answered += 1;
    const scripted = typeof script === 'function' ? await script(request, protocol, index) : script[index];
    await answer(
      response,
      protocol,
      scripted ?? { text: `You said: ${promptOf(request.body)}` },
      modelOf(request.body),
    );
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    port,
    url: (protocol) => `http://127.0.0.1:${port}${protocol === 'anthropic' ? '' : '/v1'}`,
    requests,
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The same, closed when the test ends. */
export async function openServer(
  test: { after(close: () => Promise<void>): void },
  script: Script = [],
  options: ServerOptions = {},
): Promise<ProviderServer> {
  const server = await startProviderServer(script, options);
  test.after(server.close);
  return server;
}

async function answer(
  response: ServerResponse,
  protocol: Protocol,
  reply: ScriptedReply,
  model: string,
): Promise<void> {
  const { fault } = reply;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  switch (fault?.kind) {
    case 'status': {
      const body = typeof fault.body === 'object' ? JSON.stringify(fault.body) : (fault.body ?? '');
      const type = fault.contentType ?? (typeof fault.body === 'object' ? 'application/json' : 'text/plain');
      return send(response, fault.status, type, body);
    }
    case 'html':
      return send(response, 200, 'text/html', '<!doctype html><html><body>Welcome</body></html>');
    case 'json':
      return send(response, 200, 'application/json', '{"hello":"world"}');
    case 'empty':
      return send(response, 200, 'text/event-stream', '');
    case 'reset-at-once':
      response.socket?.resetAndDestroy();
      return;
    case 'no-answer':
      return;
    default:
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.flushHeaders();
      return stream(response, protocol, reply, model);
  }
}

async function stream(response: ServerResponse, protocol: Protocol, reply: ScriptedReply, model: string) {
  const { fault } = reply;
  const after = fault !== undefined && 'after' in fault ? fault.after : Infinity;
  let texts = 0;
  for (const event of speak(protocol, reply, model)) {
    if (event.kind === 'text') texts += 1;
    const strikes =
      event.kind === 'text' ? texts > after : event.kind === 'last' && texts <= after && after !== Infinity;
    if (fault && strikes) return strike(response, protocol, fault, event);
    if (fault?.kind === 'no-marker' && event.kind === 'last') break;
    if (reply.delayMs !== undefined) await delay(reply.delayMs);
    if (response.destroyed) return;
    let bytes = frame(event, reply.lineEnd ?? '\n');
    if (reply.noise) bytes = Buffer.concat([Buffer.from(': PROCESSING\n\n'), noise(protocol), bytes]);
    if (reply.invalidUtf8) bytes = spoil(bytes);
    await write(response, bytes, reply.chunkBytes);
  }
  if (fault?.kind !== 'keeps-open') response.end();
}

async function strike(
  response: ServerResponse,
  protocol: Protocol,
  fault: ServerFault,
  event: WireEvent,
): Promise<void> {
  switch (fault.kind) {
    case 'reset':
      // What was written must arrive before the reset, which would overtake it.
      await delay(20);
      response.socket?.resetAndDestroy();
      return;
    case 'fin':
      await delay(20);
      response.socket?.end();
      return;
    case 'half-event':
      await write(response, frame(event, '\n').subarray(0, -12), undefined);
      response.end();
      return;
    case 'malformed':
      await write(response, frame({ ...event, data: `${event.data.slice(0, -4)},,` }, '\n'), undefined);
      return;
    case 'error-event':
      await write(response, frame(errorEvent(protocol, fault.type, fault.message), '\n'), undefined);
      response.end();
      return;
    case 'response-failed': {
      const error = { code: fault.type, message: fault.message };
      const data = JSON.stringify({ type: 'response.failed', response: { status: 'failed', error } });
      await write(response, frame({ event: 'response.failed', data, kind: 'last' }, '\n'), undefined);
      response.end();
      return;
    }
    case 'stall':
      return;
    default:
      response.end();
  }
}

/** How each vendor tells an error inside a stream; routers put it into a chunk. */
function errorEvent(protocol: Protocol, type: string, message: string): WireEvent {
  if (protocol === 'anthropic') {
    return { event: 'error', data: JSON.stringify({ type: 'error', error: { type, message } }), kind: 'last' };
  }
  if (protocol === 'openai') {
    return { event: 'error', data: JSON.stringify({ type: 'error', code: type, message, param: null }), kind: 'last' };
  }
  return { event: '', data: JSON.stringify({ error: { code: type, type, message } }), kind: 'last' };
}

function frame(event: WireEvent, lineEnd: string): Buffer {
  const head = event.event === '' ? '' : `event: ${event.event}${lineEnd}`;
  return Buffer.from(`${head}data: ${event.data}${lineEnd}${lineEnd}`);
}

function noise(protocol: Protocol): Buffer {
  const data = JSON.stringify(protocol === 'compatible' ? { choices: [] } : { type: 'event_of_next_year' });
  return frame({ event: protocol === 'compatible' ? '' : 'event_of_next_year', data, kind: 'other' }, '\n');
}

function spoil(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => (byte === 0x7e ? 0xff : byte)));
}

async function write(response: ServerResponse, bytes: Buffer, chunkBytes: number | undefined): Promise<void> {
  const size = chunkBytes ?? bytes.length;
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    const room = response.write(bytes.subarray(at, at + size));
    // Each piece in a packet of its own, and no more in memory than the client takes.
    if (chunkBytes !== undefined) await new Promise(setImmediate);
    else if (!room) await untilDrained(response);
  }
}

function untilDrained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      response.off('drain', finish).off('close', finish);
      resolve();
    };
    response.on('drain', finish).on('close', finish);
  });
}

function sendModels(response: ServerResponse, models: readonly string[]): void {
  const data = models.map((id) => ({
    id,
    object: 'model',
    type: 'model',
    display_name: id,
    created: 1,
    owned_by: 'test',
  }));
  const body = { object: 'list', data, has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null };
  send(response, 200, 'application/json', JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function modelOf(body: unknown): string {
  const model: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'model') : undefined;
  return typeof model === 'string' ? model : 'test-model';
}

/** The text of the newest prompt, wherever a protocol keeps it. */
export function promptOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const list: unknown = Reflect.get(body, 'messages') ?? Reflect.get(body, 'input');
  const prompt: unknown = Array.isArray(list) ? list.findLast((item) => item.role === 'user') : undefined;
  const content: unknown = typeof prompt === 'object' && prompt !== null ? Reflect.get(prompt, 'content') : '';
  if (!Array.isArray(content)) return String(content);
  return content
    .map((block: { readonly text?: unknown }) => (typeof block.text === 'string' ? block.text : ''))
    .join(' ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startProviderServer([], { port: Number(process.argv[2] ?? 0), models: ['echo-1', 'echo-2'] });
  for (const protocol of ['anthropic', 'openai', 'compatible'] as const)
    console.log(`${protocol}: ${server.url(protocol)}`);
  console.log(`port ${server.port}`);
}
