/** Extracts the facts from an error of any class: status, headers, the server's own words, the chain of causes. */
import { parseJson } from '../core/json.ts';

export interface Evidence {
  readonly status: number | undefined;
  readonly headers: Headers;
  /** Codes and types that the server named, in lower case: `insufficient_quota`, `overloaded_error`. */
  readonly labels: readonly string[];
  /** The server's own sentence, or the error's; not redacted yet. */
  readonly said: string;
  /** System codes along the chain of causes, outermost first: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  readonly systemCodes: readonly string[];
  /** Messages along the chain of causes. */
  readonly causes: readonly string[];
  /** The names of the errors along the chain: `TypeError`, `SyntaxError`. */
  readonly names: readonly string[];
  /** Host and port of a proxy that failed, or the variable whose address cannot be used; empty when no proxy failed. */
  readonly proxy: string;
  /** The server reported it, in a response or inside a stream: the connection is not broken. */
  readonly told: boolean;
  /** The body was a web page. */
  readonly isPage: boolean;
}

/** An error of our own, identified by a code like those of the system. */
export function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

export function gatherEvidence(error: unknown): Evidence {
  const chain = causeChain(error);
  const status = field(error, 'status');
  const headers = field(error, 'headers');
  const told = field(error, 'error');
  // Google's servers wrap the one error in a list.
  const body: unknown = Array.isArray(told) ? told[0] : told;
  const bodyMessage = messageOf(body);
  const ownMessage = textField(error, 'message')
    // What the SDKs put before, or in place of, the server's words.
    .replace(/^\d{3} (?=\S)/, '')
    .replace(/^(status code \(no body\)|\(no status code or body\)|null|\{\})$/, '');
  return {
    status: typeof status === 'number' ? status : statusInside(body),
    headers: headersOf(headers, body),
    labels: labelsOf([error, body, field(body, 'error'), field(field(body, 'error'), 'details')]),
    said: (bodyMessage === '' ? ownMessage : bodyMessage).trim(),
    systemCodes: chain
      .map((link) => textField(link, 'code'))
      .filter((code) => /^[A-Z][A-Z0-9_]+(_[a-z_]+)?$/.test(code)),
    causes: chain.map((link) => textField(link, 'message')),
    names: chain.map((link) => textField(link, 'name')),
    proxy: chain.map((link) => textField(link, 'proxy')).find((proxy) => proxy !== '') ?? '',
    told: body !== undefined || typeof status === 'number',
    isPage: /<!doctype html|<html[\s>]/i.test(ownMessage),
  };
}

/** OpenRouter puts into the body the headers that say when a limit ends. */
function headersOf(given: unknown, body: unknown): Headers {
  const inside = field(field(body, 'metadata'), 'headers');
  const headers = new Headers(given instanceof Headers ? given : undefined);
  for (const name of ['X-RateLimit-Remaining', 'X-RateLimit-Reset']) {
    const value = textField(inside, name);
    if (/^\d+$/.test(value)) headers.set(name, value);
  }
  return headers;
}

/** Routers put the status of the server behind them into the error that they send inside a stream; LiteLLM as text. */
function statusInside(body: unknown): number | undefined {
  const code = Number(field(body, 'code') ?? field(body, 'status'));
  return code >= 400 && code < 600 ? code : undefined;
}

/**
 * The error and its causes, including each error in an AggregateError (a host name with two addresses). Safe against
 * cycles.
 */
function causeChain(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && chain.length < 20) {
    const link = waiting.shift();
    if (typeof link !== 'object' || link === null || chain.includes(link)) continue;
    chain.push(link);
    waiting.push(field(link, 'cause'));
    const errors = field(link, 'errors');
    if (Array.isArray(errors)) waiting.push(...errors);
  }
  return chain;
}

/**
 * Servers put their sentence in `error.message`, `message`, `detail`, `error` itself, or a list of what is wrong. A
 * router (OpenRouter) adds what the server behind it said to a sentence of its own that says nothing.
 */
function messageOf(body: unknown): string {
  if (typeof body === 'string') return body;
  const behind = textField(field(body, 'metadata'), 'raw');
  if (behind !== '') return messageOf(parseJson(behind)) || behind;
  const wrong = field(body, 'detail');
  if (Array.isArray(wrong)) return wrong.map((one) => `${placeOf(one)}${textField(one, 'msg')}`).join('; ');
  for (const key of ['message', 'detail', 'error_description']) {
    const text = textField(body, key);
    if (text !== '') return text;
  }
  const errors = field(body, 'errors');
  const inner = field(body, 'error') ?? (Array.isArray(errors) ? errors[0] : undefined);
  return inner === undefined ? '' : messageOf(inner);
}

/** The place in the request, as Python's validators write it: `["body", "model"]` → `body.model: `. */
function placeOf(wrong: unknown): string {
  const place = field(wrong, 'loc');
  return Array.isArray(place) && place.length > 0 ? `${place.join('.')}: ` : '';
}

function labelsOf(sources: readonly unknown[]): readonly string[] {
  const labels = sources.flatMap((source) => ['code', 'type', 'error_code'].map((key) => textField(source, key)));
  return [...new Set(labels.filter((label) => label !== '').map((label) => label.toLowerCase()))];
}

export function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

export function textField(value: unknown, key: string): string {
  const text = field(value, key);
  return typeof text === 'string' ? text : '';
}
