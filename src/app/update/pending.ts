/** Pending commands: one on a session that is not open, or not fully loaded, opens or loads it and then runs by itself. */
import type { SessionSummary } from '../../core/session.ts';
import { notListed, writtenElsewhere } from '../commands/reasons.ts';
import { shownConversation, withConversation } from '../conversation.ts';
import type { Conversation, PendingCommand } from '../conversation-state.ts';
import type { Effect } from '../effect.ts';
import { sessionById } from '../list-state.ts';
import type { State } from '../state.ts';
import { type Step, say, sending, stay, step } from '../step.ts';
import { readWhole } from './show.ts';

/** Opens the session for writing; the answer is `sessionOpened`. */
export function openForWriting(state: State, session: SessionSummary): Step {
  const conversation = state.conversations.get(session.id);
  if (!conversation || conversation.access.kind === 'writing' || conversation.access.kind === 'opening')
    return stay(state);
  const next = withConversation(state, session.id, (one) => ({ ...one, access: { kind: 'opening' } }));
  return step(next, { type: 'openSession', id: session.id, filePath: session.filePath }, saidWhenSlow(session.id));
}

/** Opening usually takes some milliseconds, and a word shown for that long would only flicker. */
const slowMs = 200;
const slowTick = 'opening:';

/** Shows that a session is being opened, if that takes a while. */
export function saidWhenSlow(id: string): Effect {
  return { type: 'after', name: `${slowTick}${id}`, delayMs: slowMs };
}

/** The timer's answer; undefined when it is not ours. */
export function openingTick(state: State, name: string): Step | undefined {
  if (!name.startsWith(slowTick)) return undefined;
  const id = name.slice(slowTick.length);
  if (state.conversations.get(id)?.access.kind !== 'opening') return stay(state);
  return stay(withConversation(state, id, (one) => ({ ...one, access: { kind: 'opening', slow: true } })));
}

/** What a command needs of its session. */
export interface Needs {
  readonly writing: boolean;
  readonly whole: boolean;
}

/**
 * Undefined when the session is ready. Otherwise the step that makes it ready, or says why it cannot be; the
 * command is kept and returns as a message. Only the newest one counts.
 */
export function makeReady(state: State, one: Conversation, command: PendingCommand, needs: Needs): Step | undefined {
  const waiting = (): State => withConversation(state, one.id, (now) => ({ ...now, pending: command }));
  if (needs.writing) {
    if (one.access.kind === 'watching') return say(state, writtenElsewhere, 'error');
    if (one.access.kind === 'opening') return stay(waiting());
    if (one.access.kind === 'reading') {
      const session = sessionById(state.list, one.id);
      return session ? openForWriting(waiting(), session) : say(state, notListed, 'error');
    }
  }
  if (needs.whole && !one.transcript.complete) return readWhole(waiting(), one.id);
  return undefined;
}

/** The session is open, or loaded: the pending command runs, unless the user has gone elsewhere. */
export function runPending(state: State, id: string): Step {
  const command = state.conversations.get(id)?.pending;
  if (!command) return stay(state);
  const next = withConversation(state, id, (one) => ({ ...one, pending: null }));
  return shownConversation(next)?.id === id ? sending(next, command) : stay(next);
}
