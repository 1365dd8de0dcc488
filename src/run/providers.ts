/** The providers, each built once from the current settings, and the choice among them. */
import type { Environment } from '../core/environment.ts';
import { fail, ok, type Result } from '../core/problem.ts';
import type { ModelRef, ProviderName } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';
import type { Found, Provider, SessionStore } from '../ports.ts';
import type { Choice } from '../providers/choose.ts';
import type { Server } from '../providers/destination.ts';

/** A provider, ready to be asked, and the model to ask for. */
export interface ChosenProvider {
  readonly provider: Provider;
  /** Empty: the server's own first model. */
  readonly model: string;
  readonly from: Choice['from'];
}

export interface Providers {
  /** Made when it is first needed; its SDK is loaded when it is made ready (`prepare`), or with its first request. */
  provider(name: ProviderName): Promise<Provider>;
  /** By flags, environment, the session, the settings, what was found; `offline` if nothing is named. */
  choose(
    flags: { readonly provider?: string; readonly model?: string },
    session?: ModelRef,
    found?: readonly Found[],
  ): Promise<Result<ChosenProvider>>;
  /** The same choice by name, without loading anything of the provider. */
  chooseName(flags: {
    readonly provider?: string;
    readonly model?: string;
  }): Promise<Result<{ readonly provider: ProviderName; readonly model: string }>>;
  /** Where each provider's requests would go now, or why there is nowhere to send them. */
  servers(): Promise<readonly Server[]>;
  /** Keys in the environment and servers on this machine; ends early when the signal aborts, with what is known. */
  detect(signal: AbortSignal): Promise<readonly Found[]>;
}

export interface ProviderOptions {
  readonly env: Environment;
  /** What `offline` searches. */
  readonly store: SessionStore;
  settings(): Settings;
  /** From now on `compatible` means this server, which was found on this machine. */
  useServer(baseUrl: string): void;
}

/** `forget` after the settings have changed: the next request rebuilds its provider. */
export function createProviders({ env, store, settings, useServer }: ProviderOptions): Providers & { forget(): void } {
  const made = new Map<ProviderName, Promise<Provider>>();
  const make = async (name: ProviderName): Promise<Provider> => {
    const [{ createProvider }, { offlineSources }, { readAttachment }] = await Promise.all([
      import('../providers/registry.ts'),
      import('./offline-sources.ts'),
      import('./attachments.ts'),
    ]);
    return createProvider(name, settings(), { env, offlineSources: offlineSources(store), readAttachment });
  };
  const provider = (name: ProviderName): Promise<Provider> => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
  return {
    provider,
    async choose(flags, session, found = []) {
      const { chooseProvider } = await import('../providers/choose.ts');
      const choice = chooseProvider({ flags, env, settings: settings(), found, ...(session ? { session } : {}) });
      if (!choice.ok) return fail(choice.problem);
      const { baseUrl, model, from } = choice.value;
      if (baseUrl !== undefined) {
        useServer(baseUrl);
        made.delete('compatible');
      }
      return ok({ provider: await provider(choice.value.provider), model, from });
    },
    async chooseName(flags) {
      const { chooseProvider } = await import('../providers/choose.ts');
      return chooseProvider({ flags, env, settings: settings(), found: [] });
    },
    async servers() {
      const { listServers } = await import('../providers/destination.ts');
      return listServers(settings(), env);
    },
    async detect(signal) {
      const { detect } = await import('../providers/detect.ts');
      return detect(env, settings(), signal);
    },
    forget: () => made.clear(),
  };
}
