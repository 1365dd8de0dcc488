/** Conversations as values: creating one, and the small queries that updates and views share. */
import type { Message, Notice, SessionSummary, Transcript } from '../core/session.ts';
import { emptyTranscript } from '../core/session.ts';
import { branch as branchOf } from '../core/tree.ts';
import type { Conversation, QueuedMessage, Viewport } from './conversation-state.ts';
import type { State } from './state.ts';

/** What changes in a viewport when the reader returns to the end and follows it. */
export const followingEnd = { follow: true, cursor: -1, newRows: 0 } as const;

export const atEnd: Viewport = { ...followingEnd, top: 0, row: 0, sideways: new Map() };

/** A conversation for a session of the list, before anything of it was read. */
export function beginConversation(session: SessionSummary, request: number): Conversation {
  return {
    id: session.id,
    access: { kind: 'reading' },
    loading: { kind: 'loading', request },
    transcript: emptyTranscript(session.id, false),
    provider: session.provider,
    model: session.model,
    reply: null,
    storing: null,
    queue: [],
    held: null,
    returnsBefore: [],
    sending: null,
    pending: null,
    branchChosen: false,
    modelChosen: false,
    headBefore: null,
    problem: null,
    notes: [],
    unsaved: null,
    viewport: atEnd,
    find: null,
    editing: null,
    typedBefore: null,
    compacting: null,
    answersNext: false,
  };
}

/** The conversation in the transcript pane. */
export function shownConversation(state: State): Conversation | undefined {
  return state.shown.kind === 'session' ? state.conversations.get(state.shown.id) : undefined;
}

/** The state with a conversation changed; unchanged if there is none with that id. */
export function withConversation(state: State, id: string, change: (one: Conversation) => Conversation): State {
  const old = state.conversations.get(id);
  if (!old) return state;
  const changed = change(old);
  return changed === old ? state : { ...state, conversations: new Map(state.conversations).set(id, changed) };
}

/** The messages of the current branch, oldest first. */
export function branch(conversation: Conversation): readonly Message[] {
  return branchOf(conversation.transcript);
}

/** True while nothing is going on in the conversation: its file may be closed. */
export function isIdle(conversation: Conversation): boolean {
  return (
    conversation.reply === null &&
    conversation.storing === null &&
    conversation.queue.length === 0 &&
    conversation.unsaved === null &&
    conversation.access.kind !== 'opening' &&
    conversation.pending === null
  );
}

/** True while nothing would be lost by forgetting the conversation and reading it again later. */
export function isForgettable(conversation: Conversation): boolean {
  return isIdle(conversation) && conversation.editing === null;
}

/** True when messages wait and nothing under way will send them: the user has to. */
export function waitsForUser(conversation: Conversation | undefined): boolean {
  if (!conversation || conversation.queue.length === 0) return false;
  if (conversation.held !== null) return true;
  const { reply, storing, access, loading } = conversation;
  return !reply && !storing && access.kind !== 'opening' && loading.kind !== 'loading';
}

/** The queue with one more message: at the place it was taken back from, else at the end. */
export function withQueued(conversation: Conversation, message: QueuedMessage): Conversation {
  const { queue, returnsBefore } = conversation;
  const at = queue.findIndex((waiting) => returnsBefore.includes(waiting.id));
  return { ...conversation, queue: queue.toSpliced(at < 0 ? queue.length : at, 0, message), returnsBefore: [] };
}

/** Without queued messages that are already stored: a restored draft may be older than the file. */
export function withoutSent(conversation: Conversation): Conversation {
  if (conversation.queue.length === 0) return conversation;
  const stored = new Set(conversation.transcript.messages.map((message) => message.id));
  const queue = conversation.queue.filter((message) => !stored.has(message.id));
  if (queue.length === conversation.queue.length) return conversation;
  return { ...conversation, queue, held: queue.length === 0 ? null : conversation.held };
}

/** Both transcripts in one: what was read from the file and what was appended meanwhile. */
export function mergeTranscripts(older: Transcript, newer: Transcript, head: string | null): Transcript {
  const byId = new Map<string, Message>();
  for (const message of newer.messages) byId.set(message.id, message);
  for (const message of older.messages) {
    const now = byId.get(message.id);
    // A message that was already shown keeps its identity, so that its laid-out rows are found again; unless somebody
    // has edited it in the file.
    if (!now || now.content === message.content) byId.set(message.id, message);
  }
  const messages = [...byId.values()].sort((a, b) => a.seq - b.seq);
  // Each lacks only what it has not read, so the longer one has them all.
  const asides = (older.asides?.length ?? 0) > (newer.asides?.length ?? 0) ? older.asides : newer.asides;
  return {
    ...newer,
    ...(asides ? { asides } : {}),
    notices: mergeNotices(older, newer),
    messages,
    head,
    complete: older.complete || newer.complete,
    bytesBefore: Math.min(older.bytesBefore, newer.bytesBefore),
  };
}

/** Where the newer one begins later in the file, it knows only what stands after its first message. */
function mergeNotices(older: Transcript, newer: Transcript): readonly Notice[] {
  const first = newer.messages[0]?.seq;
  if (older.bytesBefore >= newer.bytesBefore || first === undefined) return newer.notices;
  return [
    ...older.notices.filter(({ after }) => after < first),
    ...newer.notices.filter(({ after }) => after >= first),
  ];
}

/** A transcript with one more message, which becomes the head. */
export function withMessage(transcript: Transcript, message: Message): Transcript {
  const rest = transcript.messages.filter((other) => other.id !== message.id);
  return { ...transcript, messages: [...rest, message], head: message.id };
}

/** Sentences about the session, shown below the message that is last now. */
export function notesBelow(transcript: Transcript, sentences: readonly string[]): readonly Notice[] {
  const after = transcript.messages.at(-1)?.seq ?? 0;
  return sentences.map((text) => ({ after, text }));
}
