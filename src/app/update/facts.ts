/** Requests context windows and prices: for the models in the list once it is loaded, and in the shown conversation. */
import type { ModelRef } from '../../core/session.ts';
import { shownConversation } from '../conversation.ts';
import { factsKey } from '../costs.ts';
import type { Effect } from '../effect.ts';
import { sessionById } from '../list-state.ts';
import type { State } from '../state.ts';
import { type Step, stay, step } from '../step.ts';

/** The data set is large: it is not loaded before the list is on the screen, nor while somebody moves through it. */
const delayMs = 300;

/** Nor while the first words of a reply are awaited. */
const beginningMs = 2000;

const ofList = 'facts:list';
const ofShown = 'facts:shown';

/** Requested once the listing is complete. */
export const askLater: Effect = { type: 'after', name: ofList, delayMs };

/** A timer, when another conversation is shown, or its model or messages have changed. */
export function noticeModels(before: State, after: State): readonly Effect[] {
  if (before.conversations === after.conversations && before.shown === after.shown) return [];
  const now = shownConversation(after);
  if (!now) return [];
  const old =
    before.shown.kind === 'session' && before.shown.id === now.id ? before.conversations.get(now.id) : undefined;
  const same = old?.provider === now.provider && old.model === now.model && old.transcript === now.transcript;
  return same ? [] : [{ type: 'after', name: ofShown, delayMs }];
}

/** The timer's answer; undefined when it is not one of ours. */
export function factsTick(state: State, name: string): Step | undefined {
  if (name !== ofList && name !== ofShown) return undefined;
  const models = new Map<string, ModelRef>();
  const want = (provider: string, model: string): void => {
    const key = factsKey(provider, model);
    // Offline has neither a price nor a window, and the data set need not be loaded to know that.
    if (provider !== '' && provider !== 'offline' && model !== '' && !state.modelFacts.has(key))
      models.set(key, { provider, model });
  };
  if (name === ofList) {
    // Neighbours usually have the same model: ten thousand keys need not be built for three.
    let last: ModelRef | undefined;
    state.list.sessions.forEach((session) => {
      if (session.provider === last?.provider && session.model === last.model) return;
      want(session.provider, session.model);
      last = session;
    });
  }
  const one = shownConversation(state);
  const session = one ? sessionById(state.list, one.id) : undefined;
  if (one) want(one.provider, one.model);
  for (const { provider, model } of one?.transcript.messages ?? []) {
    if (provider !== undefined || model !== undefined)
      want(provider ?? session?.provider ?? '', model ?? session?.model ?? '');
  }
  if (models.size === 0) return stay(state);
  if (isReplyBeginning(state)) return step(state, { type: 'after', name, delayMs });
  return step(state, { type: 'askModelFacts', models: [...models.values()] });
}

function isReplyBeginning(state: State): boolean {
  for (const { reply } of state.conversations.values()) {
    if (reply && Math.abs(state.now - reply.startedAt) < beginningMs) return true;
  }
  return false;
}
