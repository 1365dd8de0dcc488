/** One request from sending to end: watches it, translates its events, and says how it ended. */
import type { Problem } from '../core/problem.ts';
import type { ReplyEvent } from '../core/reply.ts';
import type { StopReason, Usage } from '../core/session.ts';
import { estimateModelRequest, estimateTokens } from '../core/tokens.ts';
import type { Fault, FaultContext } from './fault.ts';
import { classify, classifyBody, classifyComplaint } from './faults.ts';
import { isModelName } from './model-list.ts';
import { cutOff, notAStream, stalled, stoppedByUser, unreadable } from './stream-faults.ts';
import type { Timers } from './timers.ts';
import { type SilenceLimits, startWatch } from './watch.ts';
import { type Ask, type Learned, noEvents, type Opened, type Wire } from './wire.ts';

export interface AttemptOptions {
  readonly limits: SilenceLimits;
  readonly timers: Timers;
  /** Called when a fault is classified. */
  readonly context: () => FaultContext;
}

/** How an attempt ended. `shown`: something visible was received, so it must not be sent again. */
export type Outcome =
  | { readonly kind: 'done'; readonly stop: 'end' | 'length' | 'refused'; readonly usage: Usage }
  | {
      readonly kind: 'stopped';
      readonly stop: Extract<StopReason, 'aborted' | 'interrupted' | 'failed'>;
      readonly problem: Problem;
      readonly retry: Fault['retry'];
      readonly shown: boolean;
      /** The error as the SDK gave it, where the request itself was refused. */
      readonly error?: unknown;
      readonly usage?: Usage;
    };

/**
 * Before its first word a model may think for minutes, and many servers say nothing of it: what was asked of them is
 * paid for. A line that is dead is noticed all the same: the system asks the other end once a minute.
 */
const thinkingPatience = 5;
/** After the terminal marker only usage may follow; a server that keeps the stream open is not waited for. */
const graceMs = 2_000;
/** With the usage known, only the end is missing, which lets the connection be used again. */
const endGraceMs = 250;

type Received<E> = Opened<E> | IteratorResult<E>;

/** Yields what is received; returns the end. Never throws; the connection is closed on every way out. */
export async function* runAttempt<E>(
  wire: Wire<E>,
  ask: Ask,
  signal: AbortSignal,
  options: AttemptOptions,
): AsyncGenerator<ReplyEvent, Outcome> {
  const connection = new AbortController();
  const { warnMs, endMs } = options.limits;
  const watch = startWatch<Received<E>>(signal, options.timers, { warnMs, endMs: endMs * thinkingPatience });
  const reader = wire.newReader();
  const received = { events: 0, written: '', shown: false, spoken: false };
  try {
    let opened: Opened<E> | undefined;
    let iterator: AsyncIterator<E> | undefined;
    let pending: Promise<Received<E>> = wire.open(ask, connection.signal);
    for (;;) {
      const step = await watch.next(pending);
      if (step.kind === 'silent') {
        yield { type: 'quiet', silentMs: step.silentMs };
        continue;
      }
      const { stop } = reader.learned;
      if (stop !== undefined && (step.kind !== 'value' || isEnd(step.value))) {
        return { kind: 'done', stop, usage: usageOf(ask, reader.learned, received.written, true) };
      }
      if (step.kind === 'aborted') return stopped('aborted', { problem: stoppedByUser, retry: 'never' });
      if (step.kind === 'expired') {
        const problem = stalled(step.silentMs, received.events > 0, options.context().where);
        return stopped(received.events > 0 ? 'interrupted' : 'failed', { problem, retry: 'never' });
      }
      if (step.kind === 'threw') return broken(step.error);
      const value = step.value;
      if (!opened || !iterator) {
        if (!('events' in value)) return broken(new TypeError('An event came before the response.'));
        opened = value;
        iterator = opened.events[Symbol.asyncIterator]();
        pending = iterator.next();
        continue;
      }
      if (!('done' in value) || value.done === true) {
        const context = options.context();
        if (received.events > 0) return stopped('interrupted', { problem: cutOff(context.where), retry: 'soon' });
        const nothing: Fault = { problem: notAStream(opened.contentType, context.where), retry: 'never' };
        return stopped('failed', classifyBody(opened.beginning(), context) ?? nothing);
      }
      received.events += 1;
      const events = read(value.value);
      if (events instanceof Error) {
        const problem = unreadable(options.context().where, events.message);
        return stopped('interrupted', { problem, retry: 'never' });
      }
      for (const event of events) {
        received.written += writtenIn(event);
        if (event.type !== 'started' && event.type !== 'usage') received.shown = true;
        if (event.type === 'text' && !received.spoken) {
          received.spoken = true;
          watch.limit(options.limits);
        }
        // What the server calls its model need not be a name that it can be asked for again, nor a name at all.
        const isOurs = event.type === 'started' && (ask.unnamed || !isModelName(event.model));
        yield isOurs ? { ...event, model: ask.model } : event;
        if (signal.aborted) return stopped('aborted', { problem: stoppedByUser, retry: 'never' });
      }
      const { complaint } = reader.learned;
      if (complaint) return stopped('failed', classifyComplaint(complaint, options.context()));
      // Some servers give a reason for the end with every piece: one that brought words need not be the last.
      if (reader.learned.stop !== undefined && !events.some(isWords)) {
        watch.limit({ warnMs: 0, endMs: reader.learned.usage ? endGraceMs : graceMs });
      } else if (reader.learned.stop !== undefined) watch.limit(options.limits);
      pending = iterator.next();
    }
  } finally {
    watch.close();
    connection.abort();
  }

  /** Malformed events fail inside the translation: the server's fault, not a bug. */
  function read(event: E): readonly ReplyEvent[] | Error {
    if (typeof event !== 'object' || event === null) return noEvents;
    try {
      return reader.read(event);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  function broken(error: unknown): Outcome {
    const fault = classify(error, options.context());
    // An error that the server told has a label or status; a broken connection has neither.
    const told = fault.problem.code !== 'connection-lost' && fault.problem.code !== 'bad-stream';
    const begun = received.events > 0;
    return { ...stopped(begun && !told ? 'interrupted' : 'failed', fault), ...(begun ? {} : { error }) };
  }

  function stopped(stop: 'aborted' | 'interrupted' | 'failed', fault: Fault) {
    return {
      kind: 'stopped' as const,
      stop,
      problem: fault.problem,
      retry: fault.retry,
      shown: received.shown,
      ...(received.events > 0 ? { usage: usageOf(ask, reader.learned, received.written, false) } : {}),
    };
  }
}

function isEnd<E>(value: Received<E>): boolean {
  return 'done' in value && value.done === true;
}

function isWords(event: ReplyEvent): boolean {
  return event.type === 'text' || event.type === 'thinking';
}

/** What counts as output: thinking and the arguments of tools are paid for like words. */
function writtenIn(event: ReplyEvent): string {
  if (event.type === 'text' || event.type === 'thinking') return event.delta;
  return event.type === 'toolCall' ? event.input : '';
}

/** The server's counts where the stream was whole and had them; otherwise an estimate, marked as one. */
function usageOf(ask: Ask, learned: Learned, written: string, whole: boolean): Usage {
  if (learned.usage && whole) return learned.usage;
  // The input may have been told, with what a cache knew of it, and is as true as ever.
  const { output, ...input } = learned.usage ?? { input: estimateModelRequest(ask.request), output: 0 };
  return { ...input, output: Math.max(output, estimateTokens(written)), estimated: true };
}
