/** Replies: asking a provider, keeping what comes, telling the program in joined pieces. */
import type { Effect } from '../../app/effect.ts';
import { problem } from '../../core/problem.ts';
import { isProviderName } from '../../core/provider-name.ts';
import type { ReplyEvent } from '../../core/reply.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

/** Deltas that come within this time are told together, and drawn together: twenty times a second reads as flowing. */
const joinMs = 48;

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
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
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
    if (event.type === 'text' || event.type === 'thinking' || event.type === 'usage')
      timer ??= setTimeout(flush, joinMs);
    else flush();
  }
  flush();
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
