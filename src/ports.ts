/**
 * The plugs: everything real that the pure program needs, as interfaces. Read this page first.
 * `store` and `providers` implement them, `run` puts them together, tests fake them.
 */
import type { Destination } from './core/destination.ts';
import type { Problem, Result } from './core/problem.ts';
import type { ReplyEvent, ReplyRequest } from './core/reply.ts';
import type {
  Lineage,
  Message,
  NewMessage,
  ProviderName,
  SessionEvent,
  SessionSummary,
  Transcript,
} from './core/session.ts';

/** Time and randomness, kept apart so that everything else is repeatable. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** A new unique id: `sess_…` for sessions, `msg_…` for messages. */
  newId(kind: 'sess' | 'msg'): string;
}

/** What is needed to start a session. */
export interface SessionInit {
  /** For an import: the id made from that of the original, `sess_` and 32 hexadecimal digits. By default, a random one. */
  readonly id?: string;
  /** The user's name for it; undefined makes a short random one. */
  readonly name?: string;
  readonly provider: string;
  readonly model: string;
  readonly cwd: string;
  readonly system?: string;
  /** For a fork: its origin and the messages it begins with (ids and parents are kept). */
  readonly forkedFrom?: Lineage;
  readonly messages?: readonly NewMessage[];
  /** Where the shown branch of these messages ends; by default, the last of them. */
  readonly head?: string;
  /** For an import: when it began, in ms since 1970. By default, and at the latest, now. */
  readonly startTime?: number;
  /** For an import without a name: the title that was made for it. */
  readonly title?: string;
}

/** The list, and what could not be listed. */
export interface SessionList {
  /** Newest first (by `endTime`, then `startTime`, then id). */
  readonly sessions: readonly SessionSummary[];
  /** True when it came from the cache and has not been checked against the disk yet. */
  readonly fromCache: boolean;
  /** How many sessions there are as far as known, while `sessions` holds only the first of them. */
  readonly total?: number;
  /** Set when the folder itself cannot be read. */
  readonly problem?: Problem;
}

export interface ListOptions {
  /** Called with a first answer (cache or first page) and again with each better one; the promise resolves with the last. */
  readonly onUpdate?: (list: SessionList) => void;
  readonly signal?: AbortSignal;
}

/** How a session is opened. */
export interface OpenOptions {
  /** Counts all lines instead of trusting line 1: for a session whose line 1 is known to be wrong. */
  readonly recount?: boolean;
}

/** What was found and mended when a session was opened, as sentences for the screen. */
export interface OpenReport {
  readonly notes: readonly string[];
}

/** A session that this process holds for writing. All methods queue; the order of calls is the order in the file. */
export interface OpenSession {
  readonly summary: SessionSummary;
  readonly transcript: Transcript;
  readonly report: OpenReport;
  /**
   * Resolves when the message is safely stored (acknowledged). After a storage fault it resolves with the problem; the
   * message is kept in memory, retried with back-off, and `onState` reports when it is finally stored.
   */
  append(message: NewMessage): Promise<Result<Message>>;
  note(event: SessionEvent): Promise<Result<void>>;
  /** One more piece of the reply that is being received; kept in the `.partial` sidecar, not synced. */
  delta(replyId: string, parent: string | null, text: string): void;
  /** Drops the sidecar (the reply left nothing to store). Appending the reply also drops it. */
  dropPartial(replyId: string): void;
  /** Subscribes to the state of storing: called on every change. */
  onState(listener: (state: StoreState) => void): void;
  /** Tries at once what is waiting to be stored; the problem when something waits after that. */
  retryNow(): Promise<Result<void>>;
  /** Drains the queue, writes line 1, syncs, releases the lock. */
  close(): Promise<Result<void>>;
}

export type StoreState =
  | {
      readonly kind: 'saved';
      readonly summary: SessionSummary;
      /** What happened to the file meanwhile, as sentences: moved, replaced, extended by others. Read `transcript` again then. */
      readonly notes?: readonly string[];
    }
  /** `pending` messages are in memory only. */
  | {
      readonly kind: 'not-saved';
      readonly pending: number;
      readonly problem: Problem;
      readonly summary: SessionSummary;
      readonly notes?: readonly string[];
    };

/** A session in the trash. */
export interface TrashedSession {
  readonly summary: SessionSummary;
  /** Milliseconds since 1970. */
  readonly deletedAt: number;
  readonly trashPath: string;
}

export interface SessionStore {
  readonly directory: string;
  list(options?: ListOptions): Promise<SessionList>;
  /** One session's summary, freshly read. */
  summary(filePath: string): Promise<Result<SessionSummary>>;
  /** Reads without writing: the tail first (`maxBytes` of it), or all of it when `maxBytes` is undefined. */
  read(
    filePath: string,
    options?: { readonly maxBytes?: number; readonly signal?: AbortSignal },
  ): Promise<Result<Transcript>>;
  create(init: SessionInit): Promise<Result<OpenSession>>;
  /** Takes the lock, recovers what is torn, reads the tail. Problem `locked` names the holder. */
  open(filePath: string, options?: OpenOptions): Promise<Result<OpenSession>>;
  /**
   * Stores one event (rename, pin …) in a session that need not be open: opens it, notes the event, closes it. `tell`
   * gets what had to be mended, as in `OpenSession.report`.
   */
  note(filePath: string, event: SessionEvent, tell?: (note: string) => void): Promise<Result<SessionSummary>>;
  /**
   * Moves sessions to the trash, or back. Gives one result per path, in order, once all moves would survive a power
   * cut; hundreds together cost hardly more than a few. A session that is being written to stays (`locked`).
   */
  trash(filePaths: readonly string[]): Promise<readonly Result<TrashedSession>[]>;
  restore(trashPaths: readonly string[]): Promise<readonly Result<SessionSummary>[]>;
  listTrash(): Promise<Result<readonly TrashedSession[]>>;
  /** Deletes trashed sessions for good: all of them, or those surely trashed before `olderThan`. */
  emptyTrash(olderThan?: number): Promise<Result<number>>;
  /**
   * Calls back when another program changed a file in the folder, and with all of `knownFiles` when the folder itself
   * was moved or replaced; returns a function that stops watching.
   */
  watch(onChange: (filePaths: readonly string[]) => void, knownFiles: () => readonly string[]): () => void;
  /** Which other process holds each session, or each of those given: filePath → holder. This process's own are not included. */
  holders(among?: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** A model as its server names it. */
export interface ModelInfo {
  readonly id: string;
  /** Size of its context window in tokens; undefined when not known, never guessed. */
  readonly contextWindow?: number;
}

export interface Provider {
  readonly name: ProviderName;
  readonly destination: Destination;
  /**
   * Never throws; ends with exactly one `done` or `stopped`. Aborting ends it at once with `stopped/aborted`.
   * Waits, retries and the silence watchdog happen inside and are reported as events.
   */
  stream(request: ReplyRequest, signal: AbortSignal): AsyncIterable<ReplyEvent>;
  /** Loads what the first request needs, so that its reply comes sooner; sends nothing. */
  prepare(): Promise<void>;
  /** Lists the models; gives up on its own if the server takes too long. */
  models(signal?: AbortSignal): Promise<Result<readonly ModelInfo[]>>;
}

/** A passage from a past session that matches a question: what `offline` quotes. */
export interface Passage {
  readonly sessionName: string;
  readonly timestamp: number;
  readonly role: string;
  readonly text: string;
}

/** A topic of the built-in help. Title and text (Markdown) are shown; `words` are other search terms for it. */
export interface HelpTopic {
  readonly title: string;
  readonly text: string;
  readonly words?: string;
}

/** What the `offline` provider answers from. */
export interface OfflineSources {
  readonly help: readonly HelpTopic[];
  findPassages(query: string, limit: number, signal: AbortSignal): Promise<readonly Passage[]>;
}

/** A provider found on this machine: by a key in the environment or a server on loopback. */
export interface Found {
  readonly provider: ProviderName;
  /** For the screen: `ANTHROPIC_API_KEY`, `Ollama at localhost:11434`. Never a key. */
  readonly label: string;
  readonly baseUrl?: string;
  readonly models?: readonly ModelInfo[];
}
