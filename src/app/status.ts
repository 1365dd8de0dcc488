/** The status of a session in the list: the most urgent one that applies. */
import type { SessionSummary } from '../core/session.ts';
import type { State } from './state.ts';

export type SessionStatus = 'streaming' | 'waiting' | 'failed' | 'locked' | 'damaged' | 'idle';

export function statusOf(state: State, session: SessionSummary): SessionStatus {
  if (state.conversations.get(session.id)?.reply) return 'streaming';
  if (session.waiting) return 'waiting';
  if (session.failed) return 'failed';
  if (state.list.holders.has(session.id)) return 'locked';
  if (session.damage !== '') return 'damaged';
  return 'idle';
}

/** How many replies are streaming, in all sessions. */
export function streamingCount(state: State): number {
  let count = 0;
  for (const one of state.conversations.values()) if (one.reply) count += 1;
  return count;
}
