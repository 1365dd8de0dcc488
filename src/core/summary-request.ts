/** Asking for a summary: the words of the request, and how much of a branch goes into it. */
import type { Message } from './session.ts';
import { coverable } from './summary.ts';
import { estimateRequest } from './tokens.ts';

const summaryRequest =
  'Sum up this conversation so that it can go on from your summary alone: what was asked, what was decided and why, what is open, and every name, number, path and piece of code that is still needed. Write only the summary.';

/** Said where not one message fits. */
export const firstIsTooLong = 'The first message alone is too long for this model to sum up.';

/** A safety margin for wrong estimates, when a part has to fit. */
const safeShare = 0.8;

export interface SummaryRoom {
  /** Size of the model's window in tokens; undefined if not known. */
  readonly window: number | undefined;
  /**
   * How many messages were covered by a summary request that the server refused as too long: then half of them, by
   * tokens, are taken.
   */
  readonly refused?: number;
}

export interface SummaryRequest {
  /** What is sent in place of the branch; the request at its end is never stored. */
  readonly messages: readonly Message[];
  /** The last message that the summary covers. */
  readonly summaryOf: string;
}

/**
 * A request for a summary of the branch `path`, or of as much of its beginning as there is room for; what is left goes
 * along unchanged, and so does a prompt at the end without a reply. Undefined when not even one message fits.
 */
export function toSummaryRequest(
  path: readonly Message[],
  system: string,
  asked: Pick<Message, 'id' | 'timestamp'>,
  room: SummaryRoom,
): SummaryRequest | undefined {
  const last = path.at(-1);
  const request: Message = {
    ...asked,
    parent: last?.id ?? null,
    seq: (last?.seq ?? 0) + 1,
    role: 'user',
    content: summaryRequest,
  };
  const all = path.slice(0, coverable(path));
  const { window = Number.POSITIVE_INFINITY, refused } = room;
  const half = refused === undefined ? Number.POSITIVE_INFINITY : estimateRequest(path.slice(0, refused), system) / 2;
  const most = Math.min(half + estimateRequest([request], ''), window * safeShare);
  const covered = all.slice(0, fittingLength(all, request, system, most));
  const end = covered.at(-1);
  return end && { messages: [...covered, request], summaryOf: end.id };
}

/** How many of the first messages fit, together with the request, into so many tokens. */
function fittingLength(messages: readonly Message[], request: Message, system: string, most: number): number {
  const fits = (length: number) => estimateRequest([...messages.slice(0, length), request], system) <= most;
  if (most === Number.POSITIVE_INFINITY || fits(messages.length)) return messages.length;
  let from = 0;
  let to = messages.length;
  // `from` fits (or is nothing at all), `to` does not.
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (fits(middle)) from = middle;
    else to = middle;
  }
  return from;
}
