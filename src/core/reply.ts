/** A streaming reply: the events a provider sends, and how they add up to one message. */
import { type Problem, problem } from './problem.ts';
import type { Message, NewMessage, Part, StopReason, Usage } from './session.ts';
import { sanitizeLine } from './text/sanitize.ts';

/**
 * What a provider's stream yields. Exactly one `done` or `stopped` ends it, and nothing follows it.
 * `done` only after the wire protocol's own terminal marker; otherwise the end is `stopped`.
 */
export type ReplyEvent =
  | { readonly type: 'started'; readonly model: string }
  | { readonly type: 'text'; readonly delta: string }
  | { readonly type: 'thinking'; readonly delta: string }
  | { readonly type: 'toolCall'; readonly id: string; readonly name: string; readonly input: string }
  | { readonly type: 'usage'; readonly usage: Usage }
  /** A sentence about the request that the user should see before the reply begins. */
  | { readonly type: 'notice'; readonly text: string }
  /** Nothing was received yet and the request will be sent again in `delayMs`. */
  | { readonly type: 'retrying'; readonly problem: Problem; readonly delayMs: number }
  /** No event for this long; the stream is still open. */
  | { readonly type: 'quiet'; readonly silentMs: number }
  | { readonly type: 'done'; readonly stop: 'end' | 'length' | 'refused'; readonly usage?: Usage }
  | {
      readonly type: 'stopped';
      readonly stop: 'aborted' | 'interrupted' | 'failed';
      readonly problem: Problem;
      readonly usage?: Usage;
    };

/** How often a streaming reply is updated on the screen, in ms: twelve times a second looks smooth. */
export const replyPaceMs = 80;

/** What a request to a provider needs. Messages are the branch as stored, oldest first; the provider makes it well-formed. */
export interface ReplyRequest {
  readonly model: string;
  /** Empty string: none. */
  readonly system: string;
  readonly messages: readonly Message[];
  /** Longest answer in tokens; undefined: the provider's default. */
  readonly maxTokens?: number;
  /**
   * Nothing will follow this request, so it is not written to a provider's cache, which would cost more than it saves.
   */
  readonly alone?: boolean;
}

/** A reply that is being received; grows by `grow`. */
export interface ReplyDraft {
  /** The id the finished message will have. */
  readonly id: string;
  readonly parent: string | null;
  readonly provider: string;
  readonly model: string;
  readonly startedAt: number;
  readonly text: string;
  readonly thinking: string;
  readonly toolCalls: readonly Extract<Part, { type: 'tool_call' }>[];
  readonly usage?: Usage;
  /** Set while a retry is counted down: when the next request goes out, in ms since 1970. */
  readonly retryAt?: number;
  readonly retryProblem?: Problem;
  /** Set while the stream is silent. */
  readonly silentMs?: number;
  /** Set by the one event that ends the stream. */
  readonly ended?: { readonly stop: StopReason; readonly problem?: Problem };
}

export function beginReply(
  id: string,
  parent: string | null,
  provider: string,
  model: string,
  startedAt: number,
): ReplyDraft {
  return { id, parent, provider, model, startedAt, text: '', thinking: '', toolCalls: [] };
}

/** The draft after one more event; `now` in ms. Events after the end change nothing. */
export function grow(draft: ReplyDraft, event: ReplyEvent, now: number): ReplyDraft {
  if (draft.ended) return draft;
  switch (event.type) {
    case 'started':
      return quietOver({ ...draft, model: event.model === '' ? draft.model : event.model });
    case 'text':
      return quietOver({ ...draft, text: draft.text + event.delta });
    case 'thinking':
      return quietOver({ ...draft, thinking: draft.thinking + event.delta });
    case 'toolCall':
      return quietOver({
        ...draft,
        toolCalls: [...draft.toolCalls, { type: 'tool_call', id: event.id, name: event.name, input: event.input }],
      });
    case 'usage':
      return quietOver({ ...draft, usage: event.usage });
    case 'retrying':
      return { ...draft, retryAt: now + event.delayMs, retryProblem: event.problem };
    case 'notice':
      return draft;
    case 'quiet':
      return { ...draft, silentMs: event.silentMs };
    case 'done':
      return withUsage(quietOver({ ...draft, ended: endOf(draft, event.stop) }), event.usage);
    case 'stopped':
      return withUsage(quietOver({ ...draft, ended: { stop: event.stop, problem: event.problem } }), event.usage);
  }
}

/** A normal end without any text is a failure for the user: thinking and tool calls are not a reply. */
function endOf(draft: ReplyDraft, stop: 'end' | 'length' | 'refused'): NonNullable<ReplyDraft['ended']> {
  if (draft.text !== '') return { stop };
  const [call] = draft.toolCalls;
  return { stop, problem: call && stop === 'end' ? wantsTool(call.name) : emptyAnswer[stop] };
}

/** How much of a tool's name a sentence shows; vendors allow 64 letters. */
const longestName = 80;

function wantsTool(name: string): Problem {
  return problem(
    'bad-stream',
    `The model called a tool (${sanitizeLine(name.slice(0, longestName))}) instead of replying, and there are no tools here.`,
    'Ask it to reply in words, or choose another model with /model.',
  );
}

const emptyAnswer: Readonly<Record<'end' | 'length' | 'refused', Problem>> = {
  end: problem('bad-stream', 'The reply was empty.', 'Try again with /retry.'),
  length: problem(
    'cut-off',
    'The reply reached the model’s output limit before its first word.',
    'Ask for less at a time, or choose another model with /model.',
  ),
  refused: problem('content-refused', 'The model declined to answer this.', 'Rephrase the prompt.'),
};

/**
 * True when a reply left nothing worth storing. A refusal is stored even without text: it marks the prompt before it,
 * which must not be sent again, or every later request would be refused too.
 */
export function isEmptyReply(draft: ReplyDraft): boolean {
  return isSilent(draft) && draft.ended?.stop !== 'refused';
}

/** All that a model has written so far: thinking and the arguments of tools are paid for like words. */
export function writtenBy({ text, thinking, toolCalls }: ReplyDraft): string {
  return thinking + text + toolCalls.map((call) => call.input).join('');
}

function isSilent(draft: ReplyDraft): boolean {
  return draft.text === '' && draft.thinking === '' && draft.toolCalls.length === 0;
}

/** The message that a finished draft becomes. */
export function finishReply(draft: ReplyDraft, now: number): NewMessage {
  const parts: Part[] = [];
  if (draft.thinking !== '') parts.push({ type: 'thinking', text: draft.thinking });
  if (draft.text !== '' && (parts.length > 0 || draft.toolCalls.length > 0)) {
    parts.push({ type: 'text', text: draft.text });
  }
  parts.push(...draft.toolCalls);
  // `stop` already says that it was refused.
  const problem = draft.ended?.stop === 'refused' ? undefined : draft.ended?.problem;
  return {
    id: draft.id,
    parent: draft.parent,
    role: 'assistant',
    content: draft.text,
    timestamp: now,
    provider: draft.provider,
    model: draft.model,
    stop: draft.ended?.stop ?? 'interrupted',
    ...(draft.usage ? { usage: draft.usage } : {}),
    ...(problem && problem.code !== 'aborted' ? { problem: problem.message } : {}),
    ...(parts.length > 0 ? { parts } : {}),
  };
}

function quietOver(draft: ReplyDraft): ReplyDraft {
  if (draft.silentMs === undefined && draft.retryAt === undefined) return draft;
  const { silentMs: _silent, retryAt: _at, retryProblem: _problem, ...rest } = draft;
  return rest;
}

function withUsage(draft: ReplyDraft, usage: Usage | undefined): ReplyDraft {
  return usage ? { ...draft, usage } : draft;
}
