/** Finds providers on this machine: keys in the environment, servers on loopback. Loads no SDK, waits 300 ms. */
import type { IncomingMessage } from 'node:http';
import type { Environment } from '../core/environment.ts';
import type { Settings } from '../core/settings.ts';
import type { Found, ModelInfo } from '../ports.ts';
import { filled, resolveAddress, vendors } from './address.ts';
import { readModelList } from './model-list.ts';
import { localServers } from './where.ts';

const usualPatienceMs = 300;
const longestListBytes = 4_000_000;

export interface DetectOptions {
  /** Ports to check on loopback; tests use others than the well-known ones. */
  readonly servers?: readonly { readonly port: number; readonly name: string }[];
  /** How long to wait for each server, in milliseconds. */
  readonly patienceMs?: number;
}

/**
 * What is known without probing: keys and base URLs in the environment and the settings, best first. A key is named by
 * where it was found, never by its value.
 */
export function foundAtOnce(env: Environment, settings: Settings): readonly Found[] {
  const keys = (['anthropic', 'openai'] as const).flatMap((provider): Found[] => {
    const inEnv = filled(env[vendors[provider].keyVariable]) !== undefined;
    if (!inEnv && filled(settings[provider].apiKey) === undefined) return [];
    const label = inEnv ? vendors[provider].keyVariable : `${provider}.apiKey in the config file`;
    return resolveAddress(provider, settings, env).ok ? [{ provider, label }] : [];
  });
  const server = resolveAddress('compatible', settings, env);
  if (!server.ok) return keys;
  return [...keys, { provider: 'compatible', label: server.value.label, baseUrl: server.value.url.href }];
}

/** `foundAtOnce`, then the local servers that list their models. When aborted, returns what is known so far. */
export async function detect(
  env: Environment,
  settings: Settings,
  signal: AbortSignal,
  options: DetectOptions = {},
): Promise<readonly Found[]> {
  const known = foundAtOnce(env, settings);
  const patienceMs = options.patienceMs ?? usualPatienceMs;
  const servers = await Promise.all(
    (options.servers ?? localServers).map((server) => probe(server, patienceMs, signal)),
  );
  const isNew = (found: Found) => !known.some((other) => other.baseUrl === found.baseUrl);
  return [...known, ...servers.filter((found) => found !== undefined).filter(isNew)];
}

async function probe(
  server: { readonly port: number; readonly name: string },
  patienceMs: number,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const baseUrl = `http://localhost:${server.port}/v1`;
  const models = await listModels(server.port, patienceMs, signal);
  // Another kind of web server on a common port has no list of models; a model server may have an empty one.
  if (!models) return undefined;
  return { provider: 'compatible', label: `${server.name} at localhost:${server.port}`, baseUrl, models };
}

async function listModels(
  port: number,
  patienceMs: number,
  stop: AbortSignal,
): Promise<readonly ModelInfo[] | undefined> {
  // Loading node:http takes some 40 ms, so it is not loaded with this file; the time limit counts from then on. An
  // `import` would also load all of fetch, because of one of its exports.
  const { get } = process.getBuiltinModule('node:http');
  const signal = AbortSignal.any([stop, AbortSignal.timeout(patienceMs)]);
  if (signal.aborted) return undefined;
  return new Promise((resolve) => {
    const none = () => resolve(undefined);
    signal.addEventListener('abort', none, { once: true });
    // `localhost` and not 127.0.0.1: some servers listen on ::1 only, and Node tries both.
    const request = get({ host: 'localhost', port, path: '/v1/models', signal, agent: false }, (response) => {
      readAll(response).then((text) => resolve(response.statusCode === 200 ? parse(text) : undefined), none);
    });
    request.on('error', none);
  });
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > longestListBytes) throw new RangeError('The list of models is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): readonly ModelInfo[] | undefined {
  try {
    return readModelList(JSON.parse(text));
  } catch {
    return undefined;
  }
}
