/** Why a command is unavailable right now: the checks that several commands share. */
import { shownConversation, waitsForUser } from '../conversation.ts';
import type { Conversation } from '../conversation-state.ts';
import { meantSession } from '../meant-sessions.ts';
import type { State } from '../state.ts';

/** Sentences that updates also show, when a command comes by another way than its key. */
export const noSessionAtCursor = 'No session is selected.';
export const nothingShown = 'No session is open; pick one in the list.';
export const writtenElsewhere = 'Another process writes to this session; fork it to continue on your own.';
export const replyStreams = 'A reply is streaming; Ctrl+C stops it.';
export const notListed = 'That session is no longer in the list.';

export function needsSession(state: State): string | null {
  return meantSession(state) ? null : noSessionAtCursor;
}

export const noProvider = 'Choose a provider first: a number on the card, or /provider in the input.';

/** Without a provider no session can begin; said before the user types a name for it. */
export function needsProvider(state: State): string | null {
  return state.chosenModel ? null : noProvider;
}

export function needsTranscript(state: State): string | null {
  return shownConversation(state) ? null : nothingShown;
}

export function needsMessages(state: State): string | null {
  const shown = shownConversation(state);
  if (!shown) return nothingShown;
  if (isBeingRead(shown)) return 'This session is still loading; press again in a moment.';
  return shown.transcript.messages.length > 0 ? null : 'This session has no messages yet.';
}

/** Nothing of it is known yet. */
export function isBeingRead(one: Conversation): boolean {
  return one.loading.kind === 'loading' && one.transcript.messages.length === 0;
}

export function needsQuiet(state: State): string | null {
  const shown = shownConversation(state);
  // What is pressed a moment too early is carried out as soon as possible.
  const lacking = shown && isBeingRead(shown) ? null : needsMessages(state);
  if (lacking !== null) return lacking;
  if (shown?.access.kind === 'watching') return writtenElsewhere;
  return shown?.reply ? replyStreams : null;
}

export const nothingLookedFor = 'Nothing to repeat yet: search the transcript first.';

export function needsQuery(state: State): string | null {
  return shownConversation(state)?.find?.query ? null : nothingLookedFor;
}

export function needsReply(state: State): string | null {
  return shownConversation(state)?.reply ? null : 'No reply is streaming here.';
}

export function needsHeldQueue(state: State): string | null {
  return waitsForUser(shownConversation(state)) ? null : 'No message is waiting to be sent.';
}

export function needsUndo(state: State): string | null {
  return state.undo.length > 0 ? null : 'There is nothing to undo.';
}
