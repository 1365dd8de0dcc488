/** Whether the transcript that is shown has code in it: only then is the highlighter worth its loading. */
import { shownConversation } from '../conversation.ts';
import type { State } from '../state.ts';

/** Messages from the end that are looked at: those that a screen can show. */
const looked = 40;

export function showsCode(before: State, after: State): boolean {
  const one = shownConversation(after);
  if (!one || one === before.conversations.get(one.id)) return false;
  if (one.reply?.text.includes('```')) return true;
  return one.transcript.messages
    .slice(-looked)
    .some((message) => message.role !== 'user' && message.content.includes('```'));
}
