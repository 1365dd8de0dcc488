/** A reply from request to end: prepares the request, sends it, and retries where that makes sense. */
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import type { ReplyEvent, ReplyRequest } from '../core/reply.ts';
import { type ReadAttachment, toRequest } from '../core/request.ts';
import { type Outcome, runAttempt } from './attempt.ts';
import type { FaultContext } from './fault.ts';
import { classify } from './faults.ts';
import { backOff, longestServerWaitMs, spanInWords } from './retry-after.ts';
import { stoppedByUser } from './stream-faults.ts';
import type { Timers } from './timers.ts';
import { pause, type SilenceLimits } from './watch.ts';
import type { Where } from './where.ts';
import type { Ask, Wire } from './wire.ts';

export interface StreamOptions {
  readonly where: Where;
  readonly timers: Timers;
  readonly limits: SilenceLimits;
  readonly readAttachment: ReadAttachment;
  /** Model names that the server offers; looked up when a model is unknown. */
  readonly modelNames: (signal: AbortSignal) => Promise<readonly string[]>;
  /** A model for a request that names none. */
  readonly modelWhenUnnamed: (signal: AbortSignal) => Promise<Result<string>>;
}

const attachAgain = 'It is not sent now; attach it again with @.';

type Stopped = Extract<Outcome, { kind: 'stopped' }>;

/** How many details of one request may be changed because a server refuses them. */
const mostMends = 2;
/** How long to wait for the model names, to suggest one near an unknown name. */
const modelNamesMs = 3_000;

/** Never throws and ends with exactly one `done` or `stopped`. */
export async function* streamReply<E>(
  wire: Wire<E>,
  request: ReplyRequest,
  signal: AbortSignal,
  options: StreamOptions,
): AsyncGenerator<ReplyEvent> {
  const prepared = await orAborted(prepare(request, options, signal), signal);
  if (prepared === undefined) return yield aborted;
  if (!prepared.ok) return yield { type: 'stopped', stop: 'failed', problem: prepared.problem };
  const ask = prepared.value;
  const context = (models: readonly string[]): FaultContext => ({
    where: options.where,
    model: ask.model,
    models,
    now: options.timers.date(),
  });
  const attemptOptions = { limits: options.limits, timers: options.timers, context: () => context([]) };

  const { leftOut } = ask.request;
  if (leftOut.length > 0) yield { type: 'notice', text: `${leftOut.join(' ')} ${attachAgain}` };

  let mends = 0;
  let retries = 0;
  for (;;) {
    const outcome = yield* runAttempt(wire, ask, signal, attemptOptions);
    if (outcome.kind === 'done') return yield { type: 'done', stop: outcome.stop, usage: outcome.usage };
    if (outcome.stop === 'aborted' || signal.aborted) return yield stoppedWith(outcome, stoppedByUser, 'aborted');
    if (outcome.error !== undefined && mends < mostMends && wire.mend(outcome.error, ask)) {
      mends += 1;
      continue;
    }
    const delayMs = delayAfter(outcome, retries + 1, options.timers);
    if (delayMs === undefined) {
      const names =
        outcome.problem.code === 'model-not-found' && outcome.error !== undefined
          ? await orAborted(options.modelNames(AbortSignal.timeout(modelNamesMs)), signal)
          : undefined;
      const problem = names ? classify(outcome.error, context(names)).problem : outcome.problem;
      return yield stoppedWith(outcome, givenUp(problem), outcome.stop);
    }
    retries += 1;
    const waiting = { ...outcome.problem, next: `It is sent again in ${spanInWords(delayMs)}.` };
    yield { type: 'retrying', problem: waiting, delayMs };
    if (!(await pause(delayMs, signal, options.timers))) return yield aborted;
  }
}

const aborted: ReplyEvent = { type: 'stopped', stop: 'aborted', problem: stoppedByUser };

function stoppedWith(outcome: Stopped, problem: Problem, stop: Stopped['stop']): ReplyEvent {
  return { type: 'stopped', stop, problem, ...(outcome.usage ? { usage: outcome.usage } : {}) };
}

/**
 * Milliseconds until the request is sent again; undefined if it is not. Once something was shown, it is never sent
 * again.
 */
function delayAfter(outcome: Stopped, retry: number, timers: Timers): number | undefined {
  if (outcome.shown || outcome.retry === 'never') return undefined;
  return backOff(outcome.retry, retry, outcome.problem.retryAfterMs, timers.random());
}

function givenUp(problem: Problem): Problem {
  const wait = problem.retryAfterMs;
  if (wait === undefined || wait <= longestServerWaitMs) return problem;
  return { ...problem, next: `Try again in ${spanInWords(wait)}, or choose another provider with /provider.` };
}

/** The request to send, with a model if none was named. */
async function prepare(request: ReplyRequest, options: StreamOptions, signal: AbortSignal): Promise<Result<Ask>> {
  const { provider, label } = options.where;
  const prepared = await toRequest(request.messages, {
    system: request.system,
    provider,
    readAttachment: options.readAttachment,
  });
  if (!prepared.ok) return prepared;
  const model = request.model === '' ? await options.modelWhenUnnamed(signal) : ok(request.model);
  if (!model.ok) return model;
  if (prepared.value.messages.length === 0) {
    return fail(problem('bad-request', `There is nothing to send to ${label}.`, 'Write a message first.'));
  }
  const { maxTokens, alone } = request;
  return ok({
    model: model.value,
    request: prepared.value,
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(alone === undefined ? {} : { alone }),
    ...(request.model === '' ? { unnamed: true } : {}),
  });
}

/** Undefined if the signal aborts first; then the promise's later failure does not matter. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) {
    promise.catch(() => {});
    return Promise.resolve(undefined);
  }
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
