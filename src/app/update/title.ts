/** Titles made by the model, where the settings ask for them: after the first turn, never over a name the user gave. */
import type { Message } from '../../core/session.ts';
import { branch } from '../conversation.ts';
import { changeOf } from '../effect.ts';
import { sessionById } from '../list-state.ts';
import type { State } from '../state.ts';
import { type Step, stay, step } from '../step.ts';
import { sessionChanged } from './list.ts';

/** Asks for a title when this reply ended the first turn of a session without a name. */
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

export function titleMade(state: State, id: string, title: string): Step {
  const session = sessionById(state.list, id);
  if (!session || session.named || title === '' || title === session.title) return stay(state);
  return step(sessionChanged(state, { ...session, title }), changeOf(session, { event: 'titled', title }));
}
