/** What a session is, and what a message is. Pure data; files are `store`'s business. */

export const providerNames = ['anthropic', 'openai', 'compatible', 'offline'] as const;
/** Who answers. */
export type ProviderName = (typeof providerNames)[number];

export type Role = 'user' | 'assistant' | 'system' | 'tool';

/**
 * Why a reply ended. `end` whole; `length` the model's limit; `aborted` the user stopped it; `interrupted` the
 * stream was cut or the program died; `refused` the provider declined; `failed` an error before any end.
 */
export type StopReason = 'end' | 'length' | 'aborted' | 'interrupted' | 'refused' | 'failed';

/** Token counts of one reply. `estimated` where the server gave none and we counted ourselves. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  /** Those of the input that were read from a provider's cache. */
  readonly cached?: number;
  /** Those of the input that were written to a provider's cache, which some charge more for. */
  readonly cacheWritten?: number;
  readonly estimated?: boolean;
}

/** What an assistant message holds beside its visible text, in the order it came. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string; readonly signature?: string }
  | { readonly type: 'tool_call'; readonly id: string; readonly name: string; readonly input: string }
  | { readonly type: 'tool_result'; readonly id: string; readonly output: string; readonly isError?: boolean };

/** A file named with `@path` in a prompt: a reference and a hash, never the bytes. */
export interface Attachment {
  readonly path: string;
  readonly kind: 'text' | 'image';
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One message; immutable, so that views may cache by identity. */
export interface Message {
  readonly id: string;
  /** The message this one answers or follows; null for the first. Variants share a parent. */
  readonly parent: string | null;
  /** Strictly increasing within a file; gives the order (clocks do not). */
  readonly seq: number;
  readonly role: Role;
  /** The whole visible text, raw as it came (sanitised only for the screen). */
  readonly content: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly provider?: string;
  readonly model?: string;
  readonly usage?: Usage;
  readonly stop?: StopReason;
  /** The sentence that says why a reply failed or was cut, as it was shown. */
  readonly problem?: string;
  readonly parts?: readonly Part[];
  readonly attachments?: readonly Attachment[];
  /** Where this assistant message was written by `/compact`: the id of the last message it sums up. */
  readonly summaryOf?: string;
  /** An assistant message that the user saw as it ended; without it, its session waits to be looked at. */
  readonly seen?: boolean;
}

/** A message as somebody wants it stored; the store gives it its `seq`. */
export type NewMessage = Omit<Message, 'seq'>;

/** Where a forked session comes from. */
export interface Lineage {
  readonly sessionId: string;
  readonly name: string;
  /** The last message of the file that was copied: they were paid for there. Null when none was. */
  readonly messageId: string | null;
}

/** What a session and line 1 of its file both tell. */
export interface SessionFacts {
  readonly id: string;
  /** The user's key for it. */
  readonly name: string;
  /** Whether the user gave that name. */
  readonly named: boolean;
  readonly title: string;
  readonly provider: string;
  readonly model: string;
  readonly cwd: string;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime: number;
  /** User turns. */
  readonly turnCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Those of the input that were read from a provider's cache; absent when none. */
  readonly cachedTokens?: number;
  /** Those of the input that were written to a provider's cache; absent when none. */
  readonly cacheWrittenTokens?: number;
  /** Tokens of the last request and its reply: what the conversation fills of the model's window; 0 unknown. */
  readonly contextTokens: number;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** A finished reply that nobody has seen. */
  readonly waiting: boolean;
  /** The last reply failed. */
  readonly failed: boolean;
  readonly forkedFrom?: Lineage;
}

/** What the list knows of a session, from line 1 of its file alone. */
export interface SessionSummary extends SessionFacts {
  readonly filePath: string;
  /** What the list shows: the name that the user gave, else what was made of the first prompt, else the name. */
  readonly title: string;
  /** Format version of the file; above `formatVersion` it opens read-only. */
  readonly version: number;
  /** Line 1 is not ours (another program's file, or hand-edited): counts may be filled in later. */
  readonly foreign: boolean;
  /** Why the file cannot be read, or what was lost; empty when whole. */
  readonly damage: string;
  readonly sizeBytes: number;
  /** Line 1 tells of less than the file holds: its writer died before it could say so. Counted again by the list. */
  readonly behind?: boolean;
}

export const formatVersion = 1;

/** Every other fact that is appended to a session file as an `extension` line. */
export type SessionEvent =
  /** `named: false` takes a first name back. */
  | { readonly event: 'renamed'; readonly name: string; readonly named?: false }
  /** A title that the program or a model made; never replaces a name the user gave. */
  | { readonly event: 'titled'; readonly title: string }
  | { readonly event: 'pinned'; readonly on: boolean }
  | { readonly event: 'archived'; readonly on: boolean }
  /** The current branch now ends at this message. */
  | { readonly event: 'branch'; readonly head: string }
  | { readonly event: 'model'; readonly provider: string; readonly model: string }
  | { readonly event: 'system'; readonly text: string }
  /** The newest reply has been looked at. */
  | { readonly event: 'seen' }
  | ({ readonly event: 'aside' } & Aside);

/** A request beside the conversation, for a title: it stands in no message, and was paid for all the same. */
export interface Aside {
  readonly provider: string;
  readonly model: string;
  readonly usage: Usage;
}

/** Something else that stands in the file and is shown as a quiet line: an unsupported entry, a damaged line. */
export interface Notice {
  /** The `seq` or line number after which it stands. */
  readonly after: number;
  readonly text: string;
}

/** A transcript, whole or its tail. */
export interface Transcript {
  readonly sessionId: string;
  /** All messages that were read, by seq: every branch, not only the shown one. */
  readonly messages: readonly Message[];
  /** The last message of the current branch; null when empty. */
  readonly head: string | null;
  /** The session's system prompt; empty when none. */
  readonly system: string;
  readonly notices: readonly Notice[];
  /** Requests beside the conversation, and when in ms since 1970; absent when none. */
  readonly asides?: readonly (Aside & { readonly timestamp: number })[];
  /** False while only the tail has been read: earlier messages exist in the file. True when no more of it can be read. */
  readonly complete: boolean;
  /** Bytes of the file before the first message that was read. Of a giant file some are left out although `complete`. */
  readonly bytesBefore: number;
  readonly damagedLines: number;
}

/** Who says a message, as people read it. */
export function speakerOf({ role }: { readonly role: string }): string {
  return role === 'user' ? 'you' : role;
}

/** Whether a session's file has still to say who is asked from now on; of a request that names no model it says nothing. */
export function isNewAnswerer(
  known: Pick<SessionSummary, 'provider' | 'model'>,
  asked: Pick<SessionSummary, 'provider' | 'model'>,
): boolean {
  return asked.model !== '' && (known.provider !== asked.provider || known.model !== asked.model);
}

/** Who answers: `provider/model`, as far as they are known; a provider that is its own model is named once. */
export function answererOf({ provider, model }: { readonly provider: string; readonly model: string }): string {
  return [...new Set([provider, model])].filter((part) => part !== '').join('/');
}

/** `SessionFacts` of a session of which nothing is known yet. */
export const emptyFacts: SessionFacts = {
  id: '',
  name: '',
  named: false,
  title: '',
  provider: '',
  model: '',
  cwd: '',
  startTime: 0,
  endTime: 0,
  turnCount: 0,
  inputTokens: 0,
  outputTokens: 0,
  contextTokens: 0,
  pinned: false,
  archived: false,
  waiting: false,
  failed: false,
};

/** A session of which only the id is known; the other fields stand at nothing. */
export function emptySummary(id: string): SessionSummary {
  return { ...emptyFacts, id, filePath: '', version: formatVersion, foreign: false, damage: '', sizeBytes: 0 };
}

/** A transcript without a message; `complete` as in `Transcript`. */
export function emptyTranscript(sessionId: string, complete: boolean, system = ''): Transcript {
  return { sessionId, messages: [], head: null, system, notices: [], complete, bytesBefore: 0, damagedLines: 0 };
}
