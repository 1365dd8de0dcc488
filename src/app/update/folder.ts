/** Changes by others in the sessions folder: the list follows, and the user is told if the file of the shown session is gone. */
import type { SessionSummary } from '../../core/session.ts';
import type { State } from '../state.ts';
import { andThen, type Step, say, stay } from '../step.ts';
import { previewAtCursor, sessionsChanged, sessionsGone } from './list.ts';

/** A session with a reply under way stays: its file will be written again. */
export function folderChanged(
  state: State,
  { changed, gone }: { readonly changed: readonly SessionSummary[]; readonly gone: readonly string[] },
): Step {
  const paths = new Set(gone);
  const left = gone.length === 0 ? [] : state.list.sessions.filter((one) => paths.has(one.filePath));
  const lost = left.filter(({ id }) => !state.conversations.get(id)?.reply);
  const next = sessionsChanged(sessionsGone(state, lost), changed);
  const { shown } = state;
  const shownBefore = shown.kind === 'session' ? lost.find(({ id }) => id === shown.id) : undefined;
  if (shownBefore) return withoutShown(next, shownBefore);
  return isFirst(state, next) ? previewAtCursor(next) : stay(next);
}

/** The list had no row, and has one now: no key leads to it that would show it, for the cursor is there already. */
function isFirst(before: State, now: State): boolean {
  const isShownAt = now.focus === 'list' && now.shown.kind === 'nothing' && now.chosenModel !== null;
  return isShownAt && before.list.shown.length === 0 && now.list.shown.length > 0;
}

/** With the focus in the list, the next session is shown; otherwise the lost one stays on the screen. */
function withoutShown(state: State, lost: SessionSummary): Step {
  const underOtherName = state.list.sessions.some(({ id }) => id === lost.id);
  if (underOtherName) return stay(state);
  const elsewhere = state.focus === 'list' ? previewAtCursor({ ...state, shown: { kind: 'nothing' } }) : stay(state);
  return andThen(elsewhere, (now) => say(now, `“${lost.title}” was moved or deleted by another program.`));
}
