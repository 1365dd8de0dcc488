/** Does what the program wants done: one handler per effect, grouped by what it works on. */
import type { Effect } from '../../app/effect.ts';
import type { Msg } from '../../app/msg.ts';
import type { Screen } from '../../app/screen.ts';
import type { State } from '../../app/state.ts';
import { problem } from '../../core/problem.ts';
import type { Services } from '../services.ts';
import { listEffects } from './list.ts';
import { createOpenSessions } from './open-sessions.ts';
import { outsideEffects } from './outside.ts';
import { providerEffects } from './providers.ts';
import { replyEffects } from './replies.ts';
import { sessionEffects } from './sessions.ts';
import { writingEffects } from './writing.ts';

export interface EffectDeps {
  readonly services: Services;
  readonly screen: Screen;
  dispatch(msg: Msg): void;
  state(): State;
  /** Everything is stored and closed. */
  onQuit(exitCode: number): void;
}

/** Handlers by effect type; each may be asynchronous, none may throw for what can go wrong in daily use. */
export type Handlers = {
  readonly [T in Effect['type']]?: (effect: Extract<Effect, { type: T }>) => void | Promise<void>;
};

export interface Effects {
  perform(effect: Effect): void;
  idle(): Promise<void>;
}

export function createEffects(deps: EffectDeps): Effects {
  const open = createOpenSessions(deps);
  const underWay = new Set<Promise<void>>();
  const replies = replyEffects(deps, open);
  const timers = timerEffects(deps);
  const handlers: Handlers = {
    ...listEffects(deps, open),
    ...sessionEffects(deps, open),
    ...replies.handlers,
    ...providerEffects(deps),
    ...writingEffects(deps),
    ...outsideEffects(deps),
    ...timers.handlers,
    async quit({ exitCode }) {
      timers.stop();
      await replies.ended();
      // Appends and drafts that are under way end first; this very effect is not waited for.
      await Promise.allSettled([...underWay].filter((work) => work !== quitting));
      await open.closeAll();
      await deps.services.close();
      deps.onQuit(exitCode);
    },
  };
  let quitting: Promise<void> | undefined;

  const perform = (effect: Effect): void => {
    const handler = handlers[effect.type] as ((effect: Effect) => void | Promise<void>) | undefined;
    if (!handler) return;
    const work = run(handler, effect);
    if (!work) return;
    if (effect.type === 'quit') quitting = work;
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };

  const run = (handler: (effect: Effect) => void | Promise<void>, effect: Effect): Promise<void> | undefined => {
    const result = handler(effect);
    if (!(result instanceof Promise)) return undefined;
    return result.catch((error: unknown) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const message = `Something in reprise failed (${effect.type}): ${error instanceof Error ? error.message : String(error)}.`;
      deps.dispatch({
        type: 'problem',
        problem: problem('internal', message, 'Your sessions are safe; go on or restart.', { detail }),
      });
    });
  };

  return {
    perform,
    async idle() {
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
  };
}

/** Messages that come later: each name has one timer, a newer one replaces it. */
function timerEffects(deps: EffectDeps): { readonly handlers: Handlers; stop(): void } {
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    handlers: {
      after({ name, delayMs }) {
        clearTimeout(timers.get(name));
        timers.set(
          name,
          setTimeout(() => {
            timers.delete(name);
            deps.dispatch({ type: 'tick', name });
          }, delayMs),
        );
      },
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
