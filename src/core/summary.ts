/** Summaries of a conversation: what is still sent after one, and a prompt that is still without a reply. */
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

/** A summary that was cut off would hide what it leaves out, so requests skip it. */
export function isWholeSummary(message: Pick<Message, 'summaryOf' | 'content' | 'stop'>): boolean {
  if (message.summaryOf === undefined || message.content.trim() === '') return false;
  return message.stop === undefined || message.stop === 'end' || message.stop === 'length';
}

/**
 * How many of a branch's first messages a summary may cover: all, except a prompt at the end without a reply, which
 * must still be answered in its own words.
 */
export function coverable(path: readonly Message[]): number {
  return path.length > 1 && path.at(-1)?.role === 'user' ? path.length - 1 : path.length;
}

/** True for a whole summary that leaves out the prompt right before it: what follows it answers that prompt. */
export function keepsPrompt(path: readonly Message[], summary: Message): boolean {
  const before = path[path.indexOf(summary) - 1];
  return isWholeSummary(summary) && before?.role === 'user' && before.id !== summary.summaryOf;
}

/** The message that a reply at the end of a branch answers: the last prompt, or a summary that keeps it; undefined without. */
export function answeredBy(path: readonly Message[]): Message | undefined {
  return path.findLast((message) => message.role === 'user' || keepsPrompt(path, message));
}
