/** How the test server delivers a scripted reply: framing, pauses, and every fault that servers are known for. */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Protocol, type SpokenReply, speak, type WireEvent } from './provider-events.ts';

/** What goes wrong. `after`: how many pieces of text are sent before it happens. */
export type ServerFault =
  | { readonly kind: 'status'; readonly status: number; readonly body?: string | object; readonly contentType?: string }
  /** A complete response (200) that is not a stream. */
  | { readonly kind: 'html' | 'json' | 'empty' }
  /** The connection is reset before the response's head. */
  | { readonly kind: 'reset-at-once' }
  /** The request is accepted and never answered. */
  | { readonly kind: 'no-answer' }
  /** The stream is opened and kept alive, but nothing is said in it. */
  | { readonly kind: 'keep-alive' }
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
  readonly lineEnd?: '\n' | '\r\n' | '\r';
  /** Changes the whole stream before it is sent: its events, counts, or bytes. */
  readonly rewrite?: (stream: string) => string | Buffer;
  /** Comments and unknown events between the others. */
  readonly noise?: boolean;
  /** Each `~` is sent as a byte that UTF-8 never has. */
  readonly invalidUtf8?: boolean;
}

/** The whole response to one request. */
export async function deliver(
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
    case 'keep-alive':
      return keepAlive(response, protocol);
    default:
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.flushHeaders();
      return stream(response, protocol, reply, model);
  }
}

function keepAlive(response: ServerResponse, protocol: Protocol): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const sign = protocol === 'anthropic' ? 'event: ping\ndata: {"type":"ping"}\n\n' : ': ping\n\n';
  const timer = setInterval(() => response.write(sign), 2);
  response.on('close', () => clearInterval(timer));
}

async function stream(response: ServerResponse, protocol: Protocol, reply: ScriptedReply, model: string) {
  const { fault } = reply;
  if (reply.rewrite) {
    const frames = speak(protocol, reply, model).map((event) => frame(event, reply.lineEnd ?? '\n'));
    await write(response, Buffer.from(reply.rewrite(Buffer.concat(frames).toString())), reply.chunkBytes);
    response.end();
    return;
  }
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
      // What was written must arrive before the reset, which would otherwise overtake it.
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

/** How each vendor reports an error inside a stream; routers put it into a chunk. */
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
    // Each piece in its own packet, and no more in memory than the client takes.
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

export function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}
