/** When a frame is worth drawing: an idle program draws none, and a tick only what time alone changes. */
import type { State } from './state.ts';

/** Fields that no view reads: the time itself, and what was last saved of the drafts and the list's cursor. */
const unseen: ReadonlySet<string> = new Set<keyof State>(['now', 'savedDrafts', 'savedLastView']);

/** The session on the screen has been asked for, and its text is not there yet or could not be drawn as it will be. */
export function awaitsText({ shown, conversations, look }: State): boolean {
  const session = shown.kind === 'session' ? conversations.get(shown.id) : undefined;
  return session !== undefined && (session.loading.kind === 'loading' || !look.markdown);
}

/** Time alone changes only countdowns and the duration of a silence. */
export function needsFrame(before: State, after: State): boolean {
  if (before === after) return false;
  for (const [name, value] of Object.entries(after)) {
    if (!unseen.has(name) && Reflect.get(before, name) !== value) return true;
  }
  return before.now !== after.now && countsTime(after);
}

function countsTime(state: State): boolean {
  for (const { reply } of state.conversations.values()) {
    if (reply?.retryAt !== undefined || reply?.silentMs !== undefined) return true;
  }
  return false;
}
