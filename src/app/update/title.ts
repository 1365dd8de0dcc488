/** Titles made by the model, if the settings ask for them: after the first turn, never over a name the user gave. */
import type { Message, Transcript } from '../../core/session.ts';
import { branch, withConversation } from '../conversation.ts';
import { changeOf } from '../effect.ts';
import { sessionById } from '../list-state.ts';
import type { Msg } from '../msg.ts';
import type { Given, State } from '../state.ts';
import { andThen, type Step, stay, step } from '../step.ts';
import { sessionChanged } from './list.ts';

/** Requests a title when this reply ended the first turn of a session without a name. */
export function askTitle(state: State, id: string, reply: Message): Step {
  const one = state.conversations.get(id);
  const session = sessionById(state.list, id);
  if (!state.settings.autoTitle || state.quitting || !one || !session || session.named) return stay(state);
  if (reply.role !== 'assistant' || reply.stop !== 'end' || one.provider === 'offline') return stay(state);
  const prompts = one.transcript.messages.filter((message) => message.role === 'user');
  const replies = one.transcript.messages.filter((message) => message.role === 'assistant');
  if (prompts.length !== 1 || replies.length !== 1 || !one.transcript.complete) return stay(state);
  const { provider, model } = one;
  return step(state, { type: 'makeTitle', id, provider, model, messages: branch(one) });
}

/** The model has answered; the request counts even if it brought no title, or none is wanted any more. */
export function titleMade(state: State, given: Given, msg: Omit<Extract<Msg, { type: 'titleMade' }>, 'type'>): Step {
  const { id, title, asked } = msg;
  const session = sessionById(state.list, id);
  if (!session) return stay(state);
  const counted = asked
    ? step(withAside(state, id, { ...asked, timestamp: given.now }), changeOf(session, { event: 'aside', ...asked }))
    : stay(state);
  if (session.named || title === '' || title === session.title) return counted;
  return andThen(counted, (now) =>
    step(sessionChanged(now, { ...session, title }), changeOf(session, { event: 'titled', title })),
  );
}

function withAside(state: State, id: string, aside: NonNullable<Transcript['asides']>[number]): State {
  return withConversation(state, id, (one) => ({
    ...one,
    transcript: { ...one.transcript, asides: [...(one.transcript.asides ?? []), aside] },
  }));
}
