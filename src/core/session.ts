/** What a session is, and what a message is. Pure data; files are `store`'s business. */

export const providerNames = ['anthropic', 'openai', 'compatible', 'offline'] as const;
/** The providers' names, as `--provider` and the config file take them. */
export type ProviderName = (typeof providerNames)[number];

/** A provider and one of its models; either is empty where it is not known. */
export interface ModelRef {
  readonly provider: string;
  readonly model: string;
}

export type Role = 'user' | 'assistant' | 'system' | 'tool';

/**
 * Why a reply ended. `end`: complete; `length`: the model's limit; `aborted`: the user stopped it; `interrupted`: the
 * stream broke off or the program died; `refused`: the provider declined; `failed`: an error before the end.
 */
export type StopReason = 'end' | 'length' | 'aborted' | 'interrupted' | 'refused' | 'failed';

/** Token counts of one reply. `estimated` if the server gave none and we counted ourselves. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  /** The part of the input that was read from a provider's cache. */
  readonly cached?: number;
  /** The part of the input that was written to a provider's cache, for which some charge more. */
  readonly cacheWritten?: number;
  readonly estimated?: boolean;
}

/** What an assistant message contains besides its visible text, in the order it came. */
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

/** One message; immutable, so that views can cache by identity. */
export interface Message {
  readonly id: string;
  /** The message this one answers or follows; null for the first. Variants share a parent. */
  readonly parent: string | null;
  /** Strictly increasing within a file; gives the order (clocks do not). */
  readonly seq: number;
  readonly role: Role;
  /** The whole visible text, raw as it came (it is sanitised only for the screen). */
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
  /** If `/compact` wrote this assistant message: the id of the last message it sums up. */
  readonly summaryOf?: string;
  /** The user saw this assistant message end; otherwise its session is `waiting`. */
  readonly seen?: boolean;
}

/** A message to be stored; the store assigns its `seq`. */
export type NewMessage = Omit<Message, 'seq'>;

/** Where a forked session comes from. */
export interface Lineage {
  readonly sessionId: string;
  readonly name: string;
  /** The last message that was copied: up to here, tokens were paid for in the original. Null when none was. */
  readonly messageId: string | null;
}

/** What both a session and line 1 of its file know. */
export interface SessionFacts {
  readonly id: string;
  /** The user's key for it. */
  readonly name: string;
  /** Whether the user chose that name. */
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
  /** The part of the input that was read from a provider's cache; absent when none. */
  readonly cachedTokens?: number;
  /** The part of the input that was written to a provider's cache; absent when none. */
  readonly cacheWrittenTokens?: number;
  /** Tokens of the last request and its reply, which is how much of the model's window the conversation fills; 0: unknown. */
  readonly contextTokens: number;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** Has a finished reply that has not been seen. */
  readonly waiting: boolean;
  /** The last reply failed. */
  readonly failed: boolean;
  readonly forkedFrom?: Lineage;
}

/** What the list knows about a session, from line 1 of its file alone. */
export interface SessionSummary extends SessionFacts {
  readonly filePath: string;
  /** What the list shows: the name the user gave, else a title made from the first prompt, else the name. */
  readonly title: string;
  /** Format version of the file; above `formatVersion` it opens read-only. */
  readonly version: number;
  /** Line 1 is not ours (another program's file, or hand-edited): counts may be filled in later. */
  readonly foreign: boolean;
  /** Why the file cannot be read, or what was lost; empty when whole. */
  readonly damage: string;
  readonly sizeBytes: number;
  /** Line 1 covers less than the file holds, because its writer died before updating it. The list counts again. */
  readonly behind?: boolean;
}

export const formatVersion = 1;

/** All other facts, appended to a session file as `extension` lines. */
export type SessionEvent =
  /** `named: false` undoes the first naming. */
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

/** A side request, for a title: it is not a message, but it was paid for. */
export interface Aside {
  readonly provider: string;
  readonly model: string;
  readonly usage: Usage;
}

/** Anything else in the file that is shown as a dim line: an unsupported entry, a damaged line. */
export interface Notice {
  /** The `seq` it comes after; 0: it is the first. */
  readonly after: number;
  readonly text: string;
}

/** A transcript, whole or its tail. */
export interface Transcript {
  readonly sessionId: string;
  /** All messages that were read, in order of seq: every branch, not only the shown one. */
  readonly messages: readonly Message[];
  /** The last message of the current branch; null when empty. */
  readonly head: string | null;
  /** The session's system prompt; empty when none. */
  readonly system: string;
  readonly notices: readonly Notice[];
  /** Side requests, with their time in ms since 1970; absent when none. */
  readonly asides?: readonly (Aside & { readonly timestamp: number })[];
  /** False while only the tail has been read and the file has earlier messages; true when no more can be read. */
  readonly complete: boolean;
  /** Bytes of the file before the first message that was read; above 0 in a giant file even if `complete`. */
  readonly bytesBefore: number;
  readonly damagedLines: number;
}

/** The author of a message, as shown to people. */
export function speakerOf({ role }: { readonly role: string }): string {
  return role === 'user' ? 'you' : role;
}

/** Whether a change of provider or model must still be noted in the session's file; never for a request without a model. */
export function isModelChange(known: ModelRef, asked: ModelRef): boolean {
  return asked.model !== '' && (known.provider !== asked.provider || known.model !== asked.model);
}

/** `provider/model`, as far as they are known; if both are the same word (`offline`), it is given once. */
export function modelLabel({ provider, model }: ModelRef): string {
  return [...new Set([provider, model])].filter((part) => part !== '').join('/');
}

/** `SessionFacts` of a session about which nothing is known yet. */
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

/** A session of which only the id is known; all other fields are empty. */
export function emptySummary(id: string): SessionSummary {
  return { ...emptyFacts, id, filePath: '', version: formatVersion, foreign: false, damage: '', sizeBytes: 0 };
}

/** A transcript without a message; `complete` as in `Transcript`. */
export function emptyTranscript(sessionId: string, complete: boolean, system = ''): Transcript {
  return { sessionId, messages: [], head: null, system, notices: [], complete, bytesBefore: 0, damagedLines: 0 };
}
