/** Replies: asking a provider, storing what comes, telling the program. */
import type { Effect } from '../../app/effect.ts';
import { problem } from '../../core/problem.ts';
import { isProviderName } from '../../core/provider-name.ts';
import type { OpenSession } from '../../ports.ts';
import { systemTimers } from '../../providers/timers.ts';
import type { Services } from '../services.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import { startTelling } from './telling.ts';

/** What replies need of the program. */
export interface ReplyDeps extends Pick<EffectDeps, 'dispatch'> {
  readonly services: Pick<Services, 'provider'>;
}

/** The sessions that are open for writing, as far as replies need them. */
export interface ReplyKeepers {
  get(id: string): Pick<OpenSession, 'delta'> | undefined;
}

interface Running {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

export function replyEffects(
  deps: ReplyDeps,
  open: ReplyKeepers,
): { readonly handlers: Pick<Handlers, 'startReply' | 'abortReply'>; ended(): Promise<void> } {
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
  deps: ReplyDeps,
  open: ReplyKeepers,
  effect: Extract<Effect, { type: 'startReply' }>,
  signal: AbortSignal,
): Promise<void> {
  const { services } = deps;
  const { id, replyId, parent } = effect;
  const session = open.get(id);
  const telling = startTelling(systemTimers, (events) => {
    // Whoever aborts has already ended the reply: a piece that was never shown would create a sidecar that nobody
    // removes.
    if (signal.aborted) return;
    // On the disk before it is on the screen: what was shown survives.
    const text = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
    if (text !== '') session?.delta(replyId, parent, text);
    deps.dispatch({ type: 'replyEvents', id, replyId, events });
  });

  if (!isProviderName(effect.provider)) {
    const unknown = problem(
      'bad-argument',
      `There is no provider “${effect.provider}” here.`,
      'Choose one with /provider.',
    );
    telling.add({ type: 'stopped', stop: 'failed', problem: unknown });
    return;
  }
  const provider = await services.provider(effect.provider);
  const request = { model: effect.model, system: effect.system, messages: effect.messages };
  for await (const event of provider.stream(request, signal)) telling.add(event);
  telling.flush();
}
