/** A session as this process works with it: the part that is loaded, the streaming reply, the queued messages. */
import type { Problem } from '../core/problem.ts';
import type { ReplyDraft } from '../core/reply.ts';
import type { Attachment, Notice, Transcript } from '../core/session.ts';
import type { EditorState } from './editor/editor.ts';
/** A message that waits for its turn: for the reply before it, or for its session to be opened. */
export interface QueuedMessage {
  readonly id: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The prompt it was edited from: it is stored as that prompt's variant. Undefined: it follows the head. */
  readonly variantOf?: string;
}

/**
 * Why the queue is on hold: the last reply failed, it was restored after a restart, or the request would not fit the
 * model's window. Enter in the empty box sends it all the same.
 */
export type Held = 'failed' | 'restored' | 'too-long';

/** A command that is carried out as soon as its session is open, or fully loaded; each is a message of its own. */
export type PendingCommand =
  | {
      readonly type: 'regenerate';
      readonly messageId?: string;
      readonly model?: string;
      /** The user was told that it does not fit the model's window, and wants to send it. */
      readonly anyway?: boolean;
    }
  | { readonly type: 'variant'; readonly by: 1 | -1; readonly messageId?: string }
  | { readonly type: 'compact'; readonly messageId?: string }
  | { readonly type: 'setSystem'; readonly text: string };

/**
 * How far this process has a session: only `reading` it, `opening` it for writing, `writing`, or `watching` it grow
 * while another process holds the lock.
 */
export type Access =
  | { readonly kind: 'reading' }
  | { readonly kind: 'opening' /** It takes so long that it is said. */; readonly slow?: true }
  | { readonly kind: 'writing' }
  | { readonly kind: 'watching'; readonly holder: string };

export type Loading =
  | { readonly kind: 'loading'; readonly request: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly problem: Problem };

/**
 * The reading position: `top` is the item (message, notice or reply) at the pane's top edge and `row` the row of it;
 * `follow` keeps the end in view instead. `cursor` is the item that `y`, `e`, `.`, `f` act on.
 */
export interface Viewport {
  readonly follow: boolean;
  readonly top: number;
  readonly row: number;
  readonly cursor: number;
  /**
   * How many columns each unwrapped code block is scrolled to the left: by the item's key, in order; 0 where missing.
   */
  readonly sideways: ReadonlyMap<string, readonly number[]>;
  /** Rows that were added below while not following; 0 when at the end. */
  readonly newRows: number;
  /** The row of the item that the cursor is on; undefined for the item as a whole. */
  readonly line?: number;
  /** The user wants the beginning of the file, which has not been read yet: the reader goes there once it has. */
  readonly wantsTop?: true;
}

/** A search in a transcript and its hits so far; a long transcript is searched in slices. */
export interface FindState {
  readonly query: string;
  /** Messages that hold the query, and how often, in the order of the transcript. */
  readonly hits: readonly { readonly id: string; readonly times: number }[];
  /** The transcript that was searched, and how many of its items; null before the first slice. */
  readonly of: Transcript | null;
  readonly scanned: number;
  readonly done: boolean;
  /** Everything was searched once: later hits do not move the reader. */
  readonly settled: boolean;
  /** The reply on its way, as it was when its hits were counted; they are the last of `hits`. */
  readonly reply: ReplyDraft | null;
  /** The current hit: its message, and its number (from 0) in it. */
  readonly at: { readonly id: string; readonly nth: number } | null;
  /** The reading position before the search: the nearest hit is counted from there, and Escape returns to it. */
  readonly before: { readonly follow: boolean; readonly key: string; readonly row: number };
}

/** A session as this process works with it: its transcript, the reply on its way, what waits to be sent. */
export interface Conversation {
  readonly id: string;
  readonly access: Access;
  readonly loading: Loading;
  readonly transcript: Transcript;
  readonly provider: string;
  readonly model: string;
  readonly reply: ReplyDraft | null;
  /** The user's message or the finished reply is on its way to the disk; the next step waits for it. */
  readonly storing: 'user' | 'reply' | null;
  readonly queue: readonly QueuedMessage[];
  /** Why the queue waits for the user; null while it is sent by itself. */
  readonly held: Held | null;
  /**
   * The messages that were queued after the one that was taken back into the input box, by id: sent again, it goes
   * before the first of these that still waits, else to the end.
   */
  readonly returnsBefore: readonly string[];
  /** What was taken from the queue and is being stored; it counts as unsent until it is. */
  readonly sending: QueuedMessage | null;
  /** The command that waits until the session is ready for it. */
  readonly pending: PendingCommand | null;
  /** The shown branch was chosen while the session was only read: its file does not say so yet. */
  readonly branchChosen: boolean;
  /** The provider or model was chosen while the session was not open for writing: its file notes it with the next request. */
  readonly modelChosen: boolean;
  /** The head to return to if the new variant that was requested brings nothing. */
  readonly headBefore: string | null;
  /** Why the last request brought nothing; shown after the last message until the next one. */
  readonly problem: Problem | null;
  /** What was mended on opening and later: each note stays below the message that was last at the time. */
  readonly notes: readonly Notice[];
  /** Set while messages are in memory only. */
  readonly unsaved: { readonly pending: number; readonly problem: Problem } | null;
  readonly viewport: Viewport;
  readonly find: FindState | null;
  /** The prompt that the input box holds for editing: sending makes a variant of it. */
  readonly editing: string | null;
  /** What the input box held before that; it comes back afterwards. */
  readonly typedBefore: EditorState | null;
  /** The reply on its way is a summary of everything up to this message. */
  readonly compacting: string | null;
  /** The prompt that this summary leaves out failed before: it is sent again when the summary is stored. */
  readonly answersNext: boolean;
}
