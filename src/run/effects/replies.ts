/** Replies: asking a provider, keeping what comes, telling the program in joined pieces. */
import type { Effect } from '../../app/effect.ts';
import { problem } from '../../core/problem.ts';
import { isProviderName } from '../../core/provider-name.ts';
import { type ReplyEvent, replyPaceMs } from '../../core/reply.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

/**
 * What comes quicker than this is told together, in ms. Less than the pace at which replies are read: what one look at
 * a connection brings never waits for the time of the next. Not much less: a server in a hurry costs a frame each time.
 */
const tellPaceMs = replyPaceMs * 0.75;
/** More than this within a pace nobody reads along: it is told, and so drawn, less often. In UTF-16 units and ms. */
const torrent = 2_000;
const torrentPaceMs = replyPaceMs * 2.5;

interface Running {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

export function replyEffects(
  deps: EffectDeps,
  open: OpenSessions,
): { readonly handlers: Handlers; ended(): Promise<void> } {
  const running = new Map<string, Running>();
  return {
    handlers: {
      startReply(effect) {
        running.get(effect.id)?.controller.abort();
        const controller = new AbortController();
        const done = receive(deps, open, effect, controller.signal).finally(() => {
          if (running.get(effect.id)?.controller === controller) running.delete(effect.id);
        });
        running.set(effect.id, { controller, done });
        return done;
      },
      abortReply({ id }) {
        running.get(id)?.controller.abort();
      },
    },
    async ended() {
      for (const one of running.values()) one.controller.abort();
      await Promise.allSettled([...running.values()].map((one) => one.done));
    },
  };
}

async function receive(
  deps: EffectDeps,
  open: OpenSessions,
  effect: Extract<Effect, { type: 'startReply' }>,
  signal: AbortSignal,
): Promise<void> {
  const { services } = deps;
  const { id, replyId, parent } = effect;
  const session = open.get(id);
  let waiting: ReplyEvent[] = [];
  let text = '';
  let isPlanned = false;
  let toldAt = 0;

  /** What comes within a pace is told together, and drawn together; after a rest, what comes in one go is told at once. */
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    const rest = toldAt + tellPaceMs - services.clock.now();
    // A clock that was set back does not stop the show.
    if (rest > 0) setTimeout(tell, Math.min(rest, tellPaceMs));
    else setImmediate(flush);
  };
  const tell = (): void => {
    if (text.length > torrent) setTimeout(flush, torrentPaceMs - tellPaceMs);
    else flush();
  };
  const flush = (): void => {
    isPlanned = false;
    if (waiting.length === 0) return;
    // The first word is not held back because the beginning has just been told.
    if (waiting.some(isPiece)) toldAt = services.clock.now();
    const events = waiting;
    waiting = [];
    // On disk before it is on the screen: what was shown survives.
    if (text !== '') session?.delta(replyId, parent, text);
    text = '';
    deps.dispatch({ type: 'replyEvents', id, replyId, events: joined(events) });
  };

  if (!isProviderName(effect.provider)) {
    const unknown = problem(
      'bad-argument',
      `There is no provider “${effect.provider}” here.`,
      'Choose one with /provider.',
    );
    deps.dispatch({
      type: 'replyEvents',
      id,
      replyId,
      events: [{ type: 'stopped', stop: 'failed', problem: unknown }],
    });
    return;
  }
  const provider = await services.provider(effect.provider);
  const request = { model: effect.model, system: effect.system, messages: effect.messages };
  for await (const event of provider.stream(request, signal)) {
    waiting.push(event);
    if (event.type === 'text') text += event.delta;
    if (isPiece(event)) plan();
    else flush();
  }
  flush();
}

function isPiece({ type }: ReplyEvent): boolean {
  return type === 'text' || type === 'thinking' || type === 'usage';
}

/** Neighbouring pieces of text in one event; ends, errors and everything else as they came. */
function joined(events: readonly ReplyEvent[]): readonly ReplyEvent[] {
  const out: ReplyEvent[] = [];
  for (const event of events) {
    const last = out.at(-1);
    if (event.type === 'text' && last?.type === 'text')
      out[out.length - 1] = { type: 'text', delta: last.delta + event.delta };
    else out.push(event);
  }
  return out;
}
