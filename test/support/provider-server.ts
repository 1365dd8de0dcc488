/** A local server that speaks the three wire protocols, with scripted replies and faults, and keeps every request. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { deliver, type ScriptedReply, send } from './provider-delivery.ts';
import type { Protocol } from './provider-events.ts';

export type { ScriptedReply, ServerFault } from './provider-delivery.ts';
export type { Protocol } from './provider-events.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
  /** The body as it arrived. */
  readonly raw: string;
  /** True if the client left before the end of the response. */
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
  /** All requests, including those for model lists. */
  readonly requests: readonly RecordedRequest[];
  /** Resolves when `condition` holds; checked after every change. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** What `/v1/models` lists. */
  readonly models?: readonly string[];
  /** The whole response to `/v1/models`, when it is not such a list. */
  readonly modelsBody?: string;
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
    if (request.path === '/v1/models') {
      if (options.modelsBody !== undefined) return send(response, 200, 'application/json', options.modelsBody);
      return sendModels(response, options.models ?? ['test-model']);
    }
    const protocol = paths.get(request.path);
    if (!protocol) return send(response, 404, 'text/plain', '404 page not found');
    const index = answered;
    answered += 1;
    const scripted = typeof script === 'function' ? await script(request, protocol, index) : script[index];
    await deliver(
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
