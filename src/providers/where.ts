/** What the sentences about a failure need to know about the server. */
import type { ProviderName } from '../core/session.ts';

export interface Where {
  readonly provider: ProviderName;
  /** `Anthropic`, `OpenAI`, or `the server at localhost:11434`. */
  readonly label: string;
  readonly url: URL;
  /** Where the user put the key or would put it: `ANTHROPIC_API_KEY`, `compatible.apiKey in the config file`. */
  readonly keyPlace: string;
  /** The key comes from the environment, which takes precedence over a pasted one. */
  readonly keyIsFixed?: boolean;
  /**
   * A pasted key would not be sent there: it belongs to the address in the settings, but this one comes from the
   * environment.
   */
  readonly pasteIsLost?: boolean;
  /** The keys in use, which must not appear in any sentence. */
  readonly secrets: readonly string[];
}

/**
 * Besides the names and addresses of loopback, those that servers print when they listen on all interfaces (vLLM,
 * llama.cpp).
 */
const thisMachine = new Set(['localhost', '[::1]', '[::]', '0.0.0.0']);

/** True for this machine itself. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.toLowerCase();
  return thisMachine.has(host) || host.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Programs known to listen on certain ports, and how to start each. */
export const localServers: readonly { readonly port: number; readonly name: string; readonly start: string }[] = [
  { port: 11434, name: 'Ollama', start: 'Start it with `ollama serve`.' },
  { port: 1234, name: 'LM Studio', start: 'Start its server in the Developer tab, or with `lms server start`.' },
  { port: 8080, name: 'llama.cpp', start: 'Start it with `llama-server -m MODEL.gguf`.' },
  { port: 8000, name: 'vLLM', start: 'Start it with `vllm serve MODEL`.' },
];

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** The program expected at this address; undefined if the port says nothing. */
export function localServerAt(url: URL): (typeof localServers)[number] | undefined {
  return isLoopback(url) ? localServers.find((server) => server.port === portOf(url)) : undefined;
}
