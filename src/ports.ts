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

/** Time and chance, so that everything else is repeatable. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** A new unique id: `sess_…` for sessions, `msg_…` for messages. */
  newId(kind: 'sess' | 'msg'): string;
}

/** What is needed to begin a session. */
export interface SessionInit {
  /** The user's name for it; undefined makes a short random one. */
  readonly name?: string;
  readonly provider: string;
  readonly model: string;
  readonly cwd: string;
  readonly system?: string;
  /** For a fork: where it comes from and the messages it begins with (their ids and parents are kept). */
  readonly forkedFrom?: Lineage;
  readonly messages?: readonly NewMessage[];
  /** Where the shown branch of these messages ends; the last of them when left out. */
  readonly head?: string;
}

/** The list, and what could not be listed. */
export interface SessionList {
  /** Newest first (by `endTime`, then `startTime`, then id). */
  readonly sessions: readonly SessionSummary[];
  /** True when it came from the cache and has not been checked against the disk yet. */
  readonly fromCache: boolean;
  /** How many sessions there are, as far as is known, while `sessions` holds only the first of them. */
  readonly total?: number;
  /** Set when the folder itself cannot be read. */
  readonly problem?: Problem;
}

export interface ListOptions {
  /** Called with a first answer (cache or first page) and again with every better one; the promise gives the last. */
  readonly onUpdate?: (list: SessionList) => void;
  readonly signal?: AbortSignal;
}

/** How a session is opened. */
export interface OpenOptions {
  /** Counts all lines, whatever line 1 says of them: for a session whose line 1 is known to be wrong. */
  readonly recount?: boolean;
}

/** What was found and mended when a session was opened, as sentences for the screen. */
export interface OpenReport {
  readonly notes: readonly string[];
}

/** A session that this process holds for writing. All methods queue; order of calls is order in the file. */
export interface OpenSession {
  readonly summary: SessionSummary;
  readonly transcript: Transcript;
  readonly report: OpenReport;
  /**
   * Resolves when the message is safely stored (acknowledged). After a storage fault it resolves with the problem; the
   * message is kept in memory, retried with back-off, and `onState` tells when it is stored at last.
   */
  append(message: NewMessage): Promise<Result<Message>>;
  note(event: SessionEvent): Promise<Result<void>>;
  /** One more piece of the reply that is being received; kept in the `.partial` sidecar, not synced. */
  delta(replyId: string, parent: string | null, text: string): void;
  /** Drops the sidecar (the reply left nothing to store). `append` of the reply's id drops it by itself. */
  dropPartial(replyId: string): void;
  /** How storing is going: called on every change. */
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
      /** What happened to the file meanwhile, as sentences: moved, replaced, grown by others. Read `transcript` anew then. */
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
  /** One session's summary, read anew. */
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
   * One event on a session nobody need have open (rename, pin, …): opens, notes, closes. `tell` hears what opening had
   * to mend, as in `OpenSession.report`.
   */
  note(filePath: string, event: SessionEvent, tell?: (note: string) => void): Promise<Result<SessionSummary>>;
  /**
   * Moves sessions to the trash, or back. One result for each path, in their order, when all moves would outlive a power
   * cut: hundreds together cost hardly more than a few. A session that somebody writes in stays (`locked`).
   */
  trash(filePaths: readonly string[]): Promise<readonly Result<TrashedSession>[]>;
  restore(trashPaths: readonly string[]): Promise<readonly Result<SessionSummary>[]>;
  listTrash(): Promise<Result<readonly TrashedSession[]>>;
  /** Deletes trashed sessions for good: all of them, or those trashed before `olderThan`. */
  emptyTrash(olderThan?: number): Promise<Result<number>>;
  /**
   * Calls when a file in the folder changed through somebody else, and with all of `knownFiles` when the folder itself
   * was moved or replaced; returns the way to stop.
   */
  watch(onChange: (filePaths: readonly string[]) => void, knownFiles: () => readonly string[]): () => void;
  /** Which other process holds each session now, or of those given: filePath → holder. Those of this process are missing. */
  holders(among?: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** A model as its server names it. */
export interface ModelInfo {
  readonly id: string;
  /** Tokens its window holds; undefined when not known. Never invented. */
  readonly contextWindow?: number;
}

export interface Provider {
  readonly name: ProviderName;
  readonly destination: Destination;
  /**
   * Never throws; ends with exactly one `done` or `stopped`. Aborting ends it at once with `stopped/aborted`.
   * Waits, retries and the silence watchdog happen inside and are told as events.
   */
  stream(request: ReplyRequest, signal: AbortSignal): AsyncIterable<ReplyEvent>;
  /** Loads what the first request needs, so that its answer comes sooner; sends nothing. */
  prepare(): Promise<void>;
  /** Gives up by itself when the server takes too long. */
  models(signal?: AbortSignal): Promise<Result<readonly ModelInfo[]>>;
}

/** A passage of a past session that fits a question: what `offline` quotes. */
export interface Passage {
  readonly sessionName: string;
  readonly timestamp: number;
  readonly role: string;
  readonly text: string;
}

/** What reprise says about itself: shown are title and text (Markdown); `words` are what else people call it, to be found by. */
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

/** One way to talk that was found on this machine: a key in the environment or a server on loopback. */
export interface Found {
  readonly provider: ProviderName;
  /** For the screen: `ANTHROPIC_API_KEY`, `Ollama at localhost:11434`. Never a key. */
  readonly label: string;
  readonly baseUrl?: string;
  readonly models?: readonly ModelInfo[];
}
