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
  /** Nobody named the model: the reply is said to be by the one that was found, under the name it was found by. */
  readonly unnamed?: boolean;
  /** Nothing will be asked on top of it: there is no use in the server's remembering it. */
  readonly alone?: boolean;
}

/** A response whose head has come. */
export interface Opened<E> {
  readonly events: AsyncIterable<E>;
  /** As the server named it; empty when it did not. */
  readonly contentType: string;
  /** The first words of a body that was not announced as an event stream, as far as they have come. */
  readonly beginning: () => string;
}

/** An error that a server told inside a stream that had begun well. */
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
  /** The reply events that this one means; unknown events mean none. */
  read(event: E): readonly ReplyEvent[];
}

export interface Wire<E> {
  /** Sends the request; resolves when the response's head is there, rejects with the SDK's error. */
  open(ask: Ask, signal: AbortSignal): Promise<Opened<E>>;
  /** Loads the SDK. */
  prepare(): Promise<void>;
  newReader(): Reader<E>;
  /**
   * True when the server refused a detail of the request that has now been changed (and is remembered), so that asking
   * again at once makes sense.
   */
  mend(error: unknown, ask: Ask): boolean;
  /** Rejects with the SDK's error. */
  listModels(signal: AbortSignal): Promise<readonly ModelInfo[]>;
}

/** Shared: most events mean nothing to us. */
export const noEvents: readonly ReplyEvent[] = [];

/** A piece of text as its event; an empty one means nothing. */
export function spoken(type: 'text' | 'thinking', delta: string): readonly ReplyEvent[] {
  return delta === '' ? noEvents : [{ type, delta }];
}
