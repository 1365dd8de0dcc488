/** Whether the shown transcript contains code: only then is it worth loading the highlighter. */
import { shownConversation } from '../conversation.ts';
import type { State } from '../state.ts';

/** How many messages are examined: as many as a screen can show. */
const looked = 40;

/** True when the shown conversation has changed and the examined part contains code. */
export function showsCode(before: State, after: State): boolean {
  const one = shownConversation(after);
  if (!one || one === before.conversations.get(one.id)) return false;
  if (one.reply?.text.includes('```')) return true;
  const { follow, top } = one.viewport;
  const { messages } = one.transcript;
  const seen = follow ? messages.slice(-looked) : messages.slice(top, top + looked);
  return seen.some((message) => message.role !== 'user' && message.content.includes('```'));
}
