/** Passes a reply on to the program: complete, in order, combined, and no more often than the eye can follow. */
import { type ReplyEvent, replyPaceMs } from '../../core/reply.ts';
import type { Timers } from '../../providers/timers.ts';

/**
 * Pieces that come faster than this are reported together, in ms. Less than the pace at which replies are read, so that
 * what one look at a connection brings never waits until the next. Not much less, because a server in a hurry costs a
 * frame each time.
 */
const tellPaceMs = replyPaceMs * 0.75;
/**
 * More than this within one pace is too fast to read: it is reported, and so drawn, less often. In UTF-16 units and ms.
 */
const torrent = 2_000;
const torrentPaceMs = replyPaceMs * 2;

export interface Telling {
  /** Pieces wait for their pace; anything else is reported at once, after the pieces before it. */
  add(event: ReplyEvent): void;
  /** Reports what is waiting. */
  flush(): void;
}

/** `tell` gets non-empty lists of events, with neighbouring pieces of one kind joined. */
export function startTelling(
  timers: Pick<Timers, 'now' | 'after'>,
  tell: (events: readonly ReplyEvent[]) => void,
): Telling {
  let waiting: ReplyEvent[] = [];
  let size = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let unplan: (() => void) | undefined;

  const flush = (): void => {
    unplan?.();
    unplan = undefined;
    if (waiting.length === 0) return;
    // The first word is not held back merely because the beginning has just been reported.
    if (waiting.some(isPiece)) toldAt = timers.now();
    const events = joined(waiting);
    waiting = [];
    size = 0;
    tell(events);
  };
  const tellInTime = (): void => {
    if (size <= torrent) flush();
    else unplan = timers.after(torrentPaceMs - tellPaceMs, flush);
  };
  return {
    add(event) {
      waiting.push(event);
      if (!isPiece(event)) return flush();
      if (event.type !== 'usage') size += event.delta.length;
      const rest = toldAt + tellPaceMs - timers.now();
      // After a pause, what arrives together is reported at once, however much it is.
      unplan ??= rest > 0 ? timers.after(rest, tellInTime) : timers.after(0, flush);
    },
    flush,
  };
}

type Piece = Extract<ReplyEvent, { type: 'text' | 'thinking' | 'usage' }>;

function isPiece(event: ReplyEvent): event is Piece {
  return event.type === 'text' || event.type === 'thinking' || event.type === 'usage';
}

function joined(events: readonly ReplyEvent[]): readonly ReplyEvent[] {
  const out: ReplyEvent[] = [];
  for (const event of events) {
    const last = out.at(-1);
    const isMore = (event.type === 'text' || event.type === 'thinking') && last?.type === event.type;
    if (isMore) out[out.length - 1] = { type: event.type, delta: last.delta + event.delta };
    else out.push(event);
  }
  return out;
}
