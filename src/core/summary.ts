/** Summaries of a conversation: what of a branch is still sent after one. */
import type { Message } from './session.ts';

/** The newest whole summary and what it does not cover; all messages when there is none. */
export function sinceSummary(messages: readonly Message[]): readonly Message[] {
  const at = messages.findLastIndex(isWholeSummary);
  const summary = messages[at];
  if (!summary) return messages.filter((message) => message.summaryOf === undefined);
  const covered = messages.findIndex((message) => message.id === summary.summaryOf);
  const kept = covered >= 0 && covered < at ? messages.slice(covered + 1, at) : [];
  const system = messages.slice(0, at).filter((message) => message.role === 'system' && !kept.includes(message));
  return [...system, summary, ...[...kept, ...messages.slice(at + 1)].filter((m) => m.summaryOf === undefined)];
}

/** A summary that was cut in the middle would hide what it leaves out: requests pass it over. */
export function isWholeSummary(message: Pick<Message, 'summaryOf' | 'content' | 'stop'>): boolean {
  if (message.summaryOf === undefined || message.content.trim() === '') return false;
  return message.stop === undefined || message.stop === 'end' || message.stop === 'length';
}
