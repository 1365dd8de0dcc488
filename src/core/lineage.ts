/** Forks: the copied part was paid for in the original session and counts only there. */
import type { Message, SessionSummary } from './session.ts';

type Forked = Pick<SessionSummary, 'forkedFrom'>;

/** True for the last of the messages that a fork began with. */
export function isLastCopied({ forkedFrom }: Forked, id: string | undefined): boolean {
  return id !== undefined && forkedFrom?.messageId === id;
}

/** The messages after the fork; all of them if the session is not a fork, or if the copied ones were not read. */
export function ownMessages(session: Forked, messages: readonly Message[]): readonly Message[] {
  const copied = messages.findLastIndex((message) => isLastCopied(session, message.id));
  return copied < 0 ? messages : messages.slice(copied + 1);
}
