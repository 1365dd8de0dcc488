/** Cost and context use of sessions, from known facts about models; never guessed. */
import { ownMessages } from '../core/lineage.ts';
import { dollarsOf } from '../core/price.ts';
import type { Message, SessionSummary, Transcript, Usage } from '../core/session.ts';
import { isWholeSummary } from '../core/summary.ts';
import { estimateRequest } from '../core/tokens.ts';
import { branch } from './conversation.ts';
import type { Conversation } from './conversation-state.ts';
import type { ModelFacts, State } from './state.ts';

function factsOf(state: State, provider: string, model: string): ModelFacts | undefined {
  return state.modelFacts.get(factsKey(provider, model));
}

/** The key under which the facts about a model are kept. */
export function factsKey(provider: string, model: string): string {
  return `${provider}/${model}`;
}

/**
 * Dollars for all tokens of a session at the prices of its last model; undefined if no price is known. The list knows
 * no more than that; a conversation whose messages are known is priced by `conversationCost`.
 */
export function sessionCost(state: State, session: SessionSummary): number | undefined {
  const { inputTokens: input, outputTokens: output, cachedTokens: cached = 0, cacheWrittenTokens = 0 } = session;
  const usage = { input, output, cached, cacheWritten: cacheWrittenTokens };
  return costAt(factsOf(state, session.provider, session.model), usage);
}

// A transcript's messages are immutable: what they cost holds as long as the facts are the same.
const known = new WeakMap<
  readonly Message[],
  Pick<Transcript, 'asides'> & { readonly facts: State['modelFacts']; readonly cost: number | undefined }
>();

/**
 * Dollars of an open conversation, each reply at the price of its own model, variants included; undefined if any
 * reply's price is unknown. In a fork only its own replies count. While only the tail has been read, the session's
 * totals are used instead.
 */
export function conversationCost(state: State, one: Conversation, session: SessionSummary): number | undefined {
  const { asides = noAsides, messages, complete } = one.transcript;
  if (!complete) return sessionCost(state, session);
  const before = known.get(messages);
  if (before?.facts === state.modelFacts && before.asides === asides) return before.cost;
  const cost = sumCosts(state, [...ownMessages(session, messages), ...asides], session);
  known.set(messages, { facts: state.modelFacts, asides, cost });
  return cost;
}

const noAsides: NonNullable<Transcript['asides']> = [];

type Paid = Pick<Message, 'usage' | 'provider' | 'model'>;

function sumCosts(state: State, paid: readonly Paid[], session: SessionSummary): number | undefined {
  let sum = 0;
  let priced = false;
  for (const { usage, provider, model } of paid) {
    if (!usage) continue;
    const cost = costAt(factsOf(state, provider ?? session.provider, model ?? session.model), usage);
    if (cost === undefined) return undefined;
    sum += cost;
    priced = true;
  }
  return priced ? sum : undefined;
}

function costAt(facts: ModelFacts | undefined, usage: Usage): number | undefined {
  if (facts?.inputPrice === undefined || facts.outputPrice === undefined) return undefined;
  const { inputPrice: fresh, outputPrice: output, cachedPrice: read = fresh, cacheWritePrice: written = fresh } = facts;
  return dollarsOf(usage, { fresh, read, written, output }) / 1_000_000;
}

/** How full a model's window is. */
export interface ContextUse {
  readonly tokens: number;
  readonly window: number;
  /** `tokens` of `window`; above 1 when the conversation no longer fits. */
  readonly share: number;
  /** The tokens are reprise's own estimate, because the server gave none. */
  readonly estimated: boolean;
}

/** How much of its model's window a session's last request and reply filled; undefined if either is unknown. */
export function contextUse(state: State, session: SessionSummary): ContextUse | undefined {
  return useOf(factsOf(state, session.provider, session.model), session.contextTokens, false);
}

/** The same for an open conversation: for its current model's window, by the last reply on the shown branch. */
export function conversationContext(
  state: State,
  one: Conversation,
  session: SessionSummary | undefined,
): ContextUse | undefined {
  const facts = factsOf(state, one.provider, one.model);
  if (!facts?.contextWindow) return undefined;
  const usage = lastUse(one);
  if (usage) return useOf(facts, usage.input + usage.output, usage.estimated === true);
  // Only a session whose messages have not been read may know more than they do.
  return one.transcript.messages.length === 0 && session ? useOf(facts, session.contextTokens, false) : undefined;
}

const lastUses = new WeakMap<Conversation['transcript'], { readonly usage: Usage | undefined }>();

function lastUse(one: Conversation): Usage | undefined {
  let found = lastUses.get(one.transcript);
  if (!found) {
    found = { usage: useAfter(branch(one), one.transcript.system) };
    lastUses.set(one.transcript, found);
  }
  return found.usage;
}

/** A complete summary replaces what it was made from, which has not been counted; an incomplete one replaces nothing. */
function useAfter(path: readonly Message[], system: string): Usage | undefined {
  const last = path.findLast(
    (message) => message.usage !== undefined && (message.summaryOf === undefined || isWholeSummary(message)),
  );
  if (last?.summaryOf === undefined) return last?.usage;
  return { input: estimateRequest(path, system), output: 0, estimated: true };
}

function useOf(facts: ModelFacts | undefined, tokens: number, estimated: boolean): ContextUse | undefined {
  if (!facts?.contextWindow || tokens <= 0) return undefined;
  return { tokens, window: facts.contextWindow, share: tokens / facts.contextWindow, estimated };
}
