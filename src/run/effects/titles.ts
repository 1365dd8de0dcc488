/**
 * Short titles by the model, for sessions that have no name: requested once, quietly; a failure leaves the old title.
 */
import { isProviderName } from '../../core/provider-name.ts';
import { makeTitle } from '../titles.ts';
import type { EffectDeps, Handlers } from './effects.ts';

/** A title that takes longer is not worth waiting for; milliseconds. */
const longestWait = 20_000;

export function titleEffects(deps: EffectDeps): { readonly handlers: Handlers; stop(): void } {
  const stopping = new AbortController();
  return {
    handlers: {
      async makeTitle({ id, provider, model, messages }) {
        if (!isProviderName(provider)) return;
        const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(longestWait)]);
        const made = await makeTitle(await deps.services.provider(provider), model, messages, signal);
        // Also at the end of the program: what was asked is counted.
        deps.dispatch({ type: 'titleMade', id, ...made });
      },
    },
    /** A title under way does not keep the program from ending. */
    stop: () => stopping.abort(),
  };
}
