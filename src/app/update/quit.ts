/** Quitting: replies are stopped and kept, drafts written; if anything is unsaved, the user is asked first. */
import type { Conversation } from '../conversation-state.ts';
import type { Effect } from '../effect.ts';
import { sessionById } from '../list-state.ts';
import { titleOf } from '../session-title.ts';
import type { Given, State } from '../state.ts';
import { andThen, type Step, stay, step } from '../step.ts';
import { saveDraft } from './draft.ts';
import { saveLastView } from './last-view.ts';
import { stopReply } from './replies.ts';

/** A signal (which has an exit code) does not ask, and a user who has been asked is not asked again. */
export function quit(
  state: State,
  given: Given,
  { exitCode, anyway = false }: { readonly exitCode?: number; readonly anyway?: boolean },
): Step {
  if (state.quitting) return stay(state);
  const unsaved = unsavedIn(state);
  if (unsaved.length > 0 && exitCode === undefined && !anyway) {
    return stay({
      ...state,
      overlay: { kind: 'confirm', action: 'quit', id: '', question: questionOf(state, unsaved) },
    });
  }
  let now = stay({ ...state, quitting: true });
  for (const id of state.conversations.keys()) now = andThen(now, (next) => stopReply(next, given, id));
  const queued = [...state.conversations.values()].filter((one) => one.queue.length > 0).map((one) => one.id);
  for (const key of new Set([...state.inputs.keys(), ...queued])) now = andThen(now, (next) => saveDraft(next, key));
  now = andThen(now, saveLastView);
  return andThen(now, (next) => step(next, { type: 'quit', exitCode: exitCode ?? 0 }));
}

/**
 * Writes every session with messages that are only in memory, as Markdown, into the folder the program was started in.
 */
export function exportUnsaved(state: State): Step {
  const effects = unsavedIn(state).flatMap((one): readonly Effect[] => {
    const session = sessionById(state.list, one.id);
    if (!session) return [];
    const { id, filePath } = session;
    return [{ type: 'exportSession', id, filePath, format: 'markdown', redact: false }];
  });
  return step(state, ...effects);
}

/** `/save`: tries at once to store everything that waits. */
export function saveNow(state: State): readonly Effect[] {
  return unsavedIn(state).map(({ id }) => ({ type: 'retrySaving', id }));
}

function unsavedIn(state: State): readonly Conversation[] {
  return [...state.conversations.values()].filter((one) => one.unsaved !== null);
}

function questionOf(state: State, unsaved: readonly Conversation[]): string {
  const [first] = unsaved;
  const session = first ? sessionById(state.list, first.id) : undefined;
  const where = unsaved.length > 1 ? `${unsaved.length} sessions` : session ? `“${titleOf(session)}”` : 'A session';
  const verb = unsaved.length > 1 ? 'are' : 'is';
  return `${where} ${verb} NOT SAVED. ${first?.unsaved?.problem.message ?? ''}`;
}
