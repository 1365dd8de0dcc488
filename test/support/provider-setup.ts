/** Providers for tests: pointed at a local server, with clocks that stand still and streams gathered into lists. */
import { fail, problem, type Result } from '../../src/core/problem.ts';
import type { ReplyEvent, ReplyRequest } from '../../src/core/reply.ts';
import type { Message, ProviderName } from '../../src/core/session.ts';
import { defaultSettings, type ServerSettings, type Settings } from '../../src/core/settings.ts';
import type { Passage, Provider } from '../../src/ports.ts';
import { createProvider, type ProviderDeps } from '../../src/providers/registry.ts';
import type { FakeTimers } from './fake-timers.ts';
import type { Protocol, ProviderServer } from './provider-server.ts';

export const protocols: readonly Protocol[] = ['anthropic', 'openai', 'compatible'];

/** A key of the usual form, for tests that look for it where it must not be. */
export const testKey = 'sk-test-0123456789abcdefghijKLMN';

export const help = [
  { title: 'Rename a session', text: 'Press `r` in the list, or write `/rename NAME`.' },
  { title: 'Search the list', text: 'Press `/` and type. The list keeps what fits.' },
  { title: 'Where files are', text: 'Each session is one JSONL file in the sessions folder.' },
];

function settingsFor(name: ProviderName, server: ServerSettings, more: Partial<Settings> = {}): Settings {
  return { ...defaultSettings, ...(name === 'offline' ? {} : { [name]: server }), ...more };
}

export interface ProviderOptions {
  readonly timers?: FakeTimers;
  readonly passages?: readonly Passage[];
  readonly settings?: Partial<Settings>;
  readonly deps?: Partial<ProviderDeps>;
}

/** The provider with a key and base URL given together in the settings. */
export function providerAt(name: ProviderName, server: ProviderServer, options: ProviderOptions = {}): Provider {
  const own = name === 'offline' ? {} : { apiKey: testKey, baseUrl: server.url(name) };
  return createProvider(name, settingsFor(name, own, options.settings), {
    env: {},
    offlineSources: { help, findPassages: async () => options.passages ?? [] },
    readAttachment: async (attachment): Promise<Result<string>> =>
      fail(problem('attachment-unusable', `There is no file ${attachment.path}.`)),
    ...(options.timers ? { timers: options.timers } : {}),
    ...options.deps,
  });
}

let serial = 0;

export function message(role: Message['role'], content: string, more: Partial<Message> = {}): Message {
  serial += 1;
  return { id: `msg_${serial}`, parent: null, seq: serial, role, content, timestamp: serial, ...more };
}

export function ask(prompt: string, more: Partial<ReplyRequest> = {}): ReplyRequest {
  return { model: 'test-model', system: '', messages: [message('user', prompt)], ...more };
}

export interface Collected {
  readonly events: readonly ReplyEvent[];
  readonly text: string;
  readonly end: Extract<ReplyEvent, { type: 'done' | 'stopped' }> | undefined;
}

export interface CollectOptions {
  readonly signal?: AbortSignal;
  readonly timers?: FakeTimers;
  /** Called with each event before the next is read. */
  readonly onEvent?: (event: ReplyEvent) => void;
}

/** The whole stream. With fake timers, each announced retry happens at once. */
export async function collect(
  provider: Provider,
  request: ReplyRequest,
  options: CollectOptions = {},
): Promise<Collected> {
  const events: ReplyEvent[] = [];
  for await (const event of provider.stream(request, options.signal ?? new AbortController().signal)) {
    events.push(event);
    if (event.type === 'retrying') options.timers?.skipNext();
    options.onEvent?.(event);
  }
  const last = events.at(-1);
  return {
    events,
    text: events.map((event) => (event.type === 'text' ? event.delta : '')).join(''),
    end: last?.type === 'done' || last?.type === 'stopped' ? last : undefined,
  };
}

/** The problem a stream stopped with; fails the test if it ended otherwise. */
export function problemOf(collected: Collected) {
  if (collected.end?.type !== 'stopped') throw new Error(`It did not stop: ${JSON.stringify(collected.end)}`);
  return collected.end.problem;
}
