/** The shape of one wire protocol: what `anthropic`, `openai` and `compatible` give to the loop that drives them. */
import type { ModelRequest } from '../core/model-request.ts';
import type { ReplyEvent } from '../core/reply.ts';
import type { Usage } from '../core/session.ts';
import type { ModelInfo } from '../ports.ts';

/** One question to a server. */
export interface Ask {
  readonly model: string;
  readonly request: ModelRequest;
  readonly maxTokens?: number;
  /** Nobody named a model: the reply is attributed to the one that was found, under the name by which it was found. */
  readonly unnamed?: boolean;
  /** Nothing will follow it, so the server has no reason to cache it. */
  readonly alone?: boolean;
}

/** A response whose head has arrived. */
export interface Opened<E> {
  readonly events: AsyncIterable<E>;
  /** As the server sent it; empty if it did not. */
  readonly contentType: string;
  /** The first words so far of a body that was not announced as an event stream. */
  readonly beginning: () => string;
}

/** An error that a server reported inside a stream that had begun well. */
export interface Complaint {
  readonly type: string;
  readonly message: string;
}

/** What has been learned from a stream so far; only its reader writes it. */
export interface Learned {
  /** Set by the protocol's own terminal marker, and by nothing else. */
  stop?: 'end' | 'length' | 'refused';
  complaint?: Complaint;
  usage?: Usage;
}

/** Translates the events of one response, in order. */
export interface Reader<E> {
  readonly learned: Learned;
  /** The reply events for this one; none for unknown events. */
  read(event: E): readonly ReplyEvent[];
}

export interface Wire<E> {
  /** Sends the request; resolves when the response's head has arrived, rejects with the SDK's error. */
  open(ask: Ask, signal: AbortSignal): Promise<Opened<E>>;
  /** Loads the SDK. */
  prepare(): Promise<void>;
  newReader(): Reader<E>;
  /**
   * True when the server refused a detail of the request that has now been changed (and is remembered), so that sending
   * it again at once makes sense.
   */
  mend(error: unknown, ask: Ask): boolean;
  /** Rejects with the SDK's error. */
  listModels(signal: AbortSignal): Promise<readonly ModelInfo[]>;
}

/** Shared, because most events mean nothing to us. */
export const noEvents: readonly ReplyEvent[] = [];

/** A piece of text as an event; an empty one gives none. */
export function spoken(type: 'text' | 'thinking', delta: string): readonly ReplyEvent[] {
  return delta === '' ? noEvents : [{ type, delta }];
}
