/** Provider effects: finding keys and servers, listing models, saving a key, facts about models. */
import { factsKey } from '../../app/costs.ts';
import type { ModelFacts } from '../../app/state.ts';
import { contextWindow, costOf, type PriceData } from '../../core/price.ts';
import { fail, problem } from '../../core/problem.ts';
import { isProviderName } from '../../core/provider-name.ts';
import { maskKey } from '../../core/redact.ts';
import type { ModelRef, ProviderName, Usage } from '../../core/session.ts';
import type { Settings } from '../../core/settings.ts';
import { resolveAddress } from '../../providers/address.ts';
import { firstTalker } from '../../providers/model-list.ts';
import type { Services } from '../services.ts';
import type { EffectDeps, Handlers } from './effects.ts';

/** The environment variable whose key is used instead of the pasted one; empty if the pasted one is used. */
function keyBefore(name: ProviderName, key: string, { settings, env }: Services): string {
  const address = name === 'offline' ? undefined : resolveAddress(name, settings, env);
  return address?.ok && address.value.keyIsFixed && address.value.key !== key ? address.value.keyPlace : '';
}

export function providerEffects(deps: EffectDeps): Handlers {
  const { services, dispatch } = deps;
  const asked = new Set<string>();
  return {
    async detectProviders() {
      const found = await services.detect(AbortSignal.timeout(2000));
      dispatch({
        type: 'providersFound',
        found: found.map(({ provider, label, baseUrl, models = [] }) => {
          const model = firstTalker(models);
          return {
            provider,
            label,
            ...(baseUrl === undefined ? {} : { baseUrl }),
            ...(model === undefined ? {} : { model }),
          };
        }),
      });
    },
    async prepareProvider({ provider: name }) {
      // The request that needs it will report what could not be loaded.
      if (isProviderName(name)) await (await services.provider(name)).prepare().catch(() => {});
    },
    async askDestinations() {
      const servers = await services.servers();
      const known = new Map(servers.map(({ name, destination }) => [name, destination]));
      dispatch({ type: 'destinationsKnown', destinations: known });
    },
    async listModels({ request, provider: name }) {
      const result = isProviderName(name)
        ? await (await services.provider(name)).models()
        : fail(problem('bad-argument', `There is no provider “${name}”.`, 'Choose one with /provider.'));
      dispatch({ type: 'modelsListed', request, result });
    },
    async saveKey({ provider: name, key }) {
      if (!isProviderName(name)) return;
      const saved = await services.saveSetting([name, 'apiKey'], key);
      if (!saved.ok) {
        dispatch({ type: 'problem', problem: saved.problem });
        return;
      }
      await services.saveSetting(['provider'], name);
      dispatch({ type: 'settingsChanged', settings: services.settings });
      const chosen = await services.choose({ provider: name });
      dispatch({
        type: 'keySaved',
        provider: name,
        model: chosen.ok ? chosen.value.model : '',
        shown: maskKey(key),
        overruledBy: keyBefore(name, key, services),
      });
    },
    async askModelFacts({ models }) {
      const wanted = models.filter((one) => !asked.has(factsKey(one.provider, one.model)));
      if (wanted.length === 0) return;
      for (const one of wanted) asked.add(factsKey(one.provider, one.model));
      const data = await services.prices();
      for (const one of wanted) {
        const facts = factsOf(one, services.settings, data);
        if (facts) dispatch({ type: 'modelFacts', key: factsKey(one.provider, one.model), facts });
      }
    },
  };
}

/** Window and price of a model, as far as they are known; undefined if neither is. */
function factsOf(model: ModelRef, { contextWindows, prices }: Settings, data: PriceData): ModelFacts | undefined {
  /** Dollars per million tokens, from the price of a thousand: for many more, vendors may charge higher prices. */
  const price = (usage: Partial<Usage>): number | undefined => {
    const cost = costOf(model, { input: 0, output: 0, ...usage }, prices, data);
    return cost === undefined ? undefined : (cost * 1_000_000) / 1000;
  };
  const asked: Record<keyof ModelFacts, number | undefined> = {
    contextWindow: contextWindow(model, contextWindows, data),
    inputPrice: price({ input: 1000 }),
    outputPrice: price({ output: 1000 }),
    cachedPrice: price({ input: 1000, cached: 1000 }),
    cacheWritePrice: price({ input: 1000, cacheWritten: 1000 }),
  };
  const facts = Object.entries(asked).filter((fact): fact is [string, number] => fact[1] !== undefined);
  return facts.length === 0 ? undefined : Object.fromEntries(facts);
}
