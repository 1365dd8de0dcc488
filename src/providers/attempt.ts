/** One request from sending to end: watches it, translates its events, and reports how it ended. */
import type { Problem } from '../core/problem.ts';
import type { ReplyEvent } from '../core/reply.ts';
import type { StopReason, Usage } from '../core/session.ts';
import { estimateModelRequest, estimateUsage } from '../core/tokens.ts';
import type { Fault, FaultContext } from './fault.ts';
import { classify, classifyBody, classifyComplaint } from './faults.ts';
import { isModelName } from './model-list.ts';
import { cutOff, notAStream, stalled, stoppedByUser, unreadable } from './stream-faults.ts';
import type { Timers } from './timers.ts';
import { type SilenceLimits, type Step, startWatch } from './watch.ts';
import { type Ask, type Learned, noEvents, type Opened, type Wire } from './wire.ts';

export interface AttemptOptions {
  readonly limits: SilenceLimits;
  readonly timers: Timers;
  /** Called when a fault is being classified. */
  readonly context: () => FaultContext;
}

/** How an attempt ended. `shown`: something visible was received, so the request must not be sent again. */
export type Outcome =
  | { readonly kind: 'done'; readonly stop: 'end' | 'length' | 'refused'; readonly usage: Usage }
  | {
      readonly kind: 'stopped';
      readonly stop: Extract<StopReason, 'aborted' | 'interrupted' | 'failed'>;
      readonly problem: Problem;
      readonly retry: Fault['retry'];
      readonly shown: boolean;
      /** The error as the SDK raised it, if the request itself was refused. */
      readonly error?: unknown;
      readonly usage?: Usage;
    };

/**
 * Before its first word a model may think for minutes, and many servers send nothing meanwhile; what was asked of them
 * has to be paid for. A dead connection is still noticed: the system probes it once a minute.
 */
const thinkingPatience = 5;
/** After the terminal marker only usage may follow; we do not wait for a server that keeps the stream open. */
const graceMs = 2_000;
/** Once the usage is known, only the end is missing, which lets the connection be reused. */
const endGraceMs = 250;

/** The outcome of waiting. */
type Waited<T> = Exclude<Step<T>, { readonly kind: 'silent' }>;

/** Yields what is received; returns how it ended. Never throws; the connection is closed on every way out. */
export async function* runAttempt<E>(
  wire: Wire<E>,
  ask: Ask,
  signal: AbortSignal,
  options: AttemptOptions,
): AsyncGenerator<ReplyEvent, Outcome> {
  const connection = new AbortController();
  const { warnMs, endMs } = options.limits;
  const watch = startWatch(signal, options.timers, { warnMs, endMs: endMs * thinkingPatience });
  const reader = wire.newReader();
  const { learned } = reader;
  const received = { events: 0, written: '', shown: false, spoken: false };
  try {
    const answer = wire.open(ask, connection.signal);
    const opening = yield* outlasting(await watch.next(answer), answer);
    if (opening.kind !== 'value') return brokenOff(opening);
    const opened = opening.value;
    const iterator = opened.events[Symbol.asyncIterator]();
    for (;;) {
      const coming = iterator.next();
      const come = await watch.next(coming);
      // Only when silent: one generator for each of thousands of events would cost as much as the event itself.
      const step = come.kind === 'silent' ? yield* outlasting(come, coming) : come;
      const isOver = step.kind !== 'value' || step.value.done === true;
      if (isOver && learned.stop !== undefined) {
        return { kind: 'done', stop: learned.stop, usage: usageOf(ask, learned, received.written, true) };
      }
      if (step.kind !== 'value') return brokenOff(step);
      if (step.value.done === true) return endedEarly(opened);
      received.events += 1;
      const events = read(step.value.value);
      if (events instanceof Error) {
        const problem = unreadable(options.context().where, events.message);
        return stopped('interrupted', { problem, retry: 'never' });
      }
      for (const event of events) {
        note(event);
        // What the server calls its model may be a name that it does not accept in a request, or no name at all.
        const isOurs = event.type === 'started' && (ask.unnamed || !isModelName(event.model));
        yield isOurs ? { ...event, model: ask.model } : event;
        if (signal.aborted) return stopped('aborted', { problem: stoppedByUser, retry: 'never' });
      }
      if (learned.complaint) return stopped('failed', classifyComplaint(learned.complaint, options.context()));
      // Some servers give a finish reason with every piece: one that brought words need not be the last.
      if (learned.stop !== undefined && !events.some(isWords)) {
        watch.limit({ warnMs: 0, endMs: learned.usage ? endGraceMs : graceMs });
      } else if (learned.stop !== undefined) watch.limit(options.limits);
    }
  } finally {
    watch.close();
    connection.abort();
  }

  /** The outcome of waiting; meanwhile yields each silence that is reported. */
  async function* outlasting<T>(first: Step<T>, promise: Promise<T>): AsyncGenerator<ReplyEvent, Waited<T>> {
    let step = first;
    for (; step.kind === 'silent'; step = await watch.next(promise)) yield { type: 'quiet', silentMs: step.silentMs };
    return step;
  }

  function note(event: ReplyEvent): void {
    received.written += writtenIn(event);
    if (event.type !== 'started' && event.type !== 'usage') received.shown = true;
    if (event.type !== 'text' || received.spoken) return;
    received.spoken = true;
    watch.limit(options.limits);
  }

  /** Translating a malformed event throws: that is the server's fault, not a bug. */
  function read(event: E): readonly ReplyEvent[] | Error {
    if (typeof event !== 'object' || event === null) return noEvents;
    try {
      return reader.read(event);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Stopped from outside, silent for too long, or failed. */
  function brokenOff(step: Exclude<Waited<unknown>, { kind: 'value' }>): Outcome {
    if (step.kind === 'threw') return broken(step.error);
    if (step.kind === 'aborted') return stopped('aborted', { problem: stoppedByUser, retry: 'never' });
    const begun = received.events > 0;
    const problem = stalled(step.silentMs, begun, options.context().where);
    return stopped(begun ? 'interrupted' : 'failed', { problem, retry: 'never' });
  }

  /** The body ended normally, but without its protocol's last word. */
  function endedEarly({ contentType, beginning }: Opened<E>): Outcome {
    const context = options.context();
    if (received.events > 0) return stopped('interrupted', { problem: cutOff(context.where), retry: 'soon' });
    const nothing: Fault = { problem: notAStream(contentType, context.where), retry: 'never' };
    return stopped('failed', classifyBody(beginning(), context) ?? nothing);
  }

  function broken(error: unknown): Outcome {
    const fault = classify(error, options.context());
    // An error reported by the server has a label or a status; a broken connection has neither.
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
      ...(received.events > 0 ? { usage: usageOf(ask, learned, received.written, false) } : {}),
    };
  }
}

function isWords(event: ReplyEvent): boolean {
  return event.type === 'text' || event.type === 'thinking';
}

/** What counts as output: thinking and tool arguments are paid for like words. */
function writtenIn(event: ReplyEvent): string {
  if (event.type === 'text' || event.type === 'thinking') return event.delta;
  return event.type === 'toolCall' ? event.input : '';
}

/**
 * The server's counts if the stream was complete and had them; otherwise an estimate, marked as one. Some servers fill
 * in zeros, but no request is empty, and whatever was written had to be generated.
 */
function usageOf(ask: Ask, { usage }: Learned, written: string, whole: boolean): Usage {
  if (usage && whole && !usage.estimated && usage.input > 0 && (usage.output > 0 || written === '')) return usage;
  return estimateUsage(usage, () => estimateModelRequest(ask.request), written);
}
