/** Cost and context of sessions, from facts about models that are known; never invented. */
import type { SessionSummary } from '../core/session.ts';
import type { ModelFacts, State } from './state.ts';

export function factsOf(state: State, provider: string, model: string): ModelFacts | undefined {
  return state.modelFacts.get(`${provider}/${model}`);
}

/** Dollars for all tokens of a session at its model's price; undefined where no price is known. */
export function sessionCost(state: State, session: SessionSummary): number | undefined {
  const facts = factsOf(state, session.provider, session.model);
  if (facts?.inputPrice === undefined || facts.outputPrice === undefined) return undefined;
  return (session.inputTokens * facts.inputPrice + session.outputTokens * facts.outputPrice) / 1_000_000;
}

/** How much of the model's window the conversation fills, 0 to 1; undefined where either is not known. */
export function contextUse(state: State, session: SessionSummary): number | undefined {
  const facts = factsOf(state, session.provider, session.model);
  if (!facts?.contextWindow || session.contextTokens <= 0) return undefined;
  return Math.min(1, session.contextTokens / facts.contextWindow);
}
