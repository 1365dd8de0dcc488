/** Which sessions a command applies to: the marked ones, the one under the list's cursor, or the one that is shown. */
import type { SessionSummary } from '../core/session.ts';
import { sessionAtCursor, sessionById } from './list-state.ts';
import type { State } from './state.ts';

/** The one under the cursor while the list has the focus; elsewhere the shown one, which a filter may hide. */
export function meantSession(state: State): SessionSummary | undefined {
  if (state.focus !== 'list' && state.shown.kind === 'session') return sessionById(state.list, state.shown.id);
  return sessionAtCursor(state.list);
}

/** All marked sessions if the list has the focus and any are marked; otherwise the one that is meant. */
export function chosenSessions(state: State): readonly SessionSummary[] {
  const marked =
    state.focus === 'list' ? [...state.list.marked].flatMap((id) => sessionById(state.list, id) ?? []) : [];
  if (marked.length > 0) return marked;
  const session = meantSession(state);
  return session ? [session] : [];
}
