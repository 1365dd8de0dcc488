/** Whether a request fits the model's window: measured if a server counted, otherwise estimated. */
import type { Message } from '../core/session.ts';
import { estimateRequest } from '../core/tokens.ts';
import type { Conversation } from './conversation-state.ts';
import { factsKey } from './costs.ts';
import type { State } from './state.ts';
import { formatCount } from './view/format.ts';

/** A request that does not fit, in tokens. */
export interface Overflow {
  readonly needed: number;
  readonly window: number;
  readonly model: string;
}

/** Undefined when the request fits, or when the size of the model's window is not known. */
export function overflow(
  state: State,
  one: Conversation,
  messages: readonly Message[],
  model = one.model,
): Overflow | undefined {
  const window = windowOf(state, one, model);
  return window === undefined ? undefined : overflowOf(messages, one.transcript.system, window, model);
}

/** The same for a window of this many tokens. */
export function overflowOf(
  messages: readonly Message[],
  system: string,
  window: number,
  model: string,
): Overflow | undefined {
  const needed = tokensNeeded(messages, system);
  return needed > window ? { needed, window, model } : undefined;
}

export function overflowSentence({ needed, window, model }: Overflow): string {
  return `This request has about ${formatCount(needed)} tokens; the context window of ${model} holds ${formatCount(window)}.`;
}

/**
 * Tokens of a request with these messages: the server's count up to the last reply plus an estimate of the rest, else
 * an estimate of all of it. A summary restarts the count.
 */
function tokensNeeded(messages: readonly Message[], system: string): number {
  const at = messages.findLastIndex((message) => message.usage !== undefined || message.summaryOf !== undefined);
  const counted = messages[at];
  if (!counted?.usage || counted.usage.estimated || counted.summaryOf !== undefined)
    return estimateRequest(messages, system);
  return counted.usage.input + counted.usage.output + estimateRequest(messages.slice(at + 1), '');
}

/** Size of the window of a conversation's model in tokens; undefined if not known. */
export function windowOf(state: State, one: Conversation, model = one.model): number | undefined {
  return state.modelFacts.get(factsKey(one.provider, model))?.contextWindow;
}
