/** Builds a provider by name from the settings; the only list of providers. */
import { defaultModel } from '../core/default-model.ts';
import type { Environment } from '../core/environment.ts';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import type { ReplyEvent } from '../core/reply.ts';
import type { ReadAttachment } from '../core/request.ts';
import type { ProviderName } from '../core/session.ts';
import type { ServerName, Settings } from '../core/settings.ts';
import { capital } from '../core/words.ts';
import type { ModelInfo, OfflineSources, Provider } from '../ports.ts';
import { type Address, resolveAddress } from './address.ts';
import { anthropicWire } from './anthropic.ts';
import { compatibleWire } from './compatible.ts';
import { destinationOf, noDestination } from './destination.ts';
import { classify } from './faults.ts';
import { firstTalker } from './model-list.ts';
import { offlineProvider } from './offline.ts';
import { openaiWire } from './openai.ts';
import { openaiOrChatWire } from './openai-or-chat.ts';
import { streamReply } from './reply-stream.ts';
import { stoppedByUser } from './stream-faults.ts';
import { systemTimers, type Timers } from './timers.ts';
import { prepareRequest } from './transport.ts';
import { isLoopback, localServerAt } from './where.ts';
import type { Wire } from './wire.ts';

export interface ProviderDeps {
  /** Keys and base URLs from the environment; they are read here and must not be copied into the settings. */
  readonly env: Environment;
  readonly offlineSources: OfflineSources;
  readonly readAttachment: ReadAttachment;
  /** Other clocks, for tests. */
  readonly timers?: Timers;
}

/**
 * Local servers take long to load a model, so silence means less there: it ends the reply only after twice the time.
 */
const localPatience = 2;
const modelsTimeoutMs = 15_000;

/** Never fails: a provider without a key or with a wrong address says so when it is asked. */
export function createProvider(name: ProviderName, settings: Settings, deps: ProviderDeps): Provider {
  const timers = deps.timers ?? systemTimers;
  if (name === 'offline') return offlineProvider(deps.offlineSources, timers);
  const address = resolveAddress(name, settings, deps.env);
  if (!address.ok) return unusableProvider(name, address.problem);
  switch (name) {
    case 'anthropic':
      return remoteProvider(address.value, anthropicWire(address.value), settings, deps, timers);
    case 'openai':
      return address.value.isVendor
        ? remoteProvider(address.value, openaiWire(address.value), settings, deps, timers)
        : remoteProvider(address.value, openaiOrChatWire(address.value), settings, deps, timers);
    case 'compatible':
      return remoteProvider(address.value, compatibleWire(address.value), settings, deps, timers);
  }
}

function remoteProvider<E>(
  address: Address,
  wire: Wire<E>,
  settings: Settings,
  deps: ProviderDeps,
  timers: Timers,
): Provider {
  const patience = isLoopback(address.url) ? localPatience : 1;
  const limits = {
    warnMs: settings.silenceWarnSeconds * 1000,
    endMs: settings.silenceEndSeconds * 1000 * patience,
  };
  const models = (signal?: AbortSignal) => listModels(wire, address, timers, signal);
  return {
    name: address.provider,
    destination: destinationOf(address, deps.env),
    async prepare() {
      await wire.prepare();
      await prepareRequest(address.url);
    },
    models,
    stream: (request, signal) =>
      streamReply(wire, request, signal, {
        where: address,
        timers,
        limits,
        readAttachment: deps.readAttachment,
        modelNames: async (limit) => {
          const list = await models(limit);
          return list.ok ? list.value.map((model) => model.id) : [];
        },
        modelWhenUnnamed: async (limit) => {
          // The first in a vendor's list may be any of its models, the oldest or the dearest.
          if (address.provider !== 'compatible') return ok(defaultModel(address.provider, settings));
          const list = await models(limit);
          if (!list.ok) return list;
          const first = firstTalker(list.value);
          return first === undefined ? fail(noModel(address)) : ok(first);
        },
      }),
  };
}

/** The server's models; gives up after a while, and at once when the signal aborts. */
async function listModels<E>(
  wire: Wire<E>,
  address: Address,
  timers: Timers,
  signal: AbortSignal | undefined,
): Promise<Result<readonly ModelInfo[]>> {
  if (signal?.aborted) return fail(stoppedByUser);
  const late = new AbortController();
  const cancelLate = timers.after(modelsTimeoutMs, () => late.abort());
  try {
    return ok(await wire.listModels(signal ? AbortSignal.any([signal, late.signal]) : late.signal));
  } catch (error) {
    if (signal?.aborted) return fail(stoppedByUser);
    if (late.signal.aborted) {
      return fail(problem('timeout', `${capital(address.label)} did not list its models in time.`, 'Try again.'));
    }
    return fail(listFault(classify(error, { where: address, model: '', now: timers.date() }).problem, address));
  } finally {
    cancelLate();
  }
}

/** This request names no model, so a 404 or an unreadable body means the address is wrong. */
function listFault(fault: Problem, address: Address): Problem {
  if (fault.code !== 'model-not-found' && fault.code !== 'bad-stream') return fault;
  return {
    ...fault,
    code: 'not-a-stream',
    message: `${capital(address.label)} does not list models.`,
    next: 'Check the base URL.',
  };
}

function noModel(address: Address): Problem {
  const ollama = localServerAt(address.url)?.name === 'Ollama';
  return problem(
    'no-model',
    `${capital(address.label)} offers no model.`,
    ollama ? 'Download one with `ollama pull MODEL`, then try again.' : 'Load a model there, or name one with /model.',
  );
}

function unusableProvider(name: ServerName, problem: Problem): Provider {
  return {
    name,
    destination: noDestination(name),
    prepare: async () => {},
    models: async () => fail(problem),
    stream: async function* (_request, signal): AsyncGenerator<ReplyEvent> {
      yield signal.aborted
        ? { type: 'stopped', stop: 'aborted', problem: stoppedByUser }
        : { type: 'stopped', stop: 'failed', problem };
    },
  };
}
